"""The documents of each client of a group, what it bought, and the contact that paying is. What they mean: `core`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from b24bridge.core.document_evidence import (
    Papers,
    document_of_element,
    document_of_order,
    is_worth_keeping,
    touches_of_order,
    touches_of_payments,
)
from b24bridge.core.documents import Document
from b24bridge.core.facts import Purchase
from b24bridge.core.ids import DEAL, INVOICE, ORDER, EntityId
from b24bridge.core.profiles import Profile
from b24bridge.core.purchase_evidence import SaleRules, purchases_of
from b24bridge.core.records import Element, Order
from b24bridge.store.facts.elements import IN_PROGRESS, Elements, ToBase
from b24bridge.store.facts.evidence import Evidence
from b24bridge.store.facts.members import Members
from b24bridge.store.facts.papers import Paperwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What the documents of a group's clients are made of."""

    profile: Profile
    to_base: ToBase
    today: date
    sales: SaleRules
    elements: Elements
    paperwork: Paperwork
    orders: Mapping[int, Sequence[Order]]
    invoiced: frozenset[int]

    def documents(self, client_id: int) -> tuple[Document, ...]:
        """Return a client's documents by entity: its own invoices, orders and, where a setting says so, deals."""
        trade, orders = self.elements.trades.get(client_id), self.orders.get(client_id, ())
        if trade is None and not orders:
            return ()
        found = [self._of_element(one) for one in (trade.own if trade else ()) if self._is_document(one)]
        found += [self._of_order(order) for order in orders if order.entity is None or order.entity.type_id != INVOICE]
        kept = [document for document in found if is_worth_keeping(document, self.today)]
        return tuple(sorted(kept, key=lambda document: document.entity))

    def purchases(self, client_id: int) -> tuple[Purchase, ...]:
        """Return the portal days on which a client bought."""
        trade, orders = self.elements.trades.get(client_id), self.orders.get(client_id, ())
        if trade is None and not orders:
            return ()
        return purchases_of(trade.own if trade else (), self.to_base, self.profile.zone, self.sales, orders)

    def _is_document(self, element: Element) -> bool:
        if element.is_recurring or element.entity.type_id != DEAL:
            return element.entity.type_id == INVOICE and not element.is_recurring
        is_billed = element.entity.id in self.invoiced or element.entity in self.paperwork.behind
        return element.semantics == IN_PROGRESS and element.stage_id in self.profile.invoice_stages and not is_billed

    def _of_element(self, element: Element) -> Document:
        behind = self.paperwork.behind.get(element.entity, ())
        papers = Papers(
            payments=self.paperwork.payments_of(element.entity),
            shipments=tuple(one for order in behind for one in self.paperwork.shipped.get(order.id, ())),
            is_shipped=bool(behind) and all(order.is_shipped for order in behind),
            seen_on=self._day(self.elements.seen_at.get(element.entity) or element.created_at),
        )
        return document_of_element(element, papers, self.to_base, self.profile.zone)

    def _of_order(self, order: Order) -> Document:
        papers = Papers(
            payments=self.paperwork.payments_of(EntityId(ORDER, order.id)),
            shipments=tuple(self.paperwork.shipped.get(order.id, ())),
            is_shipped=order.is_shipped,
            seen_on=self._day(self.paperwork.seen_at.get(order.id) or order.created_at),
        )
        return document_of_order(order, papers, self.to_base, self.profile.zone)

    def _day(self, at: datetime | None) -> date:
        return at.astimezone(self.profile.zone).date() if at is not None else self.today


def orders_by_client(paperwork: Paperwork, members: Members) -> Mapping[int, Sequence[Order]]:
    """Return the orders that are each client's own money: by the client they name, else by what they hang on."""
    found: dict[int, list[Order]] = defaultdict(list)
    for order in paperwork.orders.values():
        named = EntityId(ORDER, order.id)
        source = named if members.of(ORDER, order.id) or order.entity is None else order.entity
        for client_id in paperwork.clients_of(order, members):
            if members.is_own(client_id, source):
                found[client_id].append(order)
    return found


def invoiced_deals(elements: Elements) -> frozenset[int]:
    """Return the deals that have an invoice."""
    invoices = (one for entity, one in elements.all.items() if entity.type_id == INVOICE)
    return frozenset(invoice.parent_deal for invoice in invoices if invoice.parent_deal is not None)


def add_payments(paperwork: Paperwork, members: Members, profile: Profile, now: datetime, found: Evidence) -> None:
    """Add the contacts that orders and payments are."""
    for order in paperwork.orders.values():
        payments = paperwork.payments_of(EntityId(ORDER, order.id))
        clients = paperwork.clients_of(order, members)
        for touch in touches_of_order(order, payments, profile.zone, now):
            found.add(clients, touch)
    for payment in paperwork.payments.values():
        order_of = paperwork.orders.get(payment.order_id) if payment.order_id is not None else None
        clients = paperwork.clients_of(order_of, members) if order_of is not None else ()
        if not clients and payment.entity is not None:
            clients = members.of(payment.entity.type_id, payment.entity.id)
        for touch in touches_of_payments([payment], profile.zone, now):
            found.add(clients, touch)
