"""What the portal refuses with: one exception, and the table of system errors (_includes/system-errors.md).

Texts and statuses are the documented ones; a method's own errors are raised where the method is.
"""

from __future__ import annotations

from typing import Any


class PortalError(Exception):
    """An error answer of the portal. `code` may be a string, an empty string or 0, as some methods answer."""

    def __init__(self, code: str | int, text: str = "", status: int = 400, **extra: Any) -> None:
        """`extra` goes into the body beside code and text."""
        super().__init__(f"{code}: {text}")
        self.code, self.text, self.status, self.extra = code, text, status, extra

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"error": self.code, "error_description": self.text} | self.extra


SYSTEM: dict[str, tuple[int, str]] = {
    "INTERNAL_SERVER_ERROR": (500, "Internal server error"),
    "ERROR_UNEXPECTED_ANSWER": (500, "Server returned an unexpected response"),
    "QUERY_LIMIT_EXCEEDED": (503, "Too many requests"),
    "OVERLOAD_LIMIT": (503, "REST API is blocked due to overload"),
    "OPERATION_TIME_LIMIT": (429, "Method is blocked due to operation time limit"),
    "ERROR_BATCH_METHOD_NOT_ALLOWED": (405, "Method is not allowed for batch usage"),
    "ERROR_BATCH_LENGTH_EXCEEDED": (400, "Max batch length exceeded"),
    "INVALID_REQUEST": (400, "Https required"),
    "NO_AUTH_FOUND": (401, "Wrong authorization data"),
    "expired_token": (401, "The access token provided has expired"),
    "invalid_token": (401, "Unable to get application by token"),
    "authorization_error": (401, "Unable to authorize user"),
    "APPLICATION_NOT_FOUND": (401, "Application not found"),
    "ERROR_OAUTH": (401, "Application not installed"),
    "PAYMENT_REQUIRED": (401, "Subscription has been ended"),
    "METHOD_CONFIRM_WAITING": (401, "Waiting for confirmation"),
    "METHOD_CONFIRM_DENIED": (403, "Method call denied"),
    "WRONG_AUTH_TYPE": (403, "Current authorization type is denied for this method"),
    "ACCESS_DENIED": (403, "REST API is available only on commercial plans"),
    "INVALID_CREDENTIALS": (403, "Invalid request credentials"),
    "insufficient_scope": (403, "The request requires higher privileges than provided by the webhook token"),
    "user_access_error": (403, "The user does not have access to the application"),
    "allowed_only_intranet_user": (403, "Action is allowed for intranet users only"),
    "ERROR_METHOD_NOT_FOUND": (404, "Method not found!"),
    "ERROR_MANIFEST_IS_NOT_AVAILABLE": (404, "Manifest is not available"),
    "PORTAL_DELETED": (500, "Portal was deleted"),
}


def system_error(code: str, **extra: Any) -> PortalError:
    """The documented answer for a system error's code. Raises KeyError for an unknown code."""
    status, text = SYSTEM[code]
    return PortalError(code, text, status, **extra)


VERSION3_PREFIX = "BITRIX_REST_V3_EXCEPTION_"


class Version3Error(PortalError):
    """An error in the shape of REST 3.0: an object with code, message and perhaps what did not validate."""

    def __init__(self, code: str, text: str, status: int = 400, validation: list[dict[str, str]] | None = None) -> None:
        """`code` without its prefix."""
        super().__init__(VERSION3_PREFIX + code, text, status)
        self.validation = validation

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        error: dict[str, Any] = {"code": self.code, "message": self.text}
        if self.validation is not None:
            error["validation"] = self.validation
        return {"error": error}


def invalid(name: str, text: str) -> Version3Error:
    """A field that does not validate."""
    return Version3Error(
        "VALIDATION_REQUESTVALIDATIONEXCEPTION",
        "Error validating request object",
        validation=[{"message": text, "field": name}],
    )
