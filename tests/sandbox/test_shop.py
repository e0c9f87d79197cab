"""Orders, payments and shipments of the shop, and the orders in which payments of deals and invoices are kept."""

import json
from typing import Any

import pytest

from b24sandbox.acts import act
from b24sandbox.portal import Portal
from b24sandbox.portal_file import load
from tests.sandbox.client import Caller

HEAD = {"time_zone": "Europe/Moscow", "currency": "RUB", "plan": "standard", "now": "2026-11-23T09:00:00+03:00"}
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("portal", HEAD),
    ("user", {"ID": "1", "ACTIVE": True, "ADMIN": True, "NAME": "A", "UF_DEPARTMENT": [1]}),
    ("company", {"id": 12, "title": "C"}),
    ("invoice", {"id": 9, "title": "I", "companyId": 12, "opportunity": 700, "stageId": "DT31_1:N"}),
    ("order", {"id": 21, "accountNumber": "21", "price": 500, "currency": "RUB", "dateInsert": "@-3d",
               "clients": [{"entityTypeId": 4, "entityId": 12, "isPrimary": "Y"}]}),
    ("payment", {"id": 1, "entityTypeId": 14, "entityId": 21, "sum": 500, "currency": "RUB", "paid": "N"}),
    ("payment", {"id": 2, "entityTypeId": 31, "entityId": 9, "sum": 300, "currency": "RUB", "paid": "Y", "datePaid": "@-1d"}),
]  # fmt: skip


@pytest.fixture
def shop(portal: Portal, caller: Caller) -> Caller:
    """Return a caller of a portal with one invoice and one order."""
    load(portal, [json.dumps({"entity": entity, "fields": fields}) for entity, fields in ROWS])
    return caller


def test_an_order_names_its_clients_only_when_asked_alone(shop: Caller) -> None:
    """The list has no clients; the order itself has them, with its payments and shipments."""
    (listed,) = shop.call("sale.order.list")["orders"]
    assert "clients" not in listed
    assert listed["dateUpdate"] == listed["dateInsert"] == "2026-11-20T09:00:00+03:00"
    order = shop.call("sale.order.get", id=21)["order"]
    assert [(one["entityTypeId"], one["entityId"], one["isPrimary"]) for one in order["clients"]] == [(4, 12, "Y")]
    assert [one["id"] for one in order["payments"]] == [1]
    assert order["shipments"] == []
    assert shop.ask("sale.order.get", id=22).json()["error"] == 200540400001


def test_payments_of_an_invoice_hang_on_an_order_behind_it(shop: Caller) -> None:
    """The payment names an order, and that order names the invoice; a payment of a shop order hangs on that order."""
    payments = {row["id"]: row["orderId"] for row in shop.call("sale.payment.list")["payments"]}
    assert payments[1] == 21
    links = shop.call("crm.orderentity.list", filter={"@orderId": list(payments.values())}, start=-1)["orderEntity"]
    assert links == [{"orderId": payments[2], "ownerId": 9, "ownerTypeId": 31}]
    assert shop.call("crm.orderentity.list", filter={"=ownerTypeId": 31, "@ownerId": [9]})["orderEntity"] == links
    assert shop.call("crm.orderentity.list", filter={"=ownerTypeId": 2, "@ownerId": [9]})["orderEntity"] == []


def test_a_new_payment_of_an_invoice_joins_the_first(shop: Caller, portal: Portal) -> None:
    """What an employee takes for an invoice hangs on the same order as what was paid before."""
    made = act(portal, 1, "pay", {"entityTypeId": 31, "entityId": 9})
    rows = shop.call("sale.payment.list", filter={"@id": [2, made["paymentId"]]})["payments"]
    assert len({row["orderId"] for row in rows}) == 1
    assert rows[1]["sum"] == 400


def test_an_order_is_paid_and_shipped(shop: Caller, portal: Portal) -> None:
    """Each marks the order and its change, and leaves its own row."""
    portal.clock.advance(3600)
    assert act(portal, 1, "pay_order", {"orderId": 21}) == {"paymentId": 1}
    act(portal, 1, "ship_order", {"orderId": 21})
    (order,) = shop.call("sale.order.list", filter={">=dateUpdate": "2026-11-23T10:00:00+03:00"})["orders"]
    assert (order["payed"], order["deducted"]) == ("Y", "Y")
    (shipment,) = shop.call("sale.shipment.list", filter={"orderId": 21})["shipments"]
    assert (shipment["deducted"], shipment["dateDeducted"]) == ("Y", "2026-11-23T10:00:00+03:00")
