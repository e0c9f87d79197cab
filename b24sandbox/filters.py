"""Filters of list methods: prefixes of both generations, nesting with logic, and what an index can use of them.

Comparison is as the portal's database does it: text without regard to case, negations keep empty values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from b24sandbox import moments
from b24sandbox.fields.table import LINKS, Field
from b24sandbox.params import listing, truth
from b24sandbox.store import Row

Test = Callable[[Row], bool]
PREFIXES = ("!=%", "!%=", "!><", "><", ">=", "<=", "!=", "!%", "!@", "=%", "%=", ">", "<", "@", "%", "=", "!", "?")
LIKES = {"?", "%", "=%", "%=", "!%", "!=%", "!%="}


class InvalidFilter(ValueError):
    """A condition that the strict methods refuse; `is_known` tells a bad value from an unknown field."""

    def __init__(self, name: str, *, is_known: bool) -> None:
        """`name` is the field as the request wrote it."""
        super().__init__(name)
        self.name, self.is_known = name, is_known


@dataclass
class Criteria:
    """Tests that a row must pass, and bounds that an index may use; bounds repeat what the tests already say."""

    tests: list[Test] = field(default_factory=list)
    low: int = 0
    high: int | None = None
    ids: set[int] | None = None
    equals: dict[str, list[Hashable]] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)

    def matches(self, row: Row) -> bool:
        """Whether the row passes all tests."""
        return all(test(row) for test in self.tests)


@dataclass(frozen=True)
class Grammar:
    """How one method reads its filter: which field a name means, the key field, and the portal's zone.

    `special` gives a test for names that are no field. `find` returns None for an unknown name.
    """

    find: Callable[[str], Field | None]
    key: str
    zone: tzinfo
    special: dict[str, Callable[[Any], Test]] = field(default_factory=dict)
    unknown: Callable[[str], None] | None = None
    is_strict: bool = False


def split(key: str) -> tuple[str, str]:
    """`>=createdTime` -> (`>=`, `createdTime`); no prefix is `=`."""
    for prefix in PREFIXES:
        if key.startswith(prefix):
            return prefix, key[len(prefix) :]
    return "=", key


def compile_filter(conditions: dict[str, Any], grammar: Grammar) -> Criteria:
    """Read a whole filter. Raises InvalidFilter where the grammar is strict."""
    criteria = Criteria()
    logic, plain, nested = _parts(conditions)
    if logic == "OR":
        criteria.tests.append(_any_of(plain, nested, grammar))
        return criteria
    for group in nested:
        inner = compile_filter(group, grammar)
        criteria.tests.append(inner.matches)
    for key, value in plain:
        _add(criteria, key, value, grammar)
    return criteria


def _parts(conditions: dict[str, Any]) -> tuple[str, list[tuple[str, Any]], list[dict[str, Any]]]:
    logic = str(conditions.get("logic", conditions.get("LOGIC", "AND"))).upper()
    plain, nested = [], []
    for key, value in conditions.items():
        if key.lower() == "logic":
            continue
        if key.lstrip("-").isdigit() and isinstance(value, dict):
            nested.append(value)
        else:
            plain.append((key, value))
    return logic, plain, nested


def _any_of(plain: list[tuple[str, Any]], nested: list[dict[str, Any]], grammar: Grammar) -> Test:
    choices = [compile_filter(group, grammar) for group in nested]
    choices += [compile_filter({key: value}, grammar) for key, value in plain]
    return lambda row: any(choice.matches(row) for choice in choices)


def _add(criteria: Criteria, key: str, value: Any, grammar: Grammar) -> None:
    operator, name = split(key)
    if name in grammar.special:
        criteria.tests.append(grammar.special[name](value))
        return
    wanted = grammar.find(name)
    if wanted is None:
        if grammar.is_strict:
            raise InvalidFilter(name, is_known=False)
        if grammar.unknown:
            grammar.unknown(name)
        return
    try:
        condition = Condition.read(wanted, operator, value, grammar.zone)
    except ValueError as error:
        if grammar.is_strict:
            raise InvalidFilter(name, is_known=True) from error
        criteria.tests.append(lambda _row: False)
        return
    criteria.tests.append(condition.test)
    condition.bound(criteria, grammar.key)


@dataclass(frozen=True)
class Condition:
    """One comparison, its values already of the field's kind. None stands for empty."""

    field: Field
    operator: str
    values: tuple[Any, ...]

    @classmethod
    def read(cls, wanted: Field, operator: str, value: Any, zone: tzinfo) -> Condition:
        """Read the values of a condition. Raises ValueError for one that the field cannot have."""
        many = listing(value) if isinstance(value, (list, dict)) else [value]
        if operator in LIKES:
            return cls(wanted, operator, tuple(_pattern(operator, str(item)) for item in many))
        if wanted.type in LINKS and operator[0] not in "<>":
            many = [None if str(item) == "0" else item for item in many]
        if operator[0] in "<>" and (wanted.is_integer or wanted.type == "double"):
            many = [item or 0 for item in many]  # the database reads an empty bound as 0: a dangling $result matches all
        return cls(wanted, operator, tuple(comparable(wanted, item, zone) for item in many))

    def test(self, row: Row) -> bool:
        """Whether the row's value, or any of several, satisfies the condition."""
        value = row.get(self.field.name)
        if value is None:
            value = self.field.default
        held = [_held(self.field, item) for item in value] if isinstance(value, list) else [_held(self.field, value)]
        if self.operator.startswith("!"):
            return not any(self._equal(item) for item in held or [None])
        if self.operator == "><":
            return any(self._between(item) for item in held)
        if self.operator[0] in "<>":
            return any(self._ordered(item) for item in held)
        return any(self._equal(item) for item in held or [None])

    def _between(self, item: Any) -> bool:
        low, high = (*self.values, None, None)[:2]
        return item is not None and low is not None and high is not None and bool(low <= item <= high)

    def _equal(self, item: Any) -> bool:
        if self.operator == "!><":
            return self._between(item)
        if self.operator in LIKES:
            return any(pattern.search(str(item or "")) for pattern in self.values)
        return item in self.values

    def _ordered(self, item: Any) -> bool:
        wanted = self.values[0] if self.values else None
        if item is None or wanted is None or type(item) is not type(wanted):
            return False
        greater = item > wanted if self.operator.startswith(">") else item < wanted
        return bool(greater or (self.operator.endswith("=") and item == wanted))

    def bound(self, criteria: Criteria, key: str) -> None:
        """Tell the criteria what an index can use of this condition."""
        value = self.values[0] if self.values else None
        if self.operator in {"=", "@"}:
            if self.field.name == key:
                wanted = {item for item in self.values if isinstance(item, int)}
                criteria.ids = wanted if criteria.ids is None else criteria.ids & wanted
            elif None not in self.values and self.field.is_integer:
                criteria.equals[self.field.name] = list(self.values)
        elif self.operator == "><":
            return
        elif self.field.name == key and isinstance(value, int):
            if self.operator.startswith(">"):
                criteria.low = max(criteria.low, value - (self.operator == ">="))
            elif self.operator.startswith("<"):
                high = value + (self.operator == "<=")
                criteria.high = high if criteria.high is None else min(criteria.high, high)
        elif self.operator.startswith(">") and isinstance(value, datetime):
            criteria.since[self.field.name] = value


