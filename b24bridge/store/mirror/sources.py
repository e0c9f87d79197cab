"""Which CRM entities a row of a stream is about. Not which clients these belong to: `store.membership`."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, literal, select

from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, ORDER, EntityId
from b24bridge.core.streams import Hint, Stream
from b24bridge.store.tables.mirror import (
    activity_bindings,
    calls,
    comments,
    orders,
    payments,
    shipments,
    stage_moves,
    task_bindings,
)

ENTITIES = {
    Stream.COMPANIES: COMPANY,
    Stream.CONTACTS: CONTACT,
    Stream.LEADS: LEAD,
    Stream.DEALS: DEAL,
    Stream.INVOICES: INVOICE,
    Stream.ORDERS: ORDER,
}


def entities_of(connection: Connection, portal_id: int, hints: Sequence[Hint]) -> list[EntityId]:
    """Return the entities that these rows are about, each once; people and dictionaries are about none."""
    ids: dict[Stream, list[int]] = defaultdict(list)
    for hint in hints:
        ids[hint.stream].append(hint.id)
    found = [EntityId(ENTITIES[stream], number) for stream in ENTITIES for number in ids[stream]]
    for stream, statement in (*_statements(portal_id, ids).items(), *_statements_of_orders(portal_id, ids)):
        if ids[stream]:
            found += [EntityId(row.entity_type, row.entity_id) for row in connection.execute(statement)]
    return list(dict.fromkeys(found))


def _statements(portal_id: int, ids: dict[Stream, list[int]]) -> dict[Stream, Select[tuple[int, int]]]:
    bound, on_task = activity_bindings.c, task_bindings.c
    activities = select(bound.entity_type, bound.entity_id).where(bound.portal_id == portal_id)
    called = select(calls.c.activity_id).where(calls.c.portal_id == portal_id, calls.c.id.in_(ids[Stream.CALLS]))
    return {
        Stream.ACTIVITIES: activities.where(bound.activity_id.in_(ids[Stream.ACTIVITIES])),
        Stream.CALLS: activities.where(bound.activity_id.in_(called)),
        Stream.COMMENTS: select(comments.c.entity_type, comments.c.entity_id).where(
            comments.c.portal_id == portal_id, comments.c.id.in_(ids[Stream.COMMENTS])
        ),
        Stream.STAGE_MOVES: select(stage_moves.c.entity_type, stage_moves.c.entity_id).where(
            stage_moves.c.portal_id == portal_id, stage_moves.c.id.in_(ids[Stream.STAGE_MOVES])
        ),
        Stream.TASKS: select(on_task.entity_type, on_task.entity_id).where(
            on_task.portal_id == portal_id, on_task.task_id.in_(ids[Stream.TASKS])
        ),
    }


def _statements_of_orders(portal_id: int, ids: dict[Stream, list[int]]) -> list[tuple[Stream, Select[tuple[int, int]]]]:
    """Return what names the order of a payment or shipment, and the deal or invoice that an order or a payment hangs on."""

    def those(stream: Stream, table: Table, entity_type: ColumnElement[int], entity_id: ColumnElement[int]) -> Any:
        columns = (entity_type.label("entity_type"), entity_id.label("entity_id"))
        here = (table.c.portal_id == portal_id, table.c.id.in_(ids[stream]), entity_id.is_not(None))
        return stream, select(*columns).where(*here)

    return [
        those(Stream.ORDERS, orders, orders.c.entity_type, orders.c.entity_id),
        those(Stream.PAYMENTS, payments, payments.c.entity_type, payments.c.entity_id),
        those(Stream.PAYMENTS, payments, literal(ORDER), payments.c.order_id),
        those(Stream.SHIPMENTS, shipments, literal(ORDER), shipments.c.order_id),
    ]
