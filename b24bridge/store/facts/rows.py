"""Turning rows of a table back into records. Columns bear the names of fields, so one description serves both ways."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, Text, type_coerce

from b24bridge.store.tables.columns import Moment

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Shape(Generic[R]):
    """The columns of a record, in an order that `read` relies on."""

    record: type[R]
    names: tuple[str, ...]
    columns: tuple[ColumnElement[Any], ...]

    def read(self, values: Sequence[Any], **given: Any) -> R:
        """Return the record that these values of `columns` make, with the fields that no column holds."""
        return self.record(**dict(zip(self.names, values, strict=True)), **given)


def shape_of(record: type[R], table: Table, *left_out: str) -> Shape[R]:
    """Return the columns of a record's fields, but for those left out."""
    names = tuple(field.name for field in fields(record) if field.name not in left_out)  # type: ignore[arg-type]
    return Shape(record, names, tuple(table.c[name] for name in names))


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column whose moments come as the engine gives them, for `moment`: rows by the million are read so."""
    return type_coerce(column, Text) if isinstance(column.type, Moment) else column


def moment(value: Any) -> datetime | None:
    """Return the aware moment that a raw column holds: text of UTC on SQLite, aware already on PostgreSQL."""
    return datetime.fromisoformat(value + "+00:00") if type(value) is str else value
