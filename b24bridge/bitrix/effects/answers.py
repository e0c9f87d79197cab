"""Answers to writes: believed only when they name what was made. Not the envelope around them: that is `bitrix.envelope`."""

from collections.abc import Callable
from typing import Any

from b24bridge.core.errors import Unknown


def made(method: str, pick: Callable[[], Any]) -> str:
    """Return the id that a successful answer names. Raises Unknown when it is not where the documents put it."""
    try:
        number = str(pick())
    except (KeyError, TypeError, IndexError):
        number = ""
    if not (number.isascii() and number.isdigit() and int(number)):
        raise Unknown(method, "UNEXPECTED_ANSWER", "success without the number of the object")
    return number


def agreed(method: str, result: Any) -> None:
    """Take a success that names no object. Raises Unknown for any other answer than the documented `true`."""
    if result is not True:
        raise Unknown(method, "UNEXPECTED_ANSWER", "success without true")
