"""Answers that REST 3.0 keeps for an Idempotency-Key (api-reference/rest-v3.md#idempotency)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from b24sandbox.errors import Version3Error

KEPT_HOURS = 24
KEY_LENGTH = 255


@dataclass(frozen=True)
class Kept:
    """An answer that is given again for the same key and body."""

    request: Any
    answer: dict[str, Any]
    until: datetime


@dataclass
class Answers:
    """Answers by credential, user, method and key; may be used from any thread."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[tuple[str, int, str, str], Kept] = field(default_factory=dict)

    def find(self, place: tuple[str, int, str, str], request: Any, now: datetime) -> dict[str, Any] | None:
        """The kept answer, if there is one. Raises Version3Error if the key was used with another body."""
        with self._lock:
            kept = self._kept.get(place)
        if kept is None or kept.until <= now:
            return None
        if kept.request != request:
            raise Version3Error("IDEMPOTENCYKEYREUSEDEXCEPTION", "The key was used with another request body", 422)
        return kept.answer

    def keep(self, place: tuple[str, int, str, str], request: Any, answer: dict[str, Any], now: datetime) -> None:
        """Keep the answer of a success for a day."""
        with self._lock:
            self._kept[place] = Kept(request, answer, now + timedelta(hours=KEPT_HOURS))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


def check_key(key: str) -> None:
    """Raise Version3Error for a key that is not 1 to 255 printable ASCII characters."""
    if not 1 <= len(key) <= KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise Version3Error("INVALIDIDEMPOTENCYKEYEXCEPTION", "The key is 1 to 255 printable ASCII characters")
