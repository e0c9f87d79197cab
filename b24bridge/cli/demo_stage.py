"""The stage of the demo: a running stack, what it says of itself, and waiting for what its processes do. Not the play."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console

from b24bridge import clock
from b24bridge.bootstrap import Bridge
from b24bridge.cli.plans import administrator
from b24bridge.cli.stack import Stack
from b24bridge.core.decisions import MARKED_STATES, Because
from b24bridge.core.errors import ConfigError
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import SCAN, SYNC
from b24bridge.core.ledger import ActionRow, Standing, State
from b24bridge.core.money import Money
from b24bridge.core.sentences import money_en, money_ru
from b24bridge.services.arrivals import Visitor
from b24bridge.services.sync import SWEPT

POLL_S = 0.1
PATIENCE_S = 120.0
DAY_S = 86_400
SOON = timedelta(minutes=2)
UNSETTLED = (State.SENDING, State.UNKNOWN)


@dataclass(slots=True)
class Stage:
    """A stack with a bridge of this process beside its own."""

    stack: Stack
    bridge: Bridge
    installation: Installation
    console: Console
    lang: str

    @property
    def member_id(self) -> str:
        """Return the portal's id."""
        return self.installation.member_id

    @property
    def head(self) -> Visitor:
        """Return who decides here: the administrator."""
        return administrator(self.installation)

    def say(self, text: str) -> None:
        """Print a line of our own, with markup."""
        self.console.print(text)

    def quote(self, text: str) -> None:
        """Print what the system says, as it is."""
        self.console.print(text, markup=False)

    def word(self, because: Because) -> str:
        """Return a sentence in the language asked for."""
        return because.ru if self.lang == "ru" else because.en

    def money(self, money: Money | None) -> str:
        """Return a sum as people say it."""
        if money is None:
            return "no sum"
        return money_ru(money) if self.lang == "ru" else money_en(money)

    def name(self, client: EntityId) -> str:
        """Return a client's name."""
        return self.bridge.mirror.titles(self.member_id, [client]).get(client, str(client))

    def person(self, number: int | None) -> str:
        """Return an employee's name."""
        person = self.bridge.mirror.people(self.member_id).get(number or 0)
        return person.name if person else str(number)

    def marked(self, assistant: str) -> Sequence[Standing]:
        """Return whom an assistant marks, the most money first."""
        rows = self.bridge.ledger.standings(self.member_id, assistant)
        return [row for row in rows if row.state in MARKED_STATES]

    def standing(self, assistant: str, client: EntityId) -> Standing:
        """Return where a client stands with an assistant."""
        return next(iter(self.bridge.ledger.standings(self.member_id, assistant, client=client)))

    def done(self) -> Sequence[ActionRow]:
        """Return what was done so far, in order."""
        return self.bridge.ledger.done_since(self.member_id, self.installation.installed_at)

    def settings(self, **values: Any) -> None:
        """Change the portal's settings, as an administrator does."""
        self.bridge.pages.change(self.head, **values)

    def act(self, **what: Any) -> None:
        """Let a person of the portal do something there."""
        self.stack.control("act", what)

    def read(self) -> bool:
        """Say whether every stream was read to its end."""
        fresh = self.bridge.mirror.freshness(self.member_id)
        return all(stream in fresh for stream in SWEPT)

    def is_scanned(self) -> bool:
        """Say whether a scan has ended: the next one is tonight's."""
        return self._next_scan() > clock.now()

    def scan(self) -> None:
        """Have the worker judge everybody, wait for it, and for what follows from it."""
        began = clock.now()
        for verb in (SYNC, SCAN):
            self.bridge.jobs.plan(self.member_id, verb, began)
        self.bridge.ring(self.member_id)
        self.wait("the scan", self.is_scanned)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is left that may be sent now."""
        self.wait("the actions", lambda: not self._left())

    def days_pass(self, days: int) -> None:
        """Let days pass on the portal; the bridge learns the time from its answers."""
        before = self.bridge.policies.installation(self.member_id).skew
        self.stack.control("clock", {"advance": days * DAY_S})
        self.bridge.jobs.plan(self.member_id, SYNC, clock.now())
        self.bridge.ring(self.member_id)
        self.wait("the new day", lambda: self.bridge.policies.installation(self.member_id).skew > before + days * DAY_S - 60)

    def wait(self, what: str, is_there: Callable[[], bool]) -> None:
        """Wait until something is so. Raises ConfigError that says what hinders it."""
        end = clock.monotonic() + PATIENCE_S
        while not is_there():
            if clock.monotonic() > end:
                errors = [f"{job.verb}: {job.error}" for job in self.bridge.jobs.all(self.member_id) if job.error]
                fix = "; ".join(errors) or f"The worker's last words: {self.stack.last_words('worker')}"
                raise ConfigError("demo", f"{what} took longer than {PATIENCE_S:.0f} s", fix)
            clock.sleep(POLL_S)

    def _next_scan(self) -> datetime:
        jobs = {job.verb: job.due_at for job in self.bridge.jobs.all(self.member_id)}
        return jobs.get(SCAN) or self.installation.installed_at

    def _left(self) -> bool:
        counts = self.bridge.ledger.action_counts(self.member_id)
        if any(counts.get(state, 0) for state in UNSETTLED):
            return True
        soon = clock.now() + SOON
        return bool(self.bridge.ledger.due(self.member_id, 1, soon))
