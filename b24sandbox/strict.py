"""What list methods of the new generation share: an unknown field in a filter or an order is an error."""

from __future__ import annotations

from collections.abc import Callable

from b24sandbox.errors import PortalError
from b24sandbox.fields.table import Field
from b24sandbox.filters import Criteria, Grammar, InvalidFilter, compile_filter
from b24sandbox.lists import Order
from b24sandbox.method import Call
from b24sandbox.params import mapping

Find = Callable[[str], Field | None]


def criteria(call: Call, find: Find, key: str) -> Criteria:
    """The filter parameter; `find` gives the field of a name. Raises PortalError."""
    grammar = Grammar(find, key, call.portal.zone, is_strict=True)
    try:
        return compile_filter(mapping(call.params.get("filter")), grammar)
    except InvalidFilter as error:
        problem = "has invalid value" if error.is_known else "is not allowed in filter"
        call.breach(f"{call.method}: field {error.name!r} {problem}")
        raise PortalError("INVALID_ARG_VALUE", f"Invalid filter: field '{error.name}' {problem}") from error


def order(call: Call, find: Find, key: str) -> Order:
    """The order parameter, by the key without one. Raises PortalError."""
    result: Order = []
    for name, direction in mapping(call.params.get("order")).items():
        field = find(name)
        if field is None:
            call.breach(f"{call.method}: field {name!r} is not allowed in order")
            raise PortalError("INVALID_ARG_VALUE", f"Invalid order: field '{name}' is not allowed in order")
        if str(direction).upper() not in {"ASC", "DESC"}:
            text = f"Invalid order: allowed sort directions are `ASC, DESC`. But got '{direction}' for field '{name}'"
            raise PortalError("INVALID_ARG_VALUE", text)
        result.append((field.name, str(direction).upper() == "DESC"))
    return result or [(key, False)]
