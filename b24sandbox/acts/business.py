"""Items that people create, change and delete, and payments that they take."""

from __future__ import annotations

from typing import Any

from b24sandbox.acts.registry import InvalidAct, doing, item_of
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.items import add_item, delete_item, read_fields, update_item
from b24sandbox.params import mapping
from b24sandbox.payments import pay_item, pay_order, ship_order
from b24sandbox.portal import Portal
from b24sandbox.store import Row


@doing("add")
def add(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Create an item: `entityTypeId`, `fields` under the names of crm.item.add."""
    crm_type = CRM_TYPES[int(details["entityTypeId"])]
    row = add_item(portal, crm_type, _fields(portal, crm_type, details), user["ID"])
    return {"entityTypeId": crm_type.id, "entityId": row["id"]}


@doing("update")
def update(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Change an item: `fields` under the names of crm.item.update; moving a stage is a change of stageId."""
    crm_type, row = item_of(portal, details)
    return {"changed": update_item(portal, crm_type, row, _fields(portal, crm_type, details), user["ID"])}


@doing("delete")
def delete(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Delete an item."""
    crm_type, row = item_of(portal, details)
    delete_item(portal, crm_type, row, user["ID"])
    return {"deleted": row["id"]}


def _fields(portal: Portal, crm_type: CrmType, details: dict[str, Any]) -> Row:
    unknown: list[str] = []
    values = read_fields(portal, crm_type, mapping(details["fields"]), unknown)
    if unknown:
        raise InvalidAct("; ".join(unknown))
    return values


@doing("pay")
def pay(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Take a payment of an invoice or deal: `sum` (default all that is open); a paid invoice moves to its success stage."""
    crm_type, row = item_of(portal, details)
    amount = float(details["sum"]) if details.get("sum") is not None else None
    return {"paymentId": pay_item(portal, crm_type, row, amount, user["ID"])}


@doing("pay_order")
def pay_for_order(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Take the payment of a shop order, named by `orderId`."""
    return {"paymentId": pay_order(portal, _order(portal, details), user["ID"])}


@doing("ship_order")
def ship(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Let the goods of a shop order leave, named by `orderId`."""
    return {"shipmentId": ship_order(portal, _order(portal, details), user["ID"])}


def _order(portal: Portal, details: dict[str, Any]) -> Row:
    row = portal.table("order").get(int(details["orderId"]))
    if row is None:
        raise InvalidAct(f"there is no order {details['orderId']}")
    return row
