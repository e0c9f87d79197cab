"""crm.item.productrow.* and the old crm.{deal,lead}.productrows.* (api-reference/crm/universal/product-rows/)."""

from __future__ import annotations

from functools import partial
from typing import Any

from b24sandbox import strict
from b24sandbox.crm_access import item_of
from b24sandbox.entities import BY_ENTITY, BY_SHORT, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.products import PRODUCT_ROW
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, required
from b24sandbox.product_rows import insert_row, priced, read_row, replace_rows, rows_of, settle_sum
from b24sandbox.result import Result
from b24sandbox.show import native
from b24sandbox.store import Row

OWNER = {"ownerId": "integer!", "ownerType": "string!"}
WITH_ROWS = {1, 2, 31}
BY_CAPITALS = {field.upper: name for name, field in PRODUCT_ROW.items()}
OPTIONAL = ("storeId",)
OLD_TEXT = ("ID", "OWNER_ID")


def _owner(call: Call, given: dict[str, Any]) -> tuple[CrmType, Row]:
    crm_type = BY_SHORT.get(str(given.get("ownerType")))
    if crm_type is None or crm_type.id not in WITH_ROWS:
        raise PortalError("ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported")
    if call.portal.table(crm_type.entity).get(integer(given.get("ownerId")) or 0) is None:
        raise PortalError("OWNER_NOT_FOUND", "Owner was not found")
    return crm_type, item_of(call, crm_type, given["ownerId"])


def _show(call: Call, row: Row) -> dict[str, Any]:
    shown = native(row, PRODUCT_ROW, call.portal.zone)
    return {name: value for name, value in shown.items() if value is not None or name not in OPTIONAL} | {
        "xmlId": row.get("xmlId") or "",
        "measureName": row.get("measureName") or "",
    }


def _row(call: Call) -> tuple[CrmType, Row, Row]:
    row = call.portal.table("productrow").get(integer(required(call, "id")) or 0)
    if row is None:
        raise PortalError("NOT_FOUND", "Item not found")
    crm_type, item = _owner(call, row)
    return crm_type, item, row


@method("crm.item.productrow.fields", "crm", {}, is_exact=True)
def crm_item_productrow_fields(call: Call) -> Result:
    """Fields of a product row."""
    del call
    hidden = {"priceAccount", "xmlId"}
    return Result({"fields": {name: describe(field) for name, field in PRODUCT_ROW.items() if name not in hidden}})


@method(
    "crm.item.productrow.list", "crm", {"filter": "object!", "order": "object", "start": "integer"}, is_exact=True
)  # fmt: skip
def crm_item_productrow_list(call: Call) -> Result:
    """A page of rows of one item, which the filter must name by `=ownerType` and `=ownerId`."""
    given = mapping(required(call, "filter"))
    for name in ("=ownerType", "=ownerId"):
        if name not in given:
            raise PortalError("INVALID_ARG_VALUE", f"Invalid filter: '{name}' is required")
    crm_type, item = _owner(call, {"ownerType": given["=ownerType"], "ownerId": given["=ownerId"]})
    criteria = strict.criteria(call, PRODUCT_ROW.get, "id")
    ids = call.portal.table("productrow").group_ids("owner", (crm_type.short, item["id"]))
    criteria.ids = set(ids) if criteria.ids is None else criteria.ids & ids
    order = strict.order(call, PRODUCT_ROW.get, "id")
    rows, total, following = page(call.portal.table("productrow"), criteria, order, call.params.get("start"))
    return Result({"productRows": [_show(call, row) for row in rows]}, total, following)


@method("crm.item.productrow.get", "crm", {"id": "integer!"}, is_exact=True)
def crm_item_productrow_get(call: Call) -> Result:
    """One row."""
    return Result({"productRow": _show(call, _row(call)[2])})


@method("crm.item.productrow.add", "crm", {"fields": "object!"}, is_exact=True)
def crm_item_productrow_add(call: Call) -> Result:
    """Add a row to an item."""
    given = mapping(required(call, "fields"))
    crm_type, item = _owner(call, given)
    values = read_row(call.portal, {name: given[name] for name in given if name not in OWNER}, call.breaches)
    row = insert_row(call.portal, crm_type, item, values)
    settle_sum(call.portal, crm_type, item, call.user["ID"])
    return Result({"productRow": _show(call, row)})


