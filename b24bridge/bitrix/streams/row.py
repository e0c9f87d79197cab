"""One row as the portal wrote it, read field by field. Not the meaning of any method's fields: that is each stream's own.

The portal mixes strings and numbers, writes `''`, `null` and `0` for nothing, and prints an empty date as `{}`
(api-reference/user/user-get.md). A field that is not what the vendor's documents say counts as empty and is noted in
`problems`, by name and never by value: a row may hold personal data.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

WHOLE = re.compile(r"-?[0-9]{1,18}(\.0+)?", re.ASCII)
NO_DATE_FROM = 9000
YES = frozenset({"Y", "1", "TRUE"})
Value = TypeVar("Value")


class UnreadableRowError(ValueError):
    """A row that cannot become a record at all; it is set aside and shown."""


class Row:
    """Typed access to the fields of one row."""

    def __init__(self, fields: Any) -> None:
        """Take one element of a list answer. Raises UnreadableRowError when it is no object."""
        if not isinstance(fields, Mapping):
            raise UnreadableRowError("the row is no object")
        self.fields: Mapping[str, Any] = fields
        self.problems: list[str] = []

    def value(self, key: str) -> Any:
        """Return the field, or None when it is missing or one of the portal's ways to write nothing."""
        value = self.fields.get(key)
        return None if value is None or value is False or value in ("", [], {}) else value

    def _convert(self, key: str, convert: Callable[[Any], Value], default: Value, what: str) -> Value:
        value = self.value(key)
        if value is None:
            return default
        try:
            return convert(value)
        except (ValueError, InvalidOperation, OverflowError):
            self.problems.append(f"{key} is no {what}")
            return default

    def identity(self, key: str) -> int:
        """Return the row's own number. Raises UnreadableRowError when it has none."""
        number = self.number(key)
        if number is None or number < 0:
            raise UnreadableRowError(f"{key} is missing")
        return number

    def number(self, key: str) -> int | None:
        """Return a reference to another object; None for the portal's 0."""
        return self.count(key) or None

    def count(self, key: str, default: int = 0) -> int:
        """Return a whole number, `default` when there is none."""
        return self._convert(key, whole, default, "whole number")

    def author(self, key: str) -> int | None:
        """Return who did it; 0 stays 0, because it is how the portal writes a robot, and None means unknown."""
        found: int | None = self._convert(key, whole, None, "whole number")
        return found

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return references without doubles, in the portal's order; PHP writes a list as list, object or scalar."""
        return self._convert(key, whole_numbers, (), "list of numbers")

    def text(self, key: str) -> str | None:
        """Return text, None when it is empty."""
        found: str | None = self._convert(key, scalar_text, None, "text")
        return found

    def flag(self, key: str) -> bool:
        """Return a yes or no: `Y`, `1` and true are yes, in any of the portal's types."""
        return str(self.value(key)).upper() in YES

    def amount(self, key: str) -> Decimal:
        """Return a sum; 0 when there is none."""
        return self._convert(key, amount, Decimal(0), "sum")

    def moment(self, key: str) -> datetime | None:
        """Return an aware moment in UTC; None when there is none, or when it is the year 9999 that means none."""
        found: datetime | None = self._convert(key, moment, None, "moment with an offset")
        return found

    def day(self, key: str) -> date | None:
        """Return a date: the first ten characters, never shifted into another zone (api-reference/crm/data-types.md)."""
        found: date | None = self._convert(key, day, None, "date")
        return found


def whole(value: Any) -> int:
    """Return the whole number that a value is. Raises ValueError."""
    text = str(value)
    if isinstance(value, bool) or not WHOLE.fullmatch(text):
        raise ValueError("no whole number")
    return int(text.partition(".")[0])


def whole_numbers(value: Any) -> tuple[int, ...]:
    """Return the numbers of a list, an object's values or a scalar, zeros left out. Raises ValueError."""
    items = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(number for number in map(whole, items) if number))


def scalar_text(value: Any) -> str:
    """Return a string or a number as text. Raises ValueError for lists and objects."""
    if not isinstance(value, str | int | float):
        raise ValueError("no text")  # noqa: TRY004  one kind of error for every conversion
    return str(value)


def amount(value: Any) -> Decimal:
    """Return a finite sum. Raises ValueError or InvalidOperation."""
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError("no sum")
    return found


def moment(value: Any) -> datetime | None:
    """Return the moment in UTC that ISO 8601 text with an offset names. Raises ValueError."""
    found = datetime.fromisoformat(scalar_text(value))
    if found.tzinfo is None:
        raise ValueError("no offset")
    return None if found.year >= NO_DATE_FROM else found.astimezone(UTC)


def day(value: Any) -> date | None:
    """Return the date that text begins with. Raises ValueError."""
    found = date.fromisoformat(scalar_text(value)[:10])
    return None if found.year >= NO_DATE_FROM else found
