"""How a REST method is declared: a decorated function with its scope and its table of documented parameters.

Importing a module of `b24sandbox.methods` registers what it declares; nothing central lists the methods.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from b24sandbox.apps import App
from b24sandbox.portal import Portal
from b24sandbox.result import Result
from b24sandbox.store import Row


@dataclass
class Call:
    """One call of one method: who calls, what with, and the breaches of the contract seen on the way.

    `app` is None for an incoming webhook. `params` bear the documented names. `connector` is the `auth_connector` of
    whoever writes.
    """

    portal: Portal
    method: str
    params: dict[str, Any]
    user: Row
    scopes: frozenset[str]
    app: App | None = None
    webhook: str | None = None
    address: str = ""
    entry_id: int | None = None
    connector: str = ""
    breaches: list[str] = field(default_factory=list)

    def breach(self, text: str) -> None:
        """Note that the request does not keep to the documents."""
        if text not in self.breaches:
            self.breaches.append(text)

    @property
    def is_admin(self) -> bool:
        """Whether the token's user administers the portal."""
        return bool(self.user.get("ADMIN"))

    @property
    def credential(self) -> str:
        """What limits are counted for: the application or the webhook."""
        return self.app.client_id if self.app else f"webhook:{self.webhook}"


Handler = Callable[[Call], Result]


@dataclass(frozen=True)
class Method:
    """A declared method. `scopes` empty means basic; any one of them opens the method."""

    name: str
    handler: Handler
    scopes: tuple[str, ...]
    params: dict[str, str]
    is_exact: bool
    batch: bool

    def is_allowed(self, granted: frozenset[str]) -> bool:
        """Whether one of its scopes is granted."""
        return not self.scopes or any(scope in granted for scope in self.scopes)


METHODS: dict[str, Method] = {}


def method(
    name: str,
    scope: str = "",
    params: dict[str, str] | None = None,
    *,
    is_exact: bool = False,
    batch: bool = True,
) -> Callable[[Handler], Handler]:
    """Declare a REST method.

    `scope` is one name or several with `|` between them; empty is basic. `params` maps the documented parameter to its
    type, with `!` behind a required one. Names of old methods match in any case; `is_exact` is for the newer
    controllers, which take parameters by exact name.
    """

    def declare(handler: Handler) -> Handler:
        scopes = tuple(scope.split("|")) if scope else ()
        METHODS[name.lower()] = Method(name, handler, scopes, params or {}, is_exact, batch)
        return handler

    return declare


def find_method(name: str) -> Method | None:
    """The method of this name in any case, or None."""
    return METHODS.get(name.lower())
