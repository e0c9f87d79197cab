"""crm.category.*: funnels of deals, invoices, contacts and companies (api-reference/crm/universal/category/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import stages
from b24sandbox.crm_access import type_of
from b24sandbox.entities import CrmType
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.dictionaries import CATEGORY
from b24sandbox.fields.table import Fields, fields
from b24sandbox.method import Call, method
from b24sandbox.params import integer, mapping, required, truth
from b24sandbox.result import Result
from b24sandbox.show import native
from b24sandbox.store import Row

TYPE = {"entityTypeId": "integer!"}
BY_ID = TYPE | {"id": "integer!"}
DESCRIBED: Fields = fields("""
    id integer r
    name string
    sort integer
    entityTypeId integer ! r
    isDefault boolean r
    originId string
    originatorId string
""")
WRITTEN = ("name", "sort", "isDefault", "originId", "originatorId")
PREFIX_OF_INVOICES = "DT31"


def _type(call: Call) -> CrmType:
    crm_type = type_of(call)
    if not crm_type.has_categories:
        raise PortalError("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type `{crm_type.symbol.upper()}` is not supported")
    return crm_type


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied")


def _found(call: Call, crm_type: CrmType) -> Row:
    number = integer(required(call, "id"))
    for row in call.portal.table("category").grouped("entityTypeId", crm_type.id):
        if row["id"] == number:
            return row
    raise PortalError("NOT_FOUND", "Element not found")


def _show(call: Call, row: Row) -> dict[str, Any]:
    shown = native(row, CATEGORY, call.portal.zone)
    shown |= {"originId": shown["originId"] or "", "originatorId": shown["originatorId"] or ""}
    if shown["isDefault"] == "Y":
        del shown["originId"], shown["originatorId"]
    return shown


@method("crm.category.fields", "crm", TYPE, is_exact=True)
def crm_category_fields(call: Call) -> Result:
    """Fields of a funnel."""
    _type(call)
    return Result({"fields": {name: describe(field) | {"upperName": field.upper} for name, field in DESCRIBED.items()}})


@method("crm.category.list", "crm", TYPE, is_exact=True)
def crm_category_list(call: Call) -> Result:
    """Funnels of a type; types without them refuse."""
    rows = call.portal.table("category").grouped("entityTypeId", _type(call).id)
    rows.sort(key=lambda row: (row.get("sort") or 0, row["id"]))
    return Result({"categories": [_show(call, row) for row in rows]}, len(rows))


@method("crm.category.get", "crm", BY_ID, is_exact=True)
def crm_category_get(call: Call) -> Result:
    """One funnel."""
    return Result({"category": _show(call, _found(call, _type(call)))})


def _values(call: Call) -> Row:
    values: Row = {}
    for name, value in mapping(required(call, "fields")).items():
        if name not in WRITTEN:
            call.breach(f"{call.method}: unknown field {name!r} in fields")
        elif name == "sort":
            values[name] = integer(value, 500)
        else:
            values[name] = ("Y" if truth(value) else "N") if name == "isDefault" else str(value)
    return values


@method("crm.category.add", "crm", TYPE | {"fields": "object!"}, is_exact=True)
def crm_category_add(call: Call) -> Result:
    """Create a funnel; one with stages begins with a copy of those of the default funnel."""
    crm_type = _type(call)
    _admin(call)
    values = _values(call)
    if not values.get("name"):
        raise PortalError("0", "Field 'NAME' is required")
    if values.get("isDefault") == "Y" and not crm_type.status_prefix:
        raise PortalError("0", "Default client category does not support updating default state")
    table = call.portal.table("category")
    first = stages.stages(call.portal, crm_type, stages.default_category(call.portal, crm_type))
    row: Row = {"id": max((one["id"] for one in table.all()), default=0) + 1, "entityTypeId": crm_type.id, "sort": 500}
    row |= {"isDefault": "N"} | values
    _settle_default(call, row)
    table.insert(row)
    if crm_type.status_prefix:
        _copy_stages(call, crm_type, first, row)
    return Result({"category": _show(call, row)})


def _copy_stages(call: Call, crm_type: CrmType, first: list[Row], row: Row) -> None:
    prefix = f"{PREFIX_OF_INVOICES}_{row['id']}" if crm_type.id == 31 else f"C{row['id']}"
    for stage in first:
        copy = {name: value for name, value in stage.items() if name != "ID"}
        copy |= {
            "ENTITY_ID": f"{crm_type.status_prefix}_{row['id']}",
            "STATUS_ID": f"{prefix}:{stage['STATUS_ID'].rpartition(':')[2]}",
            "CATEGORY_ID": row["id"],
        }
        call.portal.table("status").insert(copy)


def _settle_default(call: Call, chosen: Row) -> None:
    if chosen.get("isDefault") != "Y":
        return
    for row in call.portal.table("category").grouped("entityTypeId", chosen["entityTypeId"]):
        row["isDefault"] = "N" if row is not chosen else "Y"


@method("crm.category.update", "crm", BY_ID | {"fields": "object!"}, is_exact=True)
def crm_category_update(call: Call) -> Result:
    """Change a funnel; making it the default takes that from the other."""
    crm_type = _type(call)
    row = _found(call, crm_type)
    _admin(call)
    row.update(_values(call))
    _settle_default(call, row)
    return Result({"category": _show(call, row)})


@method("crm.category.delete", "crm", BY_ID, is_exact=True)
def crm_category_delete(call: Call) -> Result:
    """Delete a funnel that is empty and not the default one, with its stages."""
    crm_type = _type(call)
    row = _found(call, crm_type)
    _admin(call)
    is_deal = crm_type.id == 2
    if row.get("isDefault") == "Y":
        text = "Default deal category cannot be deleted" if is_deal else "This funnel is the default funnel"
        raise PortalError("0" if is_deal else "BX_ERROR", text)
    if any(item.get("categoryId") == row["id"] for item in call.portal.table(crm_type.entity).all()):
        text = f"Deals related to the funnel `{row['name']}` found" if is_deal else "Elements related to the funnel found"
        raise PortalError("0" if is_deal else "BX_ERROR", text)
    table = call.portal.table("category")
    table.remove(next(number for number, one in table.rows.items() if one is row))
    for stage in call.portal.table("status").grouped("ENTITY_ID", f"{crm_type.status_prefix}_{row['id']}"):
        call.portal.table("status").remove(stage["ID"])
    return Result(None)
