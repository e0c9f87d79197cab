"""Days on which people are away, from their calendars (api-reference/calendar/calendar-event/calendar-accessibility-get.md)."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from b24bridge.bitrix.envelope import UnusableAnswerError, table
from b24bridge.bitrix.streams import people
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import Parsed, Site, parsed
from b24bridge.bitrix.streams.walk import Whole
from b24bridge.core.errors import Unavailable
from b24bridge.core.records import Absence, Record
from b24bridge.core.streams import Stream

METHOD = "calendar.accessibility.get"
ABSENT = "absent"
AT_ONCE = 50
BEFORE, AFTER = timedelta(days=60), timedelta(days=120)
WORK_BEGINS, WORK_ENDS = time(9), time(18)
DOTTED = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)


def absence(row: Row, person_id: int, zone: ZoneInfo) -> Absence | None:
    """Return the days that an event of the calendar takes away whole; None when it takes none, or is no absence.

    Raises UnreadableRowError when its times cannot be read.
    """
    if row.text("ACCESSIBILITY") != ABSENT:
        return None
    first, last = (whole_days if row.flag("DT_SKIP_TIME") else covered_days)(row, zone)
    return Absence(person_id=person_id, first_day=first, last_day=last) if first <= last else None


def whole_days(row: Row, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and last day of an event without hours: as printed if that can be read, else from its stamps."""
    return printed_day(row, "DATE_FROM", zone), printed_day(row, "DATE_TO", zone)


def covered_days(row: Row, zone: ZoneInfo) -> tuple[date, date]:
    """Return the days whose working hours an event with hours covers whole; the last is before the first when none is."""
    begins, ends = stamp(row, "DATE_FROM").astimezone(zone), stamp(row, "DATE_TO").astimezone(zone)
    first = begins.date() + timedelta(days=begins.time() > WORK_BEGINS)
    last = ends.date() - timedelta(days=ends.time() < WORK_ENDS)
    return first, last


def printed_day(row: Row, key: str, zone: ZoneInfo) -> date:
    """Return the day a portal printed in its own format; a format that could be read two ways falls back to the stamp."""
    text = row.text(key) or ""
    dotted = DOTTED.match(text)
    try:
        return date(*map(int, reversed(dotted.groups()))) if dotted else date.fromisoformat(text[:10])
    except ValueError:
        return stamp(row, key).astimezone(zone).date()


def stamp(row: Row, key: str) -> datetime:
    """Return the moment of the event's Unix time. Raises UnreadableRowError when it has none."""
    seconds = row.number(f"{key}_TS_UTC")
    if seconds is None:
        raise UnreadableRowError(f"{key}_TS_UTC is missing")
    return datetime.fromtimestamp(seconds, UTC)


def window(today: date, people: list[int]) -> Mapping[str, Any]:
    """Return the parameters that ask for the absences of these people around today."""
    return {"users": people, "from": (today - BEFORE).isoformat(), "to": (today + AFTER).isoformat()}


def source(site: Site) -> Whole:
    """Return how absences are read: of everybody who works here, fifty people a command."""
    return Whole(read=lambda: read(site), opens=(people.LISTING.head(0, people.ACTIVE),))


def read(site: Site) -> Parsed:
    """Read everybody's absences around today."""
    today, everybody = site.now().astimezone(site.zone).date(), people.active_ids(site)
    parts = [everybody[place : place + AT_ONCE] for place in range(0, len(everybody), AT_ONCE)]
    answers = site.answers({str(place): (METHOD, window(today, part)) for place, part in enumerate(parts)})
    days: list[Record] = []
    parked: list[str] = []
    for person_id, events in chain.from_iterable(calendars(answer.result) for answer in answers.values()):
        found = parsed(Stream.ABSENCES, events, partial(absence, person_id=person_id, zone=site.zone))
        days, parked = days + found[0], parked + found[1]
    return list(dict.fromkeys(days)), parked


def calendars(result: Any) -> list[tuple[int, list[Any]]]:
    """Return each person's events; people without any have an empty list, and nobody with any is a list for all."""
    try:
        return [(int(key), list(table(events).values())) for key, events in table(result).items()] if result else []
    except (UnusableAnswerError, ValueError):
        raise Unavailable(METHOD, "unusable_answer", "no events by person") from None
