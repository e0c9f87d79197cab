"""When a failed event is tried again, and when it is set aside. Not the trying: that is `services.look`."""

from datetime import timedelta
from typing import Final

# Eight tries spread over a day: long enough for any outage, short enough for a person to hear of it the next morning
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 60, 180, 480, 720))
TRIES: Final = len(PAUSES) + 1
# A lease also runs out when the portal is busy, so it takes many to say that an event kills whoever looks at it
LEASES: Final = 50


def pause(attempts: int) -> timedelta | None:
    """Return how long to wait after the so-many-th failed try (from 1), or None when it was the last one."""
    return PAUSES[attempts - 1] if attempts < TRIES else None
