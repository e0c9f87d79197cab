"""Leads, deals and invoices of a group of clients: open deals, and sums without a rate. What is bought: `papers`."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from b24bridge.core.facts import OpenDeal
from b24bridge.core.ids import DEAL, INVOICE, LEAD, EntityId
from b24bridge.core.money import Money
from b24bridge.core.records import Element
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.members import Members
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import elements

ToBase = Callable[[Money], Money | None]
IN_PROGRESS, SUCCESS = "P", "S"
ELEMENT = shape_of(Element, elements, "entity")


@dataclass(slots=True)
class Trade:
    """What one client may buy: `own` is its money, `all` also holds what only its touches may come from."""

    own: list[Element] = field(default_factory=list)
    all: dict[EntityId, Element] = field(default_factory=dict)

    def deals(self, to_base: ToBase) -> tuple[OpenDeal, ...]:
        """Return the deals in progress whose sum has a rate."""
        priced = ((deal, to_base(Money(deal.amount, deal.currency))) for deal in self.own if _is_deal(deal, IN_PROGRESS))
        return tuple(
            OpenDeal(id=deal.entity.id, amount=amount, probability=deal.probability or 0, stage_id=deal.stage_id)
            for deal, amount in priced
            if amount is not None
        )

    def unpriced(self, to_base: ToBase) -> tuple[Money, ...]:
        """Return the sums of deals, in progress or won, whose currency has no rate."""
        counted = (deal for deal in self.own if _is_deal(deal, IN_PROGRESS) or _is_deal(deal, SUCCESS))
        sums = (Money(deal.amount, deal.currency) for deal in counted if deal.amount)
        return tuple(money for money in sums if to_base(money) is None)


NO_TRADE = Trade()


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements of a group, when each was first seen by us, and what each client trades."""

    all: Mapping[EntityId, Element]
    seen_at: Mapping[EntityId, datetime]
    trades: Mapping[int, Trade]


def read_elements(connection: Connection, portal_id: int, members: Members) -> Elements:
    """Return the elements that are not gone; one that names only a contact is money of the primary company alone."""
    found: dict[EntityId, Element] = {}
    seen_at: dict[EntityId, datetime] = {}
    trades: dict[int, Trade] = defaultdict(Trade)
    e = elements.c
    for type_id in (LEAD, DEAL, INVOICE):
        ids = members.ids(type_id)
        if not ids:
            continue
        here = select(e.id, e.first_seen_at, *ELEMENT.columns).where(
            e.portal_id == portal_id, e.type_id == type_id, e.id.in_(numbers(connection, ids)), e.gone_at.is_(None)
        )
        for number, first_seen_at, *values in connection.execute(here.order_by(e.id)):
            element = ELEMENT.read(values, entity=EntityId(type_id, number))
            found[element.entity] = element
            if first_seen_at is not None:
                seen_at[element.entity] = first_seen_at
            for client_id in members.of(type_id, number):
                trade = trades[client_id]
                trade.all[element.entity] = element
                if members.is_own(client_id, element.entity):
                    trade.own.append(element)
    return Elements(found, seen_at, trades)


def _is_deal(element: Element, semantics: str) -> bool:
    return element.entity.type_id == DEAL and element.semantics == semantics and not element.is_recurring
