"""The complete log of calls, in the order in which they came, batch commands included.

Times are the portal's (ISO 8601) and, beside them, real Unix seconds for judging rates.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Entry:
    """One call. `batch` is the number of the outer call; `error` the code; `committed` None if nothing was done.

    `version` is of the REST; `replayed` tells an answer that was kept for an Idempotency-Key.
    """

    id: int
    method: str
    params: Any
    address: str
    received: str
    received_real: float
    batch: int | None = None
    key: str | None = None
    application: str | None = None
    webhook: str | None = None
    user: int | None = None
    committed: str | None = None
    committed_real: float | None = None
    answered: str | None = None
    answered_real: float | None = None
    status: int | None = None
    error: str | int | None = None
    fault: str | None = None
    version: int = 2
    replayed: bool = False
    breaches: list[str] = field(default_factory=list)

    def show(self) -> dict[str, Any]:
        """The entry as JSON shows it."""
        return dict(vars(self))


class CallLog:
    """Entries by number; written under the portal's work, read while it goes on."""

    def __init__(self) -> None:
        """Begin with no entries."""
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._last = 0

    def open(self, **known: Any) -> Entry:
        """Begin an entry; its times and outcome are filled in as they come."""
        with self._lock:
            self._last += 1
            entry = Entry(id=self._last, **known)
            self._entries.append(entry)
            return entry

    def since(self, number: int = 0) -> Iterator[Entry]:
        """Entries after a number, oldest first."""
        with self._lock:
            entries = self._entries[:]
        return (entry for entry in entries if entry.id > number)

    def breaches(self) -> dict[str, int]:
        """How often each breach of the contract was seen."""
        counts: dict[str, int] = {}
        for entry in self.since():
            for breach in entry.breaches:
                counts[breach] = counts.get(breach, 0) + 1
        return counts

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        with self._lock:
            self._entries.clear()
