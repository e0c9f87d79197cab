"""Payments of deals and invoices, with their events and what a full payment does to an invoice."""

from __future__ import annotations

from b24sandbox import stages
from b24sandbox.entities import CrmType
from b24sandbox.events import emit_entity
from b24sandbox.items import update_item
from b24sandbox.portal import Portal
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
