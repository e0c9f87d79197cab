"""One portal: its settings, tables, clock, applications, tokens, events, limits, faults and call log.

Not a web application: everything here works without HTTP, so the pages and the control use the same functions.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from b24sandbox import moments, people
from b24sandbox.answers import Answers
from b24sandbox.apps import App, Webhook
from b24sandbox.calls import CallLog
from b24sandbox.clock import Clock, Dice, monotonic
from b24sandbox.delivery import Delivery
from b24sandbox.entities import ENTITIES
from b24sandbox.faults import Faults
from b24sandbox.limits import Limits
from b24sandbox.store import Row, Table
from b24sandbox.switches import Switches
from b24sandbox.tokens import Tokens


@dataclass
class Settings:
    """The `portal` line of a portal file. `domain` is a name to show; the served address is what applications get."""

    time_zone: str = "Europe/Moscow"
    currency: str = "RUB"
    plan: str = "standard"
    name: str = "Sandbox"
    domain: str = "sandbox.bitrix24.test"
    member_id: str = ""
    version: str = "sandbox"
    language: str = "ru"

    def __post_init__(self) -> None:
        """Make a member id of the name for a portal that has none."""
        if not self.member_id:
            self.member_id = hashlib.md5(f"{self.domain}{self.name}".encode(), usedforsecurity=False).hexdigest()


@dataclass
class Portal:
    """A portal and everything in it. Hold `lock` while rows are read or written."""

    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=Clock)
    dice: Dice = field(default_factory=Dice)
    switches: Switches = field(default_factory=Switches)
    address: str = "http://127.0.0.1:8080"
    lock: threading.RLock = field(default_factory=threading.RLock)
    tables: dict[str, Table] = field(init=False)
    apps: dict[str, App] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    last_multifield: int = 0
    last_handler: int = 0
    last_enumeration: int = 0
    source: tuple[App, str] | None = None
    refill: Callable[[Portal], None] | None = None

    def __post_init__(self) -> None:
        """Begin with empty tables."""
        self.tables = {name: entity.table() for name, entity in ENTITIES.items()}
        self.calls = CallLog()
        self.faults = Faults()
        self.limits = Limits(monotonic, self.settings.plan)
        self.answers = Answers()
        self.tokens = Tokens(self.clock, self.dice)
        self.delivery = Delivery(self.dice, lambda: moments.show(self.clock.now(), self.zone))

    @property
    def zone(self) -> ZoneInfo:
        """The portal's time zone."""
        return ZoneInfo(self.settings.time_zone)

    @property
    def host(self) -> str:
        """DOMAIN as applications get it: host and port."""
        return self.address.split("://", 1)[1]

    @property
    def client_endpoint(self) -> str:
        """Where REST methods are called."""
        return f"{self.address}/rest/"

    @property
    def server_endpoint(self) -> str:
        """The authorization server's REST address; `/rest/` replaced by `/oauth/token/` is its token address."""
        return f"{self.address}/oauth-server/rest/"

    def table(self, entity: str) -> Table:
        """The table of an entity's rows."""
        return self.tables[entity]

    def user(self, user_id: int) -> Row | None:
        """An employee by id."""
        return self.tables["user"].get(user_id)

    def first_admin(self) -> Row:
        """The administrator with the lowest id. Raises LookupError if the portal has none."""
        for row in self.tables["user"].all():
            if row.get("ADMIN") and row.get("ACTIVE", True):
                return row
        raise LookupError("the portal has no active administrator; give a user ADMIN true")

    def visibility(self, user: Row, entity: str) -> Callable[[Row], bool] | None:
        """The test of rows that this user may see; None means all of them."""
        return people.visibility(self.tables["user"], self.tables["department"], user, entity)

    def next_handler_id(self) -> int:
        """A number for a new event handler, never given before on this portal."""
        self.last_handler += 1
        return self.last_handler

    def register(self, client_id: str, client_secret: str) -> App:
        """Know an application by its credentials, as after saving the form; again with a new secret replaces it."""
        known = self.apps.get(client_id)
        if known and known.client_secret == client_secret:
            return known
        app = App(known.id if known else len(self.apps) + 1, client_id, client_secret, self.dice.hexadecimal())
        self.apps[client_id] = app
        return app
