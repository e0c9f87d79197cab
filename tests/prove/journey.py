"""The bridge in this process on a sandbox portal whose clock we turn: both clocks move together, as they do in life.

Waiting costs nothing here: a bridge that holds a request back moves the clock on instead. Not the proofs: those judge.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from b24bridge import bootstrap, drains, sites, stores
from b24bridge.bitrix.throttle import Limiter
from b24bridge.bootstrap import Bridge, migrate_database, wire
from b24bridge.cli.plans import administrator
from b24bridge.cli.stack import SANDBOX_APP, SCOPE
from b24bridge.core.installations import Installation
from b24bridge.services.arrivals import Arrival, Visitor
from b24sandbox import grants, serve
from b24sandbox.acts import act
from b24sandbox.installation import Registration, install
from b24sandbox.portal import Portal
from b24sandbox.seeding import seed
from config.process import ProcessSettings

AHEAD = timedelta(seconds=90)
MOST_TURNS = 400


@dataclass(frozen=True)
class Together:
    """The bridge's clock: the portal's, which is `AHEAD` of it."""

    portal: Portal

    def now(self) -> datetime:
        """Return our moment, in UTC."""
        return self.portal.clock.now() - AHEAD

    def monotonic(self) -> float:
        """Return seconds."""
        return self.portal.clock.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self.portal.clock.advance(max(seconds, 0))


@dataclass
class Journey:
    """A portal, the bridge that is installed on it, and the days that pass for both."""

    portal: Portal
    bridge: Bridge
    member_id: str

    @property
    def installation(self) -> Installation:
        """Return the installation as the bridge has it now."""
        return self.bridge.policies.installation(self.member_id)

    @property
    def head(self) -> Visitor:
        """Return who decides: the administrator."""
        return administrator(self.installation)

    def now(self) -> datetime:
        """Return the portal's moment, in its zone."""
        return self.portal.clock.now().astimezone(self.portal.zone)

    def today(self) -> date:
        """Return the portal's day."""
        return self.now().date()

    def until(self, at: time, day: date | None = None) -> None:
        """Let time pass until this time of day; a time that is over is now."""
        wanted = datetime.combine(day or self.today(), at, self.portal.zone)
        self.portal.clock.advance(max((wanted - self.now()).total_seconds(), 0))

    def work(self) -> None:
        """Let the bridge do everything that is due. A verb that fails is an error here: nothing hinders it."""
        for _ in range(MOST_TURNS):
            if not self.bridge.jobs.due(self.member_id, self.bridge.now()):
                return
            self.bridge.make_drain().run(self.member_id)
            failed = {job.verb: job.error for job in self.bridge.jobs.all(self.member_id) if job.error}
            assert not failed, failed
        raise AssertionError(f"work never ends: {self.bridge.jobs.due(self.member_id, self.bridge.now())}")

    def act(self, who: int, do: str, **details: Any) -> Mapping[str, Any]:
        """Let somebody do something in the portal's interface."""
        return act(self.portal, who, do, details)

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """Return the portal's rows as it stores them."""
        with self.portal.lock:
            return [dict(row) for row in self.portal.table(entity).all()]

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the portal's complete log of requests after a number."""
        return [entry.show() for entry in self.portal.calls.since(since)]


@contextmanager
def journey(lines: list[str], folder: Path, broker: str, settings: Mapping[str, Any] | None = None) -> Iterator[Journey]:
    """Serve a portal file, without limits of its own, and install the bridge there; nothing is read yet."""
    portal = Portal()
    seed(portal, lines)
    portal.limits.is_on = False
    server, clock = serve.start(portal=portal), Together(portal)
    with pytest.MonkeyPatch.context() as patch:
        for module in (bootstrap, drains, sites, stores):
            patch.setattr(module, "clock", clock)
        patch.setattr(bootstrap, "Limiter", partial(Limiter, moment=clock.monotonic))
        try:
            bridge = _wired(server.address.partition("://")[2], folder, broker)
            member_id = bridge.install(_arrival(portal)).member_id
            travelled = Journey(portal, bridge, member_id)
            bridge.save_settings(travelled.installation, settings or {}, "test")
            yield travelled
        finally:
            server.stop()


def lines_of(seed_name: str) -> list[str]:
    """Return the lines of a seed of the sandbox."""
    return (Path(serve.__file__).parent / "seeds" / f"{seed_name}.jsonl").read_text("utf-8").splitlines()


def entity_of(line: str) -> str:
    """Return what a line of a portal file describes."""
    return str(json.loads(line)["entity"])


def _wired(host: str, folder: Path, broker: str) -> Bridge:
    given = {"data_dir": folder, "redis_url": broker, "public_url": "https://bridge.example"}
    process = ProcessSettings(_env_file=None, insecure_hosts=(host,), oauth_hosts=(host,), **given)
    migrate_database(process)
    bridge = wire(process)
    bridge.installations.register(SANDBOX_APP)
    return bridge


def _arrival(portal: Portal) -> Arrival:
    admin = portal.first_admin()["ID"]
    install(portal, Registration(SANDBOX_APP.client_id, SANDBOX_APP.client_secret, "", scope=SCOPE, with_ui=False), admin)
    app = portal.apps[SANDBOX_APP.client_id]
    tokens = grants.pair(portal, app, admin)
    return Arrival(
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        expires_in=tokens["expires_in"],
        application_token=app.application_token,
        member_id=portal.settings.member_id,
        oauth_endpoint=portal.server_endpoint,
    )
