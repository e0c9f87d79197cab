"""A portal in memory: rows go in as records, effects come out as plain values. The contract suite holds it to the real one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from b24bridge.core.actions import Action
from b24bridge.core.ids import COMPANY, CONTACT, ORDER, EntityId
from b24bridge.core.ledger import Effect, Reversal
from b24bridge.core.records import (
    Absence,
    Activity,
    Call,
    Comment,
    Company,
    Contact,
    Currency,
    Department,
    Element,
    Order,
    PaymentRow,
    Person,
    Record,
    Shipment,
    Stage,
    StageMove,
    Task,
)
from b24bridge.core.streams import ELEMENTS, Cursor, Page, Stream, Window
from tests.doubles_effects import EffectsDouble

WHOLE = {Stream.STATUSES, Stream.CURRENCIES, Stream.DEPARTMENTS, Stream.PEOPLE, Stream.ABSENCES}
APPENDED = {Stream.STAGE_MOVES, Stream.CALLS}
KINDS = {
    Stage: Stream.STATUSES,
    Currency: Stream.CURRENCIES,
    Department: Stream.DEPARTMENTS,
    Person: Stream.PEOPLE,
    Absence: Stream.ABSENCES,
    Company: Stream.COMPANIES,
    Contact: Stream.CONTACTS,
    StageMove: Stream.STAGE_MOVES,
    Call: Stream.CALLS,
    Activity: Stream.ACTIVITIES,
    Task: Stream.TASKS,
    Comment: Stream.COMMENTS,
    Order: Stream.ORDERS,
    PaymentRow: Stream.PAYMENTS,
    Shipment: Stream.SHIPMENTS,
}
OVERLAP = timedelta(minutes=10)
MOSCOW = ZoneInfo("Europe/Moscow")
NONE: Mapping[str, str] = MappingProxyType({})


def stream_of(record: Record) -> Stream:
    """Return the stream a record belongs to."""
    return ELEMENTS[record.entity.type_id] if isinstance(record, Element) else KINDS[type(record)]


def key_of(record: Record) -> Any:
    """Return what a record is stored under."""
    if isinstance(record, Element):
        return record.entity.id
    if isinstance(record, Stage):
        return (record.entity_type_id, record.stage_id)
    if isinstance(record, Currency):
        return record.code
    if isinstance(record, StageMove):
        return record.id * 100 + record.entity.type_id
    return (record.person_id, record.first_day) if isinstance(record, Absence) else record.id


def is_dated(row: PaymentRow | Shipment, since: datetime) -> bool:
    """Say whether a payment was made, or a shipment left, since then: the portal tells no more of their changes."""
    at = row.paid_at if isinstance(row, PaymentRow) else row.shipped_at
    return at is not None and at >= since


@dataclass
class PortalDouble:
    """Implements the Portal port. `fail_with` is raised by the next call of the named method, before anything happens."""

    now: datetime
    page_size: int = 2
    zone: ZoneInfo = MOSCOW
    rows: dict[Stream, dict[Any, Record]] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[EntityId, dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    notices: dict[str, tuple[int, str]] = field(default_factory=dict)
    reasons: list[tuple[EntityId, str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=lambda: {"is_admin": True, "currency": "RUB", "time_zone": "Europe/Moscow"})
    bound: set[tuple[str, str]] = field(default_factory=set)
    lacking: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    fail_with: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    effects: EffectsDouble = field(init=False)

    def __post_init__(self) -> None:
        """Let changes work on these rows."""
        self.effects = EffectsDouble(self)

    def put(self, *records: Record) -> None:
        """Store rows as a person on the portal would."""
        for record in records:
            self.rows[stream_of(record)][key_of(record)] = record

    def drop(self, stream: Stream, key: Any) -> None:
        """Delete a row on the portal."""
        del self.rows[stream][key]

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.fail_with:
            raise self.fail_with.pop(name)

    def foresee(self, cursors: Mapping[Stream, Cursor | None]) -> None:
        pass

    def pages(self, stream: Stream, cursor: Cursor | None) -> Iterator[Page]:
        """Read a stream as the real one does: whole, appended to, or by key and then by change."""
        self._called("pages")
        if stream in WHOLE:
            yield Page(records=tuple(self.rows[stream].values()), cursor={}, is_last=True, replaces_all=True)
        elif stream is Stream.COMMENTS:
            yield Page(records=(), cursor=dict(cursor or {}), is_last=True)
        else:
            yield from self._walk(stream, dict(cursor or {}))

    def _walk(self, stream: Stream, cursor: dict[str, Any]) -> Iterator[Page]:
        began, since = cursor.get("began") or self.now.isoformat(), cursor.get("since")
        last = {"after": None} if stream in APPENDED else {"since": began}
        known = sorted(key for key, row in self.rows[stream].items() if since is None or self._changed(row, since))
        left = [key for key in known if key > (cursor.get("after") or 0)]
        while True:
            keys, left = left[: self.page_size], left[self.page_size :]
            after = keys[-1] if keys else cursor.get("after") or 0
            ongoing = {"after": after, "began": began} | ({"since": since} if since else {})
            done = {"after": after} if stream in APPENDED else last
            records = tuple(self.rows[stream][key] for key in keys)
            yield Page(records=records, cursor=ongoing if left else done, is_last=not left)
            if not left:
                return

    @staticmethod
    def _changed(row: Any, since: str) -> bool:
        begin = datetime.fromisoformat(since) - OVERLAP
        if isinstance(row, PaymentRow | Shipment):
            return is_dated(row, begin)
        return row.updated_at is None or row.updated_at >= begin

    def look(self, stream: Stream, ids: Sequence[int]) -> Sequence[Record]:
        """Read rows by number; those that do not exist are left out."""
        self._called("look")
        return [self.rows[stream][number] for number in dict.fromkeys(ids) if number in self.rows[stream]]

    def count(self, windows: Sequence[Window]) -> Sequence[int | None]:
        """Count the rows of each window."""
        self._called("count")
        return [len(self.ids(window)) for window in windows]

    def ids(self, window: Window) -> Sequence[int]:
        """Return the ids of a window's rows."""
        return sorted(number for number in self.rows[window.stream] if window.after < number <= window.upto)

    def comments(self, entities: Sequence[EntityId]) -> Sequence[Record]:
        """Read the comments of these cards."""
        self._called("comments")
        return [row for row in self.rows[Stream.COMMENTS].values() if isinstance(row, Comment) and row.entity in entities]

    def linked(self, clients: Sequence[Sequence[EntityId]]) -> Sequence[Record]:
        """Read the activities of each client's cards that something else owns: what they are bound to first."""
        self._called("linked")
        rows: list[Any] = list(self.rows[Stream.ACTIVITIES].values())
        return [
            row for row in rows if any(set(row.bindings) & set(cards) and row.bindings[0] not in cards for cards in clients)
        ]

    def _bound(self, stream: Stream, entities: Sequence[EntityId], since: datetime) -> list[Record]:
        rows: list[Any] = list(self.rows[stream].values())
        return [row for row in rows if set(row.bindings) & set(entities) and row.updated_at >= since]

    def grounds(self, client: EntityId, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Read what may have changed a decision about a client."""
        self._called("grounds")
        stream = {COMPANY: Stream.COMPANIES, CONTACT: Stream.CONTACTS}[client.type_id]
        own = [self.rows[stream][client.id]] if client.id in self.rows[stream] else []
        comments = [row for row in self.rows[Stream.COMMENTS].values() if isinstance(row, Comment) and row.entity in entities]
        changed = [*self._bound(Stream.ACTIVITIES, entities, since), *self._bound(Stream.TASKS, entities, since)]
        return [*own, *changed, *self._money(entities, since), *comments]

    def _money(self, entities: Sequence[EntityId], since: datetime) -> list[Record]:
        streams = (*ELEMENTS.values(), Stream.ORDERS)
        rows: list[Any] = [row for stream in streams for row in self.rows[stream].values()]
        known = {row: row.entity if isinstance(row, Element) else EntityId(ORDER, row.id) for row in rows}
        changed = [row for row in rows if known[row] in entities and row.updated_at >= since]
        orders = {row.id for row in changed if isinstance(row, Order)}
        parts: list[Any] = [*self.rows[Stream.PAYMENTS].values(), *self.rows[Stream.SHIPMENTS].values()]
        ours = [row for row in parts if EntityId(ORDER, row.order_id) in entities]
        paid = {row for row in ours if isinstance(row, PaymentRow) and row.order_id in orders}
        return [*changed, *(row for row in ours if row in paid or is_dated(row, since))]

    def perform(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect:
        """Change what is in memory as the portal would."""
        self._called("perform")
        return self.effects.perform(action, key, done_by)

    def find(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect | None:
        """Look an action up by what it left behind."""
        self._called("find")
        return self.effects.find(action, key, done_by)

    def revert(self, action: Action, key: str, effect: Effect) -> Reversal:
        """Set fields back that still are ours."""
        self._called("revert")
        return self.effects.revert(action, key, effect)

    def prepare(self, handler_url: str, topics: Sequence[str], widgets: Mapping[str, str] = NONE) -> Sequence[str]:
        """Bind the handlers and widgets; `lacking` is what could not be done."""
        self._called("prepare")
        self.bound |= {(topic, handler_url) for topic in topics} | set(widgets.items())
        return self.lacking

    def skew(self) -> float:
        """Return 0: this portal's clock is ours."""
        return 0.0

    def gaps(self) -> Sequence[str]:
        """Return what `unread` says."""
        return self.unread

    def about(self) -> Mapping[str, Any]:
        """Return what was put into `said`, and the time."""
        self._called("about")
        return {"scope": [], "license_family": "", **self.said, "time": self.now.isoformat()}
