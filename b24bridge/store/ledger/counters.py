"""What limits count: tasks, hand-overs and letters sent, and tasks that still stand. Not the limits: `core.limits`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from b24bridge.core.actions import CloseTask, PutTask, Reassign, SendLetter
from b24bridge.core.ledger import Sent, State
from b24bridge.store.ledger.clients import client_of
from b24bridge.store.ledger.desk import completed
from b24bridge.store.ledger.rows import IN_FLIGHT
from b24bridge.store.tables.ledger import actions

LIMITED = (PutTask.kind, Reassign.kind, SendLetter.kind)
STANDING = (*IN_FLIGHT, State.DONE)


def sent(connection: Connection, portal_id: int, since: datetime, zone: tzinfo | None) -> Sequence[Sent]:
    """Return what was sent since then, or may have been, in order, and every task that still stands.

    What was taken back counts as well: people felt it.
    """
    may_stand = and_(actions.c.kind == PutTask.kind, actions.c.state.in_(STANDING), ~_is_closed())
    names = ("kind", "client_type", "client_id", "state", "there_at", "object_id", "action")
    columns = [actions.c[name] for name in names]
    mine = (actions.c.portal_id == portal_id, actions.c.kind.in_(LIMITED), actions.c.state.in_((*STANDING, State.UNDONE)))
    statement = select(*columns, may_stand.label("may_stand")).where(*mine, or_(actions.c.there_at >= since, may_stand))
    rows = [row for row in connection.execute(statement.order_by(actions.c.there_at, actions.c.id)) if _is_counted(row)]
    over = completed(connection, portal_id, [row for row in rows if row.may_stand])
    counted = [_sent(row, zone, over) for row in rows]
    return [each for each in counted if each.is_open or each.at >= since]


def _is_closed() -> ColumnElement[bool]:
    closing = actions.alias("closing")
    same = [closing.c[name] == actions.c[name] for name in ("portal_id", "client_type", "client_id", "object_id")]
    return exists().where(*same, closing.c.kind == CloseTask.kind, closing.c.state == State.DONE)


def _is_counted(row: Any) -> bool:
    """Say whether a row is no mere part of a hand-over: only that of the client itself counts."""
    action: Mapping[str, str] = row.action
    return row.kind != Reassign.kind or action["entity"] == action["client"]


def _sent(row: Any, zone: tzinfo | None, over: Collection[str]) -> Sent:
    action = row.action
    return Sent(
        kind=row.kind,
        client=client_of(row),
        day=row.there_at.astimezone(zone).date(),
        at=row.there_at,
        person=action["to_owner"] if row.kind == Reassign.kind else action.get("owner"),
        loser=action.get("from_owner"),
        is_open=bool(row.may_stand) and row.object_id not in over,
    )
