"""Actions looked up in SQL: by key, by client, by plan, by what became of them. Nothing is changed here: `sending`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from b24bridge.core.actions import JoinTask, PutTask, cascade_of
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.ledger.clients import is_of
from b24bridge.store.ledger.episodes import open_episodes
from b24bridge.store.ledger.rows import member_of, read_row
from b24bridge.store.tables.ledger import actions

PUTTING = (PutTask.kind, JoinTask.kind)


def in_doubt(connection: Connection, portal_id: int, member_id: str, at: datetime) -> Sequence[ActionRow]:
    """Return unknown actions whose time to be looked up has come, and those being sent whose lease has run out."""
    abandoned = and_(actions.c.state == State.SENDING, actions.c.lease_until <= at)
    is_time = or_(actions.c.not_before.is_(None), actions.c.not_before <= at)
    return _read(connection, portal_id, member_id, or_(abandoned, and_(actions.c.state == State.UNKNOWN, is_time)))


def find_row(connection: Connection, key: str) -> Any:
    """Return a row of the table, or None."""
    return connection.execute(select(actions).where(actions.c.key == key)).one_or_none()


def find(connection: Connection, key: str) -> ActionRow | None:
    """Return one action, or None."""
    row = find_row(connection, key)
    return None if row is None else read_row(row, member_of(connection, row.portal_id))


def sibling(connection: Connection, portal_id: int, row: ActionRow, step: str) -> ActionRow | None:
    """Return the action of another step of the same episode, or None."""
    found = _read(connection, portal_id, row.member_id, *_of_episode(row), actions.c.step == step)
    return next(iter(found), None)


def cascade(connection: Connection, portal_id: int, row: ActionRow) -> Sequence[ActionRow]:
    """Return all steps of the cascade that an action belongs to, in order; none when it stands alone."""
    name = cascade_of(row.action)
    return _read(connection, portal_id, row.member_id, *_of_episode(row), actions.c.cascade == name) if name else []


def _of_episode(row: ActionRow) -> tuple[ColumnElement[bool], ...]:
    return (actions.c.assistant == row.assistant, is_of(actions, row.client), actions.c.anchor == row.anchor)


def task_of(connection: Connection, portal_id: int, member_id: str, assistant: str, client: EntityId) -> ActionRow | None:
    """Return the newest task that was put or joined in a client's open episode, or None."""
    episode = open_episodes(connection, portal_id, assistant, [client]).get(client)
    if episode is None:
        return None
    mine = (actions.c.assistant == assistant, is_of(actions, client), actions.c.anchor == episode.anchor)
    stands = (actions.c.kind.in_(PUTTING), actions.c.state == State.DONE)
    found = _read(connection, portal_id, member_id, *mine, *stands)
    return found[-1] if found else None


def of_plan(connection: Connection, portal_id: int, member_id: str, plan_id: int) -> Sequence[ActionRow]:
    """Return a plan's actions, in the order in which they were decided."""
    return _read(connection, portal_id, member_id, actions.c.plan_id == plan_id)


def of_client(connection: Connection, portal_id: int, member_id: str, client: EntityId) -> Sequence[ActionRow]:
    """Return every action about a client, in the order in which they were decided."""
    return _read(connection, portal_id, member_id, is_of(actions, client))


UNSETTLED = (State.NEW, State.SENDING, State.UNKNOWN)


def unsettled(connection: Connection, portal_id: int, member_id: str) -> Sequence[ActionRow]:
    """Return what is to be sent, being sent or in doubt."""
    return _read(connection, portal_id, member_id, actions.c.state.in_(UNSETTLED))


def parked(connection: Connection, portal_id: int, member_id: str) -> Sequence[ActionRow]:
    """Return what failed for good and waits for a person."""
    return _read(connection, portal_id, member_id, actions.c.state == State.PARKED)


def done_since(connection: Connection, portal_id: int, member_id: str, since: datetime) -> Sequence[ActionRow]:
    """Return what was done since then and not taken back, in the order in which it was done."""
    done = (actions.c.state == State.DONE, actions.c.done_at >= since)
    return _read(connection, portal_id, member_id, *done, order=(actions.c.done_at, actions.c.id))


def count(connection: Connection, portal_id: int) -> dict[State, int]:
    """Count a portal's actions by state."""
    statement = select(actions.c.state, func.count()).where(actions.c.portal_id == portal_id).group_by(actions.c.state)
    return {State(state): number for state, number in connection.execute(statement)}


def _read(
    connection: Connection,
    portal_id: int,
    member_id: str,
    *where: ColumnElement[bool],
    order: Iterable[Any] = (actions.c.id,),
) -> list[ActionRow]:
    statement = select(actions).where(actions.c.portal_id == portal_id, *where).order_by(*order)
    return [read_row(row, member_id) for row in connection.execute(statement)]
