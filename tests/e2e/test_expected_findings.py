"""The demo portals judged by all five assistants, held against lists that were summed by hand before they ran."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from b24bridge.core.actions import PutTask
from b24bridge.core.decisions import Decision, Skip
from b24sandbox import seeds
from tests.e2e.other_portals import Judged, judged

LISTS = Path(__file__).parent.parent / "expected"
ASSISTANTS = ("forgotten_clients", "client_release", "lapsed_buyers", "unpaid_orders", "debtors")
EXACT = "forgotten_clients"


class Expected:
    """A list of expected findings: for every client and assistant the states that are right, and what else is binding."""

    def __init__(self, name: str) -> None:
        self.told: dict[str, Any] = yaml.safe_load((LISTS / f"{name}.yaml").read_text("utf-8"))
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self.told["everywhere"]:
            for assistant in ASSISTANTS:
                self.rows[row["client"], assistant] = row | {"since": None, "owner": None}
        night = self.told.get("first_night", {"clients": []})
        for client in night["clients"]:
            self.rows[client, night["assistant"]] = night
        for row in (*self.told.get("tricky", ()), *self.told["findings"]):
            self.rows[row["client"], row["assistant"]] = row

    def states(self, client: str, assistant: str) -> list[str]:
        """Return every state that the list allows."""
        row = self.rows.get((client, assistant))
        return self.told["calm"][assistant] if row is None else [row["state"], *row.get("or", ())]

    def wrong(self, verdict: Skip) -> Iterator[str]:
        """Yield what of a verdict is not as the list says."""
        client, assistant = str(verdict.client), verdict.assistant
        row, allowed = self.rows.get((client, assistant), {}), self.states(client, assistant)
        if verdict.state not in allowed:
            yield f"{client} {assistant}: {verdict.state} instead of {'/'.join(allowed)}: {verdict.because.en}"
            return
        if row.get("level") and verdict.facts.get("level") != row["level"]:
            yield f"{client} {assistant}: level {verdict.facts.get('level')} instead of {row['level']}"
        if assistant == EXACT and verdict.state == "FORGOTTEN":
            told = {"until": verdict.until, "since": verdict.since, "owner": task_owner(verdict)}
            for name, value in told.items():
                if row.get(name, value) != value:
                    yield f"{client} {assistant}: {name} {value} instead of {row[name]}"
        elif row.get("owner") and task_owner(verdict) not in (None, row["owner"]):
            yield f"{client} {assistant}: task for {task_owner(verdict)} instead of {row['owner']}"


def task_owner(verdict: Skip) -> int | None:
    actions = verdict.actions if isinstance(verdict, Decision) else ()
    return next((action.owner for action in actions if isinstance(action, PutTask)), None)


@pytest.fixture(scope="module", params=["demo", "services"])
def portal(request: pytest.FixtureRequest, broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    lines = (Path(seeds.__file__).parent / f"{request.param}.jsonl").read_text("utf-8").splitlines()
    with judged(lines, tmp_path_factory.mktemp(request.param), broker) as found:
        found.name = request.param
        yield found


@pytest.mark.parametrize("assistant", ASSISTANTS)
def test_the_list_is_found_and_nothing_else(portal: Judged, assistant: str):
    """Every client is in the state that the list gives it, the calm ones too, with the binding dates, owners and levels."""
    expected = Expected(portal.name)
    assert portal.today() == date.fromisoformat(str(expected.told["on"]))
    verdicts = portal.verdicts(assistant)
    named = {client for client, whose in expected.rows if whose == assistant}
    assert named <= verdicts.keys(), "every client of the list was judged"
    assert [line for verdict in verdicts.values() for line in expected.wrong(verdict)] == []


def test_what_was_recorded_is_what_a_preview_says(portal: Judged):
    """The first night wrote down what `scan --json` prints; release counts from the task that this night would have put."""
    for assistant in set(ASSISTANTS) - {"client_release"}:
        recorded = {client: state for client, (state, _) in portal.recorded(assistant).items()}
        assert recorded == {client: verdict.state for client, verdict in portal.verdicts(assistant).items()}
