"""The inbox in the database: the port `Inbox`. What an event means is a handler's business.

One writing transaction per call. A claim is a lease with a number, `claims`: whoever comes back after its lease ran out and
somebody else claimed the row finds another number there, and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update

from b24bridge.core.decisions import Json
from b24bridge.core.ports import InboxRow
from b24bridge.core.retry import retry_in
from b24bridge.store.dialects import insert
from b24bridge.store.session import Store
from b24bridge.store.tables.inbox import inbox, is_waiting, rejects
from b24bridge.store.tables.portals import portal_id, portals

# A lease also runs out when the portal is busy, so it takes many to say that an event kills whoever looks at it
LEASES = 50
VANISHED = f"{LEASES} workers took it and none came back"
_WAITING: dict[str, Any] = {"index_elements": [inbox.c.portal_id, inbox.c.topic, inbox.c.object_id], "index_where": is_waiting}


@dataclass(slots=True, kw_only=True)
class ClaimedEvent:
    """One verified event; `claims` is the number of this claim."""

    id: int
    topic: str
    object_id: str
    data: Mapping[str, Json]
    attempts: int
    claims: int
    error: str | None


class SqlInbox:
    """Verified events waiting or in flight."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store
        # Spelled once: this is the path on which a portal waits for an answer
        add = insert(store.engine, inbox)
        self._add_or_merge = add.on_conflict_do_update(**_WAITING, set_={"data": add.excluded.data})

    def put(self, member_id: str, topic: str, object_id: str, data: Mapping[str, Json], at: datetime) -> None:
        """Store an event, or merge it into the one that waits for the same object. Committed on return.

        The newest data stay, with the oldest place in the queue and any pause that a failure earned the object.
        """
        event: dict[str, Any] = {
            "topic": topic,
            "object_id": object_id,
            "data": dict(data),
            "received_at": at,
            "not_before": at,
        }
        with self._store.writing() as connection:
            event |= {"portal_id": portal_id(connection, member_id), "attempts": 0, "claims": 0}
            connection.execute(self._add_or_merge, event)

    def claim(self, member_id: str, limit: int, at: datetime, lease_s: float) -> Sequence[InboxRow]:
        """Take waiting rows, oldest first; rows whose lease ran out are waiting again.

        A row from which no worker ever came back is parked at last: it must not block the others.
        """
        with self._store.writing() as connection:
            of_portal = inbox.c.portal_id == portal_id(connection, member_id)
            is_lost = and_(of_portal, inbox.c.leased_until <= at, inbox.c.claims >= LEASES)
            connection.execute(update(inbox).where(is_lost).values(parked_at=at, leased_until=None, error=VANISHED))
            oldest = select(inbox.c.id).where(of_portal, _is_free(at)).order_by(inbox.c.received_at, inbox.c.id).limit(limit)
            ids = connection.scalars(oldest.with_for_update(skip_locked=True)).all()
            lease = {"leased_until": at + timedelta(seconds=lease_s), "claims": inbox.c.claims + 1}
            connection.execute(update(inbox).where(inbox.c.id.in_(ids)).values(lease))
            claimed = select(inbox).where(inbox.c.id.in_(ids)).order_by(inbox.c.received_at, inbox.c.id)
            return [_event(row) for row in connection.execute(claimed)]

    def done(self, rows: Sequence[InboxRow]) -> None:
        """Forget rows that were looked at."""
        with self._store.writing() as connection:
            for row in rows:
                connection.execute(delete(inbox).where(_is_claim(row)))

    def retry(self, row: InboxRow, error: str, at: datetime) -> None:
        """Put a row back for later; after eight tries it is parked, with its error, and shown. `at` is now."""
        attempts = row.attempts + 1
        failed = {"attempts": attempts, "error": error}
        with self._store.writing() as connection:
            # Without jitter: a portal's events are tried by one worker anyway
            if (pause_s := retry_in(attempts, jitter=0)) is None:
                parked = failed | {"parked_at": at, "leased_until": None}
                connection.execute(update(inbox).where(_is_claim(row)).values(parked))
            else:
                _put_back(connection, _is_claim(row), failed | {"not_before": at + timedelta(seconds=pause_s)})

    def waiting(self, at: datetime | None = None) -> Mapping[str, int]:
        """Count what waits, by portal, parked rows left out; with `at` only what may be claimed at that moment."""
        count = select(portals.c.member_id, func.count().label("number")).join(portals, portals.c.id == inbox.c.portal_id)
        count = count.where(inbox.c.parked_at.is_(None) if at is None else _is_free(at)).group_by(portals.c.member_id)
        with self._store.reading() as connection:
            return {row.member_id: row.number for row in connection.execute(count)}

    def parked(self, member_id: str) -> Sequence[InboxRow]:
        """Return the rows that were set aside."""
        query = select(inbox).join(portals, portals.c.id == inbox.c.portal_id).order_by(inbox.c.id)
        with self._store.reading() as connection:
            rows = connection.execute(query.where(portals.c.member_id == member_id, inbox.c.parked_at.is_not(None)))
            return [_event(row) for row in rows]

    def replay(self, member_id: str, at: datetime) -> int:
        """Give every parked row of a portal eight new tries, from now on; return how many there were."""
        with self._store.writing() as connection:
            is_parked = and_(inbox.c.portal_id == portal_id(connection, member_id), inbox.c.parked_at.is_not(None))
            return _put_back(connection, is_parked, {"not_before": at, "attempts": 0, "claims": 0})

    def count_reject(self, reason: str, at: datetime) -> None:
        """Count a request that was turned away, by reason and day (UTC); nothing else of it is kept."""
        first = {"reason": reason, "day": at.astimezone(UTC).date(), "count": 1}
        with self._store.writing() as connection:
            statement = insert(connection, rejects).values(first)
            one_more = {"count": rejects.c.count + 1}
            connection.execute(statement.on_conflict_do_update(index_elements=["reason", "day"], set_=one_more))

    def rejects(self, day: date) -> Mapping[str, int]:
        """Return how many requests were turned away on a day (UTC), by reason."""
        with self._store.reading() as connection:
            rows = connection.execute(select(rejects.c.reason, rejects.c.count.label("number")).where(rejects.c.day == day))
            return {row.reason: row.number for row in rows}


