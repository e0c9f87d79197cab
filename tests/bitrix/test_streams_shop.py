"""Reading the shop from a sandbox over HTTP: what a sweep asks for, whose money it is, and what a portal does not give."""

from typing import Any

import pytest

from b24bridge.core.errors import NotFound
from b24bridge.core.ids import INVOICE, EntityId
from b24bridge.core.streams import Cursor, Stream
from tests.contracts.portal_records import RECORDS
from tests.contracts.sandbox_rows import LINES, when
from tests.sandboxed import Sandboxed, line, sandboxed

SHOP = [Stream.ORDERS, Stream.PAYMENTS, Stream.SHIPMENTS]
HALF_AN_HOUR = 1800


def read(site: Sandboxed, stream: Stream, cursor: Cursor | None = None) -> tuple[list[Any], Cursor]:
    """Read a stream to its end in one visit."""
    pages = list(site.bridge().pages(stream, cursor))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [record for page in pages for record in page.records], pages[-1].cursor


def crowd(count: int) -> list[str]:
    """Return a portal with so many orders more, each with a payment."""
    life = {"price": 10, "currency": "RUB", "dateInsert": when(1), "dateUpdate": when(1)}
    orders = [line("order", id=1000 + number, accountNumber=str(number), **life) for number in range(count)]
    due = {"sum": 10, "currency": "RUB", "paid": "N", "dateBill": when(1)}
    return [*LINES, *orders, *(line("payment", id=1000 + number, orderId=1000 + number, **due) for number in range(count))]


def test_a_first_pass_asks_for_many_orders_at_once() -> None:
    """302 orders take two requests for the list, one for what they hang on, and seven for the clients of 301 of them."""
    with sandboxed(crowd(300)) as site:
        records, _ = read(site, Stream.ORDERS)
        assert len(records) == len({record.id for record in records}) == 302
        assert site.requests() == 2 + 1 + 7
        site.mark()
        assert len(read(site, Stream.PAYMENTS)[0]) == 304
        assert site.requests() == 3
        assert site.breaches() == {}


@pytest.mark.parametrize("stream", SHOP)
def test_a_sweep_of_a_quiet_shop_costs_two_requests_at_most(stream: Stream) -> None:
    """A shop in which nothing happened gives no row."""
    with sandboxed(LINES) as site:
        bridge = site.bridge()
        (*_, last) = bridge.pages(stream, None)
        site.mark()
        (page,) = bridge.pages(stream, last.cursor)
        assert page.records == ()
        assert site.requests() <= 2
        assert page.cursor["since"] >= last.cursor["since"]


def test_a_sweep_gives_the_order_that_was_paid_and_shipped() -> None:
    """Of an order that changed come the order itself, all its payments and all its shipments."""
    order = line("order", id=30, accountNumber="30", price=90, currency="RUB", dateInsert=when(10), dateUpdate=when(10))
    with sandboxed([*LINES, order]) as site:
        cursors = {stream: read(site, stream)[1] for stream in SHOP}
        site.portal.clock.advance(HALF_AN_HOUR)
        paid = site.act("pay_order", orderId=30)["paymentId"]
        shipped = site.act("ship_order", orderId=30)["shipmentId"]
        orders, payments, shipments = (read(site, stream, cursors[stream])[0] for stream in SHOP)
        assert [(one.id, one.is_paid, one.is_shipped, one.paid_at is not None) for one in orders] == [(30, True, True, True)]
        assert [(one.id, one.order_id, one.is_paid) for one in payments] == [(paid, 30, True)]
        assert [(one.id, one.is_shipped) for one in shipments] == [(shipped, True)]


def test_a_sweep_gives_a_payment_of_an_invoice() -> None:
    """What was paid for an invoice is known as the invoice's, though the shop lists no such order."""
    with sandboxed(LINES) as site:
        _, cursor = read(site, Stream.PAYMENTS)
        site.portal.clock.advance(HALF_AN_HOUR)
        paid = site.act("pay", entityTypeId=INVOICE, entityId=9, sum=300)["paymentId"]
        records, _ = read(site, Stream.PAYMENTS, cursor)
        assert [(one.id, one.entity, one.is_paid) for one in records] == [(paid, EntityId(INVOICE, 9), True)]


def test_a_payment_that_was_taken_back_comes_with_its_order() -> None:
    """A payment loses its date when it is taken back; the order that changed with it leads to it."""
    with sandboxed(LINES) as site:
        _, cursor = read(site, Stream.PAYMENTS)
        site.portal.clock.advance(HALF_AN_HOUR)
        site.portal.table("payment").change(71, {"paid": "N", "datePaid": None})
        site.portal.table("order").change(21, {"payed": "N", "dateUpdate": site.now()})
        records, _ = read(site, Stream.PAYMENTS, cursor)
        assert {(one.id, one.is_paid) for one in records} == {(71, False), (74, True)}


@pytest.mark.parametrize("stream", SHOP)
def test_a_shop_that_is_not_ours_to_read_is_a_gap(stream: Stream) -> None:
    """Only administrators may read the shop; for anybody else it is one empty page, and told."""
    with sandboxed(LINES) as site:
        site.faults({"method": f"sale.{stream.value[:-1]}.list", "kind": "insufficient_scope", "times": None})
        bridge = site.bridge()
        (page,) = bridge.pages(stream, None)
        assert (page.records, page.is_last, page.replaces_all) == ((), True, False)
        assert str(stream) in bridge.gaps()[0]


def test_without_the_right_to_links_payments_are_orders_alone() -> None:
    """Who may not see what orders hang on still sees the payments; the gap is told."""
    with sandboxed(LINES) as site:
        site.faults({"method": "crm.orderentity.list", "kind": "insufficient_scope", "times": None})
        bridge = site.bridge()
        records = {record for page in bridge.pages(Stream.PAYMENTS, None) for record in page.records}
        assert {(one.id, one.order_id) for one in records} == {(one.id, one.order_id) for one in RECORDS[Stream.PAYMENTS]}
        assert {one.entity for one in records} == {None}
        assert "crm.orderentity.list" in " ".join(bridge.gaps())


def test_an_order_that_is_gone_is_no_gap() -> None:
    """The portal's number for an order that does not exist means just that."""
    with sandboxed(LINES) as site:
        assert list(site.bridge().look(Stream.ORDERS, [999])) == []
        with pytest.raises(NotFound):
            site.client().read("sale.order.get", {"id": 999})


def test_the_order_of_an_invoice_is_not_asked_for_its_clients() -> None:
    """The invoice names the client, so only the shop's own order is read alone."""
    with sandboxed(LINES) as site:
        read(site, Stream.ORDERS)
        assert [int(call["params"]["id"]) for call in site.calls() if call["method"] == "sale.order.get"] == [21]
