"""The short time axis of one client: last answer, protected until, today, what comes next. Geometry only, no HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

WIDTH, LEFT = 826, 34
ROOM_FOR_WORDS = 180
SPAN = WIDTH - LEFT - ROOM_FOR_WORDS
ROOM_FOR_TODAY = 64
ROOM_FOR_MONTH = 84


@dataclass(frozen=True, slots=True)
class Label:
    """Where words are anchored: a place, and which end of them stands there."""

    x: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Where things stand, in units of a drawing `WIDTH` wide. A label that is None has no room; the sentence says it too."""

    answered: int
    protected: int
    today: int
    ahead: int | None
    ticks: tuple[tuple[int, str], ...]
    is_late: bool
    has_room_inside: bool
    protected_label: Label | None
    today_label: Label | None
    ahead_label: Label | None


def draw(
    today: date, answered_on: date | None, protected_until: date | None, next_on: date | None, language: str
) -> Axis | None:
    """Return the axis, or None when an end of the protection is not known. Labels never overlap, by construction."""
    if answered_on is None or protected_until is None or protected_until < answered_on:
        return None
    days = max((max(today, protected_until, next_on or today) - answered_on).days, 1)

    def at(day: date) -> int:
        return LEFT + round(min(max((day - answered_on).days, 0), days) * SPAN / days)

    is_late = protected_until < today
    until, now = at(protected_until), at(today)
    ahead = at(next_on) if next_on and next_on > today else None
    return Axis(
        answered=LEFT,
        protected=until,
        today=now,
        ahead=ahead,
        ticks=tuple(_months(answered_on, days, language)),
        is_late=is_late,
        has_room_inside=until - LEFT >= ROOM_FOR_WORDS,
        protected_label=_end_of_protection(until, is_late=is_late),
        today_label=_today(now, until, is_late=is_late),
        ahead_label=Label(ahead, "end") if ahead and ahead >= LEFT + 2 * ROOM_FOR_WORDS else None,
    )


def _end_of_protection(until: int, *, is_late: bool) -> Label | None:
    if not is_late:
        return Label(until, "start")
    return Label(until, "end") if until >= LEFT + ROOM_FOR_WORDS else None


def _today(now: int, until: int, *, is_late: bool) -> Label | None:
    if is_late:
        return Label(now, "start")
    if now >= LEFT + ROOM_FOR_TODAY:
        return Label(now, "end")
    return Label(now, "start") if until - now >= ROOM_FOR_TODAY else None


def _months(first: date, days: int, language: str) -> Iterator[tuple[int, str]]:
    month, last_x = first.replace(day=1), -ROOM_FOR_MONTH
    while True:
        month = (month + timedelta(days=32)).replace(day=1)
        x = LEFT + round((month - first).days * SPAN / days)
        if x > WIDTH - ROOM_FOR_MONTH:
            return
        if x - last_x >= ROOM_FOR_MONTH:
            last_x = x
            yield x, format_date(month, "LLLL", locale=language)
