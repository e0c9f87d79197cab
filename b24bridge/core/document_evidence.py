"""What is to be paid: documents made of invoices, orders and deals with their payments, and the contact that paying is.

Rulings 6 and 17. Not what follows from a document being late: that is `assistants`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from b24bridge.core.documents import Document, Payment
from b24bridge.core.evidence_rules import ROBOT
from b24bridge.core.ids import DEAL, INVOICE, ORDER, EntityId
from b24bridge.core.money import Money
from b24bridge.core.records import Element, Order, PaymentRow, Shipment
from b24bridge.core.touches import Kind, Touch

OPEN, PAID, CANCELLED = "P", "S", "F"
KEPT_FOR: Final = timedelta(days=400)
ONE: Final = Decimal(1)
Prices = Callable[[Money], Money | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What hangs on a document: its payments, paid and not, returns too; the shipments; when we first saw it."""

    payments: Sequence[PaymentRow] = ()
    shipments: Sequence[Shipment] = ()
    is_shipped: bool = False
    seen_on: date


def document_of_element(element: Element, papers: Papers, to_base: Prices, zone: tzinfo) -> Document:
    """Return the document that a smart invoice is, or a deal without one. A deal's closing day is no day to pay by."""
    is_invoice = element.entity.type_id == INVOICE
    paid, made = _paid(papers.payments, element.currency, to_base, zone)
    amount = Money(element.amount, element.currency)
    whole = _parent(element.parent_deal) if is_invoice else None
    moved_on = _day(element.moved_at, zone)
    return Document(
        entity=element.entity,
        title="",
        number=element.number,
        amount=amount,
        paid=paid,
        base=_rest(amount, paid, to_base),
        semantics=element.semantics,
        stage_id=element.stage_id,
        owner_id=element.owner_id,
        issued_on=element.begins_on or _day(element.created_at, zone),
        seen_on=papers.seen_on,
        due_on=(element.closes_on if is_invoice else None) or _due(papers.payments, zone),
        is_by_person=element.created_by != ROBOT and element.origin is None,
        paid_on=(moved_on or _last(made)) if element.semantics == PAID else None,
        payments=made,
        order_key=str(whole or element.entity),
        shipped_on=_shipped_on(papers, zone),
        is_shipped=_is_shipped(papers),
        is_disputed=_is_disputed(papers),
    )


def document_of_order(order: Order, papers: Papers, to_base: Prices, zone: tzinfo) -> Document:
    """Return the document that a shop order is. It is due when the first of its payments is that was not made yet."""
    paid, made = _paid(papers.payments, order.currency, to_base, zone)
    amount, entity = Money(order.amount, order.currency), EntityId(ORDER, order.id)
    return Document(
        entity=entity,
        title="",
        number=order.number,
        amount=amount,
        paid=paid,
        base=_rest(amount, paid, to_base),
        semantics=CANCELLED if order.is_cancelled else PAID if order.is_paid else OPEN,
        stage_id="",
        owner_id=order.owner_id,
        issued_on=_day(order.created_at, zone),
        seen_on=papers.seen_on,
        due_on=_due(papers.payments, zone),
        is_by_person=order.origin is None,
        paid_on=(_day(order.paid_at, zone) or _last(made)) if order.is_paid else None,
        payments=made,
        order_key=str(order.entity or entity),
        shipped_on=_shipped_on(papers, zone),
        is_shipped=_is_shipped(papers),
        is_disputed=_is_disputed(papers),
    )


def is_worth_keeping(document: Document, today: date) -> bool:
    """Say whether a document is open, or was paid or declined no longer than 400 days ago."""
    ended_on = document.paid_on or document.issued_on or document.seen_on
    return document.semantics == OPEN or today - ended_on <= KEPT_FOR


def touches_of_order(order: Order, payments: Iterable[PaymentRow], zone: tzinfo, now: datetime) -> list[Touch]:
    """Return the contacts that an order is: it was paid, or 1C changed it. Of payments see `touches_of_payments`."""
    has_payments = any(payment.is_paid and payment.paid_at is not None for payment in payments)
    moments = [order.paid_at if order.is_paid and not has_payments else None]
    if order.origin is not None and not order.is_cancelled:
        moments.append(order.updated_at or order.created_at)
    known = [at for at in moments if at is not None]
    return [_contact(f"order:{order.id}", max(known), zone, now)] if known else []


def touches_of_payments(payments: Iterable[PaymentRow], zone: tzinfo, now: datetime) -> list[Touch]:
    """Return the contacts that payments are: each that was made, not what was given back."""
    made = (payment for payment in payments if payment.is_paid and not payment.is_return)
    return [_contact(f"payment:{one.id}", one.paid_at, zone, now) for one in made if one.paid_at is not None]


def _contact(source: str, at: datetime, zone: tzinfo, now: datetime) -> Touch:
    ignored = "future" if at > now else ""
    return Touch(at=at.astimezone(zone), kind=Kind.CONTACT, source=source, channel="payment", direction=1, ignored=ignored)


def _parent(deal: int | None) -> EntityId | None:
    return EntityId(DEAL, deal) if deal is not None else None


def _paid(payments: Iterable[PaymentRow], currency: str, to_base: Prices, zone: tzinfo) -> tuple[Money, tuple[Payment, ...]]:
    """Return what was paid less what was given back, and the payments made; sums without a rate to `currency` are left out."""
    total, made = Decimal(0), []
    for payment in payments:
        amount = _priced(Money(payment.amount, payment.currency), currency, to_base) if payment.is_paid else None
        if amount is None:
            continue
        total += -amount if payment.is_return else amount
        if not payment.is_return:
            at = payment.paid_at.astimezone(zone) if payment.paid_at is not None else None
            made.append(Payment(id=payment.id, amount=Money(amount, currency), at=at))
    return Money(total, currency), tuple(made)


def _priced(money: Money, currency: str, to_base: Prices) -> Decimal | None:
    if money.currency == currency:
        return money.amount
    price, unit = to_base(money), to_base(Money(ONE, currency))
    return None if price is None or unit is None else price.amount / unit.amount


def _rest(amount: Money, paid: Money, to_base: Prices) -> Money | None:
    return to_base(Money(max(amount.amount - paid.amount, Decimal(0)), amount.currency))


def _due(payments: Iterable[PaymentRow], zone: tzinfo) -> date | None:
    waited = (payment.due_at for payment in payments if not payment.is_paid and not payment.is_return)
    return _day(min((at for at in waited if at is not None), default=None), zone)


def _shipped_on(papers: Papers, zone: tzinfo) -> date | None:
    moments = (shipment.shipped_at for shipment in papers.shipments if shipment.is_shipped)
    return _day(max((at for at in moments if at is not None), default=None), zone)


def _is_shipped(papers: Papers) -> bool:
    return papers.is_shipped or (bool(papers.shipments) and all(shipment.is_shipped for shipment in papers.shipments))


def _is_disputed(papers: Papers) -> bool:
    return any(payment.is_disputed and not payment.is_paid for payment in papers.payments)


def _last(made: Sequence[Payment]) -> date | None:
    return max((payment.at.date() for payment in made if payment.at is not None), default=None)


def _day(at: datetime | None, zone: tzinfo) -> date | None:
    return at.astimezone(zone).date() if at is not None else None
