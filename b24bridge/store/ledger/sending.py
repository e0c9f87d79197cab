"""The queue of what may be sent, and every change of an action's state, each one commit.

An action is claimed by compare-and-set, so one worker of many gets it. Not what is decided: `recording`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, exists, func, or_, select, update

from b24bridge.core.actions import KINDS, Action, Reassign, Undo, cascade_of, to_json
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Outcome, PlanStatus, State
from b24bridge.store.ledger import journal
from b24bridge.store.ledger.actions import find_row
from b24bridge.store.ledger.clients import client_of
from b24bridge.store.ledger.episodes import is_closed
from b24bridge.store.ledger.rows import FINAL, IN_FLIGHT, PENDING, conflicts_to_json, effect_to_json, member_of, read_row
from b24bridge.store.tables.installations import installations
from b24bridge.store.tables.ledger import actions, plans

CLOSING = tuple(kind for kind, cls in KINDS.items() if cls.is_closing)
CLIENT = ("portal_id", "client_type", "client_id")
EPISODE = (*CLIENT, "assistant", "anchor")
OVER = "the episode is over"


def due(
    connection: Connection, portal_id: int, member_id: str, limit: int, at: datetime, client: EntityId | None
) -> Sequence[ActionRow]:
    """Return each client's first action that may be sent, if its time has come and the client has none in flight.

    What we ourselves put off lets the client's other actions pass; what the portal put back keeps its place.
    """
    queue = actions.alias("queue")
    passes = or_(~queue.c.is_put_off, _is_time(queue, at))
    first = select(func.min(queue.c.id)).where(queue.c.portal_id == portal_id, queue.c.state == State.NEW, passes)
    first = first.where(is_released(queue), _is_next_step(queue))
    if client is not None:
        first = first.where(queue.c.client_type == client.type_id, queue.c.client_id == client.id)
    first = first.group_by(queue.c.client_type, queue.c.client_id)
    ready = (actions.c.id.in_(first), _is_time(actions, at), ~_is_client_in_flight())
    is_urgent = or_(actions.c.is_ordered, actions.c.kind.in_(CLOSING))
    order = (case((is_urgent, 0), else_=1), actions.c.risk.desc().nulls_last(), actions.c.id)
    rows = connection.execute(select(actions).where(*ready).order_by(*order).limit(limit))
    return [read_row(row, member_id) for row in rows]


def is_released(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that the plan of an action is no draft any more."""
    return ~exists().where(plans.c.id == table.c.plan_id, plans.c.status == PlanStatus.DRAFT)


def _is_time(table: FromClause, at: datetime) -> ColumnElement[bool]:
    return or_(table.c.not_before.is_(None), table.c.not_before <= at)


def _is_next_step(table: FromClause) -> ColumnElement[bool]:
    earlier = actions.alias("earlier")
    same = [earlier.c[name] == table.c[name] for name in (*EPISODE, "cascade")]
    failed = and_(earlier.c.kind != Reassign.kind, earlier.c.state.in_((State.CANCELLED, State.PARKED)))  # hinders nothing
    unfinished = and_(earlier.c.state != State.DONE, ~failed)
    return or_(table.c.cascade == "", ~exists().where(*same, earlier.c.id < table.c.id, unfinished))


def _is_client_in_flight() -> ColumnElement[bool]:
    other = actions.alias("other")
    return exists().where(*(other.c[name] == actions.c[name] for name in CLIENT), other.c.state.in_(IN_FLIGHT))


