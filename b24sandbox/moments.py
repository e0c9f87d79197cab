"""Dates and times as the portal reads and writes them; portal files may also name them relative to its clock.

Stored moments are aware datetimes in UTC, stored days are `date`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

RELATIVE = re.compile(r"@(?P<sign>[+-])(?P<count>\d+)(?P<unit>[dhm])(?: (?P<hour>\d{1,2}):(?P<minute>\d{2}))?")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
FORMATS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def show(moment: datetime, zone: tzinfo) -> str:
    """ISO 8601 to the second with the zone's offset, as every method of the portal prints a moment."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def show_day(day: date, zone: tzinfo) -> str:
    """A date-only CRM field: midnight UTC printed with the portal's offset (crm-item-add.md samples)."""
    return show(datetime.combine(day, time(), UTC), zone)


def read(text: str, zone: tzinfo) -> datetime:
    """Read a moment; without an offset it is in the portal's zone. Raises ValueError."""
    return _aware(_parsed(text.strip()), zone)


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for pattern in FORMATS:
            try:
                return datetime.strptime(text, pattern)  # noqa: DTZ007
            except ValueError:
                continue
        raise


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def read_day(text: str) -> date:
    """Read a date; of a full moment the date that is written in it counts. Raises ValueError."""
    return _parsed(text.strip()).date()


def resolve(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `@-82d 14:30`, `@+3d 10:00` or `@-90m` relative to `now` in the portal's zone. Raises ValueError."""
    match = RELATIVE.fullmatch(text)
    if not match:
        message = f"{text!r} is not a relative time such as '@-82d 14:30', '@-5d' or '@-90m'"
        raise ValueError(message)
    count = int(match["count"]) * (-1 if match["sign"] == "-" else 1)
    shift = timedelta(**{UNITS[match["unit"]]: count})
    if match["hour"] is None:
        return (now + shift).astimezone(UTC) if match["unit"] != "d" else _shifted(now, shift, zone, None)
    return _shifted(now, shift, zone, time(int(match["hour"]), int(match["minute"])))


def _shifted(now: datetime, shift: timedelta, zone: tzinfo, at: time | None) -> datetime:
    local = now.astimezone(zone).replace(tzinfo=None) + shift
    if at is not None:
        local = datetime.combine(local.date(), at)
    return local.replace(tzinfo=zone).astimezone(UTC)
