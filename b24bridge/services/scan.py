"""Scanning: facts from the mirror, one verdict per client and assistant, and the ledger told. No call to a portal.

`judge` is the pure stream of verdicts that previews print; `run` is the same stream, recorded as one plan. A plan that is
too large as a whole is halted: nothing of it is done before a person has looked at it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import structlog

from b24bridge.core.assistants import Rule
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because, Decision, Skip
from b24bridge.core.errors import BridgeError
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import PlanStatus
from b24bridge.core.limits import Limits, too_large
from b24bridge.core.ports import Facts, Ledger, Mirror
from b24bridge.core.streams import Stream
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.sync import SWEPT

AT_ONCE = 500
TOO_OLD = timedelta(hours=24)
SCANNED, LOOKED = "scan", "look"
EARLIER_RUNS = 14
Modes = Mapping[str, str]
Drafts = dict[str, list[tuple[ClientFact, Decision]]]
log = structlog.get_logger()


class StaleMirror(BridgeError):
    """The mirror is too old to decide anything from; the portal cannot be read. Its administrator sees why in Health."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of one portal as a scan needs them: each assistant's own, and what each of its action classes may do."""

    settings: Mapping[str, Any]
    modes: Mapping[str, Modes]
    limits: Limits = field(default_factory=Limits)
    calendar: Calendar = field(default_factory=Calendar)
    is_stopped: bool = False
    acts_since: date | None = None


