"""Reading of values that are written into rows: from requests and from portal files, to the kinds the tables store.

int for numbers and links, float for amounts, Y or N, aware UTC moments, days, text. Empty is None.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from typing import Any

from b24sandbox import moments
from b24sandbox.fields.table import OBJECTS, Field
from b24sandbox.params import listing, truth

Reader = Callable[[str], datetime]


class InvalidValue(ValueError):
    """A value that the field cannot hold."""


class NotIterable(ValueError):
    """A lone value for a field of several values."""


def read(field: Field, value: Any, zone: tzinfo, moment: Reader | None = None) -> Any:
    """The stored form of a value. Raises InvalidValue or NotIterable. `moment` reads times in its own way."""
    if field.multiple:
        if value is None or value in ("", False):
            return None
        if not isinstance(value, (list, dict)):
            raise NotIterable(type(value).__name__)
        items = [_single(field, item, zone, moment) for item in listing(value)]
        return [item for item in items if item is not None] or None
    return _single(field, value, zone, moment)


def _single(field: Field, value: Any, zone: tzinfo, moment: Reader | None) -> Any:
    if field.type in OBJECTS:
        return value
    if field.type == "flag":
        return truth(value)
    if value is None or value == "" or (value is False and field.type != "boolean"):
        return None
    try:
        return _typed(field, value, zone, moment)
    except (ValueError, TypeError) as error:
        raise InvalidValue(f"{field.name}: {value!r} is no {field.type}") from error


def _typed(field: Field, value: Any, zone: tzinfo, moment: Reader | None) -> Any:
    if field.type in {"boolean", "char"}:
        if str(value).lower() not in {"y", "n", "1", "0", "true", "false"}:
            raise InvalidValue(value)
        return "Y" if truth(value) else "N"
    if field.is_integer:
        return _integer(field, value)
    if field.type == "double":
        return float(value)
    if field.type in {"datetime", "date", "moment_or_day"}:
        return _time(field, value, zone, moment)
    if isinstance(value, (dict, list)):
        raise InvalidValue(value)
    return str(value)


def _integer(field: Field, value: Any) -> int:
    number = int(value) if not isinstance(value, float) or value.is_integer() else None
    if number is None or (field.items and number not in {item for item, _ in field.items}):
        raise InvalidValue(value)
    return number


def _time(field: Field, value: Any, zone: tzinfo, moment: Reader | None) -> datetime | date:
    text = str(value)
    read_moment = moment or (lambda given: moments.read(given, zone))
    if field.type == "datetime":
        return read_moment(text)
    if field.type == "date":
        return read_moment(text).astimezone(zone).date() if text.startswith("@") else moments.read_day(text)
    if text.startswith("@"):
        return read_moment(text) if ":" in text else read_moment(text).astimezone(zone).date()
    return moments.read_day(text) if len(text) <= 10 else read_moment(text)
