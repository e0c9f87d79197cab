"""A clock that only moves when it is told to. Handed in where the bridge takes `b24bridge.clock`."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """Stands at a moment; sleeping moves it on, and `slept` tells for how long in all."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 9, tzinfo=UTC)) -> None:
        """Stand at a moment (aware)."""
        self._now, self.slept = now, 0.0

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def monotonic(self) -> float:
        """Return seconds that go on with the hands."""
        return self._now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.slept += seconds
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move on without anybody sleeping."""
        self._now += timedelta(seconds=seconds)
