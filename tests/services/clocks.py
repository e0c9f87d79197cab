"""A clock that stands where a test puts it. Not a frozen one: nothing reads the real clock in its place."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 6, 12, tzinfo=UTC)


@dataclass
class StoppedClock:
    """Implements the Clock port; sleeping moves it."""

    moment: datetime = START
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def monotonic(self) -> float:
        """Return its seconds."""
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.moment += timedelta(seconds=seconds)
