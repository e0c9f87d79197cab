"""One client as Forgotten clients sees it on one day: the fact, the settings and what follows from both. No words."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from assistants._forgotten_periods import rule_of
from assistants._forgotten_settings import Settings
from assistants._ladder import Rung, ladder
from assistants._segments import segment_of
from b24bridge.core.cached import cached_property
from b24bridge.core.facts import ClientFact
from b24bridge.core.people import is_away
from b24bridge.core.protection import START, WAIVER, Ground, PlanRules, Protection, Spans, protected_until, waiver_of
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Appointment, Kind, Touch
from b24bridge.core.worth import Worth, worth

LOST_SHARE = Decimal("0.10")
NAME, TASK = "forgotten_clients", "task"
CALMING = frozenset({Kind.CONTACT, Kind.SENT})

shared_spans = lru_cache(maxsize=64)(Spans)
"""Spans of the same days, made once for all clients of whom they hold."""


@dataclass(frozen=True)
class Case:
    """What is decided from; everything else is computed when asked for, once."""

    fact: ClientFact
    settings: Settings
    today: date

    @cached_property
    def segment(self) -> int | None:
        """Return the client's segment, 0 to 4, or None where periods do not go by size."""
        return segment_of(self.fact, self.settings.segment_bounds, self.today) if self.settings.period_by_segment else None

    @cached_property
    def rule(self) -> tuple[str, int | None]:
        """Return what the client's period goes by, and its days: None when such clients are not watched."""
        return rule_of(self.fact, self.settings, self.segment)

    @property
    def period(self) -> int | None:
        """Return the client's period in days, or None when such clients are not watched."""
        return self.rule[1]

    @cached_property
    def born(self) -> date | None:
        """Return the day of the client's creation."""
        return self.fact.created_at.date() if self.fact.created_at else None

    @cached_property
    def start(self) -> date | None:
        """Return the day from which somebody answers for the client: its creation, or the owner's start if later."""
        since = self.fact.owner_since.date() if self.fact.owner_since else None
        return max((day for day in (self.born, since) if day is not None), default=None)

    @cached_property
    def plan_rules(self) -> PlanRules:
        """Return which plans protect: tasks of the owner and of his head, and planned contacts."""
        owner, settings = self.fact.owner, self.settings
        people = {owner.id, owner.head_id} if owner else set()
        return PlanRules(
            calendar=self.fact.calendar,
            responsible_ids=frozenset(person for person in people if person is not None),
            takes_tasks=settings.respect_active_task,
            takes_activities=settings.respect_planned_activity,
            horizon=settings.active_task_horizon,
            max_postpones=settings.active_task_max_postpones,
        )

    @cached_property
    def spans(self) -> Spans:
        """Return for how long each kind of touch protects this client."""
        settings = self.settings
        return shared_spans(
            contact=self.period or settings.period,
            sent=settings.protects_sent,
            attempt=settings.protects_attempt,
            deal=settings.protects_deal,
            note=settings.protects_note,
            keep=settings.protects_keep,
            ceiling=settings.hard_ceiling_days,
            max_claims=settings.max_claims + self.granted_keeps,
            max_attempts=settings.max_attempts,
        )

    @property
    def granted_keeps(self) -> int:
        """Return how many more words of the manager the head has granted since the client's last answer."""
        granted = [said for said in self.fact.statements if said.kind is Said.MORE_KEEPS and said.is_open]
        if not granted:
            return 0
        answers = [touch.at for touch in self.fact.touches if touch.kind is Kind.CONTACT and not touch.ignored]
        last = max(answers, default=None)
        return sum(last is None or said.at > last for said in granted)

    @cached_property
    def protection(self) -> Protection:
        """Return until when the client is protected, and by what."""
        fact = self.fact
        waived, plans = waiver_of(fact.statements), self.plan_rules if fact.appointments else None
        return protected_until(fact.touches, self.start, self.spans, fact.appointments, plans, waived)

    @cached_property
    def worth(self) -> Worth:
        """Return what is at risk, with its parts."""
        return worth(LOST_SHARE, self.fact.purchases, self.fact.deals, self.today, self.fact.currency)

    @property
    def grown_up_on(self) -> date | None:
        """Return the first day on which the client is old enough to be judged."""
        return self.born + timedelta(days=self.settings.min_age_days) if self.born else None

    @property
    def is_young(self) -> bool:
        """Say whether the client is too new to be judged."""
        return self.grown_up_on is not None and self.today < self.grown_up_on

    @cached_property
    def counted(self) -> frozenset[str]:
        """Return the sources of the touches that protect."""
        return frozenset(touch.source for touch in self.protection.counted)

    @cached_property
    def silent_days(self) -> int | None:
        """Return for how many days the client has not answered; since the start, when it never has."""
        answer = self.protection.last_answer
        since = answer.at.date() if answer else self.start
        return (self.today - since).days if since else None

    @cached_property
    def called_in_vain(self) -> Touch | None:
        """Return the last call of the client that nobody took, if it came after its last answer."""
        answer = self.protection.last_answer
        missed = [touch for touch in self.fact.touches if touch.ignored == "missed" and (not answer or touch.at > answer.at)]
        return max(missed, key=lambda touch: touch.at, default=None)

    @property
    def waiver(self) -> Statement | None:
        """Return the head's word that reaches furthest."""
        waivers = [said for said in self.fact.statements if said.kind is Said.WAIVER and said.is_open and said.until]
        return max(waivers, key=lambda said: (said.until or self.today, said.id), default=None)

    @property
    def ground_source(self) -> str:
        """Return the name of what protects the client."""
        waiver = self.waiver if self.protection.by == WAIVER else None
        return f"{WAIVER}:{waiver.id}" if waiver else source_of(self.protection.by)

    @property
    def ground_day(self) -> date | None:
        """Return the day of what protects the client."""
        by = self.protection.by
        if isinstance(by, Touch):
            return by.at.date()
        if isinstance(by, Appointment):
            return by.granted_at.date()
        return self.waiver.at.date() if by == WAIVER and self.waiver else self.start

    @property
    def times_forgotten(self) -> int:
        """Return how many episodes there were since the client's last answer, the present one included."""
        if not self.fact.closed_anchors:
            return 1
        answer = self.protection.last_answer
        since = {touch.source for touch in self.protection.counted if answer is None or touch.at >= answer.at}
        over = [anchor.partition("~")[0] for anchor in self.fact.closed_anchors]
        return 1 + sum(anchor in since or (answer is None and anchor.startswith(START)) for anchor in over)

    @property
    def is_dormant(self) -> bool:
        """Say whether the client was forgotten so often without an answer that it may be no client any more."""
        return self.times_forgotten >= self.settings.dormant_after_episodes

    @property
    def is_owner_away(self) -> bool:
        """Say whether the owner is absent today."""
        absences = self.fact.owner.absences if self.fact.owner else ()
        return any(first <= self.today <= last for first, last in absences)

    @property
    def asked_until(self) -> date:
        """Return the term from which escalation counts: that of the task, or, after a postponement, one counted from then."""
        task, episode, until = self.fact.tasks.get(NAME), self.fact.episode, self.protection.until
        term = task.deadline if task else self.deadline
        if episode is None or until is None or until < episode.opened_on:
            return term
        return max(term, self.fact.calendar.add(until, self.settings.task_deadline))

    @cached_property
    def rung(self) -> Rung:
        """Return where the ladder of escalation stands."""
        return ladder(self.fact, TASK, self.asked_until, self.today, self.worth.at_risk, self.settings)

    @cached_property
    def assignee_id(self) -> int:
        """Return who gets the task: the owner, or who stands in for him when he is away for the whole of its term."""
        owner = self.fact.owner
        assert owner is not None  # a client without owner is out of scope
        if not is_away(owner.absences, self.today, self.deadline, self.fact.calendar):
            return owner.id
        return owner.deputy_id or owner.head_id or owner.id

    @cached_property
    def deadline(self) -> date:
        """Return when a task made today is due; one made earlier in this episode keeps its own day."""
        episode, calendar = self.fact.episode, self.fact.calendar
        due = calendar.add(episode.opened_on if episode else self.today, self.settings.task_deadline)
        return max(due, calendar.add(self.today, 1))

    @property
    def anchor(self) -> str:
        """Return the moment of the client's life that the episode began from.

        An open episode keeps its own. Otherwise it is the newest answer, letter of ours or start; when an episode from
        there is over already (a hold ended, a setting was changed), a number tells the new one apart.
        """
        if self.fact.episode is not None:
            return self.fact.episode.anchor
        calming = [touch for touch in self.protection.counted if touch.kind in CALMING]
        newest = calming[-1] if calming else None
        if self.start is not None and (newest is None or newest.at.date() < self.start):
            anchor = f"{START}:{self.start}"
        else:
            anchor = source_of(newest or self.protection.by)
        number, name = 1, anchor
        while name in self.fact.closed_anchors:
            number += 1
            name = f"{anchor}~{number}"
        return name


def source_of(ground: Ground | None) -> str:
    """Return the name of what protects, such as `activity:51`; a plan that was put off bears another one."""
    if isinstance(ground, Touch):
        return ground.source
    if isinstance(ground, Appointment):
        return f"{ground.source}@{ground.granted_at.date()}"
    return ground or START
