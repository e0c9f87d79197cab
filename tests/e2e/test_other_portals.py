"""Portals that nobody tuned the product on: each file is judged as its list says, to the day. The lists were written first."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from b24bridge.core.actions import PutTask
from b24bridge.core.decisions import Decision, Skip
from tests.e2e.other_portals import Judged, judged
from tests.sandboxed import line

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent / "portals"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
PORTAL = line("portal", time_zone="Europe/Samara", currency="RUB", now="2026-04-06T09:00:00+04:00")
ADMIN = line("user", ID=1, ACTIVE=True, ADMIN=True, NAME="Анна", LAST_NAME="Белова")
TODAY = date(2026, 4, 6)
CROWD, AWAY, HEAD = range(1, 121), 120, 1


def lines_of(name: str) -> list[str]:
    return (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_a_portal_is_judged_as_its_list_says(name: str, broker: str, tmp_path: Path):
    """State, days, owner of the task and money of every client of a strange portal are those summed by hand."""
    expected = yaml.safe_load((FOLDER / f"{name}.expected.yaml").read_text("utf-8"))
    with judged(lines_of(name), tmp_path, broker, expected.get("settings", {})) as portal:
        assert portal.today() == expected["on"]
        assert portal.recorded() == {client: (verdict.state, verdict.until) for client, verdict in portal.verdicts().items()}
        found = {client: seen(verdict, expected["clients"].get(client, {})) for client, verdict in portal.verdicts().items()}
    assert found == expected["clients"]


def test_a_portal_of_one_administrator_has_no_clients(broker: str, tmp_path: Path):
    """Without a company, a department or a stage there is nothing to judge and nothing to stumble over."""
    with judged([PORTAL, ADMIN], tmp_path, broker) as portal:
        assert portal.verdicts() == {}


def test_no_page_of_a_crowd_is_lost(broker: str, tmp_path: Path):
    """More than two pages of everything: client N was called N days ago, by an owner and in a department of its own."""
    with judged([PORTAL, ADMIN, *crowd()], tmp_path, broker) as portal:
        found = {client: (verdict.until, task_owner(verdict)) for client, verdict in portal.verdicts().items()}
    ends = {day: TODAY + timedelta(days=75 - day) for day in CROWD}
    owners = {day: 100 + day for day in CROWD} | {AWAY: HEAD}
    assert found == {f"CO_{day}": (end, owners[day] if end < TODAY else None) for day, end in ends.items()}


def crowd() -> Iterator[str]:
    """Yield clients 1 to 120 with calls, too short comments all on the first, and an absent owner for the last."""
    for day in CROWD:
        yield line("department", ID=day, NAME=f"D{day}", UF_HEAD=HEAD)
        yield line("user", ID=100 + day, ACTIVE=True, NAME=f"P{day}", UF_DEPARTMENT=[day])
        yield line("company", id=day, title=f"C{day}", assignedById=100 + day, createdTime="@-400d 10:00")
        yield line("contact", id=day, name="A", companyId=day, assignedById=100 + day, createdTime="@-400d 10:00")
        yield from call(day)
        yield line("comment", ID=day, ENTITY_TYPE="company", ENTITY_ID=1, COMMENT=f"ok {day}", AUTHOR_ID=1, CREATED="@-1d 9:00")
    yield line("absence", id=1, userId=100 + AWAY, **{"from": "@-1d", "to": "@+30d"})


def call(day: int) -> Iterator[str]:
    """Yield a call that many days ago with the person of that company, and a row of telephony that alone makes it a talk."""
    at = f"@-{day}d 12:00"
    times = {"CREATED": at, "START_TIME": at, "END_TIME": at}
    bound = {"OWNER_TYPE_ID": 3, "OWNER_ID": day, "TYPE_ID": 2, "DIRECTION": 2}
    yield line("activity", ID=day, COMPLETED="Y", AUTHOR_ID=100 + day, RESPONSIBLE_ID=100 + day, **bound, **times)
    yield line("call", ID=day, CRM_ACTIVITY_ID=day, CALL_DURATION=60, CALL_FAILED_CODE="200", CALL_START_DATE=at)


def test_a_person_takes_its_contacts_along(broker: str, tmp_path: Path):
    """A call with a person is its companies', and its own when it belongs to none; a client that joins a company is gone."""
    with judged(lines_of("berlin"), tmp_path, broker) as portal:
        portal.act("update", entityTypeId=3, entityId=510, fields={"companyIds": [12, 11]})
        portal.act("update", entityTypeId=3, entityId=505, fields={"companyId": 20})
        assert states(portal, "CO_10", "CO_11", "CO_12", "C_505") == ["FORGOTTEN", "CALM", "CALM", "GONE"]
        portal.act("update", entityTypeId=3, entityId=510, fields={"companyIds": []})
        assert states(portal, "CO_10", "CO_11", "CO_12", "C_510") == ["FORGOTTEN", "FORGOTTEN", "FORGOTTEN", "CALM"]


def states(portal: Judged, *clients: str) -> list[str]:
    portal.sweep()
    found = portal.verdicts()
    return [found[client].state for client in clients]


def seen(verdict: Skip, asked: dict[str, Any]) -> dict[str, Any]:
    """Return of a verdict what the list says of this client, and always its state."""
    told: dict[str, Any] = {
        "state": verdict.state,
        "until": verdict.until,
        "since": verdict.since,
        "owner": task_owner(verdict),
        "money": verdict.money_at_risk and float(verdict.money_at_risk.amount),
    }
    return {key: value for key, value in told.items() if key == "state" or key in asked}


def task_owner(verdict: Skip) -> int | None:
    """Return who gets the task, if one is to be made."""
    actions = verdict.actions if isinstance(verdict, Decision) else ()
    return next((action.owner for action in actions if isinstance(action, PutTask)), None)
