"""One real path from an event to a task and back, through real processes, judged by what stands on the portal."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest
import requests
import yaml

from b24bridge import clock
from b24bridge.core.ids import EntityId

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
EXPECTED = yaml.safe_load((Path(__file__).parents[1] / "expected" / "demo.yaml").read_text("utf-8"))
FORGOTTEN = {
    row["client"]: row
    for row in EXPECTED["findings"]
    if row["assistant"] == "forgotten_clients" and row["state"] == "FORGOTTEN"
}
READS_OF_COMPANIES = {"crm.item.list", "crm.item.get", "crm.company.list", "crm.company.get"}


def test_the_first_path(start):
    """From the first count to a task and back: by the list, gently, once, by event, and by the sweep when events are lost."""
    portal = start()
    portal.judged()
    assert standings(portal) == expected_standings()
    assert portal.our_tasks() == {}, "a new installation only watches"

    portal.begin(only="forgotten_clients")
    portal.applied()
    assert_one_task_each(portal)
    assert_gentle(portal)

    portal.wait("the echoes of our writes", lambda: not portal.bridge.inbox.waiting())
    before = len(portal.stack.calls())
    portal.scan_again()
    read = [entry["params"] for entry in portal.stack.calls()[before:] if entry["method"] in READS_OF_COMPANIES]
    whole = [params for params in read if "updatedTime" not in str(params) and params.get("select") != ["id"]]
    assert whole == [], "a sweep asks for changes, the nightly comparison for numbers, and nobody for a company"

    first, second = map(EntityId.parse, sorted(FORGOTTEN)[:2])
    call(portal, first)
    portal.wait("the event to take the task away", lambda: is_released(portal, first))

    portal.stack.control("deliver", {"mode": "off"})
    call(portal, second)
    portal.wait("the sweep to take the task away", lambda: is_released(portal, second))

    assert {state_of(portal, first), state_of(portal, second)} == {"CALM"}
    assert labelled(portal) == set(FORGOTTEN) - {str(first), str(second)}
    assert_gentle(portal)


def test_a_worker_killed_while_it_applies_doubles_and_loses_nothing(start):
    """After kill -9 in the middle of apply and a restart each finding has exactly one task."""
    portal = start()
    portal.judged()
    portal.begin(only="forgotten_clients")
    for enough in (3, 9, 15):
        portal.wait(f"{enough} tasks", lambda enough=enough: len(portal.our_tasks()) >= enough)
        kill(portal, "worker")
    portal.applied()

    assert_one_task_each(portal)


def test_strangers_are_refused_and_a_goodbye_is_final(start):
    """Strangers leave nothing, fifty times one event is one look, and after an uninstallation nobody calls."""
    portal = start(sweep_s=600)
    portal.judged()
    event_url = f"{portal.stack.addresses['app']}/b24/event"
    form = event_of(portal)

    wrong = requests.post(event_url, data=form | {"auth[application_token]": "guess"}, timeout=10)
    unknown = requests.post(event_url, data=form | {"auth[member_id]": "stranger"}, timeout=10)
    large = requests.post(event_url, data=form | {"data[x]": "x" * 400_000}, timeout=10)
    chunked = requests.post(event_url, data=iter([b"event=X"]), timeout=10)
    assert [wrong.status_code, unknown.status_code, large.status_code, chunked.status_code] == [403, 403, 413, 411]
    assert portal.bridge.inbox.waiting() == {}
    counted = requests.get(f"{portal.stack.addresses['app']}/metrics", timeout=10).text
    assert sum(line.startswith("b24bridge") and not line.endswith(" 0.0") for line in counted.splitlines()) >= 4

    before = len(portal.stack.calls())
    answers = [requests.post(event_url, data=form, timeout=10).status_code for _ in range(50)]
    assert set(answers) == {204}
    portal.wait("the inbox to empty", lambda: not portal.bridge.inbox.waiting())
    reads = [entry for entry in portal.stack.calls()[before:] if entry["method"] in READS_OF_COMPANIES]
    assert 1 <= len(reads) < 10, "repeats merge, or cost one read each"
    assert portal.our_tasks() == {}

    portal.wait("the slice to end", lambda: portal.bridge.jobs.take(portal.member_id, "test", clock.now(), 60))
    portal.stack.control("uninstall", {"client_id": portal.installation.client_id, "clean": 1})
    portal.wait("the goodbye", lambda: portal.bridge.installations.find(portal.member_id) is None)
    before = len(portal.stack.calls())
    portal.bridge.ring(portal.member_id)
    portal.bridge.tick()
    assert portal.bridge.installations.tokens(portal.member_id) is None
    assert requests.post(event_url, data=form, timeout=10).status_code == 403
    assert len(portal.stack.calls()) == before


def call(portal, client: EntityId) -> None:
    owner = FORGOTTEN[str(client)]["owner"]
    order = {"as": owner, "do": "call", "direction": 2, "duration": 240, "subject": "Звонок"}
    portal.stack.control("act", order | {"entityTypeId": client.type_id, "entityId": client.id})


def kill(portal, name: str) -> None:
    child = next(child for child in portal.stack.supervisor.children if child.name == name)
    os.killpg(child.process.pid, signal.SIGKILL)


def labelled(portal) -> set[str]:
    cards = {"CO": portal.stack.rows("company"), "C": portal.stack.rows("contact")}
    return {f"{code}_{row['id']}" for code, rows in cards.items() for row in rows if row.get("ufCrmB24bState")}


def expected_standings() -> dict[str, tuple]:
    """Return state, since and until of every client that is not calm, as the list says them."""
    rows = [*EXPECTED["everywhere"], *(row for row in EXPECTED["findings"] if row["assistant"] == "forgotten_clients")]
    exact = {"FORGOTTEN", "WARNED", "HELD"}
    return {
        row["client"]: (row["state"], row.get("since"), row.get("until")) if row["state"] in exact else (row["state"],)
        for row in rows
    }


def standings(portal) -> dict[str, tuple]:
    """Return the same of what the bridge found."""
    exact = {"FORGOTTEN": lambda row: (row.since, row.until), "WARNED": lambda row: (None, row.until)}
    exact["HELD"] = exact["WARNED"]
    return {
        str(row.client): (row.state, *exact.get(row.state, lambda _: ())(row))
        for row in portal.bridge.ledger.standings(portal.member_id, "forgotten_clients")
        if row.state != "CALM"
    }


def assert_one_task_each(portal) -> None:
    """Every finding of the list, and no other client, has one task for the right person, and its label."""
    tasks = portal.our_tasks()
    assert {client: [int(row["responsibleId"]) for row in rows] for client, rows in tasks.items()} == {
        client: [row["owner"]] for client, row in FORGOTTEN.items()
    }
    assert labelled(portal) == set(FORGOTTEN)


def is_released(portal, client: EntityId) -> bool:
    task = portal.our_tasks()[str(client)][0]
    return str(task["status"]) == "5" and str(client) not in labelled(portal)


def state_of(portal, client: EntityId) -> str:
    return portal.bridge.ledger.standings(portal.member_id, "forgotten_clients", client=client)[0].state


def event_of(portal) -> dict[str, str]:
    return {
        "event": "ONCRMCOMPANYUPDATE",
        "event_handler_id": "1",
        "data[FIELDS][ID]": "2",
        "ts": "1795400000",
        "auth[member_id]": portal.member_id,
        "auth[domain]": portal.installation.domain,
        "auth[application_token]": portal.installation.application_token,
    }


def assert_gentle(portal) -> None:
    calls = portal.stack.calls()
    assert not [entry for entry in calls if entry["status"] == 503]
    writes = Counter(str(sorted(entry["params"].items(), key=str)) for entry in calls if entry["method"] == "tasks.task.add")
    assert max(writes.values()) == 1
