"""The envelope of an answer: its bytes turned into a result or an error code. Not what a code means: that is `errors`.

A portal's answer is input like any other: it may be HTML, cut off, or of the wrong shape, and is believed only when it has
exactly the form of settings/how-to-call-rest-api/list-methods-pecularities.md.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ESCAPES = re.compile(rb"\\u(?:0000|d[89a-f])", re.IGNORECASE)


class UnusableAnswerError(ValueError):
    """Bytes that are no answer of a portal; the message names the defect and never the content."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What an answer says of time, by the portal's own clock.

    `start`, `finish` and `reset_at` are seconds since 1970, `operating` the seconds that the method has used up in the last
    ten minutes (limits.md). None where the portal, for instance one on its owner's server, says nothing.
    """

    start: float | None = None
    finish: float | None = None
    operating: float | None = None
    reset_at: float | None = None

    @property
    def reset_in(self) -> float | None:
        """Return in how many seconds a part of `operating` is given back."""
        return None if self.reset_at is None or self.finish is None else max(0.0, self.reset_at - self.finish)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method returned. `total` and `next` come with counted lists only."""

    result: Any
    total: int | None = None
    next: int | None = None
    time: Timing | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that the portal wrote in its own form: its code, its text, and the times it gave with it.

    `status` is None for a command of a batch, which has no HTTP status of its own.
    """

    code: str
    text: str
    status: int | None = None
    time: Timing | None = None


def parse(status: int, body: bytes) -> Answer | Fault:
    """Return the answer or the error in these bytes. Raises UnusableAnswerError when they are neither.

    The key `error` counts by its presence: the portal writes "", 0 and "0" for real errors (error-codes.md).
    """
    document = load(body)
    if "error" in document:
        if "result" in document:
            raise UnusableAnswerError("both a result and an error")
        return fault(document, status, timing(document.get("time")))
    if "result" not in document or not 200 <= status <= 299:
        raise UnusableAnswerError("no result")
    return answer(document["result"], document.get("total"), document.get("next"), document.get("time"))


def answer(result: Any, total: Any, following: Any, time: Any) -> Answer:
    """Return an answer, with counts and times only where they are numbers."""
    return Answer(result, whole(total), whole(following), timing(time))


def fault(error: Mapping[str, Any], status: int | None = None, time: Timing | None = None) -> Fault:
    """Return an error in either form: a code beside its text, or an object of REST 3.0. Raises UnusableAnswerError."""
    inner = error.get("error")
    code, text = (
        (inner.get("code"), inner.get("message")) if isinstance(inner, dict) else (inner, error.get("error_description"))
    )
    if isinstance(code, bool) or not isinstance(code, str | int):
        raise UnusableAnswerError("an error without a code")
    return Fault(str(code), text if isinstance(text, str) else "", status, time)


def load(body: bytes) -> dict[str, Any]:
    """Return the JSON object in these bytes, with text that a database can store. Raises UnusableAnswerError."""
    try:
        document = json.loads(body.decode(), parse_constant=_no_number)
        if ESCAPES.search(body) or b"\x00" in body:
            document = _storable(document)
    except (ValueError, RecursionError):
        raise UnusableAnswerError("no JSON") from None
    if not isinstance(document, dict):
        raise UnusableAnswerError("no JSON object")
    return document


def table(value: Any) -> dict[str, Any]:
    """Return a PHP array as a dictionary: one with the keys 0, 1, 2... comes as a list. Raises UnusableAnswerError."""
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    if isinstance(value, dict):
        return value
    raise UnusableAnswerError("no table")


def timing(value: Any) -> Timing | None:
    """Return the times of an answer, or None when it has none."""
    if not isinstance(value, dict):
        return None
    return Timing(*(number(value.get(key)) for key in ("start", "finish", "operating", "operating_reset_at")))


def number(value: Any) -> float | None:
    """Return a finite number, also when it was written as text; otherwise None."""
    try:
        found = None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found is not None and math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """Return a whole number, also when it was written as text; otherwise None."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() else None


def _no_number(name: str) -> NoReturn:
    raise UnusableAnswerError(name)


def _storable(value: Any) -> Any:
    """Replace what no database stores: U+0000 and halves of surrogate pairs."""
    if isinstance(value, str):
        return UNSTORABLE.sub(REPLACEMENT, value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value
