"""Actions in SQL: the queue of what may be sent, and every change of an action's state as one commit.

An action is claimed by compare-and-set, so one worker of many gets it. Not what is decided: `recording`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from b24bridge.core.actions import PutTask, from_json
from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.store.ledger import journal
from b24bridge.store.ledger.clients import client_of, is_of
from b24bridge.store.ledger.episodes import is_closed, open_episodes
from b24bridge.store.tables.ledger import actions
from b24bridge.store.tables.portals import portals

FINAL = (State.DONE, State.CANCELLED)
IN_FLIGHT = (State.SENDING, State.UNKNOWN)
OVER = "the episode is over"


def read_row(row: Any, member_id: str) -> ActionRow:
    """Return the action that a row of the table holds."""
    return ActionRow(
        key=row.key,
        member_id=member_id,
        assistant=row.assistant,
        client=client_of(row),
        anchor=row.anchor,
        action=from_json(row.action),
        state=State(row.state),
        because=Because(row.because_ru, row.because_en),
        decided_at=row.decided_at,
        attempts=row.attempts,
        sent_at=row.sent_at,
        object_id=row.object_id,
        note=row.note,
    )


def due(
    connection: Connection, portal_id: int, member_id: str, limit: int, at: datetime, client: EntityId | None
) -> Sequence[ActionRow]:
    """Return each client's first new action, if its time has come and the client has none in flight; of one, if named."""
    first = select(func.min(actions.c.id)).where(actions.c.portal_id == portal_id, actions.c.state == State.NEW)
    if client is not None:
        first = first.where(actions.c.client_type == client.type_id, actions.c.client_id == client.id)
    first = first.group_by(actions.c.client_type, actions.c.client_id)
    statement = select(actions).where(actions.c.id.in_(first), _is_time(at), ~_is_client_in_flight())
    return [read_row(row, member_id) for row in connection.execute(statement.order_by(actions.c.id).limit(limit))]


def _is_time(at: datetime) -> ColumnElement[bool]:
    return or_(actions.c.not_before.is_(None), actions.c.not_before <= at)


def _is_client_in_flight() -> ColumnElement[bool]:
    other = actions.alias("other")
    same = [other.c[name] == actions.c[name] for name in ("portal_id", "client_type", "client_id")]
    return exists().where(*same, other.c.state.in_(IN_FLIGHT))


def claim(connection: Connection, key: str, worker: str, at: datetime, lease_s: float) -> ActionRow | None:
    """Take a new action for sending; None when it is not new any more, not due yet, or its client has one in flight."""
    values = {
        "state": State.SENDING,
        "worker": worker,
        "lease_until": at + timedelta(seconds=lease_s),
        "sent_at": at,
        "attempts": actions.c.attempts + 1,
        "not_before": None,
    }
    where = (actions.c.key == key, actions.c.state == State.NEW, _is_time(at), ~_is_client_in_flight())
    row = connection.execute(update(actions).where(*where).values(values).returning(*actions.c)).one_or_none()
    return None if row is None else read_row(row, _member(connection, row.portal_id))


def settle(connection: Connection, key: str, outcome: Outcome, at: datetime) -> None:
    """Write what became of an action, and a line in the journal unless it is only put back. Final states stay.

    An action that is put back although its episode ended meanwhile is cancelled instead: nobody calls for it any more.
    """
    known = find_row(connection, key)
    if known is None or known.state in FINAL:
        return
    if outcome.state is State.NEW and not from_json(known.action).is_closing and _is_over(connection, known):
        outcome = Outcome(state=State.CANCELLED, note=OVER)
    values = {
        "state": outcome.state,
        "object_id": outcome.object_id or known.object_id,
        "note": outcome.note,
        "not_before": outcome.not_before,
        "worker": None,
        "lease_until": None,
    }
    if outcome.state is State.NEW:
        values["sent_at"] = None  # it surely did not happen
    where = (actions.c.key == key, actions.c.state.not_in(FINAL))
    row = connection.execute(update(actions).where(*where).values(values).returning(*actions.c)).one_or_none()
    if row is not None and outcome.state not in (State.NEW, State.SENDING):
        journal.write(connection, row.portal_id, [read_row(row, _member(connection, row.portal_id))], at)


def _is_over(connection: Connection, row: Any) -> bool:
    return is_closed(connection, row.portal_id, row.assistant, client_of(row), row.anchor)


def in_doubt(connection: Connection, portal_id: int, member_id: str, at: datetime) -> Sequence[ActionRow]:
    """Return unknown actions whose time to be looked up has come, and those being sent whose lease has run out."""
    abandoned = and_(actions.c.state == State.SENDING, actions.c.lease_until <= at)
    unknown = and_(actions.c.state == State.UNKNOWN, _is_time(at))
    statement = select(actions).where(actions.c.portal_id == portal_id, or_(abandoned, unknown)).order_by(actions.c.id)
    return [read_row(row, member_id) for row in connection.execute(statement)]


def find_row(connection: Connection, key: str) -> Any:
    """Return a row of the table, or None."""
    return connection.execute(select(actions).where(actions.c.key == key)).one_or_none()


def find(connection: Connection, key: str) -> ActionRow | None:
    """Return one action, or None."""
    row = find_row(connection, key)
    return None if row is None else read_row(row, _member(connection, row.portal_id))


def sibling(connection: Connection, portal_id: int, row: ActionRow, step: str) -> ActionRow | None:
    """Return the action of another step of the same episode, or None."""
    episode = (actions.c.portal_id == portal_id, actions.c.assistant == row.assistant, is_of(actions, row.client))
    wanted = select(actions).where(*episode, actions.c.anchor == row.anchor, actions.c.step == step)
    found = connection.execute(wanted).one_or_none()
    return None if found is None else read_row(found, row.member_id)


def task_of(connection: Connection, portal_id: int, member_id: str, assistant: str, client: EntityId) -> ActionRow | None:
    """Return the newest task that was put in a client's open episode, or None."""
    episode = open_episodes(connection, portal_id, assistant, [client]).get(client)
    if episode is None:
        return None
    mine = (actions.c.portal_id == portal_id, actions.c.assistant == assistant, is_of(actions, client))
    stands = (actions.c.anchor == episode.anchor, actions.c.kind == PutTask.kind, actions.c.state == State.DONE)
    newest = select(actions).where(*mine, *stands).order_by(actions.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else read_row(row, member_id)


def count(connection: Connection, portal_id: int) -> dict[State, int]:
    """Count a portal's actions by state."""
    statement = select(actions.c.state, func.count()).where(actions.c.portal_id == portal_id).group_by(actions.c.state)
    return {State(state): number for state, number in connection.execute(statement)}


def _member(connection: Connection, portal_id: int) -> str:
    return str(connection.execute(select(portals.c.member_id).where(portals.c.id == portal_id)).scalar_one())
