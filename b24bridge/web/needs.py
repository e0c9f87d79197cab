"""What the web needs from the wired bridge. Not an implementation: that is `b24bridge.bootstrap`.

The values that pages show are `b24bridge.core.screens`, where use cases may import them too.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.events import Event
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.screens import Check, ClientView, Filters, FindingsView, HealthView, OverviewView, Situation
from b24bridge.services.arrivals import Arrival, Visitor
from config.process import ProcessSettings


class WebBridge(Protocol):
    """The use cases behind the routes. Every method may raise BridgeError and its kin; `web.errors` knows them all."""

    @property
    def settings(self) -> ProcessSettings:
        """Return the settings of the process, with the secret keys in force: on the embedded default those of its file."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""

    def receive(self, event: Event) -> None:
        """Verify an event and commit it to the inbox. Raises WebhookRejected, UnknownPortal."""

    def ring(self, member_id: str) -> None:
        """Say that a portal has work. Never raises."""

    def install(self, arrival: Arrival) -> Installation:
        """Verify through `app.info` who posted and store the installation with its tokens."""

    def open(self, arrival: Arrival) -> Visitor:
        """Verify through `app.info` who opened the frame. Raises UnknownPortal when the portal has not installed us."""

    def renew(self, visitor: Visitor, access_token: str) -> Visitor:
        """Verify again, with a fresh token of the portal, that the same person is there. Raises WebhookRejected when not."""

    def situation(self, visitor: Visitor) -> Situation:
        """Return what stands around every page."""

    def findings(self, visitor: Visitor, assistant: str, filters: Filters) -> FindingsView:
        """Return an assistant's list, cut to what the visitor may see. Raises KeyError for an unknown assistant."""

    def overview(self, visitor: Visitor, department_id: int | None) -> OverviewView:
        """Return the overview, cut to what the visitor may see."""

    def client(self, visitor: Visitor, client: EntityId) -> ClientView | None:
        """Return one client, or None when it is unknown or not the visitor's to see."""

    def condition(self, visitor: Visitor) -> HealthView:
        """Return the state of the visitor's portal."""

    def health(self) -> Sequence[Check]:
        """Check what the process depends on; quick, and without asking any portal."""
