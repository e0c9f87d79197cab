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


def test_each_forgotten_client_becomes_one_task(start):
    """Every expected finding and none other gets one task for the expected person, and its label."""
    portal = start()
    portal.judged()
    assert portal.our_tasks() == {}, "a new installation only watches"

    portal.begin()
    portal.applied()

    tasks = portal.our_tasks()
    assert {client: int(rows[0]["responsibleId"]) for client, rows in tasks.items()} == {
        client: row["owner"] for client, row in FORGOTTEN.items()
    }
    assert {len(rows) for rows in tasks.values()} == {1}
    assert labelled(portal) == set(FORGOTTEN)
    assert_gentle(portal)


def test_a_call_takes_the_task_away(start):
    """An employee calls, the portal posts its event, and task and label go because of it."""
    portal = start()
    portal.judged()
    portal.begin()
    portal.applied()
    client = EntityId.parse(min(FORGOTTEN))

    call(portal, client)
    portal.wait("the task to be completed", lambda: portal.our_tasks()[str(client)][0]["status"] in ("5", 5))
    portal.wait("the label to go", lambda: str(client) not in labelled(portal))

    assert state_of(portal, client) == "CALM"
    assert labelled(portal) == set(FORGOTTEN) - {str(client)}


def test_without_events_the_sweep_notices(start):
    """With delivery switched off the call still takes the label away within one sweep."""
    portal = start()
    portal.judged()
    portal.begin()
    portal.applied()
    portal.stack.control("deliver", {"mode": "off"})
    client = EntityId.parse(sorted(FORGOTTEN)[1])

    call(portal, client)
    portal.wait("the label to go", lambda: str(client) not in labelled(portal))

    assert portal.our_tasks()[str(client)][0]["status"] in ("5", 5)


def test_a_worker_killed_while_it_applies_doubles_and_loses_nothing(start):
    """After kill -9 in the middle of apply and a restart each finding has exactly one task."""
    portal = start()
    portal.judged()
    portal.begin()
    for enough in (3, 9, 15):
        portal.wait(f"{enough} tasks", lambda enough=enough: len(portal.our_tasks()) >= enough)
        kill(portal, "worker")
    portal.applied()

    assert {client: len(rows) for client, rows in portal.our_tasks().items()} == dict.fromkeys(FORGOTTEN, 1)
    assert labelled(portal) == set(FORGOTTEN)


def test_a_second_scan_reads_no_unchanged_company(start):
    """Judging everybody again costs no read of a company."""
    portal = start(sweep_s=600)
    portal.judged()
    portal.begin()
    portal.applied()
    portal.wait("quiet", lambda: not portal.bridge.inbox.waiting())
    before = len(portal.stack.calls())

    portal.scan_again()

    methods = Counter(entry["method"] for entry in portal.stack.calls()[before:])
    assert not READS_OF_COMPANIES & set(methods), methods


def test_strangers_are_refused_and_leave_nothing(start):
    """Wrong token, unknown portal, too large a body, chunks: refused, counted, not stored; fifty times one event: one read."""
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

    before = len(portal.stack.calls())
    answers = [requests.post(event_url, data=form, timeout=10).status_code for _ in range(50)]
    assert set(answers) == {204}
    portal.wait("the inbox to empty", lambda: not portal.bridge.inbox.waiting())
    reads = [entry for entry in portal.stack.calls()[before:] if entry["method"] in READS_OF_COMPANIES]
    assert 1 <= len(reads) < 10, "repeats merge, or cost one read each, and nothing else"
    assert portal.our_tasks() == {}


def test_after_an_uninstallation_nobody_calls(start):
    """The portal removes the app: no further call, and what we held of it is gone."""
    portal = start()
    portal.judged()
    portal.wait("the slice to end", lambda: portal.bridge.jobs.take(portal.member_id, "test", clock.now(), 60))

    portal.stack.control("uninstall", {"client_id": portal.installation.client_id, "clean": 1})
    portal.wait("the goodbye", lambda: portal.bridge.installations.find(portal.member_id) is None)
    before = len(portal.stack.calls())
    portal.bridge.ring(portal.member_id)
    portal.bridge.tick()

    assert portal.bridge.installations.tokens(portal.member_id) is None
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
