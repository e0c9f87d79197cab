"""What counts as a purchase of a client: won deals, paid invoices or paid orders, one of them per portal, net of returns.

Specification 4.3, rulings 6 and 12. Not how a buyer's rhythm follows from them: that is `assistants`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final

from b24bridge.core.facts import Purchase
from b24bridge.core.ids import DEAL, INVOICE, ORDER, EntityId
from b24bridge.core.money import Money
from b24bridge.core.records import Element, Order

ORDERS, INVOICES, DEALS = "orders", "invoices", "deals"
SOLD_BY: Final = {DEALS: DEAL, INVOICES: INVOICE}
IMPORTED_SHARE, IMPORTED_AT_LEAST = 5, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRules:
    """Which documents of a portal are purchases. `returned` is what was given back of each, in the portal's currency.

    `categories` are the pipelines whose deals count, all of them when empty. `has_import` says that so many deals bear one
    closing day that it is the day of their import: then the day of their last move counts.
    """

    source: str = DEALS
    categories: frozenset[int] = frozenset()
    has_import: bool = False
    returned: Mapping[EntityId, Decimal] = field(default_factory=dict)


WON_DEALS: Final = SaleRules()


def is_sale(element: Element, rules: SaleRules) -> bool:
    """Say whether an element is a purchase, whatever its sum."""
    is_right = SOLD_BY.get(rules.source) == element.entity.type_id and element.semantics == "S" and not element.is_recurring
    return is_right and (rules.source != DEALS or not rules.categories or element.category_id in rules.categories)


def day_of_sale(closes_on: date | None, moved_at: datetime | None, rules: SaleRules, zone: tzinfo) -> date | None:
    """Return the day of a purchase in `zone`: a deal's closing day, never later than its last move; an invoice's last move."""
    moved_on = moved_at.astimezone(zone).date() if moved_at is not None else None
    if closes_on is None or (moved_on is not None and (rules.source != DEALS or rules.has_import or moved_on < closes_on)):
        return moved_on
    return closes_on


def is_import(wins: int, on_one_day: int) -> bool:
    """Say whether of so many won deals too many were closed on one and the same day for that to be when they were sold."""
    return on_one_day >= IMPORTED_AT_LEAST and on_one_day * IMPORTED_SHARE >= wins


def purchases_of(
    elements: Iterable[Element],
    to_base: Callable[[Money], Money | None],
    zone: tzinfo,
    rules: SaleRules = WON_DEALS,
    orders: Iterable[Order] = (),
) -> tuple[Purchase, ...]:
    """Return the days in `zone` on which a client bought, in order, those of one day as one (rulings 12).

    What comes to nothing or less, templates of recurring documents and sums that `to_base` cannot price are left out.
    """
    sales: list[tuple[date | None, EntityId, Money]] = [
        (day_of_sale(one.closes_on, one.moved_at, rules, zone), one.entity, Money(one.amount, one.currency))
        for one in elements
        if is_sale(one, rules)
    ]
    if rules.source == ORDERS:
        sales += [
            (day_of_order(order, zone), EntityId(ORDER, order.id), Money(order.amount, order.currency))
            for order in orders
            if order.is_paid and not order.is_cancelled
        ]
    sums: dict[date, Decimal] = defaultdict(Decimal)
    currency = ""
    for day, entity, money in sales:
        price = to_base(money)
        left = price.amount - rules.returned.get(entity, 0) if price is not None else 0
        if day is not None and price is not None and left > 0:
            sums[day] += left
            currency = price.currency
    return tuple(Purchase(on=day, amount=Money(sums[day], currency)) for day in sorted(sums))


def day_of_order(order: Order, zone: tzinfo) -> date | None:
    """Return the day in `zone` on which a paid order was bought: that of its last payment, else of the order itself."""
    at = order.paid_at or order.created_at
    return at.astimezone(zone).date() if at is not None else None