def claim(connection: Connection, key: str, worker: str, at: datetime, lease_s: float, action: Action) -> ActionRow | None:
    """Take a new action for sending; None when it is not new any more, not due yet, or its client has one in flight.

    `there_at` is the portal's own moment, by which days are counted: its clock is not ours.
    """
    values = {
        "there_at": at + _skew(connection, key),
        "state": State.SENDING,
        "worker": worker,
        "lease_until": at + timedelta(seconds=lease_s),
        "sent_at": at,
        "attempts": actions.c.attempts + 1,
        "not_before": None,
        "is_put_off": False,
        "kind": action.kind,
        "action": to_json(action),
        "cascade": cascade_of(action),
    }
    free = (actions.c.state == State.NEW, _is_time(actions, at), ~_is_client_in_flight())
    where = (actions.c.key == key, *free, is_released(actions), _is_next_step(actions))
    row = connection.execute(update(actions).where(*where).values(values).returning(*actions.c)).one_or_none()
    return None if row is None else read_row(row, member_of(connection, row.portal_id))


def _skew(connection: Connection, key: str) -> timedelta:
    """Return how far the clock of an action's portal is ahead of ours."""
    here = select(installations.c.skew).join(actions, actions.c.portal_id == installations.c.portal_id)
    return timedelta(seconds=connection.execute(here.where(actions.c.key == key)).scalar() or 0.0)


def settle(connection: Connection, key: str, outcome: Outcome, at: datetime) -> None:
    """Write what became of an action, and a line in the journal unless it is only put back.

    Final states stay, but for a done action that was taken back. An action that is put back although its episode ended
    meanwhile is cancelled instead: nobody calls for it any more.
    """
    known = find_row(connection, key)
    if known is None or not _may_become(State(known.state), outcome.state):
        return
    if outcome.state is State.NEW and not known.is_ordered and known.kind not in CLOSING and _is_over(connection, known):
        outcome = Outcome(state=State.CANCELLED, note=OVER)
    may = actions.c.state == State.DONE if outcome.state is State.UNDONE else actions.c.state.not_in(FINAL)
    changed = update(actions).where(actions.c.key == key, may).values(_settled(known, outcome, at)).returning(*actions.c)
    row = connection.execute(changed).one_or_none()
    if row is None:
        return
    if outcome.state not in (State.NEW, State.SENDING):
        journal.write(connection, row.portal_id, [read_row(row, member_of(connection, row.portal_id))], at)
    if outcome.state is State.UNDONE and row.kind == Undo.kind:
        again = (actions.c.key == row.action["undoes"], actions.c.state == State.UNDONE)
        connection.execute(update(actions).where(*again).values(state=State.DONE))


def _may_become(state: State, new: State) -> bool:
    return state is State.DONE if new is State.UNDONE else state not in FINAL


def _settled(known: Any, outcome: Outcome, at: datetime) -> dict[str, Any]:
    made = outcome.effect.object_id if outcome.effect else None
    values: dict[str, Any] = {
        "state": outcome.state,
        "object_id": outcome.object_id or made or known.object_id,
        "note": outcome.note,
        "not_before": outcome.not_before,
        "worker": None,
        "lease_until": None,
        "is_put_off": outcome.state is State.NEW and known.state in PENDING,
    }
    if outcome.effect is not None:
        values["effect"] = effect_to_json(outcome.effect)
    if outcome.conflicts:
        values["conflicts"] = conflicts_to_json(outcome.conflicts)
    if outcome.state is State.NEW:
        values["sent_at"] = None  # it surely did not happen
    if outcome.state is State.DONE:
        values["done_at"] = at
    return values


def _is_over(connection: Connection, row: Any) -> bool:
    return is_closed(connection, row.portal_id, row.assistant, client_of(row), row.anchor)


def put_off(connection: Connection, keys: Sequence[str], until: datetime, note: str, at: datetime) -> None:
    """Let new actions wait until a moment; the journal says so once for each reason."""
    waits = (actions.c.key.in_(keys), actions.c.state == State.NEW)
    told = set(connection.scalars(select(actions.c.key).where(*waits, actions.c.note == note)))
    values = {"not_before": until, "note": note, "is_put_off": True}
    for row in connection.execute(update(actions).where(*waits).values(values).returning(*actions.c)).all():
        if row.key not in told:
            journal.write(connection, row.portal_id, [read_row(row, member_of(connection, row.portal_id))], at)
