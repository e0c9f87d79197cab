"""Ports to the world outside: one portal, and the doorbell of the workers. What we keep ourselves is `core.ports`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Json
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Effect, Reversal
from b24bridge.core.records import Record
from b24bridge.core.streams import Cursor, Page, Stream, Window


class Portal(Protocol):
    """One portal, as far as we read and change it. Raises PortalError and its kin."""

    def foresee(self, cursors: Mapping[Stream, Cursor | None]) -> None:
        """Note which streams are about to be read, in order and from where, so that their beginnings may come together."""

    def pages(self, stream: Stream, cursor: Cursor | None) -> Iterator[Page]:
        """Read a stream from its cursor to its end, page by page; None reads it from the beginning."""

    def look(self, stream: Stream, ids: Sequence[int]) -> Sequence[Record]:
        """Read exactly these rows again; those that are missing in the answer do not exist for us."""

    def count(self, windows: Sequence[Window]) -> Sequence[int | None]:
        """Count the rows of each window, fifty windows a request; None where the portal does not let us."""

    def ids(self, window: Window) -> Sequence[int]:
        """Return the ids of a window's rows, in order."""

    def comments(self, entities: Sequence[EntityId]) -> Sequence[Record]:
        """Read the timeline comments of these entities: the portal lists them per entity only."""

    def linked(self, clients: Sequence[Sequence[EntityId]]) -> Sequence[Record]:
        """Read recent activities bound to one of a client's cards and owned by none of them, given the cards of each client.

        Long lists tell owners alone (`Activity.has_all_links`), so these are what a client's silence may be wrong about.
        """

    def grounds(self, client: EntityId, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Read in one request all that may have changed a decision about a client since then.

        That is the client itself (absent when it is gone), activities and comments of `entities`, and tasks bound to them.
        """

    def perform(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect:
        """Send one change once and return its effect: the object made or changed, and its fields before and after.

        `done_by` maps steps of the same episode to the object ids they made. Raises Unknown when the outcome is not sure.
        """

    def find(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect | None:
        """Return the effect of this action, found by its marker or by what it set, or None when it did not happen."""

    def revert(self, action: Action, key: str, effect: Effect) -> Reversal:
        """Take back what an action did, field by field, where the portal still has what it set; safe to repeat.

        Raises Unknown when the outcome is not sure, and Refused for what nothing can take back (a letter, a notice).
        """

    def prepare(self, handler_url: str, topics: Sequence[str], widgets: Mapping[str, str]) -> Sequence[str]:
        """Make sure that our user fields, event handlers and widgets exist; return what could not be done, in words.

        `widgets` maps placements of the portal to the addresses of our pages there.
        """

    def skew(self) -> float | None:
        """Return how many seconds the portal's clock is ahead of ours by its last answer; None before the first."""

    def gaps(self) -> Sequence[str]:
        """Return, in words, the streams that the portal did not let us read; they came as one empty page."""

    def about(self) -> Mapping[str, Json]:
        """Return what the portal says of itself and of our user: license, scope, is_admin, time, currency."""


class Bell(Protocol):
    """The doorbell of the workers. It may be lost, doubled or late without harm."""

    def ring(self, member_id: str) -> None:
        """Say that a portal has work. Never raises: the sweep rings again."""

    def answered(self, member_id: str) -> None:
        """Let the portal ring again; called before its work is looked at. Never raises."""
