"""The working calendar of a portal, from a country's holidays and the portal's exceptions. Counting is `core.calendar`."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from b24bridge.core.calendar import Calendar
from b24bridge.core.errors import ConfigError
from config.portal import CalendarSettings


def calendar_of(settings: CalendarSettings, years: Iterable[int]) -> Calendar:
    """Return the calendar of these years; in others every Monday to Friday is worked, but for the portal's own exceptions.

    Raises ConfigError for a country whose holidays nobody has written down.
    """
    free, worked = _national(settings.country, tuple(sorted(set(years)))) if settings.country else (frozenset(), frozenset())
    own_free, own_worked = frozenset(settings.days_off), frozenset(settings.worked_days)
    return Calendar(days_off=(free - own_worked) | own_free, worked_days=(worked | own_worked) - own_free)


def unknown_years(settings: CalendarSettings, years: Iterable[int]) -> tuple[int, ...]:
    """Return those years for which the transfers of days off are not published yet, so that somebody can be told."""
    if not settings.country:
        return ()
    published = getattr(holidays.country_holidays(settings.country), "special_public_holidays", None)
    return tuple(sorted(year for year in set(years) if published and year > max(published)))


@lru_cache(maxsize=32)
def _national(country: str, years: tuple[int, ...]) -> tuple[frozenset[date], frozenset[date]]:
    """Return a country's days off and the weekend days that are worked instead of them."""
    try:
        known = holidays.country_holidays(country, years=years)
    except NotImplementedError as error:
        ru = (f"праздники для {country!r} неизвестны", "Напишите код страны, например RU.")
        problem = f"no holidays are known for {country!r}"
        raise ConfigError("calendar.country", problem, "Write a code such as RU.", ru=ru) from error
    return frozenset(known), frozenset(getattr(known, "weekend_workdays", ()))
