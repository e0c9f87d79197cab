"""The wired bridge as web, worker and command line see it: a few lines per wish, the work is in `services`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import Celery

from b24bridge.core.decisions import Because, Json
from b24bridge.core.errors import ConfigError
from b24bridge.core.events import Event
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY, SCAN, Job
from b24bridge.core.ledger import State
from b24bridge.core.outside import Bell, Portal
from b24bridge.core.ports import Inbox, Installations, Jobs, Ledger, Mirror, Settings, Statements
from b24bridge.core.screens import ClientView, Filters, FindingsView, OverviewView, Situation
from b24bridge.core.screens_buttons import ButtonsView, Pressed
from b24bridge.core.screens_decisions import DecisionsView
from b24bridge.core.screens_health import Check, HealthView
from b24bridge.core.screens_journal import JournalView
from b24bridge.core.screens_settings import PreviewView, SavedView, SettingsView
from b24bridge.core.screens_undo import UndoScope, UndoView
from b24bridge.core.streams import Stream
from b24bridge.services.around import Around
from b24bridge.services.arrivals import Arrival, Visitor
from b24bridge.services.clocks import Clock
from b24bridge.services.condition import Condition, Horizon
from b24bridge.services.consent import Consent
from b24bridge.services.declare import Declare
from b24bridge.services.drain import Drain
from b24bridge.services.forms import SettingsPages
from b24bridge.services.install import Door
from b24bridge.services.policies import Policies
from b24bridge.services.receive import Receiver
from b24bridge.services.scan import Scan
from b24bridge.services.show import Show
from b24bridge.services.show_decisions import ShowDecisions
from b24bridge.services.show_journal import ShowJournal
from b24bridge.services.sync import SWEPT, Sync
from b24bridge.services.undo import TakeBack
from b24bridge.workers import is_dead
from config.process import ProcessSettings

BEAT, WORKER = "beat", "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Everything wired together. Safe to share between threads, made once per process."""

    settings: ProcessSettings
    clock: Clock
    celery: Celery
    bell: Bell
    installations: Installations
    inbox: Inbox
    jobs: Jobs
    mirror: Mirror
    ledger: Ledger
    portal_settings: Settings
    policies: Policies
    scan: Scan
    sync: Sync
    show: Show
    conditions: Condition
    around: Around
    consent: Consent
    take_back: TakeBack
    declare: Declare
    pages: SettingsPages
    show_decisions: ShowDecisions
    show_journal: ShowJournal
    statements: Statements
    connect: Callable[[Installation], Portal]
    make_drain: Callable[[], Drain]
    door: Door
    receiver: Receiver
    checks: Callable[[], Sequence[Check]]

    # --- the web ---

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        return self.clock.now()

    def receive(self, event: Event) -> None:
        """Verify an event and commit it to the inbox."""
        self.receiver.receive(event)

    def ring(self, member_id: str) -> None:
        """Say that a portal has work. Never raises."""
        self.bell.ring(member_id)

    def install(self, arrival: Arrival) -> Installation:
        """Verify who posted, store the installation, and have it set up."""
        installation = self.door.install(arrival)
        self.bell.ring(installation.member_id)
        return installation

    def open(self, arrival: Arrival) -> Visitor:
        """Verify who opened the frame."""
        return self.door.open(arrival)

    def renew(self, visitor: Visitor, access_token: str) -> Visitor:
        """Verify again that the same person is in the frame."""
        return self.door.renew(visitor, access_token)

    def situation(self, visitor: Visitor) -> Situation:
        """Return what stands around every page."""
        return self.around.situation(visitor)

    def findings(self, visitor: Visitor, assistant: str, filters: Filters) -> FindingsView:
        """Return an assistant's list, cut to what the visitor may see."""
        return self.show.findings(visitor, assistant, filters)

    def overview(self, visitor: Visitor, department_id: int | None) -> OverviewView:
        """Return the overview, cut to what the visitor may see."""
        return self.show.overview(visitor, department_id)

    def client(self, visitor: Visitor, client: EntityId) -> ClientView | None:
        """Return one client, or None when it is unknown or not the visitor's to see."""
        return self.show.client(visitor, client)

    def decisions(self, visitor: Visitor) -> DecisionsView:
        """Return what waits for this visitor's consent."""
        return self.show_decisions.view(visitor)

    def approve(self, visitor: Visitor, keys: Sequence[str], code: str) -> int:
        """Consent to rows of the decisions shown. Raises PlanChanged."""
        return self.consent.approve(visitor, keys, code)

    def reject(self, visitor: Visitor, keys: Sequence[str], reason: str, note: str) -> int:
        """Refuse rows of the decisions shown."""
        return self.consent.reject(visitor, keys, reason, note)

    def journal(self, visitor: Visitor, client: EntityId | None, before: int | None) -> JournalView:
        """Return a page of the journal, cut to what the visitor may see."""
        return self.show_journal.view(visitor, client, before)

    def undo_preview(self, visitor: Visitor, scope: UndoScope) -> UndoView:
        """Return what taking back would do, without doing it."""
        return self.show_journal.undo(visitor, scope)

    def undo(self, visitor: Visitor, scope: UndoScope) -> int:
        """Order everything that the preview would restore to be taken back."""
        return self.take_back.run(visitor, scope)

    def buttons(self, visitor: Visitor, client: EntityId) -> ButtonsView:
        """Return what the visitor may say about a client."""
        return self.declare.buttons(visitor, client)

    def press(self, visitor: Visitor, client: EntityId, pressed: Pressed) -> Because:
        """Record what was said and return what follows."""
        return self.declare.press(visitor, client, pressed)

    def stop(self, visitor: Visitor, is_stopped: bool) -> None:
        """Stop every change on the portal at once, or let them go on."""
        self.pages.change(visitor, kill_switch=is_stopped)

    def postpone(self, visitor: Visitor, days: int | None) -> None:
        """Watch for so many days longer; 0 ends the observation now, None leaves it without an end."""
        self.pages.postpone(visitor, days)

    def settings_form(self, visitor: Visitor, page: str) -> SettingsView:
        """Return a page of settings."""
        return self.pages.form(visitor, page)

    def preview_settings(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> PreviewView:
        """Return what these values would do today."""
        return self.pages.look_ahead(visitor, page, values)

    def save_settings_of(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> SavedView:
        """Store these values as a new version."""
        return self.pages.save(visitor, page, values)

    def export_yaml(self, visitor: Visitor) -> str:
        """Return everything that was set for the portal as YAML."""
        return self.pages.export(visitor)

    def preview_yaml(self, visitor: Visitor, text: str) -> PreviewView:
        """Return what a file would do today."""
        return self.pages.look_ahead_of_file(visitor, text)

    def import_yaml(self, visitor: Visitor, text: str) -> SavedView:
        """Store a file as a new version."""
        return self.pages.load(visitor, text)

    def condition(self, visitor: Visitor) -> HealthView:
        """Return the state of the visitor's portal."""
        return self.conditions.view(visitor)

    def health(self) -> Sequence[Check]:
        """Check what the process depends on, without asking any portal."""
        return self.checks()

    # --- the worker ---

    def drain(self, member_id: str) -> None:
        """Do what is due for one portal, for at most one slice."""
        self.bell.answered(member_id)
        self.jobs.beat(WORKER, self.clock.now())
        self.make_drain().run(member_id)

    def begin_work(self) -> None:
        """Take the lanes back that a killed worker of this machine still holds, so that its portals wait for nobody."""
        for member_id, worker in self.jobs.lanes().items():
            if is_dead(worker):
                self.jobs.release(member_id, worker)

    def tick(self) -> None:
        """Ring for every portal that has something due or an event waiting."""
        now = self.clock.now()
        self.jobs.beat(BEAT, now)
        for member_id in dict.fromkeys([*self.jobs.portals_due(now), *self.inbox.waiting(now)]):
            self.bell.ring(member_id)

    # --- the command line ---

    def horizon(self, installation: Installation) -> Horizon:
        """Return until when a portal is only watched, and whether somebody stopped it."""
        return self.policies.horizon(installation)

    def settings_in_force(self, installation: Installation) -> dict[str, Any]:
        """Return a portal's settings with every default in place, as plain values."""
        loaded = self.policies.loaded(installation)
        plain = loaded.portal.model_dump(mode="json")
        for name, own in loaded.assistants.items():
            plain["assistants"][name] = {**plain["assistants"].get(name, {}), **own.model_dump(mode="json")}
        return plain

    def save_settings(self, installation: Installation, values: Mapping[str, Json], author: str) -> int:
        """Check and store a portal's settings as a new version, return its number, and have everybody judged anew."""
        self.policies.check(values)
        version = self.portal_settings.save(installation.member_id, values, author, self.clock.now())
        self._judge_all(installation.member_id)
        return version

    def sync_now(self, installation: Installation, only: Stream | None, *, full: bool) -> Iterator[tuple[Stream, int]]:
        """Read streams in this process, page by page; yield the stream and the number of rows of each page.

        Whatever was read, everybody is judged afterwards; while something is left unread, by the worker that reads the rest.
        """
        portal, member_id = self.connect(installation), installation.member_id
        try:
            for stream in [only] if only else SWEPT:
                for page, _ in self.sync.read(installation, portal, stream, is_anew=full):
                    yield stream, len(page.records)
        finally:
            if not self.scan.stale(member_id):
                self._judge_all(member_id)

    def _judge_all(self, member_id: str) -> None:
        self.jobs.plan(member_id, SCAN, self.clock.now())
        self.bell.ring(member_id)

    def apply_now(self, installation: Installation) -> Mapping[State, int]:
        """Judge everybody and do what the modes allow, in this process; return how many actions are in which state.

        Raises StaleMirror when there is nothing to judge by, and ConfigError when a worker holds the portal's lane: it does
        the same.
        """
        member_id = installation.member_id
        self.scan.refuse_stale(member_id)
        self.jobs.plan(member_id, APPLY, self.clock.now())
        self.jobs.plan(member_id, SCAN, self.clock.now())
        while self.jobs.due(member_id, self.clock.now()):
            if not self.make_drain().run(member_id):
                self.bell.ring(member_id)
                raise ConfigError("PORTAL", f"a worker is at {installation.domain}", "It goes on with this by itself")
        return self.ledger.action_counts(member_id)

    def failures(self, installation: Installation) -> list[Job]:
        """Return the verbs of a portal that do not succeed just now, with their errors."""
        return [job for job in self.jobs.all(installation.member_id) if job.error]
