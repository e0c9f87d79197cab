"""userfieldconfig.* for the crm module (api-reference/crm/universal/userfieldconfig/)."""

from __future__ import annotations

from typing import Any

from b24sandbox.crm_fields import camel
from b24sandbox.entities import BY_UF_ENTITY, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.fields.dictionaries import USER_FIELD
from b24sandbox.filters import Grammar, compile_filter
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, required
from b24sandbox.result import Result
from b24sandbox.store import Row
from b24sandbox.user_fields import LABELS, add_user_field, delete_user_field, update_user_field

BY_CAMEL = {camel(name): name for name in USER_FIELD} | {"id": "ID", "enum": "LIST"}
PREFIX = "UF_CRM_"
MODULE = {"moduleId": "string!"}
PLAIN = ("id", "entityId", "fieldName", "userTypeId", "xmlId", "sort", "multiple", "mandatory", "showFilter", "showInList",
         "editInList", "isSearchable")  # fmt: skip


def _check_module(call: Call, *, writes: bool) -> None:
    if required(call, "moduleId") != "crm":
        raise PortalError("", "No settings for UserFieldAccess")
    if "crm" not in call.scopes:
        raise PortalError("", "The current method required more scopes. (crm)")
    if writes and not call.is_admin:
        raise PortalError("", "Access denied")


def _given(call: Call) -> dict[str, Any]:
    result = {}
    for name, value in mapping(required(call, "field")).items():
        if name not in BY_CAMEL:
            call.breach(f"{call.method}: unknown field {name!r} in field")
        else:
            result[BY_CAMEL[name]] = value
    return result


def _type(entity_id: Any) -> CrmType:
    crm_type = BY_UF_ENTITY.get(str(entity_id))
    if crm_type is None:
        raise PortalError("", "You cannot create custom fields")
    return crm_type


def _field(call: Call) -> Row:
    row = call.portal.table("userfield").get(integer(required(call, "id")) or 0)
    if row is None:
        raise PortalError("", "Field not found")
    return row


def show(call: Call, row: Row, *, with_enum: bool = True, language: str | None = None) -> dict[str, Any]:
    """A field as userfieldconfig shows it: text, and labels by language."""
    language = language or call.portal.settings.language
    shown: dict[str, Any] = {name: _text(row, name) for name in PLAIN}
    shown["settings"] = row.get("SETTINGS") or {}
    shown["languageId"] = {language: language}
    for name in LABELS:
        label = row.get(name)
        shown[camel(name)] = label if isinstance(label, dict) else {language: label}
    if with_enum and row["USER_TYPE_ID"] == "enumeration":
        shown["enum"] = [
            {
                "id": item["ID"],
                "userFieldId": str(row["ID"]),
                "value": item["VALUE"],
                "def": item["DEF"],
                "sort": item["SORT"],
                "xmlId": item["XML_ID"],
            }
            for item in row.get("LIST") or []
        ]
    return shown


def _text(row: Row, name: str) -> str | None:
    value = row.get(BY_CAMEL[name])
    if value is None:
        value = USER_FIELD[BY_CAMEL[name]].default
    return None if value is None else str(value)


@method("userfieldconfig.add", "userfieldconfig", MODULE | {"field": "object!"}, is_exact=True)
def userfieldconfig_add(call: Call) -> Result:
    """Create a field; its name must begin with UF_CRM_."""
    _check_module(call, writes=True)
    given = _given(call)
    crm_type = _type(given.get("ENTITY_ID"))
    if given.get("FIELD_NAME") and not str(given["FIELD_NAME"]).startswith(PREFIX):
        raise PortalError("", "You cannot create custom fields")
    try:
        row = add_user_field(call.portal, crm_type, given, call.user["ID"])
    except PortalError as error:
        raise PortalError("", error.text.removesuffix("<br>")) from error
    return Result({"field": show(call, row)})


@method("userfieldconfig.get", "userfieldconfig", MODULE | {"id": "integer!"}, is_exact=True)
def userfieldconfig_get(call: Call) -> Result:
    """One field."""
    _check_module(call, writes=False)
    return Result({"field": show(call, _field(call))})


@method(
    "userfieldconfig.list",
    "userfieldconfig",
    MODULE | {"select": "object", "order": "object", "filter": "object", "start": "integer"},
    is_exact=True,
)
def userfieldconfig_list(call: Call) -> Result:
    """A page of fields without enumerations; labels only if a language is selected."""
    _check_module(call, writes=False)
    grammar = Grammar(
        lambda name: USER_FIELD.get(BY_CAMEL.get(name, "")), "ID", call.portal.zone, {},
        lambda name: call.breach(f"userfieldconfig.list: unknown field {name!r} in filter"),
    )  # fmt: skip
    order = [
        (BY_CAMEL[name], str(way).upper() == "DESC")
        for name, way in mapping(call.params.get("order")).items()
        if name in BY_CAMEL
    ]
    rows, total, following = page(
        call.portal.table("userfield"),
        compile_filter(mapping(call.params.get("filter")), grammar),
        order or [("SORT", False), ("ID", False)],
        call.params.get("start"),
    )
    return Result({"fields": [_listed(call, row) for row in rows]}, total, following)


def _listed(call: Call, row: Row) -> dict[str, Any]:
    select = call.params.get("select")
    language = select.get("language") if isinstance(select, dict) else None
    shown = show(call, row, with_enum=False, language=language)
    names = {str(name) for name in listing(select)} - {language}
    if not names or "*" in names:
        return shown
    return {name: value for name, value in shown.items() if name in names or (language and name in map(camel, LABELS))}


@method("userfieldconfig.update", "userfieldconfig", MODULE | {"id": "integer!", "field": "object!"}, is_exact=True)
def userfieldconfig_update(call: Call) -> Result:
    """Change a field; the answer is the field."""
    _check_module(call, writes=True)
    row = _field(call)
    update_user_field(call.portal, _type(row["ENTITY_ID"]), row, _given(call), call.user["ID"])
    return Result({"field": show(call, row)})


@method("userfieldconfig.delete", "userfieldconfig", MODULE | {"id": "integer!"}, is_exact=True)
def userfieldconfig_delete(call: Call) -> Result:
    """Delete a field; the answer is null."""
    _check_module(call, writes=True)
    row = _field(call)
    delete_user_field(call.portal, _type(row["ENTITY_ID"]), row, call.user["ID"])
    return Result(None)
