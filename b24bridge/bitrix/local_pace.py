"""The pace of one process while Redis cannot be reached: one call a second per portal. Not a limit shared by anybody.

Slower than any portal allows, so that the few processes that may call one portal at a time stay below it together.
"""

import threading
from collections.abc import Callable
from typing import Final

INTERVAL_S: Final = 1.0


class LocalPace:
    """Spaces calls out; may be used by many threads. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Start with nothing called."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._is_down = False

    def take(self, portal: str) -> float:
        """Return 0 and count a call, or return the seconds to wait before asking again."""
        with self._lock:
            now = self._monotonic()
            wait = self._last.get(portal, now) + INTERVAL_S - now  # the first call waits too: nobody knows what went before
            if portal in self._last and wait <= 0:
                self._last[portal] = now
                return 0.0
            self._last.setdefault(portal, now)
            return wait

    def is_new_trouble(self) -> bool:
        """Note that Redis is down; say whether it was not known before."""
        with self._lock:
            is_new, self._is_down = not self._is_down, True
            return is_new

    def is_used(self, portal: str) -> bool:
        """Say whether this process called a portal in a way that Redis has not seen."""
        with self._lock:
            return portal in self._last

    def forget(self, portal: str) -> None:
        """Note that Redis counts this portal again."""
        with self._lock:
            self._last.pop(portal, None)
            self._is_down = False
