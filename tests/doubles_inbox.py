"""The inbox in memory: what its contract suite holds to the databases. Not the inbox of any process."""

import itertools
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from b24bridge.core.decisions import Json
from b24bridge.core.retry import retry_in

LEASES = 50


@dataclass(kw_only=True)
class MemoryEvent:
    """One event of the inbox."""

    id: int
    member_id: str
    topic: str
    object_id: str
    data: Mapping[str, Json]
    received_at: datetime
    not_before: datetime
    attempts: int = 0
    claims: int = 0
    error: str | None = None
    leased_until: datetime | None = None
    is_parked: bool = False

    @property
    def key(self) -> tuple[str, str, str] | None:
        """Return what at most one row that waits may have."""
        return None if self.leased_until or self.is_parked else (self.member_id, self.topic, self.object_id)

    def is_free(self, at: datetime) -> bool:
        """Say whether it may be claimed."""
        return not self.is_parked and self.not_before <= at and (self.leased_until is None or self.leased_until <= at)


class MemoryInbox:
    """Verified events waiting or in flight."""

    def __init__(self) -> None:
        self.rows: dict[int, MemoryEvent] = {}
        self.rejected: Counter[tuple[str, date]] = Counter()
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()

    def put(self, member_id: str, topic: str, object_id: str, data: Mapping[str, Json], at: datetime) -> None:
        with self.lock:
            if (waiting := self._waiting((member_id, topic, object_id))) is not None:
                waiting.data = dict(data)
                return
            number = next(self.numbers)
            self.rows[number] = MemoryEvent(
                id=number, member_id=member_id, topic=topic, object_id=object_id, data=dict(data), received_at=at, not_before=at
            )

    def claim(self, member_id: str, limit: int, at: datetime, lease_s: float) -> Sequence[MemoryEvent]:
        with self.lock:
            for row in self.rows.values():
                if row.leased_until is not None and row.leased_until <= at and row.claims >= LEASES:
                    row.is_parked, row.leased_until, row.error = True, None, "no worker came back"
            free = [row for row in self.rows.values() if row.member_id == member_id and row.is_free(at)]
            free.sort(key=lambda row: (row.received_at, row.id))
            for row in free[:limit]:
                row.leased_until, row.claims = at + timedelta(seconds=lease_s), row.claims + 1
            return [replace(row) for row in free[:limit]]

    def done(self, rows: Sequence[Any]) -> None:
        with self.lock:
            for row in rows:
                if self._is_claim(row):
                    del self.rows[row.id]

    def retry(self, row: Any, error: str, at: datetime) -> None:
        with self.lock:
            if not self._is_claim(row):
                return
            attempts = row.attempts + 1
            pause_s = retry_in(attempts, jitter=0)
            if pause_s is None:
                changes: dict[str, Any] = {"is_parked": True, "leased_until": None}
                self.rows[row.id] = replace(self.rows[row.id], **changes, attempts=attempts, error=error)
            else:
                self._put_back(row.id, attempts=attempts, error=error, not_before=at + timedelta(seconds=pause_s))

    def waiting(self, at: datetime | None = None) -> Mapping[str, int]:
        rows = self.rows.values()
        return Counter(row.member_id for row in rows if (row.is_free(at) if at else not row.is_parked))

    def parked(self, member_id: str) -> Sequence[MemoryEvent]:
        return [row for row in self.rows.values() if row.member_id == member_id and row.is_parked]

    def replay(self, member_id: str, at: datetime) -> int:
        with self.lock:
            parked = self.parked(member_id)
            for row in parked:
                self._put_back(row.id, attempts=0, claims=0, not_before=at)
            return len(parked)

    def count_reject(self, reason: str, at: datetime) -> None:
        self.rejected[reason, at.astimezone(UTC).date()] += 1

    def rejects(self, day: date) -> Mapping[str, int]:
        return {reason: number for (reason, when), number in self.rejected.items() if when == day}

    def _waiting(self, key: tuple[str, str, str] | None) -> MemoryEvent | None:
        return next((row for row in self.rows.values() if row.key is not None and row.key == key), None)

    def _is_claim(self, row: Any) -> bool:
        kept = self.rows.get(row.id)
        return kept is not None and kept.leased_until is not None and kept.claims == row.claims

    def _put_back(self, number: int, **changes: Any) -> None:
        again = replace(self.rows.pop(number), id=next(self.numbers), leased_until=None, is_parked=False, **changes)
        if (newer := self._waiting(again.key)) is not None:
            del self.rows[newer.id]
            again = replace(again, id=newer.id, data=newer.data)
        self.rows[again.id] = again
