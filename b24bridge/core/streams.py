"""Streams: the kinds of rows we mirror, and where a reader of one has got to. Reading them is `b24bridge.bitrix.streams`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from b24bridge.core.decisions import Json
from b24bridge.core.ids import DEAL, INVOICE, LEAD
from b24bridge.core.records import (
    Absence,
    Activity,
    Call,
    Comment,
    Company,
    Contact,
    Currency,
    Element,
    Order,
    PaymentRow,
    Record,
    Shipment,
    Stage,
    StageMove,
    Task,
)


class Stream(StrEnum):
    """Every stream, in the order in which a first sync reads them: what others point at comes first."""

    STATUSES = "statuses"
    CURRENCIES = "currencies"
    DEPARTMENTS = "departments"
    PEOPLE = "people"
    ABSENCES = "absences"
    COMPANIES = "companies"
    CONTACTS = "contacts"
    LEADS = "leads"
    DEALS = "deals"
    INVOICES = "invoices"
    ORDERS = "orders"
    PAYMENTS = "payments"
    SHIPMENTS = "shipments"
    STAGE_MOVES = "stage_moves"
    CALLS = "calls"
    ACTIVITIES = "activities"
    TASKS = "tasks"
    COMMENTS = "comments"


Cursor = Mapping[str, Json]
"""Where a reader of a stream has got to. Its content is the stream's own business; it is stored as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a stream and the cursor to go on from.

    `is_last` is true only when the portal itself said that nothing follows. `replaces_all` tells that these rows are the
    whole stream, so that rows of the mirror that are not among them are gone. `total` is the portal's count, if known.
    `parked` describes rows that could not be understood: they are shown, never dropped.
    """

    records: tuple[Record, ...]
    cursor: Cursor
    is_last: bool
    replaces_all: bool = False
    total: int | None = None
    parked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """A reason to look at one row of a stream: an event said that something happened to it."""

    stream: Stream
    id: int
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of a stream whose ids are above `after` and not above `upto`."""

    stream: Stream
    after: int
    upto: int


ELEMENTS = {LEAD: Stream.LEADS, DEAL: Stream.DEALS, INVOICE: Stream.INVOICES}
STREAM_OF: Mapping[type, Stream] = {
    Company: Stream.COMPANIES,
    Contact: Stream.CONTACTS,
    Activity: Stream.ACTIVITIES,
    StageMove: Stream.STAGE_MOVES,
    Call: Stream.CALLS,
    Task: Stream.TASKS,
    Comment: Stream.COMMENTS,
    Order: Stream.ORDERS,
    PaymentRow: Stream.PAYMENTS,
    Shipment: Stream.SHIPMENTS,
}


def hint_of(record: Record) -> Hint | None:
    """Return the hint that an event about this row would have been, or None for rows that belong to no client."""
    if isinstance(record, Element):
        return Hint(ELEMENTS[record.entity.type_id], record.entity.id)
    stream = STREAM_OF.get(type(record))
    return Hint(stream, record.id) if stream is not None and not isinstance(record, Currency | Absence | Stage) else None
