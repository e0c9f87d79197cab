"""The port of events that were verified and wait to be looked at."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from b24bridge.core.decisions import Json


class Inbox(Protocol):
    """Verified events waiting or in flight. At most one waiting row per (portal, topic, object)."""

    def put(self, member_id: str, topic: str, object_id: str, data: Mapping[str, Json], at: datetime) -> None:
        """Store an event, or merge it into the one that waits for the same object. Committed on return."""

    def claim(self, member_id: str, limit: int, at: datetime, lease_s: float) -> Sequence["InboxRow"]:
        """Take waiting rows, oldest first; rows whose lease ran out are waiting again."""

    def done(self, rows: Sequence["InboxRow"]) -> None:
        """Forget rows that were looked at."""

    def retry(self, row: "InboxRow", error: str, at: datetime) -> None:
        """Put a row back for later (`at` is now); after eight tries it is parked, with its error, and shown."""

    def waiting(self, at: datetime | None = None) -> Mapping[str, int]:
        """Count what waits, by portal, parked rows left out; with `at` only what may be claimed at that moment."""

    def parked(self, member_id: str) -> Sequence["InboxRow"]:
        """Return the rows that were set aside."""

    def replay(self, member_id: str, at: datetime) -> int:
        """Give every parked row of a portal eight new tries, from now on; return how many there were."""

    def count_reject(self, reason: str, at: datetime) -> None:
        """Count a request that was turned away, by reason and day (UTC); nothing else of it is kept."""

    def rejects(self, day: date) -> Mapping[str, int]:
        """Return how many requests were turned away on a day (UTC), by reason."""


class InboxRow(Protocol):
    """One verified event that was claimed; `attempts` counts the tries that failed, `claims` every time it was taken."""

    id: int
    topic: str
    object_id: str
    data: Mapping[str, Json]
    attempts: int
    claims: int
    error: str | None
