"""Documents to be paid, made of invoices, orders and deals with their payments; and the contact that paying is."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.document_evidence import (
    Papers,
    document_of_element,
    document_of_order,
    is_worth_keeping,
    touches_of_order,
    touches_of_payments,
)
from b24bridge.core.ids import INVOICE, EntityId
from b24bridge.core.money import Money, to_base
from tests.records import DAY, NOON, deal, deal_id, order, payment, shipment

ZONE = ZoneInfo("Europe/Moscow")
SEEN = date(2026, 11, 1)
RATES = {"RUB": Decimal(1), "USD": Decimal(80), "EUR": Decimal(90)}


def priced(money):
    return to_base(money, "RUB", RATES)


def papers(*payments, **more):
    return Papers(payments=payments, seen_on=SEEN, **more)


def invoice(**changed):
    return replace(deal(5, entity=EntityId(INVOICE, 5), **changed), number="7/26")


def read(element, *payments, **more):
    return document_of_element(element, papers(*payments, **more), priced, ZONE)


def test_an_invoice_is_due_on_its_closing_day_and_belongs_to_its_deal():
    """Number, days and the deal come from the invoice; what is left is told in the portal's currency too."""
    row = invoice(
        currency="USD", begins_on=date(2026, 10, 1), closes_on=date(2026, 10, 9), parent_deal=21, stage_id="N", created_by=5
    )
    found = read(row, payment(1, None, amount=Decimal(400), currency="USD"))
    assert (found.number, found.issued_on, found.due_on, found.seen_on) == ("7/26", date(2026, 10, 1), date(2026, 10, 9), SEEN)
    assert (found.paid, found.outstanding) == (Money(Decimal(400), "USD"), Money(Decimal("600.00"), "USD"))
    assert found.base == Money(Decimal(48000), "RUB")
    assert (found.order_key, found.semantics, found.is_by_person, found.paid_on) == ("D_21", "P", True, None)


def test_payments_in_other_currencies_are_turned_into_that_of_the_document():
    """What has no rate is left out rather than guessed."""
    euros, pounds = payment(1, 3, amount=Decimal(8), currency="EUR"), payment(2, 3, amount=Decimal(8), currency="GBP")
    assert read(invoice(currency="USD"), euros, pounds).paid == Money(Decimal(9), "USD")


def test_returns_lessen_what_was_paid():
    """Money given back is owed again; it is no payment."""
    found = read(invoice(), payment(1, 3), payment(2, 3, amount=Decimal(200), is_return=True), payment(3, 3, is_paid=False))
    assert (found.paid.amount, [one.id for one in found.payments]) == (Decimal("300.00"), [1])


def test_paying_too_much_leaves_nothing_to_pay():
    """What is left never falls below nothing."""
    found = read(invoice(), payment(1, 3, amount=Decimal(5000)))
    assert (found.outstanding.amount, found.base.amount) == (0, 0)


def test_an_invoice_that_no_person_issued_is_told_so():
    """Robots, 1C and other applications issue them too."""
    assert not read(invoice(created_by=0)).is_by_person
    assert not read(invoice(created_by=5, origin="1C")).is_by_person


def test_a_deal_is_due_when_its_payments_are():
    """A deal's own closing day is when somebody hopes to win it."""
    found = read(deal(4, closes_on=date(2026, 10, 9)), payment(1, None, is_paid=False, due_at=NOON + DAY))
    assert (found.entity, found.due_on, found.order_key) == (deal_id(4), date(2026, 11, 3), "D_4")


def test_a_paid_invoice_was_paid_when_it_reached_success():
    """The stage tells, with or without payments; without a day of it the last payment does."""
    won = {"semantics": "S"}
    assert read(invoice(moved_at=NOON, **won), payment(1, 3, paid_at=NOON - DAY)).paid_on == date(2026, 11, 2)
    assert read(invoice(**won), payment(1, 3, paid_at=NOON - DAY)).paid_on == date(2026, 11, 1)
    assert read(invoice(moved_at=NOON)).paid_on is None


