"""Protection: until which day the contacts with a client protect it. One formula for decisions, screens and previews.

Specification 4.0.4 with rulings 2, 3, 8 and 15. Not the decision that follows from it: that is `assistants`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Literal

from b24bridge.core.cached import cached_property
from b24bridge.core.calendar import Calendar
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Appointment, Kind, Touch

TASK_SOURCE = "task:"
IN_TIME = attrgetter("at", "source")
START: Literal["start"] = "start"
WAIVER: Literal["waiver"] = "waiver"

Ground = Touch | Appointment | Literal["start", "waiver"]


@dataclass(frozen=True, kw_only=True)
class Spans:
    """For how many days each kind of touch protects, and the limits to it. `ceiling` caps everything.

    Between two answers of the client only the first `max_claims` of notes and keeps count, and the first `max_attempts`
    of letters and attempts.
    """

    contact: int = 75
    sent: int = 30
    attempt: int = 7
    deal: int = 30
    note: int = 30
    keep: int = 14
    ceiling: int = 180
    max_claims: int = 2
    max_attempts: int = 4

    @cached_property
    def by_kind(self) -> Mapping[Kind, timedelta]:
        """Return for how long a touch of each kind protects."""
        return {kind: timedelta(days=getattr(self, kind.value)) for kind in Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """Which plans protect, in days: no further than `horizon` from when they were granted, `open_ended` without deadline.

    Tasks count only for the people of `responsible_ids`, and only while put off at most `max_postpones` times.
    """

    calendar: Calendar
    responsible_ids: frozenset[int] = frozenset()
    takes_tasks: bool = True
    takes_activities: bool = True
    horizon: int = 90
    open_ended: int = 14
    max_postpones: int = 2
    grace: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Until which day a client is protected (None: nobody knows of any contact), and what that rests on.

    `by` is the touch, the plan, the start or the head's waiver that gives the end. `calm_until` is what the client's answers,
    our letters and the start alone give. `ceiling` is the last day that anything may protect, None when it cannot be told.
    `earned_until` is the end without the ceiling.
    """

    until: date | None
    calm_until: date | None
    earned_until: date | None
    ceiling: date | None
    by: Ground | None
    last_answer: Touch | None
    counted: tuple[Touch, ...]


def protected_until(
    touches: Sequence[Touch],
    start: date | None,
    spans: Spans,
    appointments: Iterable[Appointment] = (),
    plans: PlanRules | None = None,
    waived_until: date | None = None,
) -> Protection:
    """Return how long the contacts with a client protect it.

    `start` is the day of its creation, or of the owner's start if that is later; it counts like an answer. Touches need
    not be sorted; ignored ones do not count. Without `plans` no appointment protects. `waived_until` is the last day of
    the head's waiver (`waiver_of`): the client is protected to it, and nothing before it is capped.
    """
    counted = tuple(counting(touches, spans))
    last_answer = next((touch for touch in reversed(counted) if touch.kind is Kind.CONTACT), None)
    earned, calm, by = _earned(counted, start, spans)
    others: list[tuple[date, Ground]] = []
    if plans is not None:
        others = [(end, plan) for plan in appointments if (end := end_of_plan(plan, plans)) is not None]
    if waived_until is not None:
        others.append((waived_until, WAIVER))
    for end, ground in others:
        if earned is None or end > earned:
            earned, by = end, ground
    bases = [day for day in (last_answer.at.date() if last_answer else None, start) if day is not None]
    ceiling = max(bases) + timedelta(days=spans.ceiling) if bases else None
    if ceiling is not None and waived_until is not None:
        ceiling = max(ceiling, waived_until)
    return Protection(
        until=_capped(earned, ceiling),
        calm_until=_capped(calm, ceiling),
        earned_until=earned,
        ceiling=ceiling,
        by=by,
        last_answer=last_answer,
        counted=counted,
    )


def _earned(counted: Iterable[Touch], start: date | None, spans: Spans) -> tuple[date | None, date | None, Ground | None]:
    """Return the end that touches and the start earn, the end that the calming ones among them do, and what earns it."""
    end = calm = None
    by: Ground | None = None
    days = spans.by_kind
    for touch in counted:
        kind = touch.kind
        ends = touch.until or touch.at.date() + days[kind]
        if end is None or ends > end:
            end, by = ends, touch
        if (kind is Kind.CONTACT or kind is Kind.SENT) and (calm is None or ends > calm):
            calm = ends
    if start is not None:
        ends = start + days[Kind.CONTACT]
        if end is None or ends > end:
            end, by = ends, START
        calm = ends if calm is None else max(calm, ends)
    return end, calm, by


def waiver_of(statements: Iterable[Statement]) -> date | None:
    """Return the last day of the longest waiver that a head has given and not taken back, or None."""
    days = (said.until for said in statements if said.kind is Said.WAIVER and said.is_open)
    return max((day for day in days if day is not None), default=None)


def counting(touches: Iterable[Touch], spans: Spans) -> list[Touch]:
    """Return the touches that protect, by time: between two answers only so many claims and so many attempts do.

    The first ones count, so a newer touch never takes anything away from an older one.
    """
    counted: list[Touch] = []
    claims = attempts = 0
    for touch in sorted([touch for touch in touches if not touch.ignored], key=IN_TIME):
        kind = touch.kind
        if kind is Kind.CONTACT:
            claims = attempts = 0
        elif kind is Kind.NOTE or kind is Kind.KEEP:
            claims += 1
            if claims > spans.max_claims:
                continue
        elif kind is Kind.SENT or kind is Kind.ATTEMPT:
            attempts += 1
            if attempts > spans.max_attempts:
                continue
        counted.append(touch)
    return counted


def end_of(touch: Touch, spans: Spans) -> date:
    """Return the last day that a counted touch protects: the one it names itself, else so many days after it."""
    return touch.until or touch.at.date() + spans.by_kind[touch.kind]


def end_of_plan(plan: Appointment, rules: PlanRules) -> date | None:
    """Return the last day that a plan protects, or None when it does not protect at all (rulings 15)."""
    is_task = plan.source.startswith(TASK_SOURCE)
    if not (rules.takes_tasks if is_task else rules.takes_activities):
        return None
    if is_task and (plan.responsible_id not in rules.responsible_ids or plan.postponed > rules.max_postpones):
        return None
    granted = plan.granted_at.date()
    if plan.deadline is None:
        return granted + timedelta(days=min(rules.open_ended, rules.horizon))
    furthest = granted + timedelta(days=rules.horizon)
    deadline = plan.deadline.date()
    return furthest if deadline >= furthest else min(rules.calendar.add(deadline, rules.grace), furthest)


def _capped(day: date | None, ceiling: date | None) -> date | None:
    return day if day is None or ceiling is None else min(day, ceiling)
