"""Jobs in the database: the port `Jobs`. What a verb does is `services`; when a worker looks here is the beat's business."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, or_, select

from b24bridge.core.jobs import Job
from b24bridge.store.dialects import insert
from b24bridge.store.session import Store
from b24bridge.store.tables.jobs import heartbeats, jobs, lanes
from b24bridge.store.tables.portals import find_portal, portal_id, portals

_KEY = ("portal_id", "verb")


def _earlier(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return the earlier of two moments, either of which may be missing."""
    return case((one.is_(None), other), (other.is_(None), one), (one < other, one), else_=other)


_JOBS = select(portals.c.member_id, jobs.c.verb, jobs.c.due_at, jobs.c.attempts, jobs.c.error).join(
    portals, portals.c.id == jobs.c.portal_id
)


class SqlJobs:
    """When each verb is next due on each portal, and which worker holds the portal's one lane."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def plan(self, member_id: str, verb: str, due_at: datetime) -> None:
        """Make a verb due no later than `due_at`, adding it when it is new; a running one will be due again."""
        with self._store.writing() as connection:
            number = portal_id(connection, member_id)
            statement = insert(connection, jobs).values(_new(number, verb, due_at=due_at))
            wish = statement.excluded.due_at
            changes = {
                "due_at": _earlier(jobs.c.due_at, wish),
                "asked_at": case((jobs.c.is_running, _earlier(jobs.c.asked_at, wish)), else_=jobs.c.asked_at),
            }
            connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=changes))

    def due(self, member_id: str, at: datetime) -> Sequence[Job]:
        """Return what is due now on a portal, longest waiting first."""
        return self._read(member_id, jobs.c.due_at <= at)

    def all(self, member_id: str) -> Sequence[Job]:
        """Return every verb of a portal, for people to look at."""
        return self._read(member_id)

    def begin(self, member_id: str, verb: str) -> None:
        """Note that a verb is being done now: what is planned from here on will outlive its `finish`."""
        with self._store.writing() as connection:
            statement = insert(connection, jobs).values(_new(portal_id(connection, member_id), verb, is_running=True))
            changes = {"asked_at": None, "is_running": True}
            connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=changes))

    def finish(self, member_id: str, verb: str, next_at: datetime | None, error: str = "") -> None:
        """Set when a verb is next due (None: not by itself); an error is counted and shown until the next success."""
        with self._store.writing() as connection:
            first = _new(portal_id(connection, member_id), verb, due_at=next_at, attempts=int(bool(error)), error=error)
            statement = insert(connection, jobs).values(first)
            changes = {
                "due_at": _earlier(jobs.c.asked_at, statement.excluded.due_at),
                "asked_at": None,
                "is_running": False,
                "attempts": jobs.c.attempts + 1 if error else 0,
                "error": error,
            }
            connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=changes))

    def take(self, member_id: str, worker: str, at: datetime, lease_s: float) -> bool:
        """Take, or keep, the portal's lane; false when another worker holds it."""
        lease = {"worker": worker, "held_until": at + timedelta(seconds=lease_s)}
        with self._store.writing() as connection:
            statement = insert(connection, lanes).values(lease | {"portal_id": portal_id(connection, member_id)})
            is_free = or_(lanes.c.worker == worker, lanes.c.held_until <= at)
            statement = statement.on_conflict_do_update(index_elements=["portal_id"], set_=lease, where=is_free)
            return connection.execute(statement.returning(lanes.c.portal_id)).one_or_none() is not None

    def lanes(self) -> Mapping[str, str]:
        """Return which worker holds each portal's lane, by portal, whether or not its lease has run out."""
        query = select(portals.c.member_id, lanes.c.worker).join(lanes, portals.c.id == lanes.c.portal_id)
        with self._store.reading() as connection:
            return {row.member_id: row.worker for row in connection.execute(query)}

    def release(self, member_id: str, worker: str) -> None:
        """Give the lane back if it is ours."""
        with self._store.writing() as connection:
            ours = and_(lanes.c.portal_id == find_portal(connection, member_id), lanes.c.worker == worker)
            connection.execute(delete(lanes).where(ours))

    def portals_due(self, at: datetime) -> Sequence[str]:
        """Return the portals that have something due and a free lane, longest waiting first."""
        query = select(portals.c.member_id).join(jobs, jobs.c.portal_id == portals.c.id)
        query = query.outerjoin(lanes, lanes.c.portal_id == portals.c.id)
        query = query.where(jobs.c.due_at <= at, or_(lanes.c.held_until.is_(None), lanes.c.held_until <= at))
        query = query.group_by(portals.c.member_id).order_by(func.min(jobs.c.due_at), portals.c.member_id)
        with self._store.reading() as connection:
            return connection.scalars(query).all()

    def beat(self, process: str, at: datetime) -> None:
        """Note that a process is alive."""
        with self._store.writing() as connection:
            statement = insert(connection, heartbeats).values(process=process, at=at)
            connection.execute(statement.on_conflict_do_update(index_elements=["process"], set_={"at": at}))

    def beats(self) -> Mapping[str, datetime]:
        """Return when each process was last alive (UTC)."""
        with self._store.reading() as connection:
            return {row.process: row.at for row in connection.execute(select(heartbeats))}

    def _read(self, member_id: str, *conditions: ColumnElement[bool]) -> Sequence[Job]:
        query = _JOBS.where(portals.c.member_id == member_id, *conditions).order_by(jobs.c.due_at.nulls_last(), jobs.c.verb)
        with self._store.reading() as connection:
            return [_job(row) for row in connection.execute(query)]


def _new(number: int, verb: str, **columns: Any) -> dict[str, Any]:
    plain = {"due_at": None, "asked_at": None, "is_running": False, "attempts": 0, "error": ""}
    return {"portal_id": number, "verb": verb} | plain | columns


def _job(row: Row[*tuple[Any, ...]]) -> Job:
    return Job(member_id=row.member_id, verb=row.verb, due_at=row.due_at, attempts=row.attempts, error=row.error)
