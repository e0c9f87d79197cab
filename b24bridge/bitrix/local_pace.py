"""The pace of one machine while Redis cannot be reached: one call a second per portal. Not a limit shared by machines.

Portals count per address from which they are called (limits.md), and processes of one machine share theirs. So they take
turns through a file in the data folder: when any of them last called. Half of what the smallest plan allows is left to a
second machine behind the same address, and to processes that still see Redis.
"""

import fcntl
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

INTERVAL_S: Final = 1.0
ALONE_S: Final = 8.0  # without a file to take turns by: sixteen processes may do the same


class LocalPace:
    """Spaces calls out; may be used by many threads. `monotonic` gives the machine's seconds, the same in every process."""

    def __init__(self, monotonic: Callable[[], float], folder: Path | None = None) -> None:
        """Start with nothing called; `folder` is one that all processes of the machine share."""
        self._monotonic, self._folder = monotonic, folder
        self._lock = threading.Lock()
        self._used: dict[str, float] = {}
        self._is_down = False

    def take(self, portal: str) -> float:
        """Return 0 and count a call, or return the seconds to wait before asking again."""
        with self._lock:
            now = self._monotonic()
            wait = self._turn(portal, now)
            self._used.setdefault(portal, now)
            return wait

    def is_new_trouble(self) -> bool:
        """Note that Redis is down; say whether it was not known before."""
        with self._lock:
            is_new, self._is_down = not self._is_down, True
            return is_new

    def is_used(self, portal: str) -> bool:
        """Say whether this process called a portal in a way that Redis has not seen."""
        with self._lock:
            return portal in self._used

    def forget(self, portal: str) -> None:
        """Note that Redis counts this portal again."""
        with self._lock:
            self._used.pop(portal, None)
            self._is_down = False

    def _turn(self, portal: str, now: float) -> float:
        """Take the machine's turn if it has come, else return how long it is until then."""
        try:
            return self._shared_turn(portal, now)
        except OSError:
            wait = left(self._used.get(portal), now, ALONE_S)
            if wait <= 0:
                self._used[portal] = now
            return max(wait, 0.0)

    def _shared_turn(self, portal: str, now: float) -> float:
        if self._folder is None:
            raise FileNotFoundError("no folder to take turns in")
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.blake2b(portal.encode(), digest_size=8).hexdigest()
        with (self._folder / f"pace-{name}").open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            file.seek(0)
            last = moment_in(file.read())
            wait = left(last, now, INTERVAL_S)
            if wait <= 0 or last is None or last > now:
                file.truncate(0)
                file.write(repr(now))
            return max(wait, 0.0)


def left(last: float | None, now: float, interval_s: float) -> float:
    """Return the seconds until the next turn; the first one waits, too, because nobody knows what went before.

    A turn in the future was taken before the machine was started anew.
    """
    return interval_s if last is None or last > now else last + interval_s - now


def moment_in(text: str) -> float | None:
    """Return the moment that a file holds, None for a new file or a broken one."""
    try:
        return float(text)
    except ValueError:
        return None
