"""A bridge of plain values for the web's tests: it believes two portals, remembers what it was asked, and fails on demand."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from b24bridge.core.errors import PlanChanged, UnknownPortal, WebhookRejected
from b24bridge.core.installations import Installation
from b24bridge.core.screens import Choice, ClientView, Finding, FindingsView, OverviewView, Situation, Tab
from b24bridge.core.screens_buttons import ButtonsView
from b24bridge.core.screens_decisions import DecisionsView
from b24bridge.core.screens_health import Check
from b24bridge.core.screens_journal import JournalView
from b24bridge.core.screens_settings import PreviewView, SavedView
from b24bridge.services.arrivals import Visitor
from config.process import ProcessSettings
from tests.web.web_answers import DECISIONS, JOURNAL, both, undo_view
from tests.web.web_buttons import AHEAD, BUTTONS, HISTORY
from tests.web.web_screens import (
    ADMIN,
    CONDITION,
    CONTACTS,
    FIGURES,
    INSTALLATION,
    MEMBER,
    NOW,
    OVERVIEW,
    PROFILE,
    ROWS,
    RUNNING,
    SUMS,
    TITLE,
    TOKEN,
)
from tests.web.web_settings import CHANGES, PREVIEW, settings_view

MEMBERS = (MEMBER, "d897063e1ce7c5eb9f04b9751eef5915")
KEY = "qPdnrmYkCJ6pk0YlWZGRYlEK1Hq2T5i7tVpBf4oTh1c="


@dataclass
class PlainBridge:
    """Answers with plain values; `error`, once set, is raised by whatever is asked next."""

    settings: ProcessSettings = field(
        default_factory=lambda: ProcessSettings(secret_keys=(KEY,), public_url="https://bridge.example", _env_file=None)
    )
    moment: datetime = NOW
    visitor: Visitor = ADMIN
    standing: Situation = RUNNING
    installation: Installation = INSTALLATION
    rows: tuple[Finding, ...] = ROWS
    tabs: tuple[Tab, ...] = ()
    others: tuple[Finding, ...] = ()
    unjudged: int = 23
    overviewed: OverviewView = OVERVIEW
    deciding: DecisionsView = DECISIONS
    journalled: JournalView = JOURNAL
    buttoned: ButtonsView = BUTTONS
    foreseen: PreviewView = PREVIEW
    error: Exception | None = None
    checks: tuple[Check, ...] = (Check("database", True), Check("broker", True), Check("migrations", True))
    received: list = field(default_factory=list)
    installed: list = field(default_factory=list)
    opened: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    rung: list = field(default_factory=list)
    done: list = field(default_factory=list)
    values: dict = field(default_factory=dict)

    def now(self):
        return self.moment

    def receive(self, event):
        self._fail()
        if event.member_id not in MEMBERS:
            raise UnknownPortal
        if event.application_token != TOKEN:
            raise WebhookRejected("wrong_application_token")
        self.received.append(event)

    def ring(self, member_id):
        self.rung.append(member_id)

    def install(self, arrival):
        self._fail()
        self.installed.append(arrival)
        return self.installation

    def open(self, arrival):
        self._fail()
        if arrival.member_id not in MEMBERS:
            raise UnknownPortal
        self.opened.append(arrival)
        return self.visitor

    def renew(self, visitor, access_token):
        self._fail()
        if access_token != "fresh":
            raise WebhookRejected("foreign_user")
        return replace(visitor, name="Алексей, ещё раз")

    def situation(self, visitor):
        self._fail()
        return self.standing

    def findings(self, visitor, assistant, filters):
        self._fail()
        self.asked.append(filters)
        tabs = self.tabs or (Tab(assistant="forgotten_clients", title=TITLE, count=len(self.rows)),)
        if assistant not in {tab.assistant for tab in tabs}:
            raise KeyError(assistant)
        rows = [row for row in self.rows if filters.text.casefold() in (row.name or "").casefold()]
        return FindingsView(
            assistant=assistant,
            tabs=tabs,
            figures=FIGURES,
            rows=tuple(rows[: filters.limit]),
            total=len(rows),
            unjudged=self.unjudged,
            owners=(Choice(1, "Дмитрий Иванов"), Choice(2, "Мария Кузнецова")),
        )

    def overview(self, visitor, department_id):
        self._fail()
        return self.overviewed

    def client(self, visitor, client):
        self._fail()
        found = next((row for row in self.rows if row.client == client), None)
        if found is None:
            return None
        return ClientView(
            finding=found,
            answered_on=date(2026, 9, 2),
            protected_until=date(2026, 11, 20),
            ceiling=date(2027, 3, 1),
            contacts=CONTACTS,
            sums=SUMS,
            profile=PROFILE,
            others=self.others,
            titles={"forgotten_clients": TITLE, "debtors": both("Должники", "Debtors")},
            ahead=AHEAD,
            history=HISTORY,
        )

    def buttons(self, visitor, client):
        self._fail()
        return self.buttoned

    def press(self, visitor, client, pressed):
        self._did("press", client, pressed)
        return both("Контакт подтверждён, защита до 7 декабря.", "Contact confirmed, protected until 7 Dec.")

    def decisions(self, visitor):
        self._fail()
        return self.deciding

    def approve(self, visitor, keys, code):
        self._fail()
        if code != self.deciding.code:
            raise PlanChanged
        self.done.append(("approve", tuple(keys), code))
        return len(keys)

    def reject(self, visitor, keys, reason, note):
        self._did("reject", tuple(keys), reason, note)
        return len(keys)

    def journal(self, visitor, client, before):
        self._fail()
        self.asked.append((client, before))
        return replace(self.journalled, client=client, name="ООО «Альтаир»" if client else None)

    def undo_preview(self, visitor, scope):
        self._fail()
        return undo_view(scope)

    def undo(self, visitor, scope):
        self._did("undo", scope)
        return 1

    def stop(self, visitor, is_stopped):
        self._did("stop", is_stopped)
        self.standing = replace(self.standing, running="stopped" if is_stopped else "ok", who=visitor.name, since=self.moment)

    def postpone(self, visitor, days):
        self._did("postpone", days)

    def settings_form(self, visitor, page):
        self._fail()
        if page not in {"forgotten_clients", "portal"}:
            raise KeyError(page)
        return settings_view(page, self.values, visitor.is_admin)

    def preview_settings(self, visitor, page, values):
        self._fail()
        self.asked.append(values)
        return self.foreseen

    def save_settings_of(self, visitor, page, values):
        self._did("save", page, values)
        self.values = {name: value for name, value in values.items() if not name.startswith("mode.")}
        return SavedView(version=3, changes=CHANGES, applies_on=date(2026, 11, 24))

    def export_yaml(self, visitor):
        self._fail()
        return "assistants:\n  forgotten_clients:\n    period: 60\n"

    def preview_yaml(self, visitor, text):
        self._fail()
        return self.foreseen

    def import_yaml(self, visitor, text):
        self._did("import", text)
        return SavedView(version=4, changes=CHANGES)

    def condition(self, visitor):
        self._fail()
        return CONDITION

    def health(self):
        return self.checks

    def _did(self, *what):
        self._fail()
        self.done.append(what)

    def _fail(self):
        if self.error is not None:
            raise self.error
