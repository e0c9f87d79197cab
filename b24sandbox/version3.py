"""REST 3.0: the register of its methods (api-reference/rest-v3.md)."""

from __future__ import annotations

from collections.abc import Callable

from b24sandbox.method import Handler, Method

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
