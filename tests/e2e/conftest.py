"""Real processes end to end: sandbox portal, broker, web, worker and beat, on free ports, in a folder of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from b24bridge import clock
from b24bridge.bootstrap import Bridge, wire
from b24bridge.cli.broker import free_port
from b24bridge.cli.stack import Stack
from b24bridge.core.jobs import SCAN
from b24bridge.core.ledger import State
from config.process import ProcessSettings
from tests.bitrix.valkey import running

PATIENCE_S = 110.0
IMPATIENT = {"portal_timeout_s": 4, "sweep_s": 2, "tick_s": 1}
OPEN = (State.NEW, State.SENDING, State.UNKNOWN)


class Running:
    """A started stack and a bridge of this process over the same database."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.bridge: Bridge = wire(stack.settings)
        self.installation = self.bridge.installations.all()[0]
        self.member_id = self.installation.member_id

    def wait(self, what: str, is_there: Callable[[], bool]) -> None:
        """Wait until something is so; say what never came."""
        end = clock.monotonic() + PATIENCE_S
        while not is_there():
            if clock.monotonic() > end:
                jobs = [(job.verb, job.error) for job in self.bridge.jobs.all(self.member_id)]
                counts = dict(self.bridge.ledger.action_counts(self.member_id))
                raise AssertionError(f"{what} never came; jobs {jobs}; actions {counts}")
            clock.sleep(0.05)

    def judged(self) -> None:
        """Wait for the first count."""
        self.wait("the first count", self.is_scanned)

    def is_scanned(self) -> bool:
        """Say whether a scan has ended: the next one is tonight's."""
        jobs = {job.verb: job.due_at for job in self.bridge.jobs.all(self.member_id)}
        return SCAN in jobs and jobs[SCAN] is not None and jobs[SCAN] > clock.now()

    def begin(self, *, only: str = "", **settings) -> None:
        """Let the assistants act from now on, or one alone; a plan of any size may go."""
        others = [name for name in self.bridge.scan.rules if only not in ("", name)]
        quiet = {name: {"mode": dict.fromkeys(self.bridge.scan.rules[name].assistant.modes, "observe")} for name in others}
        values = {"observe_days": 0, "limits": {"breaker_clients": 1000, "tasks_a_day": 1000}, "assistants": quiet}
        self.bridge.save_settings(self.installation, values | settings, "test")

    def left(self) -> int:
        """Count actions that are not over."""
        counts = self.bridge.ledger.action_counts(self.member_id)
        return sum(counts.get(state, 0) for state in OPEN)

    def applied(self) -> None:
        """Wait until everything that was decided is done."""
        done = lambda: self.bridge.ledger.action_counts(self.member_id).get(State.DONE, 0)  # noqa: E731 - read twice below
        self.wait("all actions", lambda: bool(done()) and not self.left())

    def scan_again(self) -> None:
        """Have everybody judged once more by the worker, and wait for it."""
        self.bridge.jobs.plan(self.member_id, SCAN, clock.now())
        self.bridge.ring(self.member_id)
        self.wait(
            "another scan", lambda: not any(job.verb == SCAN for job in self.bridge.jobs.due(self.member_id, clock.now()))
        )

    def our_tasks(self) -> dict[str, list[dict]]:
        """Return the sandbox's tasks that bear our tag, by the client they are bound to."""
        found: dict[str, list[dict]] = {}
        for row in self.stack.rows("task"):
            if "b24b:" in str(row.get("tags")) or str(row.get("xmlId", "")).startswith("b24b:"):
                for client in row["ufCrmTask"]:
                    found.setdefault(client, []).append(row)
        return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return what starts everything on a portal file; all of it ends with the test."""
    stacks = []

    def begin(seed: str = "demo", **settings) -> Running:
        data_dir = tmp_path / "data"
        data_dir.mkdir(exist_ok=True)
        given = {**IMPATIENT, **settings, "data_dir": data_dir}
        stack = Stack(ProcessSettings(_env_file=None, **given))
        for name, value in {**IMPATIENT, **settings}.items():
            stack.env[f"B24BRIDGE_{name.upper()}"] = str(value)
        stacks.append(stack)
        stack.start(sandbox_seed=seed, threads=2)
        stack.supervisor.watch_in_background()
        return Running(stack)

    yield begin
    for stack in stacks:
        stack.stop()


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """Return the address of a broker for bridges of this process."""
    port = free_port()
    with running(None, "--port", str(port)):
        yield f"redis://127.0.0.1:{port}"
