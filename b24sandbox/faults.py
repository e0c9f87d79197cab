"""Ordered misbehaviour: which calls go wrong, when, how often and how.

A rule names a method by a glob; the first rule that fits and has times left is used. What a connection fault looks like
on the wire is in `misbehaviour`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from b24sandbox.errors import SYSTEM
from b24sandbox.result import Result

WIRE_KINDS = {"reset", "silence", "status", "truncated", "late"}
OAUTH_KINDS = {"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "wrong_client", "NOT_INSTALLED"}
ALIASES = {"500": ("status", 500), "502": ("status", 502), "504": ("status", 504)}
NUMBERS: dict[str, tuple[type, ...]] = {"times": (int, type(None)), "seconds": (int, float), "status": (int,)}
NAMES = ("method", "when", "times", "kind", "seconds", "status", "application", "answer")


class InvalidFault(ValueError):
    """A rule that control refuses; the text says what is wrong with it."""


@dataclass
class Fault:
    """One rule. `times` None is for ever; `seconds` is for silence and late; `answer` is what a late call hears."""

    method: str
    kind: str
    when: str = "before"
    times: int | None = 1
    seconds: float = 0.0
    status: int = 500
    application: str | None = None
    answer: str = "reset"
    used: int = 0

    @property
    def is_wire(self) -> bool:
        """Whether it spoils the connection or the body, and not only the answer's content."""
        return self.kind in WIRE_KINDS

    def fits(self, method: str, when: str, application: str | None) -> bool:
        """Whether this rule is for the call at this point."""
        if self.times is not None and self.used >= self.times:
            return False
        point = "before" if self.kind == "late" else self.when
        return point == when and fnmatchcase(method.lower(), self.method.lower()) and self.application in {None, application}


class Misbehaviour(Exception):
    """Raised through a call to the wire, where the fault is played."""

    def __init__(self, fault: Fault, result: Result) -> None:
        """`result` is what the call had answered, for faults after the commit."""
        super().__init__(fault.kind)
        self.fault, self.result = fault, result


def read_fault(given: dict[str, Any]) -> Fault:
    """Read one rule. Raises InvalidFault."""
    if not isinstance(given, dict):
        raise InvalidFault(f"a fault is an object, got {given!r}")
    unknown = set(given) - set(NAMES)
    if unknown:
        raise InvalidFault(f"unknown keys {sorted(unknown)}; known are {list(NAMES)}")
    if "method" not in given or "kind" not in given:
        raise InvalidFault("a fault needs 'method' (a glob) and 'kind'")
    rule = dict(given)
    kind = str(rule["kind"])
    if kind in ALIASES:
        rule["kind"], rule["status"] = ALIASES[kind]
    elif kind not in WIRE_KINDS | OAUTH_KINDS and kind not in SYSTEM:
        raise InvalidFault(f"unknown kind {kind!r}; one of {sorted(WIRE_KINDS | OAUTH_KINDS | set(ALIASES) | set(SYSTEM))}")
    if rule.get("when", "before") not in {"before", "after"}:
        raise InvalidFault(f"'when' is before or after, got {rule['when']!r}")
    for name, types in NUMBERS.items():
        if name in rule and (isinstance(rule[name], bool) or not isinstance(rule[name], types)):
            raise InvalidFault(f"{name!r} is a number{' or null' if name == 'times' else ''}, got {rule[name]!r}")
    return Fault(**rule)


@dataclass
class Faults:
    """The rules in force, in order; may be used from any thread."""

    rules: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, rules: Iterable[dict[str, Any]]) -> None:
        """Replace all rules. Raises InvalidFault and keeps the old ones."""
        read = [read_fault(rule) for rule in rules]
        with self._lock:
            self.rules = read

    def add(self, rule: dict[str, Any]) -> None:
        """Put one more rule behind the others. Raises InvalidFault."""
        read = read_fault(rule)
        with self._lock:
            self.rules.append(read)

    def take(self, method: str, when: str, application: str | None) -> Fault | None:
        """The fault that this call meets now, counted as used."""
        with self._lock:
            for rule in self.rules:
                if rule.fits(method, when, application):
                    rule.used += 1
                    return rule
        return None
