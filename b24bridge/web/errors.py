"""Errors to HTTP: one table, and the last resort. Nobody ever sees a traceback, everybody gets a code and a time."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from traceback import extract_tb

from werkzeug.exceptions import HTTPException

from b24bridge.core.errors import (
    AccessLost,
    BridgeError,
    Busy,
    ConfigError,
    NotFound,
    PlanChanged,
    PortalError,
    RefreshInProgress,
    Refused,
    Unavailable,
    Unknown,
    UnsafePlan,
    WebhookRejected,
)
from b24bridge.web.tokens import Expired

log = logging.getLogger(__name__)


class Forbidden(BridgeError):
    """A page that this visitor may not see; an administrator can help."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How an error is answered: HTTP status, a short code for support, the key of its words."""

    status: int
    code: str
    words: str


TABLE: dict[type[BridgeError], Failure] = {
    Expired: Failure(401, "expired", "state.expired"),
    Forbidden: Failure(403, "forbidden", "state.forbidden.noname"),
    AccessLost: Failure(403, "access_lost", "error.access"),
    NotFound: Failure(404, "not_found", "client.missing"),
    PlanChanged: Failure(409, "plan_changed", "error.changed"),
    UnsafePlan: Failure(409, "unsafe_plan", "error.changed"),
    Refused: Failure(422, "refused", "state.error"),
    Busy: Failure(503, "busy", "error.busy"),
    RefreshInProgress: Failure(503, "refreshing", "error.busy"),
    Unavailable: Failure(503, "unavailable", "error.busy"),
    Unknown: Failure(503, "unknown_outcome", "error.busy"),
    PortalError: Failure(503, "portal", "error.busy"),
    ConfigError: Failure(503, "config", "state.error"),
}
WORDS_BY_STATUS = {401: "error.rejected", 403: "error.rejected", 404: "error.missing", 503: "error.busy"}


def failure_of(error: Exception) -> Failure:
    """Return how an error is answered. One that nobody expected is logged, whole, under the code that the person sees."""
    if isinstance(error, WebhookRejected):
        return Failure(error.status, error.reason, WORDS_BY_STATUS.get(error.status, "error.input"))
    if isinstance(error, HTTPException):
        status = error.code or 500
        return Failure(status, error.name.lower().replace(" ", "_"), WORDS_BY_STATUS.get(status, "error.input"))
    for cls in type(error).__mro__:
        if cls in TABLE:
            return TABLE[cls]
    code = fingerprint(error)
    log.error("unexpected error %s", code, exc_info=error)
    return Failure(500, code, "state.error")


def fingerprint(error: Exception) -> str:
    """Return eight letters that are the same each time the same line fails in the same way."""
    frames = extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return sha256(f"{type(error).__name__}|{place}".encode()).hexdigest()[:8]
