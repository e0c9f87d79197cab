"""Deals, invoices and orders of a client as rows, with their stage history, payments and shipments."""

from __future__ import annotations

from b24sandbox.seeds.demo.rows import COMPANY, CONTACT, DEAL, INVOICE, ORDER_TYPE, File, Row, at, first_contact, on
from b24sandbox.seeds.demo.story import Client, Deal, Invoice, Order

FINAL = {"WON": "S", "LOSE": "F", "APOLOGY": "F"}
INVOICE_STAGES = {"S": "P", "P": "S", "D": "F"}  # our invoice stage: its semantics
HISTORY_BASE = {DEAL: 0, INVOICE: 5_000_000, ORDER_TYPE: 7_000_000}  # keeps ids of moves and payments apart
CLOCKS = ("10:05", "12:20", "15:45", "16:30", "17:10")


def add_deal(file: File, client: Client, deal: Deal) -> None:
    """A deal in the stage of its last move, and a row of stage history for every move."""
    number = file.next_id("deal", client.id)
    clocks = dict(enumerate(CLOCKS))
    for place, (day, stage, _) in enumerate(deal.moves):
        kind = 1 if place == 0 else 3 if _semantics(stage) != "P" else 2
        _add_move(file, DEAL, number, (kind, at(day, clocks[place]), deal.category, _semantics(stage), stage))
    (created, _, author), (moved, stage, mover) = deal.moves[0], deal.moves[-1]
    final = _semantics(stage) != "P"
    row: Row = {
        "id": number,
        "title": deal.title,
        "categoryId": deal.category,
        "stageId": stage,
        "stageSemanticId": _semantics(stage),
        "opportunity": deal.amount,
        "currencyId": deal.currency,
        "isManualOpportunity": "Y",
        "probability": {"S": 100, "F": 0}.get(_semantics(stage), 50),
        "closed": "Y" if final else "N",
        "isRecurring": "Y" if deal.template else "N",
        "begindate": on(created),
        "closedate": on(deal.closes if deal.closes is not None else moved if final else created + 90),
        "createdTime": at(created, CLOCKS[0]),
        "createdBy": client.owner if author is None else author,
        "movedTime": at(moved, clocks[len(deal.moves) - 1]),
        "movedBy": client.owner if mover is None else mover,
        "typeId": "SALE",
        "opened": "Y",
    }
    row |= {"updatedTime": row["movedTime"], "updatedBy": row["movedBy"]}
    file.add("deal", row | _parties(client))


def _semantics(stage: str) -> str:
    return FINAL.get(stage.rpartition(":")[2], "P")


def _add_move(file: File, entity_type: int, owner: int, move: tuple[int, str, int, str, str]) -> None:
    kind, moment, category, semantics, stage = move
    number = file.next_id("stagehistory", HISTORY_BASE[entity_type] + owner, 10)
    file.add(
        "stagehistory",
        {
            "ID": number,
            "TYPE_ID": kind,
            "OWNER_ID": owner,
            "CREATED_TIME": moment,
            "CATEGORY_ID": category,
            "STAGE_SEMANTIC_ID": semantics,
            "STAGE_ID": stage,
            "entityTypeId": entity_type,
        },
    )


def _parties(client: Client) -> Row:
    contact = client.id if client.person else first_contact(client)
    return {
        "companyId": 0 if client.person else client.id,
        "contactId": contact,
        "contactIds": [contact],
        "assignedById": client.owner,
    }


