"""The bridge in this process on a sandbox portal in a thread: installed, read by the real adapter, judged. No web or worker."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import requests

from b24bridge.bootstrap import Bridge, migrate_database, wire
from b24bridge.core.decisions import Skip
from b24bridge.core.installations import Application
from b24bridge.core.jobs import SCAN
from b24bridge.services.arrivals import Arrival
from b24bridge.services.clocks import portal_now
from b24sandbox import grants, serve
from b24sandbox.installation import Registration, install
from b24sandbox.portal import Portal
from b24sandbox.seeding import seed
from config.process import ProcessSettings

APPLICATION = Application(client_id="local.judged", client_secret="s")
SCOPE = (
    "crm",
    "task",
    "user_brief",
    "department",
    "im",
    "placement",
    "calendar",
    "telephony",
    "userfieldconfig",
    "sale",
    "user_basic",
    "tasks",
)
ENOUGH_TURNS = 20


class Judged:
    """A portal that was read and the bridge that read it."""

    def __init__(self, portal: Portal, bridge: Bridge, member_id: str) -> None:
        self.portal, self.bridge, self.member_id = portal, bridge, member_id

    def today(self) -> date:
        """Return the portal's day as the bridge reckons it."""
        installation = self.bridge.policies.told(self.bridge.installations.find(self.member_id))
        return portal_now(installation, self.bridge.now()).date()

    def verdicts(self, assistant: str = "forgotten_clients") -> dict[str, Skip]:
        """Return what `scan --json` prints, by client."""
        installation = self.bridge.policies.told(self.bridge.installations.find(self.member_id))
        now = portal_now(installation, self.bridge.now())
        found = list(self.bridge.scan.judge(installation, now, assistant))
        assert len({verdict.client for verdict in found}) == len(found), "every client is judged once"
        return {str(verdict.client): verdict for verdict in found}

    def recorded(self, assistant: str = "forgotten_clients") -> dict[str, tuple[str, date | None]]:
        """Return state and end of protection as the first night wrote them down."""
        rows = self.bridge.ledger.standings(self.member_id, assistant)
        return {str(row.client): (row.state, row.until) for row in rows}

    def act(self, do: str, **details: Any) -> None:
        """Let the first employee do something in the portal's interface; no event of it reaches the bridge."""
        answer = requests.post(f"{self.portal.address}/_sandbox/act", json={"as": 1, "do": do, **details}, timeout=10)
        assert answer.ok, answer.text

    def sweep(self) -> None:
        """Read what changed."""
        for _ in self.bridge.sync_now(self.bridge.installations.find(self.member_id), None, full=False):
            pass

    def work(self) -> None:
        """Do what is due until the next scan is tomorrow's."""
        for _ in range(ENOUGH_TURNS):
            self.bridge.make_drain().run(self.member_id)
            jobs = {job.verb: job for job in self.bridge.jobs.all(self.member_id)}
            assert not [job for job in jobs.values() if job.error], jobs
            if SCAN in jobs and jobs[SCAN].due_at > self.bridge.now():
                return
        raise AssertionError(f"the scan never came: {jobs}")


@contextmanager
def judged(lines: list[str], folder: Path, broker: str, settings: Mapping[str, Any] | None = None) -> Iterator[Judged]:
    """Serve a portal file, install the bridge there, and let it read and judge everything."""
    portal = Portal()
    seed(portal, lines)
    portal.limits.is_on = False
    server = serve.start(portal=portal)
    try:
        bridge = _wired(server.address.partition("://")[2], folder, broker)
        installation = bridge.install(_arrival(portal))
        bridge.save_settings(installation, settings or {}, "test")
        found = Judged(portal, bridge, installation.member_id)
        found.work()
        yield found
    finally:
        server.stop()


def _wired(host: str, folder: Path, broker: str) -> Bridge:
    given = {"data_dir": folder, "redis_url": broker, "public_url": "https://bridge.example"}
    process = ProcessSettings(_env_file=None, insecure_hosts=(host,), oauth_hosts=(host,), **given)
    migrate_database(process)
    bridge = wire(process)
    bridge.installations.register(APPLICATION)
    return bridge


def _arrival(portal: Portal) -> Arrival:
    admin = portal.first_admin()["ID"]
    install(portal, Registration(APPLICATION.client_id, APPLICATION.client_secret, "", scope=SCOPE, with_ui=False), admin)
    app = portal.apps[APPLICATION.client_id]
    tokens = grants.pair(portal, app, admin)
    return Arrival(
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        expires_in=tokens["expires_in"],
        application_token=app.application_token,
        member_id=portal.settings.member_id,
        oauth_endpoint=portal.server_endpoint,
    )
