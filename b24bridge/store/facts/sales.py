"""What a whole portal sells, in one pass over its purchases: how its buyers buy, and what each owner's clients bring.

Read at most once a day for single clients, and anew for a gathering of all; memory does not grow with the portal.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, func, select

from b24bridge.core.habit_fit import Pauses, habits_of
from b24bridge.core.habits import Habits
from b24bridge.core.ids import DEAL, ORDER, EntityId
from b24bridge.core.money import Money
from b24bridge.core.profiles import Profile
from b24bridge.core.purchase_evidence import DEALS, SaleRules, day_of_sale, is_import
from b24bridge.store.facts.buyers import sold, still_open
from b24bridge.store.facts.elements import SUCCESS, ToBase
from b24bridge.store.facts.wins import touches_before_win
from b24bridge.store.tables.mirror import elements, payments

YEAR = timedelta(days=365)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """What counts as a purchase, how buyers buy, and the value of each owner's book in the portal's currency."""

    rules: SaleRules
    habits: Habits
    values: Mapping[int | None, Decimal]


def read_sales(connection: Connection, portal_id: int, profile: Profile, to_base: ToBase, today: date) -> Sales:
    """Read the purchases and open deals of a portal."""
    rules = SaleRules(
        source=profile.purchase_source,
        categories=frozenset(profile.purchase_categories),
        has_import=profile.purchase_source == DEALS and _has_import(connection, portal_id, profile),
        returned=_returned(connection, portal_id, to_base),
    )
    pauses, values = Pauses(), defaultdict[int | None, Decimal](Decimal)
    for (_, _, owner_id), rows in groupby(sold(connection, portal_id, rules), key=_whose):
        days: dict[date, None] = {}
        for row in rows:
            day = day_of_sale(row.closes_on, row.moved_at, rules, profile.zone)
            amount = _net(row, rules, to_base)
            if day is None or amount <= 0:
                continue
            days[day] = None
            if today - YEAR < day <= today:
                values[owner_id] += amount
        pauses.add(sorted(day.toordinal() for day in days))
    for row in still_open(connection, portal_id):
        price = to_base(Money(row.amount, row.currency))
        if price is not None:
            values[row.owner_id] += price.amount * (row.probability or 0) / HUNDRED
    habits = habits_of(pauses, touches_before_win(connection, portal_id, today, profile.zone))
    return Sales(rules=rules, habits=habits, values=dict(values))


def _whose(row: Row[Any]) -> tuple[int | None, int | None, int | None]:
    return row.company, None if row.company is not None else row.contact_id, row.owner_id


def _net(row: Row[Any], rules: SaleRules, to_base: ToBase) -> Decimal:
    price = to_base(Money(row.amount, row.currency))
    return Decimal(0) if price is None else price.amount - rules.returned.get(EntityId(row.type_id, row.id), 0)


def _has_import(connection: Connection, portal_id: int, profile: Profile) -> bool:
    e = elements.c
    where = [e.portal_id == portal_id, e.type_id == DEAL, e.semantics == SUCCESS, ~e.is_recurring, e.gone_at.is_(None)]
    if profile.purchase_categories:
        where.append(e.category_id.in_(profile.purchase_categories))
    counted = connection.execute(select(e.closes_on, func.count()).where(*where).group_by(e.closes_on)).all()
    on_one_day = max((number for day, number in counted if day is not None), default=0)
    return is_import(sum(number for _, number in counted), on_one_day)


def _returned(connection: Connection, portal_id: int, to_base: ToBase) -> Mapping[EntityId, Decimal]:
    """Return what was given back of each deal, invoice and order, as far as it has a rate."""
    p = payments.c
    found: dict[EntityId, Decimal] = defaultdict(Decimal)
    columns = (p.order_id, p.entity_type, p.entity_id, p.amount, p.currency)
    here = select(*columns).where(p.portal_id == portal_id, p.is_return, p.is_paid, p.gone_at.is_(None))
    for order_id, entity_type, entity_id, amount, currency in connection.execute(here):
        price = to_base(Money(amount, currency))
        if price is None:
            continue
        if order_id is not None:
            found[EntityId(ORDER, order_id)] += price.amount
        if entity_type is not None and entity_id is not None:
            found[EntityId(entity_type, entity_id)] += price.amount
    return dict(found)