def add_invoice(file: File, client: Client, invoice: Invoice) -> None:
    """A smart invoice sent on the day it was issued, and its payments."""
    number = file.next_id("invoice", client.id)
    author = 0 if invoice.robot else client.owner
    issued = at(invoice.issued, "12:40")
    moved = issued if invoice.closed is None else at(invoice.closed, "16:00")
    row: Row = {
        "id": number,
        "title": f"Счёт № {number}",
        "accountNumber": str(number),
        "categoryId": 3,
        "stageId": f"DT31_3:{invoice.stage}",
        "opportunity": invoice.amount,
        "currencyId": invoice.currency,
        "isManualOpportunity": "Y",
        "mycompanyId": 1,
        "begindate": on(invoice.issued),
        "closedate": on(invoice.due),
        "createdTime": issued,
        "createdBy": author,
        "movedTime": moved,
        "movedBy": author,
        "updatedTime": moved,
        "updatedBy": author,
        "opened": "Y",
    }
    file.add("invoice", row | _parties(client))
    _add_move(file, INVOICE, number, (1, issued, 3, "P", "DT31_3:S"))
    if invoice.closed is not None:
        _add_move(file, INVOICE, number, (3, moved, 3, INVOICE_STAGES[invoice.stage], row["stageId"]))
    for day, amount in invoice.paid:
        _add_payment(file, (INVOICE, number), {"sum": amount, "currency": invoice.currency, "datePaid": at(day, "16:00")})
    if invoice.disputed:
        mark = {"marked": "Y", "reasonMarked": "Клиент не согласен с количеством", "dateMarked": issued}
        _add_payment(file, (INVOICE, number), {"sum": invoice.amount, "currency": invoice.currency, "datePaid": None} | mark)


def _add_payment(file: File, owner: tuple[int, int], fields: Row) -> None:
    entity_type, entity = owner
    number = file.next_id("payment", HISTORY_BASE[entity_type] + entity, 10)
    row: Row = {
        "id": number,
        "accountNumber": f"{entity}/{number % 10}",
        "entityTypeId": entity_type,
        "entityId": entity,
        "paid": "Y" if fields["datePaid"] else "N",
        "paySystemId": 1,
        "paySystemName": "Банковский перевод",
        "isReturn": "N",
        "marked": "N",
        "reasonMarked": "",
        "datePayBefore": None,
    }
    file.add("payment", row | fields)


def add_order(file: File, client: Client, order: Order) -> None:
    """An order of the shop with its one payment and, if the goods left, its shipment."""
    number = file.next_id("order", client.id)
    issued = at(order.issued, "11:35")
    row: Row = {
        "id": number,
        "accountNumber": str(number),
        "price": order.amount,
        "currency": "RUB",
        "payed": "N" if order.payed is None else "Y",
        "canceled": "Y" if order.canceled else "N",
        "deducted": "N" if order.shipped is None else "Y",
        "dateInsert": issued,
        "dateUpdate": issued if order.payed is None else at(order.payed, "15:00"),
        "statusId": "N" if order.payed is None else "F",
        "responsibleId": client.owner,
        "userId": 1,
        "externalOrder": "N",
        "id1c": "",
        "updated1c": "N",
        "marked": "N",
        "clients": _buyers(client),
    }
    file.add("order", row)
    paid = None if order.payed is None else at(order.payed, "15:00")
    due = None if order.due is None else at(order.due, "00:00")
    money: Row = {"orderId": number, "sum": order.amount, "currency": "RUB", "datePaid": paid, "datePayBefore": due}
    _add_payment(file, (ORDER_TYPE, number), money | {"dateBill": issued})
    if order.shipped is not None:
        moment = at(order.shipped, "14:00")
        shipment: Row = {"id": number, "accountNumber": f"{number}/1", "orderId": number, "deducted": "Y", "system": "N"}
        file.add("shipment", shipment | {"dateInsert": issued, "dateDeducted": moment, "allowDelivery": "Y", "statusId": "DF"})


def _buyers(client: Client) -> list[Row]:
    contact = client.id if client.person else first_contact(client)
    pairs = [(CONTACT, contact)] if client.person else [(COMPANY, client.id), (CONTACT, contact)]
    return [{"entityTypeId": kind, "entityId": number, "isPrimary": "Y"} for kind, number in pairs]
