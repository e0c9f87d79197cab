"""Protection: until which day the contacts with a client protect it. One formula for decisions, screens and previews.

Specification 4.0.4 with rulings 2, 3, 8 and 15. Not the decision that follows from it: that is `assistants`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from b24bridge.core.calendar import Calendar
from b24bridge.core.touches import Appointment, Kind, Touch

CLAIMS = frozenset({Kind.NOTE, Kind.KEEP})
ATTEMPTS = frozenset({Kind.SENT, Kind.ATTEMPT})
CALMING = frozenset({Kind.CONTACT, Kind.SENT})
TASK_SOURCE = "task:"
START: Literal["start"] = "start"

Ground = Touch | Appointment | Literal["start"]


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def of(self, kind: Kind) -> timedelta:
        """Return for how long a touch of a kind protects."""
        days = {
            Kind.CONTACT: self.contact,
            Kind.SENT: self.sent,
            Kind.ATTEMPT: self.attempt,
            Kind.DEAL: self.deal,
            Kind.NOTE: self.note,
            Kind.KEEP: self.keep,
        }
        return timedelta(days=days[kind])


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

    `calm_until` is what the client's answers, our letters and the start alone give. `ceiling` is the last day that
    anything may protect, None when it cannot be told. `earned_until` is the end without the ceiling.
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
) -> Protection:
    """Return how long the contacts with a client protect it.

    `start` is the day of its creation, or of the owner's start if that is later; it counts like an answer. Touches need
    not be sorted; ignored ones do not count. Without `plans` no appointment protects.
    """
    counted = tuple(counting(touches, spans))
    answers = [touch for touch in counted if touch.kind is Kind.CONTACT]
    last_answer = answers[-1] if answers else None
    ends: list[tuple[date, Ground]] = [(end_of(touch, spans), touch) for touch in counted]
    if start is not None:
        ends.append((start + timedelta(days=spans.contact), START))
    calm = [end for end, ground in ends if ground == START or (isinstance(ground, Touch) and ground.kind in CALMING)]
    if plans is not None:
        ends += [(end, plan) for plan in appointments if (end := end_of_plan(plan, plans)) is not None]
    earned, by = max(ends, key=lambda pair: pair[0], default=(None, None))
    bases = [day for day in (last_answer.at.date() if last_answer else None, start) if day is not None]
    ceiling = max(bases) + timedelta(days=spans.ceiling) if bases else None
    return Protection(
        until=_capped(earned, ceiling),
        calm_until=_capped(max(calm, default=None), ceiling),
        earned_until=earned,
        ceiling=ceiling,
        by=by,
        last_answer=last_answer,
        counted=counted,
    )


def counting(touches: Iterable[Touch], spans: Spans) -> list[Touch]:
    """Return the touches that protect, by time: between two answers only so many claims and so many attempts do.

    The first ones count, so a newer touch never takes anything away from an older one.
    """
    counted: list[Touch] = []
    claims = attempts = 0
    for touch in sorted(touches, key=lambda touch: (touch.at, touch.source)):
        if touch.ignored:
            continue
        claims += touch.kind in CLAIMS
        attempts += touch.kind in ATTEMPTS
        if touch.kind is Kind.CONTACT:
            claims = attempts = 0
        if (touch.kind in CLAIMS and claims > spans.max_claims) or (touch.kind in ATTEMPTS and attempts > spans.max_attempts):
            continue
        counted.append(touch)
    return counted


def end_of(touch: Touch, spans: Spans) -> date:
    """Return the last day that a counted touch protects."""
    return touch.at.date() + spans.of(touch.kind)


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
