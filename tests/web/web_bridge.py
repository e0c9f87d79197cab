"""A bridge of plain values for the web's tests: it believes two portals, remembers what it was asked, and fails on demand."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from b24bridge.core.errors import UnknownPortal, WebhookRejected
from b24bridge.core.installations import Installation
from b24bridge.core.screens import Check, Choice, ClientView, Finding, FindingsView, Situation, Tab
from b24bridge.services.arrivals import Visitor
from config.process import ProcessSettings
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
    unjudged: int = 23
    error: Exception | None = None
    checks: tuple[Check, ...] = (Check("database", True), Check("broker", True), Check("migrations", True))
    received: list = field(default_factory=list)
    installed: list = field(default_factory=list)
    opened: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    rung: list = field(default_factory=list)

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
        if assistant != "forgotten_clients":
            raise KeyError(assistant)
        rows = [row for row in self.rows if filters.text.casefold() in (row.name or "").casefold()]
        return FindingsView(
            assistant=assistant,
            tabs=(Tab(assistant=assistant, title=TITLE, count=len(self.rows)),),
            figures=FIGURES,
            rows=tuple(rows[: filters.limit]),
            total=len(rows),
            unjudged=self.unjudged,
            owners=(Choice(1, "Дмитрий Иванов"), Choice(2, "Мария Кузнецова")),
        )

    def overview(self, visitor, department_id):
        self._fail()
        return OVERVIEW

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
        )

    def condition(self, visitor):
        self._fail()
        return CONDITION

    def health(self):
        return self.checks

    def _fail(self):
        if self.error is not None:
            raise self.error
