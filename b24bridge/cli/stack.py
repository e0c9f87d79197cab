"""Everything on one machine: broker, web, worker, beat, and if wished Flower and a sandbox portal with us installed.

Used by `up` and by the demo. Production runs the same processes under its own supervisor.
"""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import requests

from b24bridge import clock
from b24bridge.bootstrap import migrate_database, wire
from b24bridge.cli.broker import free_port, plan_broker
from b24bridge.cli.processes import beat_argv, flower_argv, serve_argv, worker_argv
from b24bridge.cli.supervise import Child, Supervisor
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Application
from config.process import RUNNING_FILE, ProcessSettings

READY_S = 60.0
POLL_S = 0.1
SANDBOX_MARKER = "sandbox"
SANDBOX_APP = Application(client_id="local.demo.b24bridge", client_secret="only-for-the-sandbox")  # noqa: S106 - no secret
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


@dataclass(slots=True)
class Stack:
    """The running processes and their addresses."""

    settings: ProcessSettings
    supervisor: Supervisor = field(default_factory=Supervisor)
    addresses: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)

    @property
    def logs(self) -> Path:
        """Return the folder of the processes' own output."""
        return self.settings.data_dir.resolve() / "logs"

    def start(self, *, port: int = 0, sandbox_seed: str = "", with_flower: bool = False, threads: int = 4) -> None:
        """Start everything and wait until it answers. Raises ConfigError naming the process that did not."""
        if sandbox_seed:
            self._begin_anew()
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        port = port or free_port()
        self.env["B24BRIDGE_DATA_DIR"] = str(self.settings.data_dir.resolve())
        self.env["B24BRIDGE_PUBLIC_URL"] = self.settings.public_url or f"http://127.0.0.1:{port}"
        self._start_broker()
        if sandbox_seed:
            self._start_sandbox(sandbox_seed)
        self._tell_others()
        self.settings = self.settings.model_copy(update=self._changed())
        migrate_database(self.settings)
        self._start_ours(port, threads, with_flower=with_flower)
        if sandbox_seed:
            self.install()
        (self.settings.data_dir / "addresses.json").write_text(json.dumps(self.addresses), encoding="utf-8")

    def install(self) -> None:
        """Have the sandbox portal install us as a portal does: POST to the install address, frame, installFinish."""
        wire(self.settings).installations.register(SANDBOX_APP)
        app = self.addresses["app"]
        order = {
            "client_id": SANDBOX_APP.client_id,
            "client_secret": SANDBOX_APP.client_secret,
            "install_url": f"{app}/b24/install",
            "handler_url": f"{app}/b24/app",
            "scope": list(SCOPE),
            "with_ui": True,
        }
        self.control("install", order)

    def control(self, route: str, body: dict[str, Any] | None = None) -> Any:
        """Ask a control route of the sandbox; with a body by POST. Raises ConfigError with what it answered."""
        url = f"{self.addresses['portal']}/_sandbox/{route}"
        answer = requests.post(url, json=body, timeout=READY_S) if body is not None else requests.get(url, timeout=READY_S)
        if not answer.ok:
            raise ConfigError(f"sandbox {route}", answer.text[:300], f"Its log is {self.logs / 'sandbox.log'}")
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else answer.text

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """Return the sandbox portal's rows of an entity, as stored there."""
        return [json.loads(line) for line in self._lines(f"state/{entity}")]

    def calls(self) -> list[dict[str, Any]]:
        """Return the sandbox portal's complete log of requests."""
        return [json.loads(line) for line in self._lines("calls")]

    def _lines(self, route: str) -> list[str]:
        answer = requests.get(f"{self.addresses['portal']}/_sandbox/{route}", timeout=READY_S)
        answer.raise_for_status()
        return [line for line in answer.text.splitlines() if line]

    def last_words(self, name: str) -> str:
        """Return the end of what a process wrote."""
        log = self.logs / f"{name}.log"
        return (log.read_text(encoding="utf-8", errors="replace") if log.exists() else "")[-600:].strip() or "(nothing)"

    def stop(self) -> None:
        """End every process; the last started first."""
        self.supervisor.stop()
        (self.settings.data_dir / RUNNING_FILE).unlink(missing_ok=True)
        (self.settings.data_dir / "addresses.json").unlink(missing_ok=True)

    def _begin_anew(self) -> None:
        """Forget the last sandbox portal: the new one knows nothing of what was done there. Spares everything else."""
        folder, marker = self.settings.data_dir, self.settings.data_dir / SANDBOX_MARKER
        if not self.settings.is_embedded:
            fix = "Unset it for this run"
            raise ConfigError("B24BRIDGE_DATABASE_URL", "a sandbox portal needs a database of its own", fix)
        if marker.exists():
            shutil.rmtree(folder)
        elif folder.exists() and any(folder.iterdir()):
            fix = "Name an empty or new folder for the sandbox"
            raise ConfigError("B24BRIDGE_DATA_DIR", f"{folder} holds something else", fix)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.touch()

    def _start_broker(self) -> None:
        if self.settings.redis_url:
            self.env["B24BRIDGE_REDIS_URL"] = self.settings.redis_url
            return
        broker = plan_broker(self.settings.data_dir)
        self._add("broker", broker.argv)
        server = redis.Redis.from_url(broker.url)
        self._wait("broker", lambda: bool(server.ping()))
        self.env["B24BRIDGE_REDIS_URL"] = broker.url

    def _start_sandbox(self, seed: str) -> None:
        port = free_port()
        keys = f"{SANDBOX_APP.client_id}:{SANDBOX_APP.client_secret}"
        self._add("sandbox", (sys.executable, "-m", "b24sandbox", "--port", str(port), "--seed", seed, "--app", keys))
        host = f"127.0.0.1:{port}"
        self.addresses["portal"] = f"http://{host}"
        self._wait("sandbox", lambda: requests.get(f"http://{host}/_sandbox/clock", timeout=5).ok)
        self.env["B24BRIDGE_INSECURE_HOSTS"] = self.env["B24BRIDGE_OAUTH_HOSTS"] = host

    def _start_ours(self, port: int, threads: int, *, with_flower: bool) -> None:
        app = self.addresses["app"] = f"http://127.0.0.1:{port}"
        self._add("web", serve_argv("127.0.0.1", port, 8))
        self._add("worker", worker_argv(threads))
        self._add("beat", beat_argv(self.settings.data_dir))
        if with_flower:
            flower_port = free_port()
            argv, env = flower_argv("127.0.0.1", flower_port, self.settings)
            self._add("flower", argv, env)
            self.addresses["flower"] = f"http://127.0.0.1:{flower_port}"
            self.addresses["flower_login"] = env["FLOWER_BASIC_AUTH"].replace(":", " / ", 1)
        self._wait("web", lambda: requests.get(f"{app}/readyz", timeout=5).ok)

    def _add(self, name: str, argv: tuple[str, ...], env: dict[str, str] | None = None) -> None:
        output = self.logs / f"{name}.log"
        self.supervisor.add(Child(name, argv, {**self.env, **(env or {})}, output))

    def _wait(self, name: str, is_ready: Callable[[], bool]) -> None:
        end = clock.monotonic() + READY_S
        while clock.monotonic() < end:
            child = next(child for child in self.supervisor.children if child.name == name)
            if not child.is_running():
                break
            try:
                if is_ready():
                    return
            except (requests.RequestException, redis.RedisError):
                pass
            clock.sleep(POLL_S)
        raise ConfigError(name, f"did not answer within {READY_S:.0f} s", f"Its last words: {self.last_words(name)}")

    def _tell_others(self) -> None:
        """Write down what other commands need to reach this run: `config.process.read_settings` reads it."""
        running = self.settings.data_dir / RUNNING_FILE
        running.unlink(missing_ok=True)
        running.touch(mode=0o600)
        lines = [f"{name}={value}" for name, value in self.env.items() if name != "B24BRIDGE_DATA_DIR"]
        running.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _changed(self) -> dict[str, Any]:
        fields = {"B24BRIDGE_REDIS_URL": "redis_url", "B24BRIDGE_PUBLIC_URL": "public_url"}
        changed: dict[str, Any] = {fields[name]: value for name, value in self.env.items() if name in fields}
        for name, key in (("B24BRIDGE_INSECURE_HOSTS", "insecure_hosts"), ("B24BRIDGE_OAUTH_HOSTS", "oauth_hosts")):
            if name in self.env:
                changed[key] = (self.env[name],)
        return changed
