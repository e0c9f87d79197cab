"""Applications of the portal: registration, installation state, event handlers and options.

No HTTP here: `installation` talks to the application, `tokens` gives it tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from b24sandbox.offline import OfflineQueue


@dataclass
class EventHandler:
    """A handler bound by event.bind. `auth_type` 0 means the token of whoever acts.

    `told` is for ONOFFLINEEVENT: the moment, or the call, of the last notification.
    """

    id: int
    event: str
    url: str
    auth_type: int = 0
    is_offline: bool = False
    connector: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    told: Any = None


@dataclass
class Widget:
    """A widget bound by placement.bind; `user_id` 0 is for everybody."""

    placement: str
    url: str
    user_id: int = 0
    title: str = ""
    description: str = ""
    group: str = ""
    languages: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


@dataclass
class App:
    """A local application. `is_present` is false after it was deleted, `is_installed` is what app.info calls INSTALLED.

    `registered` holds what it offers to the portal, by kind and code: robots, activities of workflows, senders of messages.
    """

    id: int
    client_id: str
    client_secret: str
    application_token: str
    handler_url: str = ""
    install_url: str = ""
    scope: list[str] = field(default_factory=list)
    with_ui: bool = True
    version: int = 1
    is_present: bool = False
    is_installed: bool = False
    handlers: list[EventHandler] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    user_options: dict[int, dict[str, Any]] = field(default_factory=dict)
    activity_types: dict[str, dict[str, str]] = field(default_factory=dict)
    registered: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    offline: OfflineQueue = field(default_factory=OfflineQueue)

    def forget(self) -> None:
        """What an uninstall takes away on the portal (settings/app-uninstallation.md)."""
        self.is_present = self.is_installed = False
        self.handlers.clear()
        self.widgets.clear()
        self.options.clear()
        self.user_options.clear()
        self.activity_types.clear()
        self.registered.clear()
        self.offline.clear()

    def show(self) -> dict[str, Any]:
        """The application as control shows it."""
        return {
            "client_id": self.client_id,
            "scope": self.scope,
            "handler_url": self.handler_url,
            "install_url": self.install_url,
            "with_ui": self.with_ui,
            "version": self.version,
            "is_present": self.is_present,
            "is_installed": self.is_installed,
            "application_token": self.application_token,
            "widgets": [{"placement": one.placement, "handler": one.url, "title": one.title} for one in self.widgets],
            "handlers": [{"event": one.event, "handler": one.url, "auth_type": one.auth_type} for one in self.handlers],
        }


@dataclass(frozen=True)
class Webhook:
    """An incoming webhook: its user, its key and what it may do."""

    user_id: int
    key: str
    scopes: frozenset[str]
