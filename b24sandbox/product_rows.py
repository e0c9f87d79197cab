"""Product rows of CRM items: prices that follow from each other, replacing them all, the sum of the item.

The sum goes into the item unless its amount is kept by hand. There is no catalogue: a product id is only a number.
"""

from __future__ import annotations

from typing import Any

from b24sandbox.entities import CrmType
from b24sandbox.errors import PortalError
from b24sandbox.fields.products import PRODUCT_ROW
from b24sandbox.items import update_item
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, read

MONEY, PERCENT = 1, 2
WHOLE = 100.0


def rows_of(portal: Portal, crm_type: CrmType, item: Row) -> list[Row]:
    """Product rows of an item in their order."""
    rows = portal.table("productrow").grouped("owner", (crm_type.short, item["id"]))
    return sorted(rows, key=lambda row: (row.get("sort") or 0, row["id"]))


def read_row(portal: Portal, given: dict[str, Any], breaches: list[str], *, is_strict: bool = False) -> Row:
    """Typed values of a row under its camelCase names. Raises PortalError where the caller is strict, or for a wrong value."""
    values: Row = {}
    for name, value in given.items():
        field = PRODUCT_ROW.get(name)
        if field is None or field.read_only or field.immutable:
            breaches.append(f"productrow: {'read-only' if field else 'unknown'} field {name!r}")
            if is_strict and field is None:
                raise PortalError("INVALID_ARG_VALUE", f"Invalid field '{name}'")
            continue
        try:
            values[name] = read(field, value, portal.zone)
        except InvalidValue as error:
            raise PortalError("0", f"Invalid value of {name}") from error
    return values


def priced(values: Row) -> Row:
    """The row with what follows from price, discount and tax. Raises PortalError for a discount without its size."""
    price, rate = float(values.get("price") or 0), float(values.get("discountRate") or 0)
    tax = 1 + float(values.get("taxRate") or 0) / WHOLE
    exclusive = round(price / tax, 2)
    discount = float(values.get("discountSum") or 0)
    if values.get("discountTypeId", PERCENT) == PERCENT:
        if rate >= WHOLE and not discount:
            raise PortalError(
                "ERROR_CORE",
                "Discount Sum (DISCOUNT_SUM) is required if Percentage Discount Type (DISCOUNT_TYPE_ID) is defined "
                "and Discount Rate (DISCOUNT_RATE) is 100%<br>",
            )
        netto = round(exclusive / (1 - rate / WHOLE), 2) if rate < WHOLE else exclusive + discount
    elif values.get("discountSum") is None:
        raise PortalError(
            "ERROR_CORE",
            "Discount Sum (DISCOUNT_SUM) is required if Monetary Discount Type (DISCOUNT_TYPE_ID) is defined<br>",
        )
    else:
        netto = exclusive + discount
        rate = round(discount / netto * WHOLE, 2) if netto else 0.0
    return values | {
        "priceAccount": price, "priceExclusive": exclusive, "priceNetto": netto, "priceBrutto": round(netto * tax, 2),
        "discountRate": rate, "discountSum": round(netto - exclusive, 2),
    }  # fmt: skip


def insert_row(portal: Portal, crm_type: CrmType, item: Row, values: Row) -> Row:
    """Store one row; without a name it is called by its number."""
    row = priced(values) | {"ownerId": item["id"], "ownerType": crm_type.short}
    number = portal.table("productrow").insert(row)
    if not row.get("productName"):
        row["productName"] = f"[{number}]"
    return row


def replace_rows(portal: Portal, crm_type: CrmType, item: Row, wanted: list[Row], user_id: int) -> None:
    """Make these the rows of the item."""
    ready = [priced(values) for values in wanted]
    for row in rows_of(portal, crm_type, item):
        portal.table("productrow").remove(row["id"])
    for values in ready:
        insert_row(portal, crm_type, item, values)
    settle_sum(portal, crm_type, item, user_id)


def settle_sum(portal: Portal, crm_type: CrmType, item: Row, user_id: int) -> None:
    """Carry the sum of the rows into the item unless its amount is kept by hand."""
    if item.get("isManualOpportunity") == "Y":
        return
    rows = rows_of(portal, crm_type, item)
    total = round(sum((row.get("price") or 0) * (1 if row.get("quantity") is None else row["quantity"]) for row in rows), 2)
    update_item(portal, crm_type, item, {"opportunity": total}, user_id)
