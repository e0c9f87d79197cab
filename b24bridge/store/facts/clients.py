"""Who is a client: the ids of all of them in order, and the columns of some. Not what happened with them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exists, or_, select

from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from b24bridge.store.dialects import numbers
from b24bridge.store.membership import has_company
from b24bridge.store.session import Store
from b24bridge.store.tables.ledger import standings
from b24bridge.store.tables.mirror import companies, contacts

KINDS = (COMPANY, CONTACT)
TABLES = {COMPANY: companies, CONTACT: contacts}


def groups_of(
    store: Store, portal_id: int, clients: Collection[EntityId] | None, at_once: int
) -> Iterator[tuple[int, list[int]]]:
    """Yield the ids of clients, companies first, in groups of one kind; only of those named, if any are."""
    for kind in KINDS:
        if clients is None:
            last, ids = 0, _next(store, portal_id, kind, 0, at_once)
            while ids:
                yield kind, ids
                last = ids[-1]
                ids = _next(store, portal_id, kind, last, at_once)
        else:
            named = sorted({client.id for client in clients if client.type_id == kind})
            for start in range(0, len(named), at_once):
                yield kind, named[start : start + at_once]


def _next(store: Store, portal_id: int, kind: int, after: int, at_once: int) -> list[int]:
    table = TABLES[kind]
    statement = select(table.c.id).where(table.c.portal_id == portal_id, table.c.id > after)
    if kind == CONTACT:
        statement = statement.where(_is_subject(portal_id))
    with store.reading() as connection:
        return list(connection.scalars(statement.order_by(table.c.id).limit(at_once)))


def _is_subject(portal_id: int) -> Any:
    """Return the condition that a contact is a client, or was judged as one before it came to belong to a company."""
    judged = exists().where(
        standings.c.portal_id == portal_id,
        standings.c.client_type == CONTACT,
        standings.c.client_id == contacts.c.id,
    )
    return or_(~has_company(portal_id, contacts.c.id), judged)


def read_clients(connection: Connection, portal_id: int, kind: int, ids: Sequence[int]) -> Mapping[int, Any]:
    """Return the rows of clients by id; `is_other` tells of a contact that is no client any more, being a company's."""
    table = TABLES[kind]
    where = (table.c.portal_id == portal_id, table.c.id.in_(numbers(connection, ids)))
    if kind == COMPANY:
        return {row.id: row for row in connection.execute(select(table, (table.c.id == -1).label("is_other")).where(*where))}
    rows = select(table, has_company(portal_id, table.c.id).label("is_other"))
    return {row.id: row for row in connection.execute(rows.where(*where, _is_subject(portal_id)))}
