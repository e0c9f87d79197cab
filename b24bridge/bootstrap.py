"""The composition root: settings in, a wired bridge out. Nothing happens at import, and nothing is decided here."""

import random  # noqa: TID251 - chance is handed out from here
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, TypeVar

from pydantic import SecretStr

from b24bridge import clock
from b24bridge.bell import CeleryBell, SilentBell, make_celery
from b24bridge.bitrix.throttle import Limiter, connect
from b24bridge.bitrix.transport import new_session
from b24bridge.bridge import Bridge
from b24bridge.core import assistants, routing
from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Json
from b24bridge.core.ids import CARD_TABS
from b24bridge.core.jobs import RECOVER, SYNC
from b24bridge.core.outside import Bell
from b24bridge.core.streams import Hint
from b24bridge.keys import keys_of
from b24bridge.probes import broker_url, probe, readiness, require_tables
from b24bridge.services.apply import SLACK_S, Apply
from b24bridge.services.around import Around
from b24bridge.services.cascades import Cascades
from b24bridge.services.condition import Condition
from b24bridge.services.consent import Consent
from b24bridge.services.declare import Declare
from b24bridge.services.desk import Desk
from b24bridge.services.digest import Digest
from b24bridge.services.drain import Drain
from b24bridge.services.forms import SettingsPages
from b24bridge.services.gate import Gate
from b24bridge.services.grounds import Grounds
from b24bridge.services.install import Door
from b24bridge.services.look import Look
from b24bridge.services.policies import Policies, Unsaved
from b24bridge.services.preview import Preview
from b24bridge.services.receive import LIFE_EVENTS, Receiver
from b24bridge.services.recover import Recover
from b24bridge.services.relocate import Relocate
from b24bridge.services.scan import Scan
from b24bridge.services.setup import Setup
from b24bridge.services.show import Show
from b24bridge.services.show_decisions import ShowDecisions
from b24bridge.services.show_journal import ShowJournal
from b24bridge.services.sync import Sync
from b24bridge.services.trends import Trends
from b24bridge.services.undo import TakeBack
from b24bridge.services.work import Work
from b24bridge.sites import Sites
from b24bridge.store.crypto import Vault
from b24bridge.store.facts import StoreFacts
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.installations import SqlInstallations
from b24bridge.store.jobs import SqlJobs
from b24bridge.store.ledger import StoreLedger
from b24bridge.store.migrations import migrate
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.portal_settings import SqlSettings
from b24bridge.store.session import Store, open_store
from b24bridge.store.statements import StoreStatements
from b24bridge.workers import worker_name
from config.process import ProcessSettings

EVENT_PATH = "/b24/event"
WIDGET_PATH = "/b24/widget/"
LANE_SLACK_S = 20.0
NOWHERE = "unix:///dev/null/broker"
__all__ = ["Bridge", "broker_url", "migrate_database", "probe", "require_tables", "wire"]


def migrate_database(settings: ProcessSettings) -> None:
    """Bring the tables to this version."""
    migrate(settings.database)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The database's side of every port."""

    installations: SqlInstallations
    inbox: SqlInbox
    jobs: SqlJobs
    mirror: StoreMirror
    ledger: StoreLedger
    statements: StoreStatements
    settings: SqlSettings

    @classmethod
    def of(cls, store: Store, vault: Vault) -> "Stores":
        """Return the ports over one database."""
        return cls(
            installations=SqlInstallations(store, vault, clock),
            inbox=SqlInbox(store),
            jobs=SqlJobs(store),
            mirror=StoreMirror(store),
            ledger=StoreLedger(store),
            statements=StoreStatements(store),
            settings=SqlSettings(store),
        )


def wire(settings: ProcessSettings, *, needs_broker: bool = True) -> Bridge:
    """Return the bridge of this process. Connects to nothing yet. Raises ConfigError for settings that cannot work.

    Without a broker, where none is needed, nobody is rung and portals are called at the pace of one process alone.
    """
    url = broker_url(settings) if needs_broker else settings.redis_url or NOWHERE
    store, keys = open_store(settings.database), keys_of(settings)
    settings = settings.model_copy(update={"secret_keys": tuple(map(SecretStr, keys))})
    s = Stores.of(store, Vault(keys))
    server, session = connect(url), new_session(settings.insecure_hosts, clock.monotonic)
    celery = make_celery(url, settings.tick_s)
    bell = SilentBell() if url == NOWHERE else CeleryBell(celery, server)
    rules = assistants.discover("assistants")
    policies = Policies(settings=s.settings, installations=s.installations, rules=rules, now=clock.now)
    facts = StoreFacts(store, policies.profile)
    scan = Scan(facts=facts, ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, policy=policies.policy)
    sync = Sync(mirror=s.mirror, clock=clock, round_s=settings.sweep_s / 2)
    sites = Sites(settings, s.installations, Limiter(server, clock, jitter=random.random), policies, session)
    use = partial(_use, s, rules, policies, bell)
    acts = _acts(s, rules, policies, facts, scan)
    preview = Preview(mirror=s.mirror, scan=scan, clock=clock, under=partial(_under, store, s, rules))
    consent, take_back = use(Consent), use(TakeBack, cascades=acts.cascades)
    condition = _condition(s, policies, consent)
    return Bridge(
        settings=settings,
        clock=clock,
        celery=celery,
        bell=bell,
        installations=s.installations,
        inbox=s.inbox,
        jobs=s.jobs,
        mirror=s.mirror,
        ledger=s.ledger,
        statements=s.statements,
        portal_settings=s.settings,
        policies=policies,
        scan=scan,
        sync=sync,
        show=_show(s, scan, condition, Trends(ledger=s.ledger, consent=consent, rules=rules)),
        show_decisions=use(ShowDecisions, consent=consent, scan=scan),
        show_journal=use(ShowJournal, take_back=take_back),
        conditions=condition,
        around=use(Around, consent=consent, condition=condition),
        consent=consent,
        take_back=take_back,
        declare=use(Declare, facts=facts, scan=scan),
        pages=use(SettingsPages, preview=preview),
        connect=sites.connect,
        make_drain=partial(_drain, settings, s, acts, scan, sync, sites, bell),
        door=Door(installations=s.installations, jobs=s.jobs, authority=sites.doorkeeper(), clock=clock),
        receiver=Receiver(installations=s.installations, inbox=s.inbox, jobs=s.jobs, mirror=s.mirror, clock=clock),
        checks=partial(readiness, settings),
    )


