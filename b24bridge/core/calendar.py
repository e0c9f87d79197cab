"""Working days of a portal. Not the clock, and not the list of holidays: that comes from `config.calendars`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from b24bridge.core.cached import cached_property

MAX_RUN_OF_DAYS_OFF = 60
ASKED_AT_MOST = 8192
FRIDAY = 4


@dataclass(frozen=True)
class Calendar:
    """Monday to Friday, but for the portal's days off and its worked weekends."""

    days_off: frozenset[date] = frozenset()
    worked_days: frozenset[date] = frozenset()

    @cached_property
    def _identity(self) -> int:
        return hash((self.days_off, self.worked_days))

    def __hash__(self) -> int:
        """Hash once: facts of a hundred thousand clients share one calendar."""
        return self._identity

    @cached_property
    def _remembered(self) -> Callable[[date, int], date]:
        """Return `_counted` with a memory: a scan asks the same few things of every client."""
        return lru_cache(maxsize=ASKED_AT_MOST)(self._counted)

    def is_working(self, day: date) -> bool:
        """Say whether people work on that day."""
        return day in self.worked_days or (day.weekday() <= FRIDAY and day not in self.days_off)

    def next_working(self, day: date) -> date:
        """Return the day itself if people work on it, else the next one on which they do."""
        for offset in range(MAX_RUN_OF_DAYS_OFF):
            candidate = day + timedelta(days=offset)
            if self.is_working(candidate):
                return candidate
        raise ValueError(f"no working day within {MAX_RUN_OF_DAYS_OFF} days of {day}")

    def add(self, day: date, working_days: int) -> date:
        """Return the N-th working day after `day` (before it, when N is negative); N = 0 is `day` itself."""
        return self._remembered(day, working_days)

    def _counted(self, day: date, working_days: int) -> date:
        direction = 1 if working_days > 0 else -1
        left = abs(working_days)
        while left:
            day += timedelta(days=direction)
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; 0 when `last` is not later."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))
