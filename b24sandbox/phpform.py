"""The form encoding of PHP: brackets in names make nested arrays, and the way back.

Not a general form library: no files, no multipart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote_plus

MAX_DEPTH = 64


def parse(text: str) -> dict[str, Any]:
    """Parse `a[b][]=1&c=2` as PHP's parse_str does; a map with keys 0..n-1 becomes a list."""
    return nest(parse_qsl(text, keep_blank_values=True, max_num_fields=100_000))


def nest(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Build nested arrays from flat name and value pairs in their order."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        path = _path(name)
        if path:
            _place(root, path, value)
    return {key: _listed(value) for key, value in root.items()}


def _path(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    head = head.strip()
    if not head:
        return []
    path = [head]
    while bracket and len(path) < MAX_DEPTH:
        key, closing, rest = rest.partition("]")
        if not closing:
            break
        path.append(key)
        bracket, rest = rest[:1], rest[1:]
        if bracket != "[":
            break
    return path


def _place(node: dict[str, Any], path: list[str], value: str) -> None:
    for key in path[:-1]:
        child = node.get(key) if key else None
        if not isinstance(child, dict):
            child = {}
            node[key or _next_index(node)] = child
        node = child
    node[path[-1] or _next_index(node)] = value


def _next_index(node: dict[str, Any]) -> str:
    return str(max((int(key) for key in node if key.isdigit()), default=-1) + 1)


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    children = {key: _listed(child) for key, child in value.items()}
    if list(children) == [str(index) for index in range(len(children))]:
        return list(children.values())
    return children


def encode(data: dict[str, Any]) -> str:
    """Encode as http_build_query does: null and empty arrays vanish, true is 1 and false is 0."""
    return "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in _flat(data))


def _flat(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        name = f"{prefix}[{key}]" if prefix else str(key)
        if isinstance(value, dict):
            yield from _flat(value, name)
        elif isinstance(value, (list, tuple)):
            yield from _flat(dict(enumerate(value)), name)  # type: ignore[arg-type]
        elif isinstance(value, bool):
            yield name, "1" if value else "0"
        elif value is not None:
            yield name, str(value)
