"""Rows of the mirror: the few columns of the portal that decisions need. Not payloads, and not what we conclude from them.

Every moment is aware and in UTC; every date is a portal date. `updated_at` guards the mirror: an older record never
overwrites a newer one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from b24bridge.core.ids import EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of the portal; `is_active` is false once dismissed."""

    id: int
    is_active: bool
    name: str
    department_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department, its parent and its head, where the portal tells them."""

    id: int
    name: str
    parent_id: int | None = None
    head_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which a person is away, both included, as portal dates."""

    person_id: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of a pipeline; `semantics` is P (in progress), S (success) or F (failure)."""

    entity_type_id: int
    stage_id: str
    semantics: str
    sort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency and its price in the portal's base currency."""

    code: str
    rate: Decimal
    is_base: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company; `hold` is our own user field by which people exempt it."""

    id: int
    owner_id: int | None
    created_at: datetime | None
    updated_at: datetime | None
    company_type: str | None = None
    is_mine: bool = False
    title: str | None = None
    hold: bool = False
    hold_until: date | None = None
    hold_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact and the companies it belongs to, the primary one first."""

    id: int
    owner_id: int | None
    created_at: datetime | None
    updated_at: datetime | None
    company_ids: tuple[int, ...] = ()
    title: str | None = None
    hold: bool = False
    hold_until: date | None = None
    hold_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A lead, deal or smart invoice: something with a stage and a sum that belongs to a client.

    `origin` names the application that brought it in, `number` is what people call a document by, and `parent_deal` the
    deal that an invoice belongs to. Titles are not kept: people write names into them.
    """

    entity: EntityId
    company_id: int | None
    contact_id: int | None
    owner_id: int | None
    stage_id: str
    semantics: str
    amount: Decimal
    currency: str
    created_at: datetime | None
    updated_at: datetime | None
    category_id: int = 0
    moved_at: datetime | None = None
    moved_by: int | None = None
    created_by: int | None = None
    origin: str | None = None
    begins_on: date | None = None
    closes_on: date | None = None
    probability: int | None = None
    is_recurring: bool = False
    number: str = ""
    parent_deal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A call, letter, meeting, chat or todo of the CRM and what it is bound to.

    With `has_all_links` false the portal named its owner alone: whatever else is known of its links still holds.
    `type_id`: 1 meeting, 2 call, 3 task, 4 e-mail, 6 by provider; `direction`: 1 incoming, 2 outgoing, 0 none.
    """

    id: int
    type_id: int
    provider: str
    direction: int
    is_completed: bool
    created_at: datetime | None
    updated_at: datetime | None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    deadline: datetime | None = None
    author_id: int | None = None
    responsible_id: int | None = None
    origin: str | None = None
    text_length: int = 0
    bindings: tuple[EntityId, ...] = ()
    has_all_links: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A line of the telephony's statistics: how long the talk of an activity really lasted, in seconds."""

    id: int
    activity_id: int | None
    duration: int
    is_failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment in a timeline; `words` is its text case-folded, without digits and punctuation, for telling repeats."""

    id: int
    entity: EntityId
    author_id: int | None
    created_at: datetime
    words: str
    text_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMove:
    """A line of stage history: an element entered a stage. The portal does not say who moved it."""

    id: int
    entity: EntityId
    stage_id: str
    semantics: str
    kind: int
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task, what it is bound to, and how often its deadline was moved later.

    `status`: 2 pending, 3 in progress, 4 awaiting control, 5 completed, 6 deferred (api-reference/tasks/fields.md).
    `deadline_set_at` is when the present deadline was given, `marker` our own key when the task is ours.
    """

    id: int
    status: int
    responsible_id: int | None
    author_id: int | None
    created_at: datetime | None
    updated_at: datetime | None
    deadline: datetime | None = None
    deadline_set_at: datetime | None = None
    postponed: int = 0
    marker: str | None = None
    bindings: tuple[EntityId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A shop order. Its clients are named apart from it (data-types.md, `clients`); `company_id` is the primary company.

    `paid_at` is when the last of its payments was made, once it is paid; `origin` names 1C where it came from there
    (`id1c`, `externalOrder`, `updated1c`). `entity` is the deal or invoice that it hangs on: the order of an invoice is
    only where its payments are kept, never a document beside it. No one is told to have made an order.
    """

    id: int
    number: str
    company_id: int | None
    contact_id: int | None
    owner_id: int | None
    amount: Decimal
    currency: str
    is_paid: bool
    is_cancelled: bool
    is_shipped: bool
    created_at: datetime | None
    updated_at: datetime | None
    created_by: int | None = None
    paid_at: datetime | None = None
    origin: str | None = None
    entity: EntityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A payment of an order, or of the deal or invoice that it hangs on (`entity`).

    `due_at` is the portal's `datePayBefore`, `is_return` money given back, `is_disputed` its `reasonMarked` or mark. The
    portal does not tell when a payment or a shipment was changed last, so of both the row read last is believed.
    """

    id: int
    order_id: int | None
    entity: EntityId | None
    amount: Decimal
    currency: str
    is_paid: bool
    paid_at: datetime | None
    updated_at: datetime | None
    due_at: datetime | None = None
    is_return: bool = False
    is_disputed: bool = False
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A shipment of an order: whether and when it left (`deducted`)."""

    id: int
    order_id: int
    is_shipped: bool
    shipped_at: datetime | None
    updated_at: datetime | None


Dictionary = Person | Department | Absence | Stage | Currency
Record = Dictionary | Company | Contact | Element | Activity | Call | Comment | StageMove | Task | Order | PaymentRow | Shipment
