"""Orders: actions that a person asked for, or that we tell our own people, and no assistant decided. Each key once."""

from sqlalchemy import Connection

from b24bridge.core.ledger import ActionRow
from b24bridge.store.dialects import insert
from b24bridge.store.ledger.clients import columns_of
from b24bridge.store.ledger.rows import content_of
from b24bridge.store.tables.ledger import actions


def order(connection: Connection, portal_id: int, row: ActionRow) -> bool:
    """Store an order; false when its key is known already."""
    values = (
        columns_of(row.client)
        | content_of(row.action, row.because, row.money)
        | {
            "portal_id": portal_id,
            "key": row.key,
            "assistant": row.assistant,
            "anchor": row.anchor,
            "step": row.action.step,
            "decided_at": row.decided_at,
            "state": row.state,
            "not_before": row.not_before,
            "plan_id": row.plan_id,
            "is_ordered": True,
            "ordered_by": row.ordered_by,
        }
    )
    statement = insert(connection, actions).values(values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(statement.returning(actions.c.key)).first() is not None
