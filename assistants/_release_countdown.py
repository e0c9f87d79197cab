"""The countdown to a hand-over: which days count, how many are left, and on which day it ends. No words, no decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Json, Skip
from b24bridge.core.facts import Episode

FURTHEST = 400
SNOOZE, RETURNS = "snooze:", ("remind:", "label:")
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Countdown:
    """How many working days are left today, and the day of the decision; None when no end is in sight."""

    left: int
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a countdown runs by: whose absence and which postponements stop it, and how much is left after either.

    It never ends before the day after `not_before`, the term of the manager's task.
    """

    calendar: Calendar
    absences: tuple[Span, ...]
    postponed: tuple[Span, ...]
    least: int
    not_before: date


def count_down(start: date, days: int, today: date, clock: Clock) -> Countdown:
    """Return where a countdown of `days` working days stands that started on `start`, itself not counted.

    Days of absence or postponement do not count, and after them at least `least` days are left. One that is over goes on
    only after a postponement: while the head is asked, the owner's absence changes nothing.
    """
    left, rests, left_today = days, False, days
    ends_on: date | None = None
    for offset in range(1, FURTHEST):
        day = start + timedelta(days=offset)
        if day > today and ends_on is not None:
            break
        if clock.calendar.is_working(day):
            if _is_within(day, clock.postponed) or (left and _is_within(day, clock.absences)):
                rests = True
            elif rests or (left and (left > 1 or day > clock.not_before)):
                left = max(left, clock.least if rests else 0) - 1
                rests, ends_on = False, day if left == 0 else None
        if day <= today:
            left_today = left
    return Countdown(left_today, ends_on)


def _is_within(day: date, spans: Iterable[Span]) -> bool:
    return any(first <= day <= last for first, last in spans)


def pauses(forgotten: Skip, episode: Episode | None, today: date) -> Iterator[Span]:
    """Yield the first and last days on which the forgotten client was postponed.

    Known from what protects it now and what did, and, where that is gone since, from what its episode was told.
    """
    facts = forgotten.facts
    ceiling = _day(facts.get("ceiling")) or date.max
    rows: list[Json] = [*_rows(facts.get("touches")), *_rows(facts.get("appointments"))]
    for row in rows:
        if isinstance(row, dict) and (first := _day(row.get("on"))) and (last := _day(row.get("until"))):
            yield first, min(last, ceiling)
    for step, first in (episode.taken if episode else {}).items():
        if episode is not None and step.startswith(SNOOZE):
            source = step.removeprefix(SNOOZE)
            ends = [episode.taken[name + source] for name in RETURNS if name + source in episode.taken]
            yield first, min(ends, default=today) - timedelta(days=1)


def _rows(rows: Json) -> list[Json]:
    return rows if isinstance(rows, list) else []


def _day(text: Json) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
