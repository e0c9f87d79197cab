"""Which rows hang on CRM cards: activities, tasks, contacts and documents that name them. Not whose clients these are."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from b24bridge.core.streams import ELEMENTS, Hint, Stream
from b24bridge.store.dialects import numbers
from b24bridge.store.tables.mirror import activity_bindings, contact_companies, elements, orders, task_bindings

BOUND = (
    (Stream.ACTIVITIES, activity_bindings, activity_bindings.c.activity_id),
    (Stream.TASKS, task_bindings, task_bindings.c.task_id),
)


def hanging_on(connection: Connection, portal_id: int, entities: Sequence[EntityId]) -> list[Hint]:
    """Return the rows that name one of these cards, each once, gone ones among them."""
    return list(dict.fromkeys(_hanging(connection, portal_id, entities)))


def _hanging(connection: Connection, portal_id: int, entities: Sequence[EntityId]) -> Iterator[Hint]:
    for type_id in sorted({entity.type_id for entity in entities}):
        ids = numbers(connection, [entity.id for entity in entities if entity.type_id == type_id])
        for stream, table, number in BOUND:
            where = (table.c.portal_id == portal_id, table.c.entity_type == type_id, table.c.entity_id.in_(ids))
            yield from _hints(stream, connection.scalars(select(number).where(*where)))
        if type_id == COMPANY:
            of_contacts = (contact_companies.c.portal_id == portal_id, contact_companies.c.company_id.in_(ids))
            yield from _hints(Stream.CONTACTS, connection.scalars(select(contact_companies.c.contact_id).where(*of_contacts)))
        if type_id in {COMPANY, CONTACT}:
            owner = "company_id" if type_id == COMPANY else "contact_id"
            of_elements = (elements.c.portal_id == portal_id, elements.c[owner].in_(ids))
            rows = connection.execute(select(elements.c.type_id, elements.c.id).where(*of_elements))
            yield from (Hint(ELEMENTS[row.type_id], row.id) for row in rows)
            of_orders = (orders.c.portal_id == portal_id, orders.c[owner].in_(ids))
            yield from _hints(Stream.ORDERS, connection.scalars(select(orders.c.id).where(*of_orders)))


def _hints(stream: Stream, ids: Iterable[int]) -> Iterator[Hint]:
    return (Hint(stream, number) for number in ids)
