"""The only reader of time and of randomness in the sandbox.

The portal's clock may start anywhere and run faster than real time; limits use real monotonic time instead.
"""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """The portal's clock: aware datetimes in UTC, settable, with a speed (1.0 is real time, 0 stands still)."""

    def __init__(self, now: datetime | None = None, speed: float = 1.0) -> None:
        """Begin at an aware moment, or at the real one."""
        self._lock = threading.Lock()
        self._base = now or datetime.now(UTC)
        self._started = time.monotonic()
        self._speed = speed

    def now(self) -> datetime:
        """The portal's present moment, aware, UTC."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._started) * self._speed)

    @property
    def speed(self) -> float:
        """How many portal seconds pass in one real second."""
        return self._speed

    def set(self, now: datetime) -> None:
        """Move the portal's clock to an aware moment."""
        with self._lock:
            self._base, self._started = now.astimezone(UTC), time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move the portal's clock forward."""
        with self._lock:
            self._base += timedelta(seconds=seconds)

    def run(self, speed: float) -> None:
        """Change the speed from now on; the present moment does not jump."""
        with self._lock:
            self._base, self._started = self._now(), time.monotonic()
            self._speed = speed


def monotonic() -> float:
    """Real seconds that never go back; for limits and costs."""
    return time.monotonic()


def real_time() -> float:
    """Real Unix seconds; for the call log only."""
    return time.time()


def pause(seconds: float) -> None:
    """Wait in real time; used by faults alone."""
    time.sleep(seconds)


class Dice:
    """Random choices and tokens; with a seed the run is repeatable."""

    def __init__(self, seed: int | None = None) -> None:
        """Without a seed the choices cannot be foretold."""
        self._random = random.Random(seed) if seed is not None else random.SystemRandom()  # noqa: S311

    def token(self, length: int = 32) -> str:
        """Lower-case letters and digits, as the portal's tokens look."""
        return "".join(self._random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    def hexadecimal(self, length: int = 32) -> str:
        """Hexadecimal digits."""
        return "".join(self._random.choices("0123456789abcdef", k=length))

    def number(self, low: int, high: int) -> int:
        """A whole number between both ends, inclusive."""
        return self._random.randint(low, high)

    def shuffled(self, items: list[T]) -> list[T]:
        """The same items in a random order."""
        return self._random.sample(items, len(items))
