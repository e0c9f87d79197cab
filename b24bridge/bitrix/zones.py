"""Which time zone a portal keeps. No method tells it, but every moment it prints bears the offset that was in force then.

Of zones that agree on all moments the likelier one is taken. Not the zone that a portal's people set: settings go first.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

LIKELY = (
    *("Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk"),
    *("Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka", "UTC", "Europe/London"),
    *("Europe/Berlin", "Europe/Kyiv", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Sao_Paulo", "Australia/Sydney", "Pacific/Auckland"),
)


def zone_name(value: Any) -> str | None:
    """Return a zone's name if it is one that exists here."""
    try:
        return ZoneInfo(value).key if isinstance(value, str) and value else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(moments: Iterable[datetime]) -> str | None:
    """Return a zone in which each of these moments bears the offset that it was printed with; None when there is none."""
    printed = [(moment, moment.utcoffset()) for moment in moments]
    if not printed:
        return None
    for name in chain(LIKELY, sorted(available_timezones())):
        zone = ZoneInfo(name)
        if all(moment.astimezone(zone).utcoffset() == offset for moment, offset in printed):
            return name
    return None


def moments_of(rows: Any) -> list[datetime]:
    """Return every moment with an offset that stands in rows of the portal, or that the rows themselves are."""
    listed = rows if isinstance(rows, list) else [rows]
    values = chain.from_iterable(row.values() if isinstance(row, Mapping) else (row,) for row in listed)
    found = (moment_of(value) for value in values)
    return [moment for moment in found if moment is not None]


def moment_of(value: Any) -> datetime | None:
    """Return the moment that a text is, if it is one and bears an offset."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
