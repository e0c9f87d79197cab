"""Whose mail or calls the portal does not see, though it sees those of others (rulings 27). Not what that forbids."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, func, select

from b24bridge.core.calendar import Calendar
from b24bridge.core.records import Person
from b24bridge.store.dictionaries import Days
from b24bridge.store.tables.mirror import activities

LOOKED_AT = 60
WORKED_AT_LEAST = 30
CHANNELS = {4: "mail", 2: "calls"}
SENDER = "%SENDER%"


def read_seen(connection: Connection, portal_id: int, today: date, zone: tzinfo) -> Mapping[str, frozenset[int]]:
    """Return by channel whose letters and calls of the last 60 days the portal has seen; mass mail is nobody's own."""
    since = datetime.combine(today - timedelta(days=LOOKED_AT), time(), zone)
    a = activities.c
    person = func.coalesce(a.responsible_id, a.author_id)
    here = select(a.type_id, person).where(
        a.portal_id == portal_id,
        a.type_id.in_(CHANNELS),
        a.created_at >= since,
        a.gone_at.is_(None),
        ~a.provider.like(SENDER),
        person > 0,
    )
    seen: dict[str, set[int]] = {channel: set() for channel in CHANNELS.values()}
    for type_id, person_id in connection.execute(here.distinct()):
        seen[CHANNELS[type_id]].add(person_id)
    return {channel: frozenset(people) for channel, people in seen.items()}


def blind_of(
    person: Person, seen: Mapping[str, frozenset[int]], absences: Days, calendar: Calendar, today: date
) -> tuple[str, ...]:
    """Return the channels that the portal does not see of somebody who was at work on 30 of the last 60 days or more."""
    channels = tuple(channel for channel, people in seen.items() if people and person.id not in people)
    if not channels:
        return ()
    days = (today - timedelta(days=number) for number in range(1, LOOKED_AT + 1))
    worked = sum(calendar.is_working(day) and not any(first <= day <= last for first, last in absences) for day in days)
    return channels if worked >= WORKED_AT_LEAST else ()
