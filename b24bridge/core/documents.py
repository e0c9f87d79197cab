"""Documents to be paid: smart invoices, shop orders, deals without an invoice; with what was paid. Not what follows."""

from dataclasses import dataclass
from datetime import date, datetime

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment of a document that was made. `at` is aware, in the portal's zone; sums are in the document's currency."""

    id: int
    amount: Money
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a client. Days are the portal's; sums are in the document's own currency.

    `semantics`: P open, S paid, F cancelled or declined. `paid` adds up the payments made, less returns. `base` is what is
    still to be paid in the portal's currency, None where it has no rate. `due_on` is the day to pay by as written, before
    it is moved off a day off; `shipped_on` and `is_shipped` tell the delivery. `is_disputed` is the portal's `reasonMarked`.
    `seen_on` is the portal day on which our mirror first saw the document; `order_key` joins invoices of one order or deal.
    `paid_on` is the day of success for a paid one. `is_by_person` tells that an employee issued it.
    """

    entity: EntityId
    title: str
    number: str
    amount: Money
    paid: Money
    base: Money | None
    semantics: str
    stage_id: str
    owner_id: int | None
    issued_on: date | None
    seen_on: date
    due_on: date | None = None
    shipped_on: date | None = None
    is_shipped: bool = False
    is_disputed: bool = False
    is_by_person: bool = True
    paid_on: date | None = None
    payments: tuple[Payment, ...] = ()
    order_key: str = ""

    @property
    def outstanding(self) -> Money:
        """Return what is still to be paid; never below nothing."""
        left = self.amount.amount - self.paid.amount
        return Money(max(left, left * 0), self.amount.currency)
