"""Calling a portal while Redis is away: the processes of a machine stay below the smallest plan's rate together."""

from pathlib import Path

import pytest

from b24bridge.bitrix.local_pace import ALONE_S, INTERVAL_S, LocalPace
from tests.bitrix.doubles import FakeClock

PORTAL = "crm.example"


def calls_of(paces: list[LocalPace], clock: FakeClock, seconds: float) -> int:
    """Return how many calls processes make that all ask eight times a second."""
    made, end = 0, clock.passed + seconds
    while clock.passed < end:
        made += sum(pace.take(PORTAL) == 0 for pace in paces)
        clock.sleep(0.125)
    return made


@pytest.mark.parametrize("processes", [1, 3, 16])
def test_processes_of_one_machine_share_one_pace(tmp_path: Path, processes: int) -> None:
    """However many there are, one call a second goes, and none in the first second."""
    clock = FakeClock()
    paces = [LocalPace(clock.monotonic, tmp_path) for _ in range(processes)]
    assert calls_of(paces, clock, 20.1) == 20


def test_portals_have_turns_of_their_own(tmp_path: Path) -> None:
    """A call to one portal does not hold back another's."""
    clock = FakeClock()
    pace = LocalPace(clock.monotonic, tmp_path / "made" / "when needed")
    assert (pace.take("a"), pace.take("b")) == (INTERVAL_S, INTERVAL_S)
    clock.sleep(INTERVAL_S)
    assert (pace.take("a"), pace.take("b")) == (0, 0)


@pytest.mark.parametrize("text", ["", "rubbish", "1e9"])
def test_a_turn_that_cannot_be_right_is_taken_anew(tmp_path: Path, text: str) -> None:
    """A broken file, or one from before the machine started, costs one interval and no more."""
    clock = FakeClock()
    pace = LocalPace(clock.monotonic, tmp_path)
    pace.take(PORTAL)
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    clock.sleep(5)
    assert pace.take(PORTAL) == INTERVAL_S
    clock.sleep(INTERVAL_S)
    assert pace.take(PORTAL) == 0


def test_without_a_file_every_process_is_slow_enough_for_sixteen(tmp_path: Path) -> None:
    """Where no folder can be written, nobody knows of the others, so each leaves them room."""
    clock, blocked = FakeClock(), tmp_path / "file"
    blocked.write_text("")
    paces = [LocalPace(clock.monotonic, folder) for folder in [None, blocked] * 8]
    assert calls_of(paces, clock, 80) / 80 <= 16 / ALONE_S <= 2
