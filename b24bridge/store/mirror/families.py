"""A family: one kind of record, the table it goes to, and how a row of it is written. Not the writing: that is `upserts`.

Columns bear the names of a record's fields, so most families need no more than their type and their table.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table

from b24bridge.core.ids import EntityId
from b24bridge.store.tables.mirror import DIGEST_LENGTH

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """Rows that hang on a record, such as what an activity is bound to; `parent` is the column that names the record.

    Those of a record that is not whole are added to the ones that are known.
    """

    table: Table
    parent: str
    rows: Callable[[Any], Sequence[Row]]
    is_whole: Callable[[Any], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of record. `sets` returns further columns for the update, given the row proposed for insertion.

    With `is_document` a new row is stamped with the moment at which it was first seen.
    """

    record: type
    table: Table
    row: Callable[[Any], Row]
    key: tuple[str, ...] = ("id",)
    bound: Bound | None = None
    sets: Callable[[Any, datetime], Mapping[str, ColumnElement[Any]]] | None = None
    is_document: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return every table that the family fills."""
        return (self.table, self.bound.table) if self.bound else (self.table,)

    def key_of(self, row: Row) -> Key:
        """Return what names the row within its portal."""
        return tuple(row[name] for name in self.key)


def plain(record: Any, *left_out: str) -> Row:
    """Return the fields of a record by name, but for those left out."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in left_out}


def at_entity(entity: EntityId | None) -> Row:
    """Return the two columns that name an entity that a row is about; both empty for none."""
    return {"entity_type": entity.type_id if entity else None, "entity_id": entity.id if entity else None}


def bindings(name: str) -> Callable[[Any], Sequence[Row]]:
    """Return what makes the rows of a record's bindings; `name` is the column that names the record."""
    return lambda record: [at_entity(entity) | {name: record.id} for entity in dict.fromkeys(record.bindings)]


def digest(row: Row, bound: Iterable[Row]) -> str:
    """Return a digest that is equal for rows that say the same, in whatever zone or precision they say it."""
    text = json.dumps([row, list(bound)], sort_keys=True, default=_canonical)
    return hashlib.blake2b(text.encode(), digest_size=DIGEST_LENGTH // 2).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, datetime):
        return str(value.timestamp())
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a mirrored row cannot hold {value!r}")
