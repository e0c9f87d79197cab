"""Leads, deals and invoices of some clients: open deals, purchases, and sums without a rate."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from sqlalchemy import Connection, Subquery, and_, select

from b24bridge.core.evidence import purchases_of
from b24bridge.core.facts import OpenDeal, Purchase
from b24bridge.core.ids import DEAL, EntityId
from b24bridge.core.money import Money
from b24bridge.core.records import Element
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import elements

ToBase = Callable[[Money], Money | None]
IN_PROGRESS, SUCCESS = "P", "S"
ELEMENT = shape_of(Element, elements, "entity")


@dataclass(slots=True)
class Trade:
    """What one client buys and may buy: `own` is its money, `all` also holds what only its touches may come from."""

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

    def purchases(self, to_base: ToBase, zone: tzinfo) -> tuple[Purchase, ...]:
        """Return the portal days on which the client bought."""
        return purchases_of(self.own, to_base, zone)

    def unpriced(self, to_base: ToBase) -> tuple[Money, ...]:
        """Return the sums of deals, in progress or won, whose currency has no rate."""
        counted = (deal for deal in self.own if _is_deal(deal, IN_PROGRESS) or _is_deal(deal, SUCCESS))
        sums = (Money(deal.amount, deal.currency) for deal in counted if deal.amount)
        return tuple(money for money in sums if to_base(money) is None)


def _is_deal(element: Element, semantics: str) -> bool:
    return element.entity.type_id == DEAL and element.semantics == semantics and not element.is_recurring


def read_trades(connection: Connection, portal_id: int, member: Subquery) -> Mapping[int, Trade]:
    """Return what each client trades; an element that names only a contact is money of the primary company alone."""
    trades: dict[int, Trade] = defaultdict(Trade)
    here = and_(
        elements.c.portal_id == portal_id,
        elements.c.type_id == member.c.entity_type,
        elements.c.id == member.c.entity_id,
        elements.c.gone_at.is_(None),
    )
    columns = (member.c.client_id, member.c.position, elements.c.type_id, elements.c.id, *ELEMENT.columns)
    found = select(*columns).join(elements, here).order_by(elements.c.type_id, elements.c.id)
    for client_id, position, type_id, number, *values in connection.execute(found):
        element = ELEMENT.read(values, entity=EntityId(type_id, number))
        trades[client_id].all[element.entity] = element
        if position == 0:
            trades[client_id].own.append(element)
    return trades
