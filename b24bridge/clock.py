"""The only reader of the clock. Everything else is told what time it is.

Not a calendar: working days live in `b24bridge.core.calendar`.
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds of a clock that never goes back; only differences mean anything."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait for that many seconds; zero or less returns at once."""
    if seconds > 0:
        time.sleep(seconds)
