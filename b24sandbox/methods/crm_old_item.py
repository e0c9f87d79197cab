"""crm.{lead,deal,contact,company}.{add,get,list,update,delete,fields} (api-reference/crm/{leads,deals,contacts,companies}/).

Unlike crm.item.*, a list silently drops what it does not know, and errors have no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from b24sandbox import legacy
from b24sandbox.crm_old import NO_LIKE, described, has_value, names_of, show_old, shown_names, to_new
from b24sandbox.entities import BY_ENTITY, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.crm_old import FIELDS, MULTI
from b24sandbox.fields.table import Field
from b24sandbox.filters import Criteria, split
from b24sandbox.items import add_item, delete_item, read_fields, update_item
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping
from b24sandbox.result import Result
from b24sandbox.store import Row

EMPTY_CODE = ""
MULTIFIELD = Field("fm", "crm_multifield", multiple=True)
LABELS = {"listLabel": "LIST_COLUMN_LABEL", "formLabel": "EDIT_FORM_LABEL", "filterLabel": "LIST_FILTER_LABEL"}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _object(call: Call, name: str) -> dict[str, Any]:
    value = call.params.get(name)
    if not isinstance(value, (dict, list)) and not (value is None and name == "params"):
        raise PortalError(EMPTY_CODE, f"Parameter '{name}' must be array.")
    return mapping(value)


def old_item(call: Call, crm_type: CrmType, name: str = "id") -> Row:
    """The item that `id` names, if the caller may see it. Raises PortalError without a code."""
    number = integer(call.params.get(name))
    if not number or number < 0:
        raise PortalError(EMPTY_CODE, "ID is not defined or invalid.")
    row = call.portal.table(crm_type.entity).get(number)
    if row is None:
        raise PortalError(EMPTY_CODE, "Not found")
    is_visible = call.portal.visibility(call.user, crm_type.entity)
    if is_visible and not is_visible(row):
        raise PortalError(EMPTY_CODE, "Access denied.")
    return row


def _values(call: Call, crm_type: CrmType, *, is_new: bool) -> Row:
    given = _object(call, "fields")
    _object(call, "params")
    new = to_new(call.portal, crm_type, given, is_new=is_new, breaches=call.breaches)
    for item in new.get("fm", {}).values():
        if item["typeId"] == "EMAIL" and item.get("value") and not ADDRESS.fullmatch(str(item["value"])):
            raise PortalError("ERROR_CORE", "The E-mail field contains an invalid address")
    known = {field.name: field for field in names_of(call.portal, crm_type).values()} | {"fm": MULTIFIELD}
    try:
        return read_fields(call.portal, crm_type, new, call.breaches, known)
    except PortalError as error:
        raise PortalError(EMPTY_CODE, error.text) from error


def _without_code(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except PortalError as error:
        raise PortalError(EMPTY_CODE, error.text) from error


def _add(call: Call, crm_type: CrmType) -> Result:
    values = _values(call, crm_type, is_new=True)
    row = _without_code(lambda: add_item(call.portal, crm_type, values, call.user["ID"]))
    return Result(row["id"])


def _update(call: Call, crm_type: CrmType) -> Result:
    row = old_item(call, crm_type)
    values = _values(call, crm_type, is_new=False)
    _without_code(lambda: update_item(call.portal, crm_type, row, values, call.user["ID"]))
    return Result(value=True)


def _get(call: Call, crm_type: CrmType) -> Result:
    row = old_item(call, crm_type)
    names = [*shown_names(call.portal, crm_type, []), *MULTI]
    return Result(show_old(call.portal, crm_type, row, names))


def _delete(call: Call, crm_type: CrmType) -> Result:
    delete_item(call.portal, crm_type, old_item(call, crm_type), call.user["ID"])
    return Result(value=True)


def _list(call: Call, crm_type: CrmType) -> Result:
    fields = names_of(call.portal, crm_type)
    order = legacy.order(call, fields, [("ID", False)])
    rows, total, following = page(
        call.portal.table(crm_type.entity),
        _criteria(call, crm_type),
        [(fields[name].name, descending) for name, descending in order],
        call.params.get("start"),
        call.portal.visibility(call.user, crm_type.entity),
    )
    names = _select(call, crm_type)
    return Result([show_old(call.portal, crm_type, row, names) for row in rows], total, following)


def _criteria(call: Call, crm_type: CrmType) -> Criteria:
    for name in ("filter", "order"):
        if not isinstance(call.params.get(name, {}), (dict, list)) and call.params[name]:
            raise PortalError(EMPTY_CODE, f"Parameter '{name}' must be array.")
    fields = names_of(call.portal, crm_type)
    given: dict[str, Any] = {}
    for key, value in mapping(call.params.get("filter")).items():
        operator, name = split(key)
        field = fields.get(name.upper())
        if name.upper() == "LOGIC" or name.isdigit():
            call.breach(f"{call.method}: logic in a filter is not supported")
        elif "%" in operator and field is not None and field.type in NO_LIKE:
            call.breach(f"{call.method}: LIKE does not work on {name!r}")
        else:
            given[operator + name.upper()] = value
    special = {kind: has_value(kind) for kind in MULTI if kind in FIELDS[crm_type.entity]}
    return legacy.criteria(call, fields, "id", special, given)


def _select(call: Call, crm_type: CrmType) -> list[str]:
    given = [str(name).upper() for name in listing(call.params.get("select"))]
    known = described(call.portal, crm_type)
    for name in given:
        if name not in known and name not in {"*", "UF_*"}:
            call.breach(f"{call.method}: unknown field {name!r} in select")
    return shown_names(call.portal, crm_type, given)


def _fields(call: Call, crm_type: CrmType) -> Result:
    result = {}
    for name, field in described(call.portal, crm_type).items():
        text = describe(field)
        if field.dictionary:
            text["statusType"] = field.dictionary
        result[name] = text
    for row in call.portal.table("userfield").grouped("ENTITY_ID", crm_type.uf_entity):
        language = call.portal.settings.language
        for key, column in LABELS.items():
            label = row.get(column)
            result[row["FIELD_NAME"]][key] = (label.get(language) if isinstance(label, dict) else label) or ""
        result[row["FIELD_NAME"]]["settings"] = row.get("SETTINGS") or []
    return Result(result)


LIST = {"select": "array", "filter": "object", "order": "object", "start": "integer"}
WRITE = {"fields": "object!", "params": "object"}
VERBS: dict[str, tuple[Callable[[Call, CrmType], Result], dict[str, str]]] = {
    "add": (_add, WRITE),
    "get": (_get, {"id": "integer!"}),
    "list": (_list, LIST),
    "update": (_update, {"id": "integer!"} | WRITE),
    "delete": (_delete, {"id": "integer!"}),
    "fields": (_fields, {}),
}


def _of(crm_type: CrmType, work: Callable[[Call, CrmType], Result]) -> Callable[[Call], Result]:
    return lambda call: work(call, crm_type)


for _entity in FIELDS:
    for _verb, (_work, _params) in VERBS.items():
        method(f"crm.{_entity}.{_verb}", "crm", _params)(_of(BY_ENTITY[_entity], _work))
