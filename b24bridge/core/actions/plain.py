"""Actions as plain JSON values and back: what the ledger stores, and what `--json` prints."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

from b24bridge.core.actions.kinds import KINDS, Action
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


def to_json(action: Action) -> dict[str, Any]:
    """Return the action as plain JSON values, with its kind."""
    return {f.name: _plain(getattr(action, f.name)) for f in fields(action)} | {"kind": action.kind}


def from_json(data: Mapping[str, Any]) -> Action:
    """Return the action that `to_json` wrote. Raises KeyError for a kind this version does not know."""
    cls = KINDS[data["kind"]]
    hints = get_type_hints(cls)
    return cls(**{f.name: _read(hints[f.name], data[f.name]) for f in fields(cls) if f.name in data})


def _plain(value: object) -> Any:
    match value:
        case date():
            return value.isoformat()
        case EntityId():
            return str(value)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case tuple():
            return list(value)
        case _:
            return value


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if hint is EntityId:
        return EntityId.parse(value)
    if hint in (date, date | None):
        return date.fromisoformat(value)
    if hint in (Money, Money | None):
        return Money(Decimal(value["amount"]), value["currency"])
    return tuple(value) if isinstance(value, list) else value
