"""The client's one open task of ours, and the reasons for which it stands (specification 4.0.10). Not what is done with it.

A task stands while nobody closed it as far as we know: neither we, nor a person of whom the mirror tells.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from b24bridge.core.actions import CloseTask, LeaveTask
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.ledger.actions import PUTTING
from b24bridge.store.ledger.clients import is_of
from b24bridge.store.ledger.rows import read_row
from b24bridge.store.tables.ledger import actions
from b24bridge.store.tables.mirror import tasks

ENDING = (CloseTask.kind, LeaveTask.kind)
COMPLETED = (4, 5)
"""Handed in, and completed: api-reference/tasks/fields.md, STATUS."""


def desk(connection: Connection, portal_id: int, member_id: str, client: EntityId) -> Sequence[ActionRow]:
    """Return the done actions that put the client's open task or joined it and have not left it, in the order of doing."""
    mine = (actions.c.portal_id == portal_id, is_of(actions, client), actions.c.state == State.DONE)
    statement = select(actions).where(*mine, actions.c.kind.in_((*PUTTING, *ENDING))).order_by(actions.c.done_at, actions.c.id)
    rows = connection.execute(statement).all()
    over = {row.object_id for row in rows if row.kind == CloseTask.kind}
    left = {(row.assistant, row.anchor, row.action["closes_step"]) for row in rows if row.kind in ENDING}
    reasons = [row for row in rows if row.kind in PUTTING and (row.assistant, row.anchor, row.step) not in left]
    over |= completed(connection, portal_id, reasons)
    return [read_row(row, member_id) for row in reasons if row.object_id not in over]


def completed(connection: Connection, portal_id: int, rows: Iterable[Any]) -> set[str]:
    """Return those of the rows' tasks that are completed or deleted, by what the mirror last saw of them."""
    ids = {int(row.object_id) for row in rows if row.object_id and row.object_id.isdecimal()}
    over = or_(tasks.c.status.in_(COMPLETED), tasks.c.gone_at.is_not(None))
    found = select(tasks.c.id).where(tasks.c.portal_id == portal_id, tasks.c.id.in_(ids), over)
    return {str(number) for number in connection.scalars(found)}
