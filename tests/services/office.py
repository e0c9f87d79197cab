"""The use cases wired over a real database, with a portal in memory and a clock that stands: the office of one portal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from b24bridge.core import assistants, routing
from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Json, Skip
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation, Status, Tokens
from b24bridge.core.ledger import ActionRow, Standing, State
from b24bridge.core.streams import Hint
from b24bridge.services.apply import Apply
from b24bridge.services.around import Around
from b24bridge.services.arrivals import Visitor
from b24bridge.services.cascades import Cascades
from b24bridge.services.condition import Condition
from b24bridge.services.consent import Consent
from b24bridge.services.declare import Declare
from b24bridge.services.desk import Desk
from b24bridge.services.digest import Digest
from b24bridge.services.forms import SettingsPages
from b24bridge.services.gate import Gate
from b24bridge.services.grounds import Grounds
from b24bridge.services.look import Look
from b24bridge.services.policies import Policies, Unsaved
from b24bridge.services.preview import Preview
from b24bridge.services.recover import Recover
from b24bridge.services.scan import Scan
from b24bridge.services.setup import Setup
from b24bridge.services.show import Show
from b24bridge.services.show_decisions import ShowDecisions
from b24bridge.services.show_journal import ShowJournal
from b24bridge.services.sync import Sync
from b24bridge.services.trends import Trends
from b24bridge.services.undo import TakeBack
from b24bridge.services.work import Work
from b24bridge.store.crypto import Vault, new_key
from b24bridge.store.facts import StoreFacts
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.installations import SqlInstallations
from b24bridge.store.jobs import SqlJobs
from b24bridge.store.ledger import StoreLedger
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.portal_settings import SqlSettings
from b24bridge.store.session import Store
from b24bridge.store.statements import StoreStatements
from b24bridge.store.tables.ledger import actions
from tests.doubles_portal import PortalDouble
from tests.records import activity, co, company, employee
from tests.services.clocks import StoppedClock
from tests.verdicts import AUTO, tell

MEMBER = "member"
NAME = "forgotten_clients"
ADMIN = 1
WIDGETS = {"CRM_COMPANY_DETAIL_TAB": "https://bridge.example/b24/widget/CRM_COMPANY_DETAIL_TAB"}
SERVER_MAX_S = 65.0
SWEEP_S = 300.0
KEY = new_key()
TOKENS = Tokens(access="at", refresh="rt", expires_at=StoppedClock().now() + timedelta(hours=1))
HANDLERS = routing.discover("handlers")
ALL = assistants.discover("assistants")


def installation(clock: StoppedClock, **changed: Any) -> Installation:
    """Return an installation of an administrator in Moscow."""
    given = {
        "member_id": MEMBER,
        "client_id": "local.1",
        "domain": "portal.example",
        "endpoint": "https://portal.example/rest/",
        "oauth_endpoint": "https://oauth.example/rest/",
        "scope": ("crm", "task"),
        "status": Status.ACTIVE,
        "installed_at": clock.now(),
        "application_token": "app-token",
        "user_id": 1,
        "is_admin": True,
        "time_zone": "Europe/Moscow",
    }
    return Installation(**given | changed)


def visitor(user_id: int, *, name: str = "", is_admin: bool | None = None) -> Visitor:
    """Return a person in the frame; number 1 is the administrator."""
    return Visitor(
        member_id=MEMBER,
        user_id=user_id,
        name=name or f"P{user_id}",
        is_admin=user_id == ADMIN if is_admin is None else is_admin,
        language="ru",
        origin="https://portal.example",
    )


def never() -> bool:
    """Return that the slice is not over."""
    return False


def after(number: int) -> Callable[[], bool]:
    """Return the question whether a slice is over, to which the answer is yes from the given time on."""
    asked = iter(range(1, 10**9))
    return lambda: next(asked) >= number


@dataclass
class Office:
    """Everything a worker and the people's screens have, over one database; of assistants the first, or those given."""

    store: Store
    clock: StoppedClock = field(default_factory=StoppedClock)
    rules: dict[str, Rule] = field(default_factory=lambda: {NAME: ALL[NAME]})
    server_max_s: float = SERVER_MAX_S
    keys: tuple[str, ...] = (KEY,)

    def __post_init__(self) -> None:
        """Wire it."""
        self.portal = PortalDouble(now=self.clock.now())
        self.portal.put(employee(5, 1))
        self.installations = SqlInstallations(self.store, Vault(self.keys), self.clock)
        self.inbox, self.jobs, self.settings = SqlInbox(self.store), SqlJobs(self.store), SqlSettings(self.store)
        self.mirror, self.ledger, self.statements = (
            StoreMirror(self.store),
            StoreLedger(self.store),
            StoreStatements(self.store),
        )
        self.rung: list[str] = []
        self.installations.save(installation(self.clock), TOKENS)
        self.policies = Policies(settings=self.settings, installations=self.installations, rules=self.rules, now=self.clock.now)
        self.facts = StoreFacts(self.store, self.policies.profile)
        self.wire(self.ledger, self.mirror)

    def wire(self, ledger: Any, mirror: Any) -> None:
        """Wire the use cases over these two, which may stand before the real ones."""
        self.scan = Scan(
            facts=self.facts, ledger=ledger, mirror=mirror, clock=self.clock, rules=self.rules, policy=self.policies.policy
        )
        self.cascades, self.desk = Cascades(ledger=ledger), Desk(ledger=ledger, rules=self.rules)
        sending: dict[str, Any] = {
            "ledger": ledger,
            "desk": self.desk,
            "cascades": self.cascades,
            "clock": self.clock,
            "server_max_s": self.server_max_s,
        }
        self.recover = Recover(**sending)
        self.apply = Apply(
            scan=self.scan,
            grounds=Grounds(mirror=mirror, scan=self.scan, clock=self.clock),
            gate=Gate(ledger=ledger, facts=self.facts, clock=self.clock),
            worker="w",
            **sending,
        )
        self.digest = Digest(
            ledger=ledger,
            mirror=self.mirror,
            clock=self.clock,
            rules=self.rules,
            habit=self.policies.habit,
            horizon=self.policies.horizon,
        )
        self._wire_work(ledger, mirror)
        self._wire_people()

    def _wire_work(self, ledger: Any, mirror: Any) -> None:
        self.sync = Sync(mirror=mirror, clock=self.clock, round_s=SWEEP_S / 2)
        self.look = Look(inbox=self.inbox, mirror=mirror, clock=self.clock, route=self.route)
        self.setup = Setup(
            installations=self.installations,
            jobs=self.jobs,
            clock=self.clock,
            handler_url="https://bridge.example/b24/event",
            topics=routing.topics(HANDLERS),
            widgets=WIDGETS,
            first_verbs=("sync", "recover"),
        )
        self.work = Work(
            setup=self.setup,
            sync=self.sync,
            look=self.look,
            scan=self.scan,
            apply=self.apply,
            recover=self.recover,
            digest=self.digest,
            ledger=ledger,
            jobs=self.jobs,
            clock=self.clock,
            sweep_s=SWEEP_S,
            told=self.policies.told,
        )
        self.condition = Condition(
            installations=self.installations,
            mirror=self.mirror,
            ledger=self.ledger,
            inbox=self.inbox,
            jobs=self.jobs,
            clock=self.clock,
            horizon=self.policies.horizon,
            told=self.policies.told,
        )

    def _wire_people(self) -> None:
        shared = {
            "ledger": self.ledger,
            "mirror": self.mirror,
            "statements": self.statements,
            "settings": self.settings,
            "jobs": self.jobs,
            "clock": self.clock,
            "rules": self.rules,
            "policies": self.policies,
            "installation": self.policies.installation,
            "ring": self.rung.append,
        }

        def use(case: type[Any], **more: Any) -> Any:
            return case(**{name: shared[name] for name in {each.name for each in fields(case)} & shared.keys()} | more)

        self.take_back: TakeBack = use(TakeBack, cascades=self.cascades)
        self.consent: Consent = use(Consent, give_back=self.take_back.give_back)
        self.declare: Declare = use(Declare, facts=self.facts, scan=self.scan)
        self.pages: SettingsPages = use(SettingsPages, preview=use(Preview, scan=self.scan, under=self.under))
        self.decisions: ShowDecisions = use(ShowDecisions, consent=self.consent, scan=self.scan)
        self.journal: ShowJournal = use(ShowJournal, take_back=self.take_back)
        trend = use(Trends, consent=self.consent)
        self.around: Around = use(Around, consent=self.consent, condition=self.condition)
        self.show: Show = use(Show, scan=self.scan, condition=self.condition, trend=trend)

    def under(self, values: Mapping[str, Json]) -> Scan:
        """Return what judges by settings that nobody saved."""
        unsaved = replace(self.policies, settings=Unsaved(values))
        return replace(self.scan, facts=StoreFacts(self.store, unsaved.profile), policy=unsaved.policy)

    def route(self, topic: str, data: Mapping[str, Json]) -> Sequence[Hint]:
        """Return what an event wants looked at."""
        return routing.route(HANDLERS, topic, data).hints

    @property
    def installation(self) -> Installation:
        """Return the installation as it stands."""
        found = self.installations.find(MEMBER)
        assert found is not None
        return found

    def choose(self, **values: Any) -> None:
        """Change the portal's settings as its people do; what is not named stays as it was."""
        self.settings.save(MEMBER, {**self.settings.load(MEMBER), **values}, "test", self.clock.now())

    def day(self, offset: int, hour: int = 5) -> datetime:
        """Return a moment of a day counted from the clock's, in UTC."""
        return self.clock.now().replace(hour=hour) + timedelta(days=offset)

    def company(self, number: int, last_answer: int | None = -100, **changed: Any) -> EntityId:
        """Put a company on the portal, with a meeting so many days ago; return it."""
        old = self.day(-400)
        self.portal.put(company(number, **{"created_at": old, "updated_at": old, "title": f"C{number}"} | changed))
        if last_answer is not None:
            self.meeting(number * 10, co(number), last_answer)
        return co(number)

    def meeting(self, number: int, client: EntityId, offset: int, **changed: Any) -> None:
        """Put a meeting that took place so many days ago on the portal."""
        at = self.day(offset) if offset else self.clock.now()
        given = {"created_at": at, "updated_at": at, "starts_at": at, "ends_at": at, "author_id": 5}
        self.portal.put(activity(number, client, **given | changed))

    def read(self) -> None:
        """Read the whole portal into the mirror."""
        self.portal.now = self.clock.now()
        assert self.sync.run(self.installation, self.portal, never).is_complete

    def begin(self, *numbers: int) -> None:
        """Have forgotten companies read and judged, with their actions waiting to be sent."""
        self.choose(observe_days=0)
        for number in numbers:
            self.company(number)
        self.read()
        self.scan.run(self.installation)

    def tell(self, *verdicts: Skip, modes: Mapping[str, str] = AUTO) -> int:
        """Have verdicts recorded as a run of their own; return how many new actions there are."""
        return tell(self.ledger, verdicts, modes, self.clock.now(), MEMBER)

    def send(self) -> None:
        """Send what is due."""
        self.portal.now = self.clock.now()
        self.apply.run(self.installation, self.portal, never)

    def rows(self) -> list[ActionRow]:
        """Return every action of the ledger, by client and step."""
        with self.store.reading() as connection:
            keys = connection.scalars(select(actions.c.key)).all()
        found = [self.ledger.find(key) for key in keys]
        return sorted((row for row in found if row), key=lambda row: (row.client, row.action.step))

    def states(self) -> dict[tuple[str, str], State]:
        """Return the state of each known action by client and step."""
        return {(str(row.client), row.action.step): row.state for row in self.rows()}

    def standing(self, client: EntityId) -> Standing:
        """Return where a client stands."""
        return self.ledger.standings(MEMBER, NAME, client=client)[0]

    def tasks(self) -> dict[str, list[int]]:
        """Return the statuses of our tasks on the portal by client."""
        found: dict[str, list[int]] = {}
        for task in self.portal.rows["tasks"].values():
            if task.marker:
                found.setdefault(str(task.bindings[0]), []).append(task.status)
        return found

    def labelled(self) -> set[str]:
        """Return the clients that bear our label on the portal."""
        return {str(client) for client, labels in self.portal.labels.items() if labels}

    def today(self) -> date:
        """Return the clock's day in UTC."""
        return self.clock.now().date()
