"""Comparing an answer with a documented one: keys, types and nesting, not values."""

from __future__ import annotations

import re
from typing import Any

PORTAL_OWN = re.compile(r"parentId\d+|PARENT_ID_\d+|ufCrm_?\d.*|UF_CRM_\d+")
KINDS = {bool: "boolean", int: "number", float: "number", str: "text", list: "array", dict: "object", type(None): "null"}


def differences(documented: Any, answered: Any, path: str = "") -> list[str]:
    """What the answer lacks of the documented shape; null fits anything, and an empty PHP array any array or object."""
    if documented is None or answered is None or _is_empty_php(documented, answered):
        return []
    if KINDS[type(documented)] != KINDS[type(answered)]:
        return [f"{path or '/'}: documented {KINDS[type(documented)]}, answered {KINDS[type(answered)]} {answered!r:.60}"]
    if isinstance(documented, dict):
        return _in_object(documented, answered, path)
    if isinstance(documented, list):
        return differences(documented[0], answered[0], f"{path}[0]")
    return []


def _in_object(documented: dict[str, Any], answered: dict[str, Any], path: str) -> list[str]:
    found = []
    for key, value in documented.items():
        if PORTAL_OWN.fullmatch(key):
            continue
        if key not in answered:
            found.append(f"{path}/{key}: missing")
        else:
            found += differences(value, answered[key], f"{path}/{key}")
    return found


def _is_empty_php(documented: Any, answered: Any) -> bool:
    return any(isinstance(one, (list, dict)) and not one for one in (documented, answered)) and all(
        isinstance(one, (list, dict)) for one in (documented, answered)
    )
