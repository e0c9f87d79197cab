"""Documents as Unpaid orders and Debtors read them: what is open, when it falls due, which of the two it belongs to.

A document past its due day is a debt once its delivery is proven (rulings 5). Not what is done about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Json
from b24bridge.core.documents import Document
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import DEAL, INVOICE, ORDER
from b24bridge.core.money import Money
from b24bridge.core.sentences import NBSP

OPEN, PAID, CANCELLED = "P", "S", "F"
LAST_YEAR = timedelta(days=365)
PER_MILLE = 1000
NAMES: Final[Mapping[int, tuple[str, str]]] = {
    INVOICE: ("счёт", "invoice"),
    ORDER: ("заказ", "order"),
    DEAL: ("сделка", "deal"),
}
Proof = Literal["due_date", "shipment", "stage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When an unpaid document becomes a debt: what proves its delivery, when it is due, and from which sum on.

    The least debt is the larger of `min_debt`, in the portal's currency, and `min_debt_share` thousandths of what the client
    bought within a year (rulings 18).
    """

    delivery_proof: Proof = "due_date"
    delivered_stages: tuple[str, ...] = ()
    terms_days: int = 14
    min_debt: int = 1_000
    min_debt_share: int = 5

    def is_delivered(self, document: Document) -> bool:
        """Say whether the setting takes a document past due for delivered."""
        if self.delivery_proof == "stage":
            return document.stage_id in self.delivered_stages
        return self.delivery_proof == "due_date" or document.is_shipped

    def due_day(self, document: Document, calendar: Calendar) -> date | None:
        """Return the last day to pay on, moved off a day off (rulings 11); None where nothing tells it."""
        written = document.due_on
        if written is None and document.shipped_on is not None:
            written = document.shipped_on + timedelta(days=self.terms_days)
        return None if written is None else calendar.next_working(written)

    def least_debt(self, fact: ClientFact, today: date) -> Decimal:
        """Return from which sum in the portal's currency a document past due is a debt."""
        year = [bought.amount.amount for bought in fact.purchases if today - LAST_YEAR < bought.on <= today]
        return max(Decimal(self.min_debt), sum(year, Decimal(0)) * self.min_debt_share / PER_MILLE)

    def debts(self, fact: ClientFact, today: date) -> tuple[Document, ...]:
        """Return the documents that belong to Debtors. Of one without a rate nobody can say that it is small."""
        if not fact.documents:
            return ()
        least = self.least_debt(fact, today)
        return tuple(
            document
            for document in fact.documents
            if is_open(document)
            and (due := self.due_day(document, fact.calendar)) is not None
            and today > due
            and self.is_delivered(document)
            and (document.base is None or document.base.amount >= least)
        )

    def undated(self, fact: ClientFact) -> tuple[Document, ...]:
        """Return what was delivered and not paid, though nothing tells by when it should have been."""
        return tuple(
            document
            for document in fact.documents
            if is_open(document)
            and self.due_day(document, fact.calendar) is None
            and (document.is_shipped or document.stage_id in self.delivered_stages)
        )


def is_open(document: Document) -> bool:
    """Say whether something is still to be paid on a document."""
    return document.semantics == OPEN and document.outstanding.amount > 0


def first_seen(document: Document, acts_since: date | None) -> date:
    """Return the day from which we could act on a document (rulings 9)."""
    return document.seen_on if acts_since is None else max(document.seen_on, acts_since)


def in_base(documents: Iterable[Document], currency: str) -> Money:
    """Return what is still to be paid in the portal's currency; sums without a rate are not in it."""
    return Money(sum((document.base.amount for document in documents if document.base), Decimal(0)), currency).rounded()


def by_currency(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """Return documents by their currency, in their order."""
    found: dict[str, tuple[Document, ...]] = {}
    for document in documents:
        currency = document.amount.currency
        found[currency] = (*found.get(currency, ()), document)
    return found


def total_of(documents: Iterable[Document], currency: str) -> Money:
    """Return what is still to be paid on documents of one currency."""
    return Money(sum((document.outstanding.amount for document in documents), Decimal(0)), currency)


def name_of(document: Document, language: str) -> str:
    """Return a document as people call it: «счёт № 17», "order 5"."""
    ru, en = NAMES.get(document.entity.type_id, ("документ", "document"))
    number = document.number or str(document.entity.id)
    return f"{ru} №{NBSP}{number}" if language == "ru" else f"{en}{NBSP}{number}"


def facts_of(documents: Iterable[Document], terms: Terms, calendar: Calendar, today: date) -> list[Json]:
    """Return documents as JSON. `age` counts days past the due day, from the issue where there is none or it is to come."""
    rows: list[Json] = []
    for document in documents:
        due = terms.due_day(document, calendar)
        start = due if due is not None and due < today else document.issued_on
        rows.append(
            {
                "id": str(document.entity),
                "number": document.number,
                "title": document.title,
                "outstanding": str(document.outstanding.amount),
                "currency": document.amount.currency,
                "issued_on": document.issued_on.isoformat() if document.issued_on else None,
                "due_on": due.isoformat() if due else None,
                "age": (today - start).days if start else None,
            }
        )
    return rows
