"""Scanning: facts from the mirror, one verdict per client and assistant, and the ledger told. No call to a portal.

`judge` is the pure stream of verdicts that previews print; `run` is the same stream, recorded.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import structlog

from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Because, Skip
from b24bridge.core.errors import BridgeError
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ports import Facts, Ledger, Mirror
from b24bridge.core.streams import Stream
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.sync import SWEPT

AT_ONCE = 500
TOO_OLD = timedelta(hours=24)
Modes = Mapping[str, str]
log = structlog.get_logger()


class StaleMirror(BridgeError):
    """The mirror is too old to decide anything from; the portal cannot be read. Its administrator sees why in Health."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of one portal as a scan needs them: each assistant's own, and what each of its action classes may do."""

    settings: Mapping[str, Any]
    modes: Mapping[str, Modes]
    is_stopped: bool = False


@dataclass(slots=True)
class Tally:
    """What a scan came to: how many clients in which state, and how many new actions."""

    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    actions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Judges clients."""

    facts: Facts
    ledger: Ledger
    mirror: Mirror
    clock: Clock
    rules: Mapping[str, Rule]
    policy: Callable[[Installation, datetime], Policy]

    def judge(
        self, installation: Installation, now: datetime, only: str | None = None, clients: Sequence[EntityId] | None = None
    ) -> Iterator[Skip]:
        """Yield one verdict per client and assistant, as of the portal's moment `now`; nothing is written anywhere."""
        policy = self.policy(installation, now)
        for name, rule in self.rules.items():
            if only not in (None, name) or name not in policy.settings:
                continue
            settings, today = policy.settings[name], now.date()
            for fact in self.facts.gather(installation.member_id, name, now, clients):
                yield _verdict(rule, fact, settings, today)

    def run(
        self,
        installation: Installation,
        clients: Sequence[EntityId] | None = None,
        each_batch: Callable[[], object] = lambda: None,
    ) -> Tally:
        """Judge as of now and record it. Raises StaleMirror when the mirror is too old to be believed.

        `each_batch` is called between commits, so that a long scan keeps what it holds.
        """
        if clients is not None and not clients:
            return Tally()
        self.refuse_stale(installation.member_id)
        now, tally = portal_now(installation, self.clock.now()), Tally()
        for name in self.rules:
            verdicts = self.judge(installation, now, name, clients)
            while batch := list(islice(verdicts, AT_ONCE)):
                tally.states.update((verdict.assistant, verdict.state) for verdict in batch)
                tally.actions += self.record(installation, name, batch)
                each_batch()
        return tally

    def record(self, installation: Installation, name: str, verdicts: Sequence[Skip]) -> int:
        """Tell the ledger; return how many new actions may now be sent."""
        now = portal_now(installation, self.clock.now())
        policy = self.policy(installation, now)
        return self.ledger.record(installation.member_id, verdicts, policy.modes.get(name, {}), now)

    def stale(self, member_id: str) -> list[Stream]:
        """Return the streams that were not read to their end within a day, or never."""
        fresh, limit = self.mirror.freshness(member_id), self.clock.now() - TOO_OLD
        return [stream for stream in SWEPT if stream not in fresh or fresh[stream] < limit]

    def refuse_stale(self, member_id: str) -> None:
        """Raise StaleMirror when the mirror is too old to be believed."""
        if old := self.stale(member_id):
            raise StaleMirror(f"nothing is decided: not read within 24 h: {', '.join(old)}")


def _verdict(rule: Rule, fact: ClientFact, settings: Any, today: date) -> Skip:
    """Return a rule's verdict; a client on whom the rule breaks is UNKNOWN and costs the others nothing."""
    try:
        return rule.decide(fact, settings, today)
    except Exception as error:
        name = rule.assistant.name
        log.exception("client_not_judged", portal=fact.member_id, client=str(fact.client), assistant=name)
        because = Because(f"Не удалось оценить: {type(error).__name__}.", f"Could not be judged: {type(error).__name__}.")
        owner_id = fact.owner.id if fact.owner else None
        return Skip(assistant=name, client=fact.client, state="UNKNOWN", because=because, owner_id=owner_id)
