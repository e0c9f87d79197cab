"""A small supervisor: starts processes, restarts those that die, and leaves none behind.

A Celery worker ends by itself after some broker restarts (an AttributeError inside kombu), so running one without a
supervisor loses it sooner or later.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from b24bridge import clock

# prctl(PR_SET_PDEATHSIG, SIGTERM), then become the command.
TETHER = "import ctypes,os,sys;ctypes.CDLL(None).prctl(1,15);os.execvp(sys.argv[1],sys.argv[1:])"
PATIENCE_S = 15
POLL_S = 0.2
LONGEST_PAUSE_S = 10.0
log = structlog.get_logger()


@dataclass(slots=True)
class Child:
    """One process: its name, command, environment, and where its output goes (None: ours)."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process in a session of its own; it dies with us even if we are killed."""
        sink = self.output.open("ab") if self.output else None
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                [*_tether(), *self.argv], env={**os.environ, **self.env}, stdout=sink, stderr=sink, start_new_session=True
            )
        finally:
            if sink:
                sink.close()

    def is_running(self) -> bool:
        """Say whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask the process to end, and make it end when it does not listen."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Keeps children alive until it is stopped; stops them in the reverse order of their start."""

    def __init__(self) -> None:
        """Begin with no children."""
        self.children: list[Child] = []
        self._stopping = threading.Event()

    def add(self, child: Child) -> Child:
        """Start a child and keep it alive from now on."""
        child.start()
        self.children.append(child)
        return child

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Restart what dies until `stop_watching` is called or `until` says so."""
        while not self._stopping.wait(POLL_S) and not until():
            for child in self.children:
                if not child.is_running() and clock.monotonic() >= child.not_before:
                    self._restart(child)

    def watch_in_background(self) -> threading.Thread:
        """Watch from a thread of its own, for callers that have other things to do."""
        thread = threading.Thread(target=self.watch, name="supervisor", daemon=True)
        thread.start()
        return thread

    def stop_watching(self, *_: object) -> None:
        """End `watch`; fit to be a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """Stop watching and end every child, the last started first."""
        self._stopping.set()
        for child in reversed(self.children):
            child.stop()

    def _restart(self, child: Child) -> None:
        code = child.process.returncode if child.process else None
        child.restarts += 1
        child.not_before = clock.monotonic() + min(0.5 * child.restarts, LONGEST_PAUSE_S)
        log.warning("child_restarted", child=child.name, exit_code=code, restarts=child.restarts)
        child.start()


def until_told(supervisor: Supervisor) -> None:
    """Watch until SIGINT or SIGTERM, then end every child."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.stop_watching)
    try:
        supervisor.watch()
    finally:
        supervisor.stop()


def _tether() -> tuple[str, ...]:
    """Return the words before a command that make Linux end it together with us; elsewhere none."""
    return (sys.executable, "-I", "-c", TETHER) if sys.platform.startswith("linux") else ()
