"""What can go wrong, sorted by who must act. The docstring of a class is what an operator reads.

Not the portal's error codes: their table is in `b24bridge.bitrix.errors`.
"""

from datetime import datetime


class BridgeError(Exception):
    """Something the bridge knows how to name."""


class ConfigError(BridgeError):
    """The integrator must mend a setting."""

    def __init__(
        self, path: str, problem: str, fix: str, *, line: int | None = None, ru: tuple[str, str] | None = None
    ) -> None:
        """Name the path of the setting, what is wrong with it, what to do, and the line of the file if there is one.

        `ru` holds the problem and the fix in Russian, for errors that people read on a page.
        """
        super().__init__((f"line {line}: " if line else "") + f"{path}: {problem}. {fix}")
        self.path, self.problem, self.fix, self.line = path, problem, fix, line
        self.ru = ru or (problem, fix)


class WebhookRejected(BridgeError):
    """A request that is not from the portal, or not in its form. Nobody has to act; it is only counted."""

    def __init__(self, reason: str, status: int = 403) -> None:
        """Keep a short countable reason, and the HTTP status to answer with."""
        super().__init__(reason)
        self.reason, self.status = reason, status


class UnknownPortal(WebhookRejected):
    """A request of a portal that has not installed us. Nobody has to act; it is only counted."""

    def __init__(self) -> None:
        """Take no detail: nothing of such a request is kept."""
        super().__init__("unknown_portal", 403)


class PortalError(BridgeError):
    """The portal answered with an error."""

    def __init__(self, method: str, code: str, text: str = "") -> None:
        """Keep the method, the portal's error code as it wrote it, and its text."""
        super().__init__(f"{method}: {code or 'no code'}" + (f" ({text})" if text else ""))
        self.method, self.code, self.text = method, code, text


class Busy(PortalError):
    """The portal asks us to wait; the work goes on by itself at `retry_at` (UTC)."""

    def __init__(self, method: str, code: str, text: str = "", *, retry_at: datetime) -> None:
        """Keep when to come back."""
        super().__init__(method, code, text)
        self.retry_at = retry_at


class AccessLost(PortalError):
    """The portal no longer lets us in; its administrator must reopen or reinstall the application."""


class Refused(PortalError):
    """The portal did not do it and said so; its administrator may have to grant a right or fill a field."""


class NotFound(Refused):
    """The portal has no such object, or hides it from us. Normal for deleted and merged ones."""


class Overtaken(NotFound):
    """Somebody changed the portal before us, so what was decided no longer fits. Nothing was done, nobody has to act."""


class Unknown(PortalError):
    """A write whose outcome nobody knows; recovery looks it up before anything is sent again."""


class Unavailable(PortalError):
    """A read that got no usable answer; nothing happened, so it is simply tried again."""


class DomainMoved(PortalError):
    """The portal answers at another address; what a renewal of its tokens says of the address is to be believed.

    Whether a write was done is not known.
    """

    def __init__(self, method: str, host: str) -> None:
        """Keep the new `host` or `host:port`, which nobody has verified yet."""
        super().__init__(method, "moved", f"to {host}")
        self.host = host


class RefreshInProgress(BridgeError):
    """Another worker is renewing the tokens of this portal. Nobody has to act; the work is rung again."""


class UnsafePlan(BridgeError):
    """The plan is too large to go out by itself; the approver must look at it."""


class PlanChanged(BridgeError):
    """The plan is no longer what the approver saw; nothing was done."""
