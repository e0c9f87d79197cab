"""crm.{company,contact,deal,lead}.userfield.* (api-reference/crm/*/user-defined-fields/)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox import legacy
from b24sandbox.entities import BY_ENTITY, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.fields.dictionaries import USER_FIELD
from b24sandbox.lists import arranged
from b24sandbox.method import Call, method
from b24sandbox.params import integer, mapping, required
from b24sandbox.result import Result
from b24sandbox.show import textual
from b24sandbox.store import Row
from b24sandbox.user_fields import (
    CHANGEABLE,
    LABELS,
    add_user_field,
    delete_user_field,
    fields_of_type,
    update_user_field,
)

PREFIX = "UF_CRM_"
WRITABLE = CHANGEABLE | {"FIELD_NAME", "USER_TYPE_ID", "LABEL", "MULTIPLE"}


def _given(call: Call, known: frozenset[str]) -> dict[str, Any]:
    fields = mapping(required(call, "fields"))
    for name in fields:
        if name not in known:
            call.breach(f"{call.method}: unknown field {name!r} in fields")
    return fields


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("", "Access denied.")


def _field(call: Call, crm_type: CrmType) -> Row:
    row = call.portal.table("userfield").get(integer(required(call, "id")) or 0)
    if row is None or row["ENTITY_ID"] != crm_type.uf_entity:
        raise PortalError("ERROR_NOT_FOUND", "The entity with ID is not found.")
    return row


def show_field(call: Call, row: Row, *, is_whole: bool) -> dict[str, Any]:
    """A user field; lists show labels in one language, get shows them in all."""
    shown = textual(row, USER_FIELD, call.portal.zone, [name for name in USER_FIELD if name != "LIST"])
    shown["SETTINGS"] = row.get("SETTINGS") or []
    for name in LABELS:
        label = row.get(name)
        if is_whole:
            shown[name] = label if isinstance(label, dict) else {call.portal.settings.language: label or ""}
        else:
            shown[name] = label.get(call.portal.settings.language) if isinstance(label, dict) else label
    if row["USER_TYPE_ID"] == "enumeration":
        shown["LIST"] = row.get("LIST") or []
    return shown


def _declare(entity: str) -> None:
    crm_type = BY_ENTITY[entity]
    name = f"crm.{entity}.userfield"

    def declared(verb: str, params: dict[str, str]) -> Callable[[Callable[[Call, CrmType], Result]], None]:
        def declare(work: Callable[[Call, CrmType], Result]) -> None:
            method(f"{name}.{verb}", "crm", params)(lambda call: work(call, crm_type))

        return declare

    declared("add", {"fields": "object!"})(_add)
    declared("list", {"order": "object", "filter": "object"})(_list)
    declared("get", {"id": "integer!"})(_get)
    declared("update", {"id": "integer!", "fields": "object!"})(_update)
    declared("delete", {"id": "integer!"})(_delete)


def _add(call: Call, crm_type: CrmType) -> Result:
    _admin(call)
    given = _given(call, WRITABLE)
    name = str(given.get("FIELD_NAME") or "")
    full = name if not name or name.startswith(PREFIX) else PREFIX + name
    return Result(add_user_field(call.portal, crm_type, given | {"FIELD_NAME": full}, call.user["ID"])["ID"])


def _list(call: Call, crm_type: CrmType) -> Result:
    criteria = legacy.criteria(call, USER_FIELD, "ID")
    rows = (row for row in fields_of_type(call.portal, crm_type) if criteria.matches(row))
    order = legacy.order(call, USER_FIELD, [("ID", False)])
    shown = [show_field(call, row, is_whole=False) for row in arranged(rows, order)]
    return Result(shown, len(shown))


def _get(call: Call, crm_type: CrmType) -> Result:
    return Result(show_field(call, _field(call, crm_type), is_whole=True))


def _update(call: Call, crm_type: CrmType) -> Result:
    _admin(call)
    update_user_field(call.portal, crm_type, _field(call, crm_type), _given(call, CHANGEABLE), call.user["ID"])
    return Result(value=True)


def _delete(call: Call, crm_type: CrmType) -> Result:
    _admin(call)
    delete_user_field(call.portal, crm_type, _field(call, crm_type), call.user["ID"])
    return Result(value=True)


for _entity in ("company", "contact", "deal", "lead"):
    _declare(_entity)
