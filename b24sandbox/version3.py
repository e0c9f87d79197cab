"""REST 3.0: its register of methods, its errors, and the answers kept for Idempotency-Key (api-reference/rest-v3.md)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from b24sandbox.errors import PortalError
from b24sandbox.method import Handler, Method

PREFIX = "BITRIX_REST_V3_EXCEPTION_"
KEPT_HOURS = 24
KEY_LENGTH = 255
METHODS: dict[str, Method] = {}


def method(name: str, scope: str, params: dict[str, str]) -> Callable[[Handler], Handler]:
    """Declare a method of REST 3.0; the tables are those of the older version."""

    def declare(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, handler, (scope,) if scope else (), params, is_exact=True, batch=True)
        return handler

    return declare


def find_method(name: str) -> Method | None:
    """The method of this name, or None."""
    return METHODS.get(name.lower())


class Version3Error(PortalError):
    """An error in the shape of REST 3.0: an object with code, message and perhaps what did not validate."""

    def __init__(self, code: str, text: str, status: int = 400, validation: list[dict[str, str]] | None = None) -> None:
        """`code` without its prefix."""
        super().__init__(PREFIX + code, text, status)
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


@dataclass(frozen=True)
class Kept:
    """An answer that is given again for the same key and body."""

    request: Any
    answer: dict[str, Any]
    until: datetime


@dataclass
class Answers:
    """Answers by credential, user, method and key; may be used from any thread."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: dict[tuple[str, int, str, str], Kept] = field(default_factory=dict)

    def find(self, place: tuple[str, int, str, str], request: Any, now: datetime) -> dict[str, Any] | None:
        """The kept answer, if there is one. Raises Version3Error if the key was used with another body."""
        with self._lock:
            kept = self._kept.get(place)
        if kept is None or kept.until <= now:
            return None
        if kept.request != request:
            raise Version3Error("IDEMPOTENCYKEYREUSEDEXCEPTION", "The key was used with another request body", 422)
        return kept.answer

    def keep(self, place: tuple[str, int, str, str], request: Any, answer: dict[str, Any], now: datetime) -> None:
        """Keep the answer of a success for a day."""
        with self._lock:
            self._kept[place] = Kept(request, answer, now + timedelta(hours=KEPT_HOURS))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


def check_key(key: str) -> None:
    """Raise Version3Error for a key that is not 1 to 255 printable ASCII characters."""
    if not 1 <= len(key) <= KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise Version3Error("INVALIDIDEMPOTENCYKEYEXCEPTION", "The key is 1 to 255 printable ASCII characters")
