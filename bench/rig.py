"""The processes of one run: broker, sandbox portal, web server; on free ports, in a folder that goes away with the run.

Worker and beat stay away: each program does the worker's part itself and measures it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import requests

from b24bridge import clock
from b24bridge.bootstrap import Bridge, migrate_database, wire
from b24bridge.cli.broker import free_port, plan_broker
from b24bridge.cli.processes import serve_argv
from b24bridge.cli.stack import SANDBOX_APP, SCOPE
from b24bridge.cli.supervise import Child, Supervisor
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import SETUP
from b24bridge.logs import configure
from config.process import ProcessSettings

ROOT = Path(__file__).resolve().parent.parent
READY_S, POLL_S = 60.0, 0.05
THREADS = 16  # what `b24bridge serve` starts by default
OURS, BARE = "wsgi:application", "bench.bare:application"


@dataclass(slots=True)
class Rig:
    """Started processes; `settings` are those of the bridge that works on them."""

    folder: Path
    settings: ProcessSettings
    supervisor: Supervisor = field(default_factory=Supervisor)
    portal: str = ""

    @classmethod
    def begin(cls, folder: Path) -> "Rig":
        """Start a broker over an empty, migrated SQLite database."""
        broker = plan_broker(folder)
        given = {"data_dir": folder, "database_url": "", "redis_url": broker.url, "secret_keys": "", "sweep_s": 1}
        rig = cls(folder, ProcessSettings(_env_file=None, **given))
        rig._start("broker", broker.argv, lambda: bool(redis.Redis.from_url(broker.url).ping()))
        migrate_database(rig.settings)
        return rig

    def sandbox(self, companies: int, activities: int, plan: str) -> None:
        """Start a portal that is generated with so many rows."""
        host = f"127.0.0.1:{free_port()}"
        rows = ("--companies", str(companies), "--activities", str(activities), "--plan", plan)
        keys = f"{SANDBOX_APP.client_id}:{SANDBOX_APP.client_secret}"
        argv = (sys.executable, "-m", "b24sandbox", "--port", host.rpartition(":")[2], *rows, "--app", keys)
        self.portal = f"http://{host}"
        self._start("sandbox", argv, lambda: requests.get(f"{self.portal}/_sandbox/clock", timeout=5).ok)
        self.settings = self.settings.model_copy(update={"insecure_hosts": (host,), "oauth_hosts": (host,)})

    def web(self, application: str = OURS) -> str:
        """Start gunicorn as `b24bridge serve` does, on our application or another, and return its address."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        if application == OURS:
            self.settings = self.settings.model_copy(update={"public_url": address})
        *options, _ = serve_argv("127.0.0.1", port, THREADS)
        self._start(f"web-{port}", (*options, application), lambda: requests.get(f"{address}/readyz", timeout=5).ok)
        return address

    def install(self, address: str) -> None:
        """Have the portal install us, as a portal does."""
        wire(self.settings).installations.register(SANDBOX_APP)
        urls = {"install_url": f"{address}/b24/install", "handler_url": f"{address}/b24/app"}
        keys = {"client_id": SANDBOX_APP.client_id, "client_secret": SANDBOX_APP.client_secret}
        requests.post(
            f"{self.portal}/_sandbox/install", json={**keys, **urls, "scope": SCOPE, "with_ui": True}, timeout=READY_S
        ).raise_for_status()

    def unlimit(self) -> None:
        """Have the portal answer however fast it is asked."""
        requests.post(f"{self.portal}/_sandbox/limits", json={"is_on": False}, timeout=READY_S).raise_for_status()

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the portal's log of calls after a number, commands of batches included."""
        answer = requests.get(f"{self.portal}/_sandbox/calls?since={since}", timeout=READY_S)
        answer.raise_for_status()
        return [json.loads(line) for line in answer.text.splitlines()]

    def rows(self) -> dict[str, int]:
        """Return how many rows of each entity the portal has."""
        found: dict[str, int] = requests.get(f"{self.portal}/_sandbox/", timeout=READY_S).json()["rows"]
        return found

    def _start(self, name: str, argv: tuple[str, ...], is_ready: Callable[[], bool]) -> None:
        child = self.supervisor.add(Child(name, argv, self._environment(), self.folder / f"{name}.log"))
        end = clock.monotonic() + READY_S
        while clock.monotonic() < end and child.is_running():
            try:
                if is_ready():
                    return
            except (requests.RequestException, redis.RedisError):
                pass
            clock.sleep(POLL_S)
        raise SystemExit(f"{name} did not start: {(self.folder / f'{name}.log').read_text(encoding='utf-8')[-600:]}")

    def _environment(self) -> dict[str, str]:
        """Return our settings as the processes read them; every one is named, so that nothing of the caller's gets in."""
        plain = {name: getattr(self.settings, name) for name in type(self.settings).model_fields}
        words = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in plain.items()}
        secret = {"flower_password": "", "secret_keys": ""}
        return {f"B24BRIDGE_{name.upper()}": value for name, value in (words | secret).items()} | {"PYTHONPATH": str(ROOT)}


@contextmanager
def rig(folder: Path) -> Iterator[Rig]:
    """Yield a rig with nothing but its broker; all its processes end with the block."""
    folder.mkdir()
    made = Rig.begin(folder)
    try:
        yield made
    finally:
        made.supervisor.stop()


def wired(settings: ProcessSettings) -> tuple[Bridge, Installation]:
    """Return a bridge of this process and its one installation."""
    configure("ERROR")
    bridge = wire(settings)
    return bridge, bridge.installations.all()[0]


def prepare(settings: ProcessSettings) -> None:
    """Do the worker's setup: the portal's plan learnt, our fields and handlers made."""
    bridge, installation = wired(settings)
    bridge.make_drain().verbs[SETUP](installation, bridge.connect(installation), lambda: False)


def is_request(call: dict[str, Any]) -> bool:
    """Say whether a call of the log was a request of its own, not a command of a batch."""
    return call["batch"] is None
