"""A command of a batch as the portal reads it: a method and a query string in PHP's form. Not the batch itself.

Inside a JSON body a command's values are percent-encoded once, because the portal parses the command as a query string
(settings/how-to-call-rest-api/batch.md).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

MARK = "$result["


class Reference(str):
    """A value that the portal fills in from an earlier command of the same batch."""

    __slots__ = ()


def reference(key: str, *path: str | int) -> Reference:
    """Return a reference to a place in the result of the command with that key."""
    return Reference(f"{MARK}{key}]" + "".join(f"[{step}]" for step in path))


def command(method: str, params: Mapping[str, Any]) -> str:
    """Return a command. Raises ValueError or TypeError, naming the place, for a value that it cannot say."""
    pairs = [f"{quote(name, safe='')}={value}" for name, value in _pairs("", params)]
    return f"{method}?{'&'.join(pairs)}" if pairs else method


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping | list | tuple):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        if name and not value:
            raise ValueError(f"{name}: a query string has no empty list; leave it out, or send it outside a batch")
        for key, item in items:
            yield from _pairs(f"{name}[{key}]" if name else str(key), item)
    else:
        yield name, _text(name, value)


def _text(name: str, value: Any) -> str:
    """Return a value as PHP writes it: true is 1, false 0, null nothing."""
    if isinstance(value, Reference):
        return value
    if value is None or isinstance(value, bool):
        return str(int(value)) if value is not None else ""
    if not isinstance(value, str | int | float | Decimal):
        raise TypeError(f"{name}: a query string cannot say a {type(value).__name__}")
    if MARK in str(value):
        raise ValueError(f"{name}: the portal would take this text for a reference; send it outside a batch")
    return quote(str(value), safe="")
