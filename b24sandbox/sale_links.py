"""The orders that payments hang on. In a portal a payment of a deal or an invoice is a payment of an order behind it.

That order has a number and its payments, and `crm.orderentity.list` tells whose it is; the sandbox lists no row for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from b24sandbox.entities import CRM_TYPES
from b24sandbox.portal import Portal
from b24sandbox.store import Row

ORDER_TYPE = 14
PAYABLE = (2, 31)
HIDDEN = 1_000_000_000
TYPES = 100  # more than any payable type's number, so that numbers of orders behind items never meet


def order_behind(type_id: int, item_id: int) -> int:
    """The number of the order behind a deal or an invoice."""
    return HIDDEN + item_id * TYPES + type_id


def settle_payment(row: Row) -> None:
    """Give a payment of a file the order that it hangs on."""
    type_id, item_id = row.get("entityTypeId"), row.get("entityId")
    if row.get("orderId") is None and item_id is not None:
        if type_id == ORDER_TYPE:
            row["orderId"] = item_id
        elif type_id in PAYABLE:
            row["orderId"] = order_behind(int(type_id), item_id)


def settle_order(row: Row) -> None:
    """An order that never changed was changed last when it was made."""
    if row.get("dateInsert") is not None:
        row.setdefault("dateUpdate", row["dateInsert"])


def links(portal: Portal, order_ids: Iterable[int] | None) -> list[Row]:
    """Which deal or invoice each of these orders hangs on, or every order, as `crm.orderentity.list` shows it."""
    table = portal.table("payment")
    found: dict[tuple[int, int, int], Row] = {}
    rows = table.all() if order_ids is None else (row for number in order_ids for row in table.grouped("orderId", number))
    for row in rows:
        type_id, item_id, order_id = (row.get(name) or 0 for name in ("entityTypeId", "entityId", "orderId"))
        if order_id and type_id in PAYABLE and portal.table(CRM_TYPES[type_id].entity).get(item_id) is not None:
            found[order_id, type_id, item_id] = {"orderId": order_id, "ownerId": item_id, "ownerTypeId": type_id}
    return sorted(found.values(), key=lambda row: (row["ownerId"], row["orderId"]))
