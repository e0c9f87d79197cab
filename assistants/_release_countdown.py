"""The countdown to a hand-over: which days count, how many are left, and on which day it ends. No words, no decision."""

from collections.abc import Callable, Iterator
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


def count_down(
    start: date, days: int, least: int, today: date, calendar: Calendar, is_paused: Callable[[date], bool], not_before: date
) -> Countdown:
    """Return where a countdown of `days` working days stands that started on `start`, itself not counted.

    Paused days do not count, and after a pause at least `least` days are left. It never ends before the day after
    `not_before`, the term of the manager's task.
    """
    left, rests, left_today = days, False, days
    for offset in range(1, FURTHEST):
        day = start + timedelta(days=offset)
        if calendar.is_working(day):
            if is_paused(day):
                rests = True
            elif left > 1 or day > not_before:
                left = max(left, least) - 1 if rests else left - 1
                rests = False
        if day <= today:
            left_today = left
        if left == 0:
            return Countdown(left_today, day)
    return Countdown(left_today, None)


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