@dataclass(slots=True)
class Tally:
    """What a scan came to: how many clients in which state, how many new actions, and why it was halted, if it was."""

    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    actions: int = 0
    halted: Because | None = None

    @property
    def clients(self) -> int:
        """Return how many clients were judged."""
        by_assistant: Counter[str] = Counter()
        for (assistant, _), count in self.states.items():
            by_assistant[assistant] += count
        return max(by_assistant.values(), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Judges clients. `rules` stand in the order in which they read each other's verdicts."""

    facts: Facts
    ledger: Ledger
    mirror: Mirror
    clock: Clock
    rules: Mapping[str, Rule]
    policy: Callable[[Installation, datetime], Policy]

    def judge(
        self,
        installation: Installation,
        now: datetime,
        only: str | None = None,
        clients: Sequence[EntityId] | None = None,
        policy: Policy | None = None,
    ) -> Iterator[Skip]:
        """Yield one verdict per client and assistant, as of the portal's moment `now`; nothing is written anywhere.

        A client's verdicts follow each other, but for those that are arranged with all others of the run: they come last.
        `policy` replaces the one in force, to see what it would change.
        """
        policy, today = policy or self.policy(installation, now), now.date()
        rules, drafts = self._wanted(only, policy), Drafts()
        for fact in self.facts.gather(installation.member_id, now, clients):
            for verdict in _verdicts(rules, fact, policy.settings, today, drafts):
                if only in (None, verdict.assistant):
                    yield verdict
        for name, waiting in drafts.items():
            if only in (None, name):
                yield from _arranged(rules[name], waiting, policy.settings[name], today)

    def run(
        self,
        installation: Installation,
        clients: Sequence[EntityId] | None = None,
        each_batch: Callable[[], object] = lambda: None,
    ) -> Tally:
        """Judge as of now and record it as a plan. Raises StaleMirror when the mirror is too old to be believed.

        `each_batch` is called between commits, so that a long scan keeps what it holds. A run that is killed leaves a draft,
        of which nothing is done; the next one goes on with it.
        """
        if clients is not None and not clients:
            return Tally()
        member_id = installation.member_id
        self.refuse_stale(member_id)
        now, tally = portal_now(installation, self.clock.now()), Tally()
        plan_id = self.ledger.begin_plan(member_id, SCANNED if clients is None else LOOKED, now)
        verdicts = self.judge(installation, now, clients=clients)
        while batch := list(islice(verdicts, AT_ONCE)):
            tally.states.update((verdict.assistant, verdict.state) for verdict in batch)
            tally.actions += self.record(installation, batch, plan_id)
            each_batch()
        tally.halted = self._too_large(installation, plan_id, tally.clients) if clients is None else None
        status, note = (PlanStatus.HALTED, tally.halted.en) if tally.halted else (PlanStatus.OPEN, "")
        self.ledger.end_plan(member_id, plan_id, status, note, now, tally.clients)
        return tally

    def record(self, installation: Installation, verdicts: Sequence[Skip], plan_id: int) -> int:
        """Tell the ledger; return how many new actions there are."""
        now = portal_now(installation, self.clock.now())
        policy = self.policy(installation, now)
        return self.ledger.record(installation.member_id, verdicts, policy.modes, now, plan_id)

    def acts_since(self, installation: Installation) -> date | None:
        """Return the portal day on which the assistants began to act, None while they only watch."""
        return self.policy(installation, portal_now(installation, self.clock.now())).acts_since

    def stale(self, member_id: str) -> list[Stream]:
        """Return the streams that were not read to their end within a day, or never."""
        fresh, limit = self.mirror.freshness(member_id), self.clock.now() - TOO_OLD
        return [stream for stream in SWEPT if stream not in fresh or fresh[stream] < limit]

    def refuse_stale(self, member_id: str) -> None:
        """Raise StaleMirror when the mirror is too old to be believed."""
        if old := self.stale(member_id):
            raise StaleMirror(f"nothing is decided: not read within 24 h: {', '.join(old)}")

    def _too_large(self, installation: Installation, plan_id: int, clients: int) -> Because | None:
        """Return why a plan must not be carried out unseen, or None: each assistant is held to its own usual size."""
        limits = self.policy(installation, portal_now(installation, self.clock.now())).limits
        plans = self.ledger.plans(installation.member_id, EARLIER_RUNS + 1, SCANNED)
        this = next((plan for plan in plans if plan.id == plan_id), None)
        earlier = [plan for plan in plans if plan.id != plan_id][:EARLIER_RUNS]
        for name, size in (this.sizes if this else {}).items():
            reason = too_large(size, [plan.sizes.get(name, 0) for plan in earlier], clients, limits)
            if reason is not None:
                title = self.rules[name].assistant.title
                return Because(f"{title.ru}. {reason.ru}", f"{title.en}. {reason.en}")
        return None

    def _wanted(self, only: str | None, policy: Policy) -> dict[str, Rule]:
        """Return the rules to ask: all that have settings, or one with those whose verdicts it reads."""
        known = {name: rule for name, rule in self.rules.items() if name in policy.settings}
        if only is None:
            return known
        needed = {only, *self.rules[only].assistant.after} if only in self.rules else set()
        return {name: rule for name, rule in known.items() if name in needed}


def _verdicts(
    rules: Mapping[str, Rule], fact: ClientFact, settings: Mapping[str, Any], today: date, drafts: Drafts
) -> Iterator[Skip]:
    """Yield what the rules say of one client; drafts are put aside instead."""
    said: dict[str, Skip] = {}
    for name, rule in rules.items():
        own = fact.seen_by(name, dict(said))
        verdict = said[name] = _verdict(rule, own, settings[name], today)
        if isinstance(verdict, Decision) and verdict.is_draft:
            drafts.setdefault(name, []).append((own, verdict))
        else:
            yield verdict


def _verdict(rule: Rule, fact: ClientFact, settings: Any, today: date) -> Skip:
    """Return a rule's verdict; a client on whom the rule breaks is UNKNOWN and costs the others nothing."""
    try:
        return rule.decide(fact, settings, today)
    except Exception as error:
        log.exception("client_not_judged", portal=fact.member_id, client=str(fact.client), assistant=rule.assistant.name)
        return _broken(rule, fact, error)


def _arranged(rule: Rule, drafts: Sequence[tuple[ClientFact, Decision]], settings: Any, today: date) -> Sequence[Skip]:
    """Return the drafts of a run as the rule arranges them; when it breaks nobody of them is judged."""
    try:
        return rule.arrange(drafts, settings, today) if rule.arrange else [draft for _, draft in drafts]
    except Exception as error:
        log.exception("clients_not_arranged", clients=len(drafts), assistant=rule.assistant.name)
        return [_broken(rule, fact, error) for fact, _ in drafts]


def _broken(rule: Rule, fact: ClientFact, error: Exception) -> Skip:
    because = Because(f"Не удалось оценить: {type(error).__name__}.", f"Could not be judged: {type(error).__name__}.")
    owner_id = fact.owner.id if fact.owner else None
    return Skip(assistant=rule.assistant.name, client=fact.client, state="UNKNOWN", because=because, owner_id=owner_id)
