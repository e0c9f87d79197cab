"""What a field of the portal is, and the reader of the plain tables that list them.

A line of a table is `name type [!] [r] [i] [*] [d] [o] [=DEFAULT] [^UPPER_NAME] [$DICTIONARY]`: required, read-only,
immutable, multiple, deprecated, known to the old methods only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

INTEGERS = frozenset({
    "integer", "user", "crm_company", "crm_contact", "crm_lead", "crm_deal", "crm_quote", "crm_category", "crm_entity",
    "enumeration", "employee", "file", "crm_enum_ownertype", "crm_enum_activitytype", "crm_enum_activitystatus",
    "crm_enum_activitypriority", "crm_enum_activitynotifytype", "crm_enum_contenttype", "crm_enum_activitydirection",
})  # fmt: skip
OBJECTS = frozenset({
    "object", "any", "crm_multifield", "crm_activity_binding", "crm_activity_communication", "diskfile",
})  # fmt: skip
LINKS = frozenset({"crm_company", "crm_contact", "crm_lead", "crm_deal", "crm_quote", "crm_entity"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity. `default` is what a method shows when nothing is stored."""

    name: str
    type: str
    required: bool = False
    read_only: bool = False
    immutable: bool = False
    multiple: bool = False
    default: Any = None
    deprecated: bool = False
    upper: str = ""
    is_old: bool = False
    dictionary: str = ""
    user_field: bool = False
    items: tuple[tuple[int, str], ...] = field(default=())

    @property
    def is_integer(self) -> bool:
        """Whether the stored value is an int."""
        return self.type in INTEGERS


Fields = dict[str, Field]


def fields(text: str) -> Fields:
    """Read a table of fields."""
    return {parsed.name: parsed for parsed in (_field(line) for line in text.strip().splitlines() if line.strip())}


def _field(line: str) -> Field:
    name, kind, *flags = line.split()
    parsed = Field(name, kind, upper=upper_name(name))
    for flag in flags:
        parsed = replace(parsed, **_meaning(flag))
    return parsed


def _meaning(flag: str) -> dict[str, Any]:
    if flag.startswith("="):
        text = flag[1:]
        return {"default": int(text) if text.lstrip("-").isdigit() else text}
    if flag.startswith("^"):
        return {"upper": flag[1:]}
    if flag.startswith("$"):
        return {"dictionary": flag[1:]}
    return {_FLAGS[flag]: True}


_FLAGS = {"!": "required", "r": "read_only", "i": "immutable", "*": "multiple", "d": "deprecated", "o": "is_old"}


def upper_name(name: str) -> str:
    """`assignedById` -> `ASSIGNED_BY_ID`; a name in capitals stays."""
    if name.isupper():
        return name
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d+$)", "_", name).upper()
