"""What an assistant is, and how assistants are found: each is a module with an `assistant` and a `decide`.

Nothing here names one of them: a new assistant is a new file.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from b24bridge.core.decisions import Because, Skip

Decide = Callable[[Any, Any, date], Skip]


@dataclass(frozen=True, slots=True)
class Assistant:
    """What an assistant says of itself. Its name is that of its module, so the two cannot drift apart."""

    module: str
    title: Because
    reads: type
    settings: type
    modes: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return the last part of the module's name, such as `forgotten_clients`."""
        return self.module.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Rule:
    """An assistant together with its `decide(fact, settings, today)`."""

    assistant: Assistant
    decide: Decide


def discover(package: str) -> dict[str, Rule]:
    """Return the rules of a package by name, in alphabetical order. Raises AttributeError for a module that is none."""
    found = {}
    for module_info in sorted(pkgutil.iter_modules(importlib.import_module(package).__path__), key=lambda info: info.name):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{module_info.name}")
        found[module.assistant.name] = Rule(module.assistant, module.decide)
    return found
