"""The one table from a portal's error codes to our errors. Not who must act: the classes in `b24bridge.core.errors` say it.

A code decides first and the HTTP status only for codes that nobody documented, because the same code comes with different
statuses in the documents, in the portal's source and in the vendor's own clients (_includes/system-errors.md).
"""

import re
from datetime import datetime, timedelta
from enum import Enum

from b24bridge.bitrix.envelope import Fault
from b24bridge.core.errors import AccessLost, Busy, NotFound, PortalError, Refused, Unavailable, Unknown


class Meaning(Enum):
    """What an error code says of the request: whether it was done, and what may help."""

    STALE = "another token may help; nothing was done"
    LOST = "the portal does not let us in; nothing was done"
    LATER = "the portal asks us to wait; nothing was done"
    MISSING = "no such object; nothing was done"
    REFUSED = "nothing was done"
    UNSURE = "it may have been done"


QUERY_LIMIT = "query_limit_exceeded"
OPERATION_LIMIT = "operation_time_limit"
OVERLOAD = "overload_limit"
WAITS = {QUERY_LIMIT: timedelta(seconds=5), OPERATION_LIMIT: timedelta(minutes=5), OVERLOAD: timedelta(hours=1)}
SOME_TIME = timedelta(minutes=1)
V3 = "bitrix_rest_v3_exception_"

MEANINGS = {
    Meaning.STALE: ("expired_token", "no_auth_found", "invalid_token"),
    Meaning.LOST: (
        "application_not_found",
        "authorization_error",
        "error_oauth",
        "invalid_client",
        "invalid_grant",
        "not_installed",
        "payment_required",
        "portal_deleted",
        "user_access_error",
        "wrong_client",
    ),
    Meaning.LATER: tuple(WAITS),
    # The number is a shop order that does not exist: api-reference/sale/order/sale-order-get.md
    Meaning.MISSING: ("not_found", "error_not_found", f"{V3}entitynotfoundexception", "200540400001"),
    Meaning.REFUSED: (
        "access_denied",
        "allowed_only_intranet_user",
        "error_argument",
        "error_batch_length_exceeded",
        "error_batch_method_not_allowed",
        "error_event_not_found",
        "error_manifest_is_not_available",
        "error_method_not_found",
        "insufficient_scope",
        "invalid_arg_value",
        "invalid_credentials",
        "invalid_request",
        "method_confirm_denied",
        "method_confirm_waiting",
        "wrong_auth_type",
        f"{V3}accessdeniedexception",
        f"{V3}idempotencykeyreusedexception",
        f"{V3}insufficientscopeexception",
        f"{V3}invalididempotencykeyexception",
        f"{V3}invalidjsonexception",
        f"{V3}unknowndtopropertyexception",
        f"{V3}unknownfilteroperatorexception",
        f"{V3}validation_requestvalidationexception",
    ),
    Meaning.UNSURE: ("connection_error", "error_unexpected_answer", "internal_server_error"),
}
BY_CODE = {code: meaning for meaning, codes in MEANINGS.items() for code in codes}

# Old methods write nothing, a number or ERROR_CORE and leave the meaning to the text (error-codes.md).
VAGUE = frozenset({"", "0", "1", "100", "0x000001", "error_core"})
MISSING_TEXT = re.compile(r"(\w+ )?(is )?(not found( or not accessible)?|не найден[аоы]?)\W*", re.IGNORECASE)
COMMERCIAL = re.compile("commercial|коммерческ", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]*>")
LONGEST_TEXT = 300


def meaning_of(fault: Fault) -> Meaning:
    """Return what an error says of the request."""
    code, text = fault.code.lower(), plain(fault.text)
    if code == "access_denied" and COMMERCIAL.search(text):  # the tariff and a missing right share this code
        return Meaning.LOST
    if code in VAGUE and MISSING_TEXT.fullmatch(text):
        return Meaning.MISSING
    return BY_CODE.get(code) or _by_status(fault.status)


def error_of(method: str, fault: Fault, *, is_write: bool, now: datetime) -> PortalError:
    """Return the error to raise for one that the portal wrote; `now` (UTC) is where its waiting times count from."""
    code, text, meaning = fault.code, plain(fault.text), meaning_of(fault)
    if meaning is Meaning.LATER:
        return Busy(method, code, text, retry_at=now + _wait(fault))
    if meaning is Meaning.UNSURE:
        return unsure(method, code, text, is_write=is_write)
    kinds = {Meaning.MISSING: NotFound, Meaning.REFUSED: Refused}
    return kinds.get(meaning, AccessLost)(method, code, text)


def unsure(method: str, code: str, text: str = "", *, is_write: bool) -> PortalError:
    """Return the error for a request of which nobody knows whether it was done: for a read that is no harm."""
    return (Unknown if is_write else Unavailable)(method, code, text)


def plain(text: str) -> str:
    """Return an error's text on one line, without the markup that some methods put in, and not endless."""
    return " ".join(MARKUP.sub(" ", text).split())[:LONGEST_TEXT]


def _wait(fault: Fault) -> timedelta:
    if fault.code.lower() == OPERATION_LIMIT and fault.time is not None and fault.time.reset_in is not None:
        return timedelta(seconds=min(fault.time.reset_in, 600))
    return WAITS.get(fault.code.lower(), SOME_TIME)


def _by_status(status: int | None) -> Meaning:
    """Judge an undocumented code: below 500 the portal says that it did nothing, otherwise it may have done it."""
    if status is not None and status >= 500:
        return Meaning.UNSURE
    return {401: Meaning.STALE, 429: Meaning.LATER}.get(status or 0, Meaning.REFUSED)