Case = TypeVar("Case")


def _use(s: Stores, rules: Mapping[str, Rule], policies: Policies, bell: Bell, case: type[Case], **more: Any) -> Case:
    """Return a use case for people, with those of its needs that all of them share, and `more`."""
    shared = {
        "ledger": s.ledger,
        "mirror": s.mirror,
        "statements": s.statements,
        "settings": s.settings,
        "jobs": s.jobs,
        "clock": clock,
        "rules": rules,
        "policies": policies,
        "installation": policies.installation,
        "ring": bell.ring,
    }
    names = {each.name for each in fields(case)}  # type: ignore[arg-type]
    return case(**{name: value for name, value in shared.items() if name in names} | more)


def _under(store: Store, s: Stores, rules: Mapping[str, Rule], values: Mapping[str, Json]) -> Scan:
    """Return what judges by settings that nobody saved; it has no ledger to write to but the one it reads from."""
    policies = Policies(settings=Unsaved(values), installations=s.installations, rules=rules, now=clock.now)
    facts = StoreFacts(store, policies.profile)
    return Scan(facts=facts, ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, policy=policies.policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What acting is made of, shared by all drains."""

    cascades: Cascades
    desk: Desk
    gate: Gate
    grounds: Grounds
    digest: Digest


def _acts(s: Stores, rules: Mapping[str, Rule], policies: Policies, facts: StoreFacts, scan: Scan) -> Acts:
    return Acts(
        cascades=Cascades(ledger=s.ledger),
        desk=Desk(ledger=s.ledger, rules=rules),
        gate=Gate(ledger=s.ledger, facts=facts, clock=clock),
        grounds=Grounds(mirror=s.mirror, scan=scan, clock=clock),
        digest=Digest(
            ledger=s.ledger, mirror=s.mirror, clock=clock, rules=rules, habit=policies.habit, horizon=policies.horizon
        ),
    )


def _condition(s: Stores, policies: Policies, consent: Consent) -> Condition:
    return Condition(
        installations=s.installations,
        mirror=s.mirror,
        ledger=s.ledger,
        inbox=s.inbox,
        jobs=s.jobs,
        clock=clock,
        horizon=policies.horizon,
        told=policies.told,
        waiting=lambda visitor: consent.asked(visitor).count,
    )


def _show(s: Stores, scan: Scan, condition: Condition, trend: Trends) -> Show:
    return Show(ledger=s.ledger, mirror=s.mirror, scan=scan, condition=condition, trend=trend, clock=clock)


def _drain(settings: ProcessSettings, s: Stores, acts: Acts, scan: Scan, sync: Sync, sites: Sites, bell: Bell) -> Drain:
    """Return what drains a portal in this thread; every one has a name of its own, so leases tell them apart."""
    worker = worker_name(clock.monotonic())
    handlers, server_max_s = routing.discover("handlers"), settings.portal_timeout_s
    shared: dict[str, Any] = {
        "ledger": s.ledger,
        "desk": acts.desk,
        "cascades": acts.cascades,
        "clock": clock,
        "server_max_s": server_max_s,
    }
    work = Work(
        setup=Setup(
            installations=s.installations,
            jobs=s.jobs,
            clock=clock,
            handler_url=settings.public_url + EVENT_PATH,
            topics=(*routing.topics(handlers), *LIFE_EVENTS),
            widgets={placement: f"{settings.public_url}{WIDGET_PATH}{placement}" for placement in CARD_TABS},
            first_verbs=(SYNC, RECOVER),
        ),
        sync=sync,
        look=Look(inbox=s.inbox, mirror=s.mirror, clock=clock, route=partial(_route, handlers)),
        scan=scan,
        apply=Apply(scan=scan, grounds=acts.grounds, gate=acts.gate, worker=worker, **shared),
        recover=Recover(**shared),
        digest=acts.digest,
        ledger=s.ledger,
        jobs=s.jobs,
        clock=clock,
        sweep_s=settings.sweep_s,
        told=sites.policies.told,
    )
    return Drain(
        installations=s.installations,
        jobs=s.jobs,
        inbox=s.inbox,
        connect=sites.connect,
        verbs=work.verbs(),
        bell=bell,
        relocate=Relocate(installations=s.installations, authority=sites.doorkeeper()),
        clock=clock,
        worker=worker,
        slice_s=settings.slice_s,
        lease_s=settings.slice_s + server_max_s + SLACK_S + LANE_SLACK_S,
    )


def _route(handlers: Sequence[routing.Handler], topic: str, data: Mapping[str, Json]) -> tuple[Hint, ...]:
    """Return what an event tells us to look at. Raises what the first handler that failed raised."""
    routed = routing.route(handlers, topic, data)
    if routed.failures:
        raise next(iter(routed.failures.values()))
    return routed.hints
