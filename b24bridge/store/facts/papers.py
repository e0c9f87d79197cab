"""Orders, payments and shipments of a group of clients, and what hangs on what. The documents they make: `documents`.

The order of an invoice is only where the invoice's payments are kept: they and its shipments are the invoice's.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from b24bridge.core.ids import DEAL, INVOICE, ORDER, EntityId
from b24bridge.core.records import Order, PaymentRow, Shipment
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.members import Clients, Members
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import orders, payments, shipments

ORDERED = shape_of(Order, orders, "entity")
PAID = shape_of(PaymentRow, payments, "entity")
SHIPPED = shape_of(Shipment, shipments)


@dataclass(slots=True)
class Paperwork:
    """Orders and payments by number, when each order was first seen, and what hangs on which invoice, deal or order."""

    orders: dict[int, Order] = field(default_factory=dict)
    seen_at: dict[int, datetime] = field(default_factory=dict)
    behind: dict[EntityId, list[Order]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[int, PaymentRow] = field(default_factory=dict)
    paid_for: dict[EntityId, list[PaymentRow]] = field(default_factory=lambda: defaultdict(list))
    shipped: dict[int, list[Shipment]] = field(default_factory=lambda: defaultdict(list))

    def add_order(self, order: Order, first_seen_at: datetime | None) -> None:
        """Add an order, once."""
        if order.id in self.orders:
            return
        self.orders[order.id] = order
        if first_seen_at is not None:
            self.seen_at[order.id] = first_seen_at
        if order.entity is not None:
            self.behind[order.entity].append(order)

    def add_payment(self, payment: PaymentRow) -> None:
        """Add a payment, once, to its order and to the deal or invoice that it hangs on."""
        if payment.id in self.payments:
            return
        self.payments[payment.id] = payment
        if payment.entity is not None:
            self.paid_for[payment.entity].append(payment)
        if payment.order_id is not None:
            self.paid_for[EntityId(ORDER, payment.order_id)].append(payment)

    def payments_of(self, entity: EntityId) -> Sequence[PaymentRow]:
        """Return the payments of an invoice, deal or order, those of the orders behind it among them."""
        found = {payment.id: payment for payment in self.paid_for.get(entity, ())}
        for order in self.behind.get(entity, ()):
            found |= {payment.id: payment for payment in self.paid_for.get(EntityId(ORDER, order.id), ())}
        return tuple(found.values())

    def clients_of(self, order: Order, members: Members) -> Clients:
        """Return the clients of an order: those it names, else those of the deal or invoice that it hangs on."""
        named = members.of(ORDER, order.id)
        return named or (members.of(order.entity.type_id, order.entity.id) if order.entity is not None else ())


def read_paperwork(connection: Connection, portal_id: int, members: Members) -> Paperwork:
    """Return the orders that are the clients' or hang on their deals and invoices, with all payments and shipments."""
    paperwork = Paperwork()
    for entity_type, entity_id, first_seen_at, *order in _read(
        connection, portal_id, members, orders, orders.c.id, members.ids(ORDER), (orders.c.first_seen_at, *ORDERED.columns)
    ):
        paperwork.add_order(ORDERED.read(order, entity=_entity(entity_type, entity_id)), first_seen_at)
    for entity_type, entity_id, *payment in _read(
        connection, portal_id, members, payments, payments.c.order_id, list(paperwork.orders), PAID.columns
    ):
        paperwork.add_payment(PAID.read(payment, entity=_entity(entity_type, entity_id)))
    if paperwork.orders:
        s = shipments.c
        here = select(*SHIPPED.columns).where(s.portal_id == portal_id, s.gone_at.is_(None))
        for values in connection.execute(here.where(s.order_id.in_(numbers(connection, paperwork.orders))).order_by(s.id)):
            shipment = SHIPPED.read(values)
            paperwork.shipped[shipment.order_id].append(shipment)
    return paperwork


def _read(
    connection: Connection,
    portal_id: int,
    members: Members,
    table: Table,
    number: ColumnElement[Any],
    named: Sequence[int],
    columns: Sequence[ColumnElement[Any]],
) -> Iterator[Sequence[Any]]:
    """Yield rows of a table that bear one of the numbers, or hang on a deal or invoice of the clients; some of them twice."""
    c = table.c
    here = select(c.entity_type, c.entity_id, *columns).where(c.portal_id == portal_id, c.gone_at.is_(None)).order_by(c.id)
    if named:
        yield from connection.execute(here.where(number.in_(numbers(connection, named))))
    for type_id in (DEAL, INVOICE):
        ids = members.ids(type_id)
        if ids:
            yield from connection.execute(here.where(c.entity_type == type_id, c.entity_id.in_(numbers(connection, ids))))


def _entity(type_id: int | None, number: int | None) -> EntityId | None:
    return EntityId(type_id, number) if type_id is not None and number is not None else None
