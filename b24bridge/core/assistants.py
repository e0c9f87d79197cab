"""What an assistant is, and how assistants are found: each is a module with an `assistant` and a `decide`.

Nothing here names one of them: a new assistant is a new file.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from b24bridge.core.decisions import Because, Decision, Skip

Decide = Callable[[Any, Any, date], Skip]
Arrange = Callable[[Sequence[tuple[Any, Decision]], Any, date], Sequence[Skip]]


@dataclass(frozen=True, slots=True)
class Assistant:
    """What an assistant says of itself. Its name is that of its module, so the two cannot drift apart.

    `priority` tells whose reason goes first on the one task about a client (4.0.10); `after` names the assistants whose
    verdicts of the day it reads; `counted_in` the one within whose money its own is counted already. `short` is its title in
    menus and tables, `place` where it stands there.
    """

    module: str
    title: Because
    reads: type
    settings: type
    modes: Mapping[str, str]
    priority: int = 0
    after: tuple[str, ...] = ()
    counted_in: str = ""
    short: Because | None = None
    place: int = 100

    @property
    def brief(self) -> Because:
        """Return its title in menus and tables."""
        return self.short or self.title

    @property
    def name(self) -> str:
        """Return the last part of the module's name, such as `forgotten_clients`."""
        return self.module.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Rule:
    """An assistant together with its `decide(fact, settings, today)`.

    `arrange(drafts, settings, today)` gets the facts and draft decisions of a whole run and returns the decisions, in the
    same order: for what can only be chosen with all of them in view, such as who takes which client.
    """

    assistant: Assistant
    decide: Decide
    arrange: Arrange | None = None


def discover(package: str) -> dict[str, Rule]:
    """Return the rules of a package by name, each after those it reads. Raises AttributeError for a module that is none.

    Among equals the one with the higher priority comes first, then the alphabet decides.
    """
    found = {}
    for module_info in sorted(pkgutil.iter_modules(importlib.import_module(package).__path__), key=lambda info: info.name):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{module_info.name}")
        found[module.assistant.name] = Rule(module.assistant, module.decide, getattr(module, "arrange", None))
    return _in_order(found)


def _in_order(found: Mapping[str, Rule]) -> dict[str, Rule]:
    ordered: dict[str, Rule] = {}
    waiting = sorted(found.values(), key=lambda rule: (-rule.assistant.priority, rule.assistant.name))
    while waiting:
        ready = next((rule for rule in waiting if ordered.keys() >= set(rule.assistant.after)), None)
        if ready is None:
            names = ", ".join(rule.assistant.name for rule in waiting)
            raise ValueError(f"these assistants wait for each other, or for one that does not exist: {names}")
        waiting.remove(ready)
        ordered[ready.assistant.name] = ready
    return ordered


def in_menu(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the same rules in the order in which people are shown them."""
    return dict(sorted(rules.items(), key=lambda each: (each[1].assistant.place, each[0])))
