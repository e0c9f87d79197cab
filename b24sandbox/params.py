"""Reading of a call's parameters: documented names and types, and every departure noted as a breach.

JSON gives typed values and forms give text; both are taken, as the portal does.
"""

from __future__ import annotations

from typing import Any

from b24sandbox.errors import PortalError
from b24sandbox.method import Call, Method

AUTH_NAMES = frozenset({"auth", "access_token"})
SOURCE_NAME = "auth_connector"


def named(method: Method, given: dict[str, Any], breaches: list[str]) -> dict[str, Any]:
    """Give parameters their documented names; note unknown and mistyped ones, and keep the unknown out."""
    known = method.params if method.is_exact else {name.lower(): name for name in method.params}
    result: dict[str, Any] = {}
    for name, value in given.items():
        if name in AUTH_NAMES or (name == SOURCE_NAME and name not in method.params):
            continue
        key = name if name in method.params else known.get(name.lower()) if not method.is_exact else None
        if key is None and "*" in method.params:
            key = name
        if key is None:
            breaches.append(f"{method.name}: unknown parameter {name!r}")
            continue
        kind = method.params.get(key, "any").rstrip("!")
        if not _fits(kind, value):
            breaches.append(f"{method.name}: parameter {key!r} should be {kind}, got {type(value).__name__} {value!r:.60}")
        result[key] = value
    return result


def _fits(kind: str, value: Any) -> bool:
    if value is None or kind == "any":
        return True
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, str) and value.strip().lstrip("-").isdigit())
    if kind in {"object", "array"}:
        return isinstance(value, (dict, list)) or value == ""
    if kind == "boolean":
        return str(value).lower() in {"y", "n", "1", "0", "true", "false"}
    return isinstance(value, (str, int, float))


def required(call: Call, name: str) -> Any:
    """A parameter that must be there. Raises PortalError 100, as the portal's controllers do."""
    value = call.params.get(name)
    if value is None or value == "":
        raise PortalError("100", f"Could not find value for parameter {{{name}}}")
    return value


def integer(value: Any, default: int | None = None) -> int | None:
    """An int out of JSON or form text; the default for what is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return int(value)
    text = str(value).strip() if value is not None else ""
    return int(text) if text.lstrip("-").isdigit() and text != "-" else default


def truth(value: Any) -> bool:
    """Whether a boolean parameter says yes, in any of the spellings in use."""
    return value is True or (isinstance(value, (str, int)) and str(value).lower() in {"y", "1", "true"})


def mapping(value: Any) -> dict[str, Any]:
    """A PHP array as a map; a list gets its indexes as keys."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    return {}


def listing(value: Any) -> list[Any]:
    """A PHP array as a list; a lone value is a list of itself."""
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]
