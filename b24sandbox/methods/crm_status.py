"""crm.status.*: stages and the other dictionaries (api-reference/crm/status/). Its errors are a sentence in `error`'s place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from b24sandbox import legacy
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.dictionaries import STATUS
from b24sandbox.fields.table import Fields, fields
from b24sandbox.lists import arranged, matching
from b24sandbox.method import Call, method
from b24sandbox.params import integer, mapping
from b24sandbox.result import Result
from b24sandbox.show import textual
from b24sandbox.store import Row

BY_ID = {"id": "integer!"}
EMPTY_CODE = ""
DESCRIBED: Fields = fields("""
    ID integer r
    ENTITY_ID string ! i
    STATUS_ID string ! i
    SORT integer
    NAME string !
    NAME_INIT string r
    SYSTEM char r
    CATEGORY_ID integer i
    COLOR string
    SEMANTICS char i
    EXTRA crm_status_extra
""")
PLAIN = {
    "SOURCE": "Sources",
    "CONTACT_TYPE": "Contact type",
    "COMPANY_TYPE": "Company type",
    "EMPLOYEES": "Number of employees",
    "INDUSTRY": "Industry",
    "DEAL_TYPE": "Deal type",
    "HONORIFIC": "Salutations",
    "CALL_LIST": "Call statuses",
    "EVENT_TYPE": "Event types",
}
STAGED = {"STATUS": (1, None), "DEAL_STAGE": (2, 0)}
OF_FUNNELS = re.compile(r"(DEAL_STAGE|SMART_INVOICE_STAGE)_(\d+)")
PREFIXES = {"DEAL_STAGE": "C{}", "SMART_INVOICE_STAGE": "DT31_{}"}
SUCCESS, FAILURE = "S", "F"


def _show(call: Call, row: Row) -> dict[str, Any]:
    names = [name for name in STATUS if name != "EXTRA"]
    extra = {"EXTRA": row["EXTRA"]} if row.get("EXTRA") else {}
    return textual(row, STATUS, call.portal.zone, names) | {"NAME_INIT": row.get("NAME_INIT") or ""} | extra


@method("crm.status.fields", "crm", {})
def crm_status_fields(call: Call) -> Result:
    """Fields of a dictionary's element."""
    del call
    return Result({name: describe(field) for name, field in DESCRIBED.items()})


@method("crm.status.list", "crm", {"order": "object", "filter": "object"})
def crm_status_list(call: Call) -> Result:
    """Every status that fits, without pages."""
    criteria = legacy.criteria(call, STATUS, "ID")
    table = call.portal.table("status")
    order = legacy.order(call, STATUS, [("ENTITY_ID", False), ("SORT", False), ("ID", False)])
    rows = arranged(matching(table, criteria), order)
    return Result([_show(call, row) for row in rows], len(rows))


def _found(call: Call) -> Row:
    number = integer(call.params.get("id"), 0) or 0
    if number <= 0:
        raise PortalError("Invalid identifier.", "An invalid identifier was passed.")
    row = call.portal.table("status").get(number)
    if row is None:
        raise PortalError("Status is not found.", "Status is not found.")
    return row


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError(EMPTY_CODE, "Access denied.")


@method("crm.status.get", "crm", BY_ID)
def crm_status_get(call: Call) -> Result:
    """One element of a dictionary."""
    return Result(_show(call, _found(call)))


@method("crm.status.add", "crm", {"fields": "object!"})
def crm_status_add(call: Call) -> Result:
    """Add an element; the code of a funnel's stage gets the funnel's prefix."""
    _admin(call)
    if not isinstance(call.params.get("fields"), dict):
        raise PortalError(EMPTY_CODE, "Parameter 'fields' must be array.")
    given = _given(call, ("ENTITY_ID", "STATUS_ID", "NAME", "SORT", "COLOR", "SEMANTICS"))
    missing = [f"The field {name} is required." for name in ("ENTITY_ID", "STATUS_ID") if not given.get(name)]
    if missing:
        raise PortalError(EMPTY_CODE, " ".join(missing))
    entity = str(given["ENTITY_ID"])
    if entity not in {one["ID"] for one in _dictionaries(call)}:
        raise PortalError(EMPTY_CODE, "Specified entity type is not supported.")
    if not given.get("NAME"):
        raise PortalError(EMPTY_CODE, "The field Title is required.")
    row = _row(call, entity, given)
    table = call.portal.table("status")
    if any(one["STATUS_ID"] == row["STATUS_ID"] for one in table.grouped("ENTITY_ID", entity)):
        raise PortalError("ERROR_CORE", "The specified status ID already exists.")
    return Result(table.insert(row))


def _row(call: Call, entity: str, given: dict[str, Any]) -> Row:
    funnel = OF_FUNNELS.fullmatch(entity)
    code = str(given["STATUS_ID"])
    prefix = PREFIXES[funnel[1]].format(funnel[2]) if funnel else ""
    sort = integer(given.get("SORT"), 10) or 0
    won = [one for one in call.portal.table("status").grouped("ENTITY_ID", entity) if one.get("SEMANTICS") == SUCCESS]
    if won and given.get("SEMANTICS") != FAILURE and sort > min(one.get("SORT") or 0 for one in won):
        raise PortalError(
            EMPTY_CODE,
            "Cannot create more stages after the final stage because the final successful stage already exists. "
            "Try using sort order values less than that of the final stage.",
        )
    return {
        "ENTITY_ID": entity,
        "STATUS_ID": code if not prefix or code.startswith(prefix) else f"{prefix}:{code}",
        "NAME": str(given["NAME"]),
        "SORT": sort,
        "COLOR": given.get("COLOR"),
        "SEMANTICS": given.get("SEMANTICS") or None,
        "CATEGORY_ID": int(funnel[2]) if funnel else None,
    }