def _is_free(at: datetime) -> ColumnElement[bool]:
    is_unclaimed = or_(inbox.c.leased_until.is_(None), inbox.c.leased_until <= at)
    return and_(inbox.c.parked_at.is_(None), inbox.c.not_before <= at, is_unclaimed)


def _is_claim(row: InboxRow) -> ColumnElement[bool]:
    return and_(inbox.c.id == row.id, inbox.c.claims == row.claims, inbox.c.leased_until.is_not(None))


def _put_back(connection: Connection, which: ColumnElement[bool], changes: Mapping[str, Any]) -> int:
    """Make rows wait again, merging each into the one that waits for the same object, whose data are newer."""
    rows = connection.execute(delete(inbox).where(which).returning(*inbox.c)).all()
    for row in sorted(rows, key=lambda row: row.id):
        again = dict(row._mapping) | {"leased_until": None, "parked_at": None, **changes}  # noqa: SLF001 - a public name
        del again["id"]
        statement = insert(connection, inbox).values(again)
        kept = {name: statement.excluded[name] for name in ("received_at", "not_before", "attempts", "claims", "error")}
        connection.execute(statement.on_conflict_do_update(**_WAITING, set_=kept))
    return len(rows)


def _event(row: Row[Any]) -> ClaimedEvent:
    return ClaimedEvent(
        id=row.id,
        topic=row.topic,
        object_id=row.object_id,
        data=row.data,
        attempts=row.attempts,
        claims=row.claims,
        error=row.error,
    )
