"""REST 3.0: addresses, errors as objects, tasks, and Idempotency-Key."""

import json
from typing import Any

import pytest
import requests

from b24sandbox.apps import Webhook
from b24sandbox.serve import Server
from tests.reference import reference
from tests.sandbox.client import Caller
from tests.sandbox.shapes import differences

TASK = {"title": "Report", "creatorId": 1, "responsibleId": 1, "crmItemIds": ["CO_5"], "deadline": "2026-12-01T10:00:00+03:00"}


@pytest.fixture
def url(server: Server) -> str:
    server.portal.webhooks["1/v3"] = Webhook(1, "v3", frozenset({"tasks", "task"}))
    return f"{server.address}/rest/api/1/v3/"


def ask(url: str, method: str, key: str | None = None, **body: Any) -> requests.Response:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return requests.post(f"{url}{method}", json=body, headers=headers, timeout=10)


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"].removeprefix("BITRIX_REST_V3_EXCEPTION_")


def test_a_task_is_made_in_the_shape_of_the_sample(url: str) -> None:
    """The answer has the documented keys, typed; a deadline keeps its moment."""
    answer = ask(url, "tasks.task.add", fields=TASK)
    sample = json.loads(reference("bitrix24", "samples", "responses", "tasks.task.add.v3.json").read_text(encoding="utf-8"))
    assert differences(sample, answer.json()) == []
    item = answer.json()["result"]["item"]
    assert (item["status"], item["deadline"], item["crmItemIds"]) == ("pending", "2026-12-01T10:00:00+03:00", ["CO_5"])
    assert ask(url, "tasks.task.get", id=item["id"], select=["id", "nothing"]).json()["result"] == {"item": {"id": item["id"]}}


def test_a_key_makes_a_repetition_harmless(server: Server, url: str) -> None:
    """The same key and body give the same answer and one task; the header tells a repeat from the first."""
    first, second = (ask(url, "tasks.task.add", "k-1", fields=TASK) for _ in range(2))
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "k-1"
    assert len(server.portal.table("task")) == 1
    assert [entry.replayed for entry in server.portal.calls.since()] == [False, True]


def test_a_key_is_kept_for_a_day(server: Server, url: str) -> None:
    """After 24 hours the same key makes another task."""
    ask(url, "tasks.task.add", "k-1", fields=TASK)
    server.portal.clock.advance(24 * 3600 + 1)
    assert "Idempotent-Replayed" not in ask(url, "tasks.task.add", "k-1", fields=TASK).headers
    assert len(server.portal.table("task")) == 2


def test_a_key_belongs_to_one_body(url: str) -> None:
    """Another body with the same key is refused with 422."""
    ask(url, "tasks.task.add", "k-1", fields=TASK)
    assert code(ask(url, "tasks.task.add", "k-1", fields=TASK | {"title": "Other"})) == (422, "IDEMPOTENCYKEYREUSEDEXCEPTION")


def test_an_error_is_not_kept(server: Server, url: str) -> None:
    """A failed call with a key runs again."""
    assert code(ask(url, "tasks.task.add", "k-1", fields={"title": "x"}))[0] == 400
    assert ask(url, "tasks.task.add", "k-1", fields=TASK).status_code == 200
    assert len(server.portal.table("task")) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_a_length(url: str, key: str) -> None:
    """1 to 255 characters are a key."""
    assert code(ask(url, "tasks.task.add", key, fields=TASK)) == (400, "INVALIDIDEMPOTENCYKEYEXCEPTION")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": "x", "creatorId": 1}, "responsibleId"),
        ({"title": "x", "creatorId": 1, "responsibleId": "1"}, "responsibleId"),
        ({"title": "x", "creatorId": 1, "responsibleId": 99}, "responsibleId"),
        (TASK | {"deadline": "soon"}, "deadline"),
        (TASK | {"crmItemIds": "CO_5"}, "crmItemIds"),
    ],
)
def test_a_wrong_field_is_named(url: str, fields: dict[str, Any], name: str) -> None:
    """Validation errors say which field is wrong."""
    answer = ask(url, "tasks.task.add", fields=fields)
    assert code(answer) == (400, "VALIDATION_REQUESTVALIDATIONEXCEPTION")
    assert answer.json()["error"]["validation"][0]["field"] == name


def test_only_json_by_post_is_read(url: str) -> None:
    """A form is no JSON, and the query string carries nothing."""
    assert code(requests.post(f"{url}tasks.task.get", data={"id": 1}, timeout=10)) == (400, "INVALIDJSONEXCEPTION")
    answer = requests.get(f"{url}tasks.task.get", params={"id": 1}, timeout=10)
    assert code(answer) == (400, "VALIDATION_REQUESTVALIDATIONEXCEPTION")


def test_a_task_is_changed_deleted_and_gone(url: str) -> None:
    """Update answers the task, delete a true; then it is not found."""
    task_id = ask(url, "tasks.task.add", fields=TASK).json()["result"]["item"]["id"]
    changed = ask(url, "tasks.task.update", id=task_id, fields={"title": "New"}).json()["result"]["item"]
    assert changed["title"] == "New"
    assert ask(url, "tasks.task.delete", id=task_id).json()["result"] == {"result": True}
    assert code(ask(url, "tasks.task.get", id=task_id)) == (400, "ENTITYNOTFOUNDEXCEPTION")


def test_scope_and_absent_methods(server: Server, url: str) -> None:
    """Without scope tasks the method is closed; a CRM method is not in version 3."""
    poor = Caller.by_webhook(server, 1, frozenset({"task"}))
    closed = requests.post(f"{server.address}{poor.path.replace('/rest/', '/rest/api/')}tasks.task.add", json={}, timeout=10)
    assert code(closed) == (403, "INSUFFICIENTSCOPEEXCEPTION")
    absent = ask(url, "crm.item.list")
    assert (absent.status_code, absent.json()["error"]) == (404, "ERROR_METHOD_NOT_FOUND")
    assert "/tasks.task.add" in ask(url, "rest.documentation.openapi").json()["result"]["paths"]


def test_a_lost_answer_is_healed_by_its_key(server: Server, url: str) -> None:
    """The work was done and its answer kept, though the connection broke: the repetition gets it."""
    server.portal.faults.set([{"method": "tasks.task.add", "kind": "reset", "when": "after"}])
    with pytest.raises(requests.ConnectionError):
        ask(url, "tasks.task.add", "k-1", fields=TASK)
    again = ask(url, "tasks.task.add", "k-1", fields=TASK)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(server.portal.table("task")) == 1


def test_work_that_was_not_done_is_not_kept(server: Server, url: str) -> None:
    """A connection that broke before the work leaves the key free."""
    server.portal.faults.set([{"method": "tasks.task.add", "kind": "reset"}])
    with pytest.raises(requests.ConnectionError):
        ask(url, "tasks.task.add", "k-1", fields=TASK)
    assert "Idempotent-Replayed" not in ask(url, "tasks.task.add", "k-1", fields=TASK).headers