@method("crm.item.productrow.update", "crm", {"id": "integer!", "fields": "object!"}, is_exact=True)
def crm_item_productrow_update(call: Call) -> Result:
    """Change a row; a field there is not is an error."""
    crm_type, item, row = _row(call)
    values = read_row(call.portal, mapping(required(call, "fields")), call.breaches, is_strict=True)
    if "discountRate" in values:
        values.setdefault("discountSum", None)
    call.portal.table("productrow").change(row["id"], priced(row | values))
    settle_sum(call.portal, crm_type, item, call.user["ID"])
    return Result({"productRow": _show(call, row)})


@method("crm.item.productrow.delete", "crm", {"id": "integer!"}, is_exact=True)
def crm_item_productrow_delete(call: Call) -> Result:
    """Delete a row."""
    crm_type, item, row = _row(call)
    call.portal.table("productrow").remove(row["id"])
    settle_sum(call.portal, crm_type, item, call.user["ID"])
    return Result(None)


@method("crm.item.productrow.set", "crm", OWNER | {"productRows": "array!"}, is_exact=True)
def crm_item_productrow_set(call: Call) -> Result:
    """Replace all rows of an item."""
    if call.params.get("productRows") is None:
        required(call, "productRows")
    crm_type, item = _owner(call, {name: required(call, name) for name in OWNER})
    wanted = [read_row(call.portal, mapping(raw), call.breaches) for raw in listing(call.params["productRows"])]
    replace_rows(call.portal, crm_type, item, wanted, call.user["ID"])
    return Result({"productRows": [_show(call, row) for row in rows_of(call.portal, crm_type, item)]})


@method("crm.item.productrow.getAvailableForPayment", "crm", OWNER, is_exact=True)
def crm_item_productrow_available(call: Call) -> Result:
    """Rows of an item that no payment was made out for; payments here name no products, so all of them."""
    crm_type, item = _owner(call, {name: required(call, name) for name in OWNER})
    return Result({"productRows": [_show(call, row) for row in rows_of(call.portal, crm_type, item)]})


def _old_owner(call: Call, crm_type: CrmType) -> Row:
    number = integer(call.params.get("id"), 0) or 0
    if number <= 0:
        raise PortalError("", "The parameter id is invalid or not defined.")
    try:
        return item_of(call, crm_type, number)
    except PortalError as error:
        raise PortalError("", "Not found." if error.code == "NOT_FOUND" else "Access denied.") from error


def _old_get(call: Call, crm_type: CrmType) -> Result:
    rows = rows_of(call.portal, crm_type, _old_owner(call, crm_type))
    return Result([_old_shown(call, row) for row in rows])


def _old_shown(call: Call, row: Row) -> dict[str, Any]:
    shown = {PRODUCT_ROW[name].upper: value for name, value in native(row, PRODUCT_ROW, call.portal.zone).items()}
    shown |= {name: str(shown[name]) for name in OLD_TEXT}
    return shown | {
        "ORIGINAL_PRODUCT_NAME": shown["PRODUCT_NAME"],
        "PRODUCT_DESCRIPTION": None,
        "PRICE_ACCOUNT": f"{row.get('priceAccount') or 0:.2f}",
        "MEASURE_NAME": row.get("measureName") or "",
        "XML_ID": row.get("xmlId") or "",
        "RESERVE_ID": None,
        "DATE_RESERVE_END": None,
        "RESERVE_QUANTITY": None,
    }


def _old_set(call: Call, crm_type: CrmType) -> Result:
    item = _old_owner(call, crm_type)
    wanted = []
    for raw in listing(call.params.get("rows")):
        given = {str(name).upper(): value for name, value in mapping(raw).items()}
        if str(given.get("DISCOUNT_TYPE_ID")) == "2" and given.get("DISCOUNT_RATE") is None:
            text = "Discount Rate (DISCOUNT_RATE) is required if Percentage Discount Type (DISCOUNT_TYPE_ID) is defined<br>"
            raise PortalError("ERROR_CORE", text)
        known = {BY_CAPITALS.get(name, name): value for name, value in given.items() if name not in FOLLOWING}
        wanted.append(read_row(call.portal, known, call.breaches))
    replace_rows(call.portal, crm_type, item, wanted, call.user["ID"])
    return Result(value=True)


FOLLOWING = frozenset({"ID", "OWNER_ID", "OWNER_TYPE", "PRICE_EXCLUSIVE", "PRICE_NETTO", "PRICE_BRUTTO"})
for _entity in ("deal", "lead"):
    method(f"crm.{_entity}.productrows.get", "crm", {"id": "integer!"})(partial(_old_get, crm_type=BY_ENTITY[_entity]))
    method(f"crm.{_entity}.productrows.set", "crm", {"id": "integer!", "rows": "array"})(
        partial(_old_set, crm_type=BY_ENTITY[_entity])
    )
