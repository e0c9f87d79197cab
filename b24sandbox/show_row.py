"""Rows as stored, in JSON: moments with the portal's offset, days as days. For portal files and for judging."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from b24sandbox.store import Row


def as_json(row: Row, zone: tzinfo) -> dict[str, Any]:
    """A row without its empty fields, ready for json.dumps."""
    return {name: _value(value, zone) for name, value in row.items() if value is not None}


def _value(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _value(item, zone) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, zone) for item in value]
    return value
