"""The clock as the use cases see it, and the portal's own time. The only reader of the real one is `b24bridge.clock`."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from b24bridge.core.installations import Installation

DEFAULT_ZONE = "Europe/Moscow"
MOSCOW = 3


class Clock(Protocol):
    """What a use case may ask of time."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


def zone_of(installation: Installation) -> ZoneInfo:
    """Return the zone in which a portal's days begin and end."""
    return ZoneInfo(installation.time_zone or DEFAULT_ZONE)


def zone_at(moment: str) -> str | None:
    """Return the zone whose offset a moment such as `2026-11-23T09:12:00+05:00` bears, or None when it bears none.

    A portal does not tell its zone, only the time (common/system/server-time.md); whole hours have a zone without
    summer time, named the wrong way round by POSIX.
    """
    try:
        offset = datetime.fromisoformat(moment).utcoffset()
    except ValueError:
        return None
    if offset is None or offset % timedelta(hours=1):
        return None
    hours = int(offset / timedelta(hours=1))
    return DEFAULT_ZONE if hours == MOSCOW else f"Etc/GMT{-hours:+d}"


def portal_now(installation: Installation, now: datetime) -> datetime:
    """Return the portal's own moment, in its zone: its rows bear its clock, so its days must too."""
    return (now + timedelta(seconds=installation.skew)).astimezone(zone_of(installation))


def our_moment(installation: Installation, moment: datetime) -> datetime:
    """Return when, by our clock, the portal's clock will show that moment."""
    return moment - timedelta(seconds=installation.skew)
