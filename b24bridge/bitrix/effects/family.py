"""What every family of actions can do. Not which kind belongs to which family: that table is in `b24bridge.bitrix.writes`."""

from collections.abc import Mapping
from typing import Any, Protocol

from b24bridge.core.errors import Refused
from b24bridge.core.ledger import Effect, Reversal

DoneBy = Mapping[str, str]


class Family(Protocol):
    """A family sends each change once; nothing in it decides, retries or waits."""

    def perform(self, action: Any, key: str, done_by: DoneBy, /) -> Effect:
        """Send one change and return its effect. Raises PortalError and its kin."""

    def find(self, action: Any, key: str, done_by: DoneBy, /) -> Effect | None:
        """Return the effect of a change of which nobody knows whether it was made, or None when it was not."""

    def revert(self, action: Any, key: str, effect: Effect, /) -> Reversal:
        """Give fields their former values where they still bear ours; safe to repeat. Raises PortalError and its kin."""


def final(what: str) -> Refused:
    """Return the error for a change that nothing takes back."""
    return Refused("undo", "FINAL", f"{what} cannot be taken back")
