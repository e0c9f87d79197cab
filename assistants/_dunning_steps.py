"""The days of dunning steps, moved by what happens in between: payments, promises, disputes. Not what the steps do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Delay:
    """From `on` nothing further is done before `until`: part of the money came."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Halt:
    """From `on` to `until` (exclusive; None: it still lasts) time stands still, and all further steps move by as much.

    `raises_to` is the step, counted from 1, that is due at once when it ends, or the next one if that is further; 0: none.
    """

    on: date
    until: date | None
    raises_to: int = 0


def moved(days: Sequence[date], events: Iterable[Delay | Halt]) -> tuple[date, ...]:
    """Return the days of steps, in order, as events leave them. A step that was reached stays reached."""
    moving = list(days)
    for event in sorted(events, key=lambda event: event.on):
        done = reached(moving, event.on)
        moving[done:] = _moved(moving[done:], event, done)
    return tuple(moving)


def reached(days: Sequence[date], today: date) -> int:
    """Return how many steps have come by a day."""
    return sum(day <= today for day in days)


def _moved(days: Sequence[date], event: Delay | Halt, done: int) -> list[date]:
    if event.until is None:
        return [date.max] * len(days)
    until = event.until
    if isinstance(event, Delay):
        return [max(day, until) for day in days]
    at_once = max(event.raises_to - done, 1) if event.raises_to else 0
    length = until - event.on
    return [until if number < at_once else _later(day, length.days) for number, day in enumerate(days)]


def _later(day: date, days: int) -> date:
    return day if day == date.max else date.fromordinal(day.toordinal() + days)
