"""Payments of deals and invoices, with their events and what a full payment does to an invoice."""

from __future__ import annotations

from b24sandbox import stages
from b24sandbox.entities import CrmType
from b24sandbox.events import emit_entity
from b24sandbox.items import update_item
from b24sandbox.portal import Portal
from b24sandbox.sale_links import order_behind
from b24sandbox.store import Row


def paid_sum(portal: Portal, crm_type: CrmType, row: Row) -> float:
    """What has been paid for an item and not returned."""
    payments = portal.table("payment").grouped("owner", (crm_type.id, row["id"]))
    return sum(one.get("sum") or 0.0 for one in payments if one.get("paid") == "Y" and one.get("isReturn") != "Y")


def open_sum(portal: Portal, crm_type: CrmType, row: Row) -> float:
    """What is still to be paid for an item."""
    return max(0.0, (row.get("opportunity") or 0.0) - paid_sum(portal, crm_type, row))


def pay_item(portal: Portal, crm_type: CrmType, row: Row, amount: float | None, user_id: int | None) -> int:
    """Take a payment, by default of all that is open; the payment's id. A paid invoice moves to its success stage."""
    now = portal.clock.now()
    table = portal.table("payment")
    waiting = [one for one in table.grouped("owner", (crm_type.id, row["id"])) if one.get("paid") != "Y"]
    marks = {"paid": "Y", "datePaid": now, "empPaidId": user_id or 0}
    if waiting and amount in {None, waiting[0].get("sum")}:
        payment_id = int(waiting[0]["id"])
        table.change(payment_id, marks)
    else:
        number = len(table.grouped("owner", (crm_type.id, row["id"]))) + 1
        payment_id = table.insert(
            {
                "entityTypeId": crm_type.id,
                "entityId": row["id"],
                "orderId": order_behind(crm_type.id, row["id"]),
                "accountNumber": f"{row.get('accountNumber') or row['id']}/{number}",
                "sum": open_sum(portal, crm_type, row) if amount is None else amount,
                "currency": row.get("currencyId") or portal.settings.currency,
                "dateBill": now,
                "paySystemId": 1,
                "paySystemName": "Bank transfer",
                "responsibleId": row.get("assignedById"),
            }
            | marks
        )
    emit_entity(portal, "ONPAYMENTENTITYSAVED", payment_id, user_id)
    if crm_type.id == 31 and paid_sum(portal, crm_type, row) >= (row.get("opportunity") or 0.0):
        _close_invoice(portal, crm_type, row, user_id)
    return payment_id


def _close_invoice(portal: Portal, crm_type: CrmType, row: Row, user_id: int | None) -> None:
    known = stages.stages(portal, crm_type, row.get("categoryId") or 0)
    success = next((stage["STATUS_ID"] for stage in known if stage.get("SEMANTICS") == "S"), None)
    if success:
        update_item(portal, crm_type, row, {"stageId": success}, user_id)


def pay_order(portal: Portal, order: Row, user_id: int | None) -> int:
    """Take the payment that an order waits for, or one of its whole price; the payment's id."""
    now, table = portal.clock.now(), portal.table("payment")
    known = table.grouped("orderId", order["id"])
    waiting = next((one for one in known if one.get("paid") != "Y"), None)
    marks = {"paid": "Y", "datePaid": now, "empPaidId": user_id or 0}
    if waiting:
        payment_id = int(waiting["id"])
        table.change(payment_id, marks)
    else:
        whole = {"orderId": order["id"], "sum": order.get("price") or 0.0, "currency": order.get("currency"), "dateBill": now}
        number = f"{order.get('accountNumber') or order['id']}/{len(known) + 1}"
        payment_id = table.insert(whole | {"accountNumber": number, "responsibleId": order.get("responsibleId")} | marks)
    portal.table("order").change(order["id"], {"payed": "Y", "dateUpdate": now})
    emit_entity(portal, "ONPAYMENTENTITYSAVED", payment_id, user_id)
    emit_entity(portal, "ONSALEORDERSAVED", order["id"], user_id, XML_ID=order.get("xmlId") or "", ACTION="save")
    return payment_id


def ship_order(portal: Portal, order: Row, user_id: int | None) -> int:
    """Let the goods of an order leave; the shipment's id."""
    now, table = portal.clock.now(), portal.table("shipment")
    waiting = next((one for one in table.grouped("orderId", order["id"]) if one.get("deducted") != "Y"), None)
    marks = {"deducted": "Y", "dateDeducted": now, "allowDelivery": "Y", "statusId": "DF", "empDeductedId": user_id or 0}
    if waiting:
        shipment_id = int(waiting["id"])
        table.change(shipment_id, marks)
    else:
        number = f"{order.get('accountNumber') or order['id']}/1"
        shipment_id = table.insert({"orderId": order["id"], "accountNumber": number, "dateInsert": now} | marks)
    portal.table("order").change(order["id"], {"deducted": "Y", "dateUpdate": now})
    emit_entity(portal, "ONSHIPMENTENTITYSAVED", shipment_id, user_id)
    emit_entity(portal, "ONSALEORDERSAVED", order["id"], user_id, XML_ID=order.get("xmlId") or "", ACTION="save")
    return shipment_id
