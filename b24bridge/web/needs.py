"""What the web needs from the wired bridge. Not an implementation: that is `b24bridge.bootstrap`.

The values that pages show are `b24bridge.core.screens`, where use cases may import them too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from b24bridge.core.decisions import Because, Json
from b24bridge.core.events import Event
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.screens import ClientView, Filters, FindingsView, OverviewView, Situation
from b24bridge.core.screens_buttons import ButtonsView, Pressed
from b24bridge.core.screens_decisions import DecisionsView
from b24bridge.core.screens_health import Check, HealthView
from b24bridge.core.screens_journal import JournalView
from b24bridge.core.screens_settings import PreviewView, SavedView, SettingsView
from b24bridge.core.screens_undo import UndoScope, UndoView
from b24bridge.services.arrivals import Arrival, Visitor
from config.process import ProcessSettings


class Consents(Protocol):
    """What heads and administrators decide. Each method refuses others itself (PermissionError); the web asks first."""

    def decisions(self, visitor: Visitor) -> DecisionsView:
        """Return what waits for this visitor's consent."""

    def approve(self, visitor: Visitor, keys: Sequence[str], code: str) -> int:
        """Consent to rows of the decisions shown; return how many. Raises PlanChanged when `code` is not theirs any more."""

    def reject(self, visitor: Visitor, keys: Sequence[str], reason: str, note: str) -> int:
        """Refuse rows, for a reason of `web.pages_decisions.REASONS`; return how many."""

    def undo_preview(self, visitor: Visitor, scope: UndoScope) -> UndoView:
        """Return what taking back would do, without doing it."""

    def undo(self, visitor: Visitor, scope: UndoScope) -> int:
        """Order everything that the preview would restore to be taken back; return how many actions."""

    def stop(self, visitor: Visitor, is_stopped: bool) -> None:
        """Stop every change on the portal at once, or let them go on."""

    def postpone(self, visitor: Visitor, days: int | None) -> None:
        """Watch for so many days longer; 0 ends the observation now, None leaves it without an end."""


class SettingsForms(Protocol):
    """A portal's settings as pages. `values` are by field name; what equals a default is as good as not set."""

    def settings_form(self, visitor: Visitor, page: str) -> SettingsView:
        """Return a page of settings with what is in force. Raises KeyError for a page that does not exist."""

    def preview_settings(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> PreviewView:
        """Return what these values would do today. Writes nothing; values that are wrong are named in `errors`."""

    def save_settings_of(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> SavedView:
        """Store these values as a new version. Raises ConfigError for the first wrong one: its path is the field's name."""

    def export_yaml(self, visitor: Visitor) -> str:
        """Return everything that was set for the portal as YAML."""

    def preview_yaml(self, visitor: Visitor, text: str) -> PreviewView:
        """Return what a file would do today. Raises ConfigError with its line when it cannot be read."""

    def import_yaml(self, visitor: Visitor, text: str) -> SavedView:
        """Store a file as a new version. Raises ConfigError with the line."""


class WebBridge(Consents, SettingsForms, Protocol):
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

    def buttons(self, visitor: Visitor, client: EntityId) -> ButtonsView:
        """Return what the visitor may say about a client that he may see, and what was said."""

    def press(self, visitor: Visitor, client: EntityId, pressed: Pressed) -> Because:
        """Record what was said and return what follows. Raises ConfigError whose path is the field of `Pressed` at fault."""

    def journal(self, visitor: Visitor, client: EntityId | None, before: int | None) -> JournalView:
        """Return a page of the journal, of one client if asked for, of what the visitor may see."""

    def condition(self, visitor: Visitor) -> HealthView:
        """Return the state of the visitor's portal."""

    def health(self) -> Sequence[Check]:
        """Check what the process depends on; quick, and without asking any portal."""
