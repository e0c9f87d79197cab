"""A client's columns in the tables of the ledger: how to write them, and how to find rows by them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, or_

from b24bridge.core.ids import EntityId


def columns_of(client: EntityId) -> dict[str, int]:
    """Return the columns that name a client."""
    return {"client_type": client.type_id, "client_id": client.id}


def client_of(row: Any) -> EntityId:
    """Return the client that a row names."""
    return EntityId(row.client_type, row.client_id)


def is_of(table: Table, client: EntityId) -> ColumnElement[bool]:
    """Return the condition that a row is about this client."""
    return and_(table.c.client_type == client.type_id, table.c.client_id == client.id)


def is_of_any(table: Table, clients: Collection[EntityId]) -> ColumnElement[bool]:
    """Return the condition that a row is about one of these clients."""
    ids: dict[int, list[int]] = defaultdict(list)
    for client in clients:
        ids[client.type_id].append(client.id)
    return or_(false(), *(and_(table.c.client_type == kind, table.c.client_id.in_(numbers)) for kind, numbers in ids.items()))
