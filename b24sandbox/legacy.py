"""What list methods of the old generation share: filters that drop unknown names silently, order and select."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox.fields.table import Fields
from b24sandbox.filters import Criteria, Grammar, Test, compile_filter
from b24sandbox.lists import Order
from b24sandbox.method import Call
from b24sandbox.params import listing, mapping


def criteria(
    call: Call, fields: Fields, key: str, special: dict[str, Callable[[Any], Test]] | None = None, given: Any = None
) -> Criteria:
    """The filter parameter; an unknown field is dropped and noted as a breach."""
    grammar = Grammar(
        lambda name: fields.get(name.upper()) or fields.get(name),
        key,
        call.portal.zone,
        special or {},
        lambda name: call.breach(f"{call.method}: unknown field {name!r} in filter"),
    )
    return compile_filter(mapping(call.params.get("filter") if given is None else given), grammar)


def order(call: Call, fields: Fields, default: Order) -> Order:
    """The order parameter; unknown fields are dropped and noted."""
    result: Order = []
    for name, direction in mapping(call.params.get("order")).items():
        known = name if name in fields else name.upper()
        if known not in fields:
            call.breach(f"{call.method}: unknown field {name!r} in order")
            continue
        result.append((known, str(direction).lower() == "desc"))
    return result or default


def select(call: Call, fields: Fields, hidden: frozenset[str] = frozenset()) -> list[str]:
    """The fields to show: all but the hidden without a select or with `*`, hidden ones only by name."""
    given = [str(name).upper() for name in listing(call.params.get("select"))]
    for name in given:
        if name != "*" and name not in fields:
            call.breach(f"{call.method}: unknown field {name!r} in select")
    if not given or "*" in given:
        return [name for name in fields if name not in hidden or name in given]
    return [name for name in fields if name in given]
