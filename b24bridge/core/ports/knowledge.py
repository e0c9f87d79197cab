"""The ports of what is known of a portal: its mirror, and the facts of clients gathered from it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Department, Person, Record
from b24bridge.core.streams import Cursor, Hint, Page, Stream


class Mirror(Protocol):
    """Our copy of the columns that decisions need."""

    def put(self, member_id: str, stream: Stream, page: Page, at: datetime) -> int:
        """Upsert a page and its cursor in one commit, older never over newer; return how many rows really changed.

        `at` is our own moment (UTC); with the last page it becomes the stream's freshness.
        """

    def absorb(self, member_id: str, records: Sequence[Record], at: datetime) -> int:
        """Upsert rows that were looked at by id, leaving every cursor alone; return how many really changed."""

    def forget(self, member_id: str, stream: Stream, ids: Sequence[int], at: datetime) -> None:
        """Mark rows that the portal no longer has as gone."""

    def ids(self, member_id: str, stream: Stream) -> Sequence[int]:
        """Return the ids of a stream's rows that are not gone, in order."""

    def hanging_on(self, member_id: str, entities: Sequence[EntityId]) -> Sequence[Hint]:
        """Return the rows that name one of these cards: activities, tasks, contacts, elements and orders."""

    def cursor(self, member_id: str, stream: Stream) -> Cursor | None:
        """Return where the reader of a stream has got to; None before the first page."""

    def freshness(self, member_id: str) -> Mapping[Stream, datetime]:
        """Return when each stream was last read to its end (UTC)."""

    def counts(self, member_id: str) -> Mapping[Stream, int]:
        """Count the rows that are not gone, by stream."""

    def clients_of(self, member_id: str, hints: Sequence[Hint]) -> Sequence[EntityId]:
        """Return the clients that these rows belong to."""

    def entities(self, member_id: str) -> Sequence[EntityId]:
        """Return every card that a comment may stand on, in order: companies, contacts, leads, deals and invoices."""

    def bindings_of(self, member_id: str, client: EntityId) -> Sequence[EntityId]:
        """Return the client itself and its contacts, leads, deals and invoices: all that a touch may be bound to."""

    def people(self, member_id: str) -> Mapping[int, Person]:
        """Return the portal's users by id, dismissed ones too."""

    def departments(self, member_id: str) -> Mapping[int, Department]:
        """Return the portal's departments by id."""

    def titles(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, str]:
        """Return the names that a setting allowed us to keep."""

    def erase(self, member_id: str) -> None:
        """Remove everything we hold of a portal."""


class Facts(Protocol):
    """What is known of clients, gathered from the mirror and the ledger."""

    def gather(self, member_id: str, now: datetime, clients: Sequence[EntityId] | None = None) -> Iterator[ClientFact]:
        """Yield one fact per client, ordered by client, in flat memory; only those named, if any are.

        One fact serves every assistant (`ClientFact.seen_by`). `now` is the portal's own moment (aware).
        """
