"""Purchases: which documents of a portal are one, on which day, and for how much after returns."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.ids import INVOICE, EntityId
from b24bridge.core.purchase_evidence import SaleRules, day_of_sale, is_import, is_sale, purchases_of
from tests.records import DAY, NOON, deal, deal_id, order

ZONE = ZoneInfo("Europe/Moscow")
LATE = datetime(2026, 10, 31, 22, tzinfo=UTC)  # the first of November in Moscow


def bought(elements, rules=None, orders=()):
    found = purchases_of(elements, lambda money: money, ZONE, rules or SaleRules(), orders)
    return [(purchase.on, purchase.amount.amount) for purchase in found]


def won(number, **changed):
    return deal(number, semantics="S", moved_at=LATE, **changed)


@pytest.mark.parametrize(
    ("rules", "closes_on", "moved_at", "expected"),
    [
        (SaleRules(), date(2026, 10, 20), LATE, date(2026, 10, 20)),
        (SaleRules(), date(2026, 12, 20), LATE, date(2026, 11, 1)),
        (SaleRules(), None, LATE, date(2026, 11, 1)),
        (SaleRules(), date(2026, 10, 20), None, date(2026, 10, 20)),
        (SaleRules(), None, None, None),
        (SaleRules(has_import=True), date(2026, 10, 20), LATE, date(2026, 11, 1)),
        (SaleRules(has_import=True), date(2026, 10, 20), None, date(2026, 10, 20)),
        (SaleRules(source="invoices"), date(2026, 10, 20), LATE, date(2026, 11, 1)),
    ],
)
def test_the_day_of_a_sale(rules, closes_on, moved_at, expected):
    """A deal is sold when it was closed, at the latest when it was moved; an invoice when it was moved."""
    assert day_of_sale(closes_on, moved_at, rules, ZONE) == expected


@pytest.mark.parametrize(("wins", "on_one_day", "expected"), [(25, 5, True), (26, 5, False), (4, 4, False), (1000, 199, False)])
def test_many_deals_closed_on_one_day_were_brought_in(wins, on_one_day, expected):
    """A fifth of all, and at least five, on one day is an import."""
    assert is_import(wins, on_one_day) is expected


def test_exactly_one_kind_of_document_is_a_purchase():
    """Deals, invoices or orders count, never two of them for one sale; of deals only some pipelines, if so said."""
    paper = deal(1, entity=EntityId(INVOICE, 1), semantics="S")
    assert (is_sale(won(2), SaleRules()), is_sale(paper, SaleRules())) == (True, False)
    assert (is_sale(won(2), SaleRules(source="invoices")), is_sale(paper, SaleRules(source="invoices"))) == (False, True)
    assert not is_sale(won(2), SaleRules(source="orders"))
    some = SaleRules(categories=frozenset({3}))
    assert (is_sale(won(2), some), is_sale(won(2, category_id=3), some)) == (False, True)
    assert not is_sale(won(2, is_recurring=True), SaleRules())


def test_what_was_given_back_was_not_bought():
    """Returns lessen the sum of their day; a day on which all was given back is none."""
    returned = SaleRules(returned={deal_id(1): Decimal(400), deal_id(3): Decimal(1000)})
    sales = [won(1), won(2, amount=Decimal(5)), won(3, closes_on=date(2026, 10, 5))]
    assert bought(sales, returned) == [(date(2026, 11, 1), Decimal("605.00"))]


def test_paid_orders_are_purchases_where_a_setting_says_so():
    """An order counts on the day of its last payment, else on its own; unpaid and cancelled ones do not."""
    orders = [
        order(1, is_paid=True, paid_at=NOON - DAY, amount=Decimal(7)),
        order(2, is_paid=True, paid_at=None, created_at=NOON - timedelta(days=4), amount=Decimal(8)),
        order(3, is_paid=False),
        order(4, is_paid=True, is_cancelled=True),
    ]
    assert bought([won(9)], SaleRules(source="orders"), orders) == [
        (date(2026, 10, 29), Decimal(8)),
        (date(2026, 11, 1), Decimal(7)),
    ]
    assert bought([won(9)], SaleRules(), orders) == [(date(2026, 11, 1), Decimal("1000.00"))]
