"""Intensity and operating-time limits in real time (limits.md).

The bucket is per portal and source address; operating time is per credential and method in ten one-minute baskets.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

PLANS = {"standard": (2.0, 50), "enterprise": (5.0, 250)}
OPERATING_SECONDS = 480.0
BASKET_SECONDS = 60
BASKETS = 10
REQUEST_SECONDS = 60.0
FLOOR_SECONDS = 0.1


@dataclass
class _Bucket:
    level: float = 0.0
    at: float = 0.0


@dataclass
class Limits:
    """Both limits of one portal; may be used from any thread. `monotonic` gives real seconds."""

    monotonic: Callable[[], float]
    plan: str = "standard"
    operating_limit: float = OPERATING_SECONDS
    is_on: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _baskets: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def admit(self, address: str) -> bool:
        """Count one request of an address; False if its bucket is full."""
        drain, capacity = PLANS[self.plan]
        now = self.monotonic()
        with self._lock:
            bucket = self._buckets.setdefault(address, _Bucket(at=now))
            bucket.level = max(0.0, bucket.level - (now - bucket.at) * drain)
            bucket.at = now
            if self.is_on and bucket.level + 1 > capacity:
                return False
            bucket.level += 1
            return True

    def charge(self, credential: str, method: str, seconds: float) -> None:
        """Add a call's cost; what stays under the floor is not recorded."""
        if seconds <= FLOOR_SECONDS:
            return
        with self._lock:
            baskets = self._baskets.setdefault((credential, method), {})
            basket = int(self.monotonic() // BASKET_SECONDS)
            baskets[basket] = baskets.get(basket, 0.0) + seconds

    def operating(self, credential: str, method: str) -> tuple[float, float]:
        """Seconds spent in the last ten minutes, and seconds until the oldest basket leaves."""
        now = self.monotonic()
        current = int(now // BASKET_SECONDS)
        with self._lock:
            baskets = self._baskets.get((credential, method), {})
            for old in [basket for basket in baskets if basket <= current - BASKETS]:
                del baskets[old]
            oldest = min(baskets, default=current)
            return sum(baskets.values()), (oldest + BASKETS) * BASKET_SECONDS - now

    def is_blocked(self, credential: str, method: str) -> bool:
        """Whether the method has used up its time: the call that crosses the limit completes, the next is refused."""
        return self.is_on and self.operating(credential, method)[0] >= self.operating_limit

    def clear(self) -> None:
        """Forget all counts."""
        with self._lock:
            self._buckets.clear()
            self._baskets.clear()