def _given(call: Call, known: tuple[str, ...]) -> dict[str, Any]:
    given = {str(name).upper(): value for name, value in mapping(call.params.get("fields")).items()}
    for name in given:
        if name not in known:
            call.breach(f"{call.method}: unknown field {name!r} in fields")
    return {name: given[name] for name in known if name in given}


@method("crm.status.update", "crm", BY_ID | {"fields": "object!"})
def crm_status_update(call: Call) -> Result:
    """Change name, place or colour."""
    _admin(call)
    row = _found(call)
    given = _given(call, ("NAME", "SORT", "COLOR"))
    if "SORT" in given:
        given["SORT"] = integer(given["SORT"], 10)
    call.portal.table("status").change(row["ID"], given)
    return Result(value=True)


@method("crm.status.delete", "crm", BY_ID | {"params": "any"})
def crm_status_delete(call: Call) -> Result:
    """Delete an element that no item stands in; a system one only with FORCED."""
    _admin(call)
    row = _found(call)
    if row.get("SYSTEM") == "Y" and str(mapping(call.params.get("params")).get("FORCED")).upper() != "Y":
        text = 'CRM System Status can be deleted only if parameter FORCED is specified and equal to "Y".'
        raise PortalError(text, text)
    if _is_used(call, row):
        raise PortalError("There are active items in this status.", "There are active items in this status.")
    call.portal.table("status").remove(row["ID"])
    return Result(value=True)


def _is_used(call: Call, row: Row) -> bool:
    types = [one for one in CRM_TYPES.values() if one.status_prefix and row["ENTITY_ID"].startswith(one.status_prefix)]
    return any(item.get("stageId") == row["STATUS_ID"] for one in types for item in call.portal.table(one.entity).all())


def _dictionaries(call: Call) -> Iterator[dict[str, Any]]:
    for name, (type_id, category) in STAGED.items():
        yield _staged(call, name, type_id, category)
    for name, title in PLAIN.items():
        yield {"ID": name, "NAME": title}
    held = {row["ENTITY_ID"] for row in call.portal.table("status").all()}
    funnels = {f"DEAL_STAGE_{row['id']}" for row in call.portal.table("category").grouped("entityTypeId", 2) if row["id"]}
    for name in sorted(held | funnels):
        funnel = OF_FUNNELS.fullmatch(name)
        if funnel:
            yield _staged(call, name, 2 if funnel[1] == "DEAL_STAGE" else 31, int(funnel[2]))


def _staged(call: Call, name: str, type_id: int, category: int | None) -> dict[str, Any]:
    rows = sorted(call.portal.table("status").grouped("ENTITY_ID", name), key=lambda row: (row.get("SORT") or 0, row["ID"]))
    won, lost = (next((row["STATUS_ID"] for row in rows if row.get("SEMANTICS") == end), "") for end in (SUCCESS, FAILURE))
    shown: dict[str, Any] = {"ID": name, "NAME": f"{CRM_TYPES[type_id].title} stages"}
    if type_id != 31:
        start = rows[0]["STATUS_ID"] if rows else ""
        semantics = {
            "START_FIELD": start,
            "FINAL_SUCCESS_FIELD": won,
            "FINAL_UNSUCCESS_FIELD": lost,
            "FINAL_SORT": 0,
        }
        shown["SEMANTIC_INFO"] = semantics
    else:
        shown |= {"SEMANTIC_INFO": [], "IS_ENABLED": True}
    if category:
        shown |= {"PREFIX": PREFIXES[name.rpartition("_")[0]].format(category), "FIELD_ATTRIBUTE_SCOPE": f"category_{category}"}
    if name.startswith("DEAL_STAGE_"):
        shown["PARENT_ID"] = "DEAL_STAGE"
    return shown | {"ENTITY_TYPE_ID": type_id} | ({} if category is None else {"CATEGORY_ID": category})


@method("crm.status.entity.types", "crm", {})
def crm_status_entity_types(call: Call) -> Result:
    """The dictionaries there are; those of stages say where they begin and end."""
    return Result(list(_dictionaries(call)))


@method("crm.status.entity.items", "crm", {"entityId": "string!"})
def crm_status_entity_items(call: Call) -> Result:
    """Elements of one dictionary in their order, in short."""
    entity = str(call.params.get("entityId") or "")
    if not entity:
        text = "The parameter entityId is not defined or invalid."
        raise PortalError(text, text)
    rows = call.portal.table("status").grouped("ENTITY_ID", entity)
    rows.sort(key=lambda row: (row.get("SORT") or 0, row["ID"]))
    return Result([{"NAME": row["NAME"], "SORT": row.get("SORT") or 0, "STATUS_ID": row["STATUS_ID"]} for row in rows])