def _held(wanted: Field, value: Any) -> Any:
    if value is None or value == "" or (value == 0 and wanted.type in LINKS):
        return None
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, (int, float)):
        return float(value) if wanted.type == "double" else int(value) if wanted.is_integer else str(value)
    return value if isinstance(value, (date, datetime)) else str(value).casefold() if wanted.type != "boolean" else value


def comparable(wanted: Field, value: Any, zone: tzinfo) -> Any:
    """The value of a condition in the kind in which stored values are compared; None is empty. Raises ValueError."""
    if value is False and wanted.type in {"boolean", "flag"}:
        return "N"
    if value is None or value is False or value == "":
        return None
    if wanted.type in {"boolean", "flag", "char"}:
        return _comparable_flag(wanted, value)
    if wanted.is_integer:
        return int(str(value))
    return _READERS.get(wanted.type, _folded)(str(value), zone)


def _folded(text: str, _zone: tzinfo) -> str:
    return text.casefold()


_READERS: dict[str, Callable[[str, tzinfo], Any]] = {
    "double": lambda text, _zone: float(text),
    "datetime": moments.read,
    "date": lambda text, _zone: moments.read_day(text),
}


def _comparable_flag(wanted: Field, value: Any) -> str:
    if wanted.type == "char":
        return str(value).casefold()
    if wanted.user_field and str(value) not in {"1", "0", "True"}:
        raise ValueError(value)
    return "Y" if truth(value) else "N"


def _pattern(operator: str, text: str) -> re.Pattern[str]:
    if operator in {"%", "!%", "?"}:
        return re.compile(re.escape(text), re.IGNORECASE)
    parts = [".*" if char == "%" else "." if char == "_" else re.escape(char) for char in text]
    return re.compile(f"^{''.join(parts)}$", re.IGNORECASE | re.DOTALL)
