"""The port of when each verb is due, and which worker holds a portal's lane."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.jobs import Job


class Jobs(Protocol):
    """When each verb is next due on each portal, and which worker holds the portal's one lane."""

    def plan(self, member_id: str, verb: str, due_at: datetime) -> None:
        """Make a verb due no later than `due_at`, adding it when it is new."""

    def due(self, member_id: str, at: datetime) -> Sequence[Job]:
        """Return what is due now on a portal, longest waiting first."""

    def begin(self, member_id: str, verb: str) -> None:
        """Note that a verb is being done now: what is planned from here on will outlive its `finish`."""

    def finish(self, member_id: str, verb: str, next_at: datetime | None, error: str = "") -> None:
        """Set when a verb is next due (None: not by itself); an error is counted and shown until the next success."""

    def all(self, member_id: str) -> Sequence[Job]:
        """Return every verb of a portal, for people to look at."""

    def take(self, member_id: str, worker: str, at: datetime, lease_s: float) -> bool:
        """Take, or keep, the portal's lane; false when another worker holds it."""

    def lanes(self) -> Mapping[str, str]:
        """Return which worker holds each portal's lane, by portal."""

    def release(self, member_id: str, worker: str) -> None:
        """Give the lane back if it is ours."""

    def portals_due(self, at: datetime) -> Sequence[str]:
        """Return the portals that have something due and a free lane, longest waiting first."""

    def beat(self, process: str, at: datetime) -> None:
        """Note that a process is alive."""

    def beats(self) -> Mapping[str, datetime]:
        """Return when each process was last alive (UTC)."""
