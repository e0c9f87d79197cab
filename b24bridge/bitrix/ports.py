"""What the client of a portal needs from outside: a clock, tokens and permission to call. Not the ports of the use cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.bitrix.envelope import Timing


class Clock(Protocol):
    """What the adapter may ask of time; `b24bridge.clock` is one."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class TokenSource(Protocol):
    """The access token of one portal."""

    def current(self) -> str:
        """Return the token in force. Raises AccessLost when there is none."""

    def renew(self, stale: str) -> str:
        """Return a token newer than the stale one. Raises AccessLost, RefreshInProgress or Unavailable."""


class Throttle(Protocol):
    """Permission to call one portal, shared with every other process that calls it."""

    def before(self, method: str, inner: Sequence[str] = ()) -> None:
        """Wait for one request's room; `inner` are the methods of a batch. Raises Busy when that would take too long."""

    def after(self, method: str, timing: Timing | None, code: str = "") -> None:
        """Learn from an answer: what the method has used up, and the error code when the portal refused."""
