"""The short forms of the proofs: a month day by day, and a few killed workers. The long ones are `make prove`.

Here people and faults are the same in every run, so that a red one can be told from a lucky one; the long forms draw theirs.
"""

from pathlib import Path

import pytest

from tests.prove.aftermath import Aftermath
from tests.prove.journey import journey
from tests.prove.kills import attack
from tests.prove.ledgers import rows_since
from tests.prove.small import small_portal
from tests.prove.year import begin, figures

SEED = 1
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_month_of_a_small_portal_has_one_action_for_each_decision(broker: str, tmp_path: Path):
    """Two weeks watched, two weeks acted: nothing twice, nothing unasked, no letter against a guard, no decision lost."""
    with journey(small_portal(), tmp_path, broker) as travelled:
        month = begin(travelled, SEED)
        for _ in month.live(30):
            pass
        told = figures(month)
    assert month.judge.writes["tasks.task.add"], told
    assert not month.judge.faults, told


def test_killed_workers_double_and_lose_nothing(tmp_path: Path):
    """After kills in the middle of requests that fail, everything decided was done once, as the portal's log shows."""
    with attack(write_down(small_portal(), tmp_path), tmp_path, SEED) as under:
        under.begin()
        for number in range(1, 3):
            under.round(number)
        under.end()
        faults = list(Aftermath(under.stack, rows_since(under.bridge.settings.database, under.member_id)).faults())
    assert not faults, dict(under.did)


def write_down(lines: list[str], folder: Path) -> str:
    (folder / "portal.jsonl").write_text("\n".join(lines), "utf-8")
    return str(folder / "portal.jsonl")
