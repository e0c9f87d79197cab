"""How stored rows are printed: native types for the newer methods, text for the old ones.

A moment is printed with the portal's offset; a date-only CRM field as midnight UTC with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Any

from b24sandbox import moments
from b24sandbox.fields.table import OBJECTS, Field, Fields
from b24sandbox.store import Row


def native(row: Row, fields: Fields, zone: tzinfo, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Typed values under the fields' own names, as crm.item.* and sale.* answer."""
    return {name: native_value(row.get(name), fields[name], zone) for name in (fields if names is None else names)}


def native_value(value: Any, field: Field, zone: tzinfo) -> Any:
    """One value, typed; what is not stored shows the field's default, and [] where several may be."""
    if value is None:
        return [] if field.multiple else field.default
    return plain(value, zone)


def plain(value: Any, zone: tzinfo) -> Any:
    """A stored value as JSON; whole floats lose their point, as in PHP."""
    if isinstance(value, datetime):
        return moments.show(value, zone)
    if isinstance(value, date):
        return moments.show_day(value, zone)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        return [plain(item, zone) for item in value]
    return value


def textual(row: Row, fields: Fields, zone: tzinfo, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Everything as text, null where nothing is stored, as the old methods answer."""
    return {name: textual_value(row.get(name), fields[name], zone) for name in (fields if names is None else names)}


def textual_value(value: Any, field: Field, zone: tzinfo) -> Any:
    """One value as text; arrays stay arrays and an empty one is []. The commonest kinds come first: lists are long."""
    kind = type(value)
    if kind is str or kind is bool:
        return value
    if kind is int:
        return str(value)
    if value is None:
        return _textual_default(field)
    if field.type in OBJECTS:
        return value
    if kind is list:
        return [textual_value(item, field, zone) for item in value]
    return str(plain(value, zone))


def _textual_default(field: Field) -> Any:
    if field.multiple or field.type in OBJECTS:
        return []
    return str(field.default) if isinstance(field.default, int) else field.default
