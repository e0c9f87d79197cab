"""Routing: which handlers an event goes to, and what they want looked at. What each topic means is in `handlers/`."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from b24bridge.core.streams import Hint

Handle = Callable[[str, Mapping[str, Any]], Iterable[Hint]]


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that says what an event wants looked at, and the topics it knows, in upper case."""

    name: str
    topics: frozenset[str]
    handle: Handle


@dataclass(frozen=True, slots=True)
class Routed:
    """What the handlers of one event came to: the rows to look at, and the failures of those that broke, by name."""

    hints: tuple[Hint, ...]
    failures: Mapping[str, Exception]


def handles(*topics: str) -> Callable[[Handle], Handler]:
    """Turn a function `(topic, data) -> hints` into the handler of these topics."""

    def register(handle: Handle) -> Handler:
        return Handler(f"{handle.__module__}.{handle.__name__}", frozenset(topics), handle)

    return register


def discover(package: str) -> tuple[Handler, ...]:
    """Return the handlers of a package, module by module in alphabetical order, in a module as they are written."""
    found: list[Handler] = []
    for info in sorted(pkgutil.iter_modules(importlib.import_module(package).__path__), key=lambda info: info.name):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{package}.{info.name}")
            found += [value for value in vars(module).values() if isinstance(value, Handler)]
    return tuple(dict.fromkeys(found))


def topics(handlers: Iterable[Handler]) -> tuple[str, ...]:
    """Return every topic that some handler knows, in alphabetical order: these are to be bound on the portal."""
    return tuple(sorted({topic for handler in handlers for topic in handler.topics}))


def route(handlers: Sequence[Handler], topic: str, data: Mapping[str, Any]) -> Routed:
    """Ask every handler of a topic, in order; one that fails keeps nobody else from being heard. Each hint comes once."""
    hints: dict[Hint, None] = {}
    failures: dict[str, Exception] = {}
    for handler in handlers:
        if topic.upper() in handler.topics:
            try:
                hints |= dict.fromkeys(handler.handle(topic.upper(), data))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is that handler's own, and reported
                failures[handler.name] = error
    return Routed(tuple(hints), failures)