@pytest.mark.parametrize(
    ("left", "is_told", "expected"),
    [([True, True], False, True), ([True, False], False, False), ([], True, True), ([], False, False)],
)
def test_shipped_is_what_left_whole(left, is_told, expected):
    """All shipments have left, or the order says so itself."""
    rows = [shipment(number, 3, is_shipped=has_left) for number, has_left in enumerate(left, 1)]
    found = document_of_order(order(3), papers(shipments=rows, is_shipped=is_told), priced, ZONE)
    assert (found.is_shipped, found.shipped_on) == (expected, date(2026, 11, 2) if any(left) else None)


@pytest.mark.parametrize(
    ("changed", "semantics", "paid_on"),
    [
        ({}, "P", None),
        ({"is_paid": True, "paid_at": NOON}, "S", date(2026, 11, 2)),
        ({"is_paid": True, "is_cancelled": True, "paid_at": NOON}, "F", date(2026, 11, 2)),
    ],
)
def test_an_order_is_open_paid_or_cancelled(changed, semantics, paid_on):
    """A cancelled one stays cancelled though it was paid."""
    found = document_of_order(order(3, **changed), papers(), priced, ZONE)
    assert (found.semantics, found.paid_on, str(found.entity)) == (semantics, paid_on, "O_3")


def test_an_order_is_due_with_the_first_payment_that_is_missing():
    """Payments made, and returns, are due no more; a payment with a mark disputes the order until it is made."""
    rows = [
        payment(1, 3, due_at=NOON - 9 * DAY, is_disputed=True),
        payment(2, 3, is_paid=False, due_at=NOON + 2 * DAY),
        payment(3, 3, is_paid=False, due_at=NOON + DAY),
        payment(4, 3, is_paid=False, due_at=NOON - DAY, is_return=True),
    ]
    found = document_of_order(order(3, entity=deal_id(9)), papers(*rows), priced, ZONE)
    assert (found.due_on, found.is_disputed, found.order_key) == (date(2026, 11, 3), False, "D_9")
    disputed = papers(payment(5, 3, is_paid=False, is_disputed=True))
    assert document_of_order(order(3), disputed, priced, ZONE).is_disputed


def test_old_documents_are_kept_while_they_are_open():
    """Paid and declined ones are of no use after 400 days."""
    old = invoice(created_at=NOON - 500 * DAY)
    assert is_worth_keeping(read(old), SEEN)
    paid = read(invoice(created_at=NOON - 500 * DAY, semantics="S", moved_at=NOON - 400 * DAY))
    assert is_worth_keeping(paid, paid.paid_on + timedelta(days=400))
    assert not is_worth_keeping(paid, paid.paid_on + timedelta(days=401))


def told(touches):
    return [(touch.source, touch.at, touch.ignored) for touch in touches]


def test_a_payment_is_a_contact_when_it_was_made():
    """Each payment made is one; what was given back, is not paid or has no day is none, and the future none yet."""
    rows = [
        payment(1, 3),
        payment(2, 3, is_return=True),
        payment(3, 3, is_paid=False),
        payment(4, 3, paid_at=None),
        payment(5, 3, paid_at=NOON + DAY),
    ]
    assert told(touches_of_payments(rows, ZONE, NOON)) == [("payment:1", NOON, ""), ("payment:5", NOON + DAY, "future")]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"is_paid": True, "paid_at": NOON - DAY}, [NOON - DAY]),
        ({"origin": "1C", "updated_at": NOON - 3 * DAY}, [NOON - 3 * DAY]),
        ({"origin": "1C", "updated_at": None, "created_at": NOON - 4 * DAY}, [NOON - 4 * DAY]),
        ({"origin": "1C", "is_cancelled": True}, []),
        ({"origin": "1C", "updated_at": NOON - 3 * DAY, "is_paid": True, "paid_at": NOON - DAY}, [NOON - DAY]),
    ],
)
def test_an_order_is_a_contact_when_it_was_paid_or_changed_by_1c(changed, expected):
    """An order itself is none: nobody is told to have made it."""
    found = touches_of_order(order(3, **changed), [], ZONE, NOON)
    assert [(touch.at, touch.channel, touch.ignored) for touch in found] == [(at, "payment", "") for at in expected]


def test_an_order_with_payments_is_told_of_by_them():
    """One payment is one contact, not two."""
    paid = order(3, is_paid=True, paid_at=NOON)
    assert touches_of_order(paid, [payment(1, 3)], ZONE, NOON) == []
