"""The supervisor: what dies is started again, what is stopped stays so, and nothing is left behind."""

import os
import signal
import sys
from collections.abc import Callable, Iterator

import pytest

from b24bridge import clock
from b24bridge.cli.supervise import Child, Supervisor, until_told

WAITS = (sys.executable, "-c", "import sys, signal; print('up', flush=True); signal.pause()")
DEAF = (sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True); signal.pause()")
PATIENCE_S = 20.0


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


def wait(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = clock.monotonic() + PATIENCE_S
    while not is_so():
        assert clock.monotonic() < end, "it never came to that"
        clock.sleep(0.01)


def test_what_dies_is_started_again(supervisor, tmp_path):
    """Killed, it is back under another number, and its output goes on in the same file."""
    child = supervisor.add(Child("c", WAITS, output=tmp_path / "log"))
    wait(lambda: (tmp_path / "log").read_text() == "up\n")
    first = child.process.pid
    watching = supervisor.watch_in_background()

    os.kill(first, signal.SIGKILL)
    wait(lambda: (tmp_path / "log").read_text() == "up\nup\n")

    assert (child.restarts, child.process.pid != first, child.is_running()) == (1, True, True)
    supervisor.stop()
    watching.join(PATIENCE_S)
    assert not child.is_running()


def test_what_dies_at_once_is_not_started_in_a_frenzy(supervisor):
    """Each restart is followed by a longer pause."""
    child = supervisor.add(Child("c", (sys.executable, "-c", "")))
    began = clock.monotonic()

    supervisor.watch(until=lambda: child.restarts >= 2)

    assert clock.monotonic() - began >= 0.5
    assert child.not_before > clock.monotonic()


def test_the_last_one_started_is_the_first_to_end(supervisor):
    """Whoever needs another one ends before it."""
    order = []

    class Noted(Child):
        def stop(self) -> None:
            order.append(self.name)
            super().stop()

    for name in ("broker", "web"):
        supervisor.add(Noted(name, WAITS))
    supervisor.stop()

    assert order == ["web", "broker"]


def test_what_does_not_listen_is_made_to_end(monkeypatch, tmp_path):
    """After some patience; one that was never started is no trouble."""
    monkeypatch.setattr("b24bridge.cli.supervise.PATIENCE_S", 0.1)
    child = Child("c", DEAF, output=tmp_path / "log")
    child.stop()
    child.start()
    wait(lambda: (tmp_path / "log").read_text() == "up\n")

    child.stop()

    assert child.process.returncode == -signal.SIGKILL


def test_a_signal_ends_everything(tmp_path):
    """SIGTERM to us, and the children are gone when we return."""

    class Told(Supervisor):
        def watch(self, until: Callable[[], bool] = lambda: False) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            super().watch(until)

    supervisor = Told()
    child = supervisor.add(Child("c", WAITS, output=tmp_path / "log"))
    wait(lambda: (tmp_path / "log").read_text() == "up\n")
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        until_told(supervisor)
    finally:
        supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert not child.is_running()
