"""Tasks made by REST 3.0 where a portal has it: a key by which a repetition is known, and the older version elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import responses

from b24bridge.bitrix.effects.new_tasks import NewTasks
from b24bridge.core.errors import Busy, NotFound, Refused, Unknown
from tests.bitrix.doubles import ENDPOINT, Desk
from tests.bitrix.effect_rows import CLOSE, HANDLER, KEY, LINES, OTHER, TASK, stored
from tests.sandboxed import SCOPES, Sandboxed, sandboxed

ADD = "tasks.task.add"


@pytest.fixture
def site() -> Iterator[Sandboxed]:
    with sandboxed(LINES, (*SCOPES, "tasks")) as site:
        site.bridge().prepare(HANDLER, [])
        site.mark()
        yield site
        assert site.breaches() == {}


def versions(site: Sandboxed) -> list[int]:
    return [call["version"] for call in site.calls() if call["method"] == ADD]


def test_a_task_is_made_by_the_newer_version(site: Sandboxed) -> None:
    """The task bears our key, asks for a result, lets its assignee move the deadline, and is ours to the mirror."""
    bridge = site.bridge()
    effect = bridge.perform(TASK, KEY, {})
    task = stored(site, "task", effect.object_id)
    assert (task["title"], task["responsibleId"], task["createdBy"]) == ("Забытый клиент: Ромашка [Юг] — 82 дн.", 1, 1)
    assert (task["xmlId"], task["ufCrmTask"]) == (f"b24b:{KEY}", ["CO_12"])
    assert (task["requireResult"], task["allowChangeDeadline"]) == ("Y", "Y")
    assert task["deadline"].startswith("2026-11-25T18:00:00+03:00")
    assert versions(site) == [3]
    assert site.bridge().look("tasks", [int(effect.object_id)])[0].marker == KEY
    assert site.bridge().find(TASK, KEY, {}) == effect
    assert site.bridge().find(TASK, OTHER, {}) is None


def test_what_the_portal_can_is_asked_once_a_visit(site: Sandboxed) -> None:
    """Two tasks of one visit ask once what the portal has."""
    bridge = site.bridge()
    bridge.perform(TASK, KEY, {})
    bridge.perform(TASK, OTHER, {})
    assert [call["method"] for call in site.calls()].count("rest.documentation.openapi") == 1


def test_a_repetition_under_the_same_key_makes_no_second_task(site: Sandboxed) -> None:
    """Even without looking up, the portal answers a repeated request with the task it made."""
    site.faults({"method": ADD, "kind": "reset", "when": "after"})
    with pytest.raises(Unknown):
        site.bridge().perform(TASK, KEY, {})
    number = site.bridge().perform(TASK, KEY, {}).object_id
    assert [str(row["id"]) for row in site.rows("task") if row.get("xmlId") == f"b24b:{KEY}"] == [number]
    assert [call["replayed"] for call in site.calls() if call["method"] == ADD] == [False, True]


def test_the_same_key_with_other_words_is_refused(site: Sandboxed) -> None:
    """A task that the key made before is never made again with other words."""
    site.bridge().perform(TASK, KEY, {})
    with pytest.raises(Refused, match="IDEMPOTENCYKEYREUSED"):
        site.bridge().perform(replace(TASK, text="другое"), KEY, {})
    assert len(site.rows("task")) == 3


def test_a_portal_without_the_newer_version_is_asked_in_the_older(site: Sandboxed) -> None:
    """When the portal says that it has no such method, the task is made by the older one, with both marks."""
    site.faults({"method": "rest.documentation.openapi", "kind": "ERROR_METHOD_NOT_FOUND"})
    effect = site.bridge().perform(TASK, KEY, {})
    task = stored(site, "task", effect.object_id)
    assert (versions(site), task["tags"], task["requireResult"]) == ([2], [f"b24b:{KEY[:12]}"], "Y")
    assert site.bridge().find(TASK, KEY, {}) == effect


@pytest.mark.parametrize("code", ["ERROR_METHOD_NOT_FOUND", "insufficient_scope"])
def test_a_portal_that_turns_the_newer_version_down_is_asked_in_the_older(site: Sandboxed, code: str) -> None:
    """What the portal said that it has not got or does not let us use was surely not done, for the whole visit."""
    site.faults({"method": ADD, "kind": code})
    bridge = site.bridge()
    for key in (KEY, OTHER):
        assert bridge.perform(TASK, key, {}).after
    assert (versions(site), len(site.rows("task"))) == ([3, 2, 2], 4)


def test_a_portal_that_cannot_tell_now_is_asked_later(site: Sandboxed) -> None:
    """Whether the newer version is there must be known before a task is sent."""
    site.faults({"method": "rest.documentation.openapi", "kind": "OVERLOAD_LIMIT"})
    with pytest.raises(Busy):
        site.bridge().perform(TASK, KEY, {})
    assert versions(site) == []


def test_a_task_of_the_newer_version_is_closed_as_any(site: Sandboxed) -> None:
    """Closing and taking back work on it; without its client there is no task."""
    effect = site.bridge().perform(TASK, KEY, {})
    site.bridge().perform(CLOSE, OTHER, {"task": effect.object_id})
    assert stored(site, "task", effect.object_id)["status"] == 5
    with pytest.raises(NotFound):
        site.bridge().perform(replace(TASK, client=replace(TASK.client, id=999)), OTHER, {})


def test_a_task_that_came_without_its_mark_gets_it(desk: Desk, web: responses.RequestsMock) -> None:
    """A portal that leaves out the external id is told it once more, by the older method; should that fail, the task stands."""
    desk.client.installation = replace(desk.client.installation, scope=("crm", "tasks"))
    answers: dict[str, Any] = {
        "api/rest.documentation.openapi": {"paths": {f"/{ADD}": {}}},
        "profile": {"ID": "7"},
        f"api/{ADD}": {"item": {"id": 9, "xmlId": None}},
    }
    for path, result in answers.items():
        web.post(ENDPOINT + path, json={"result": result})
    marking = web.post(ENDPOINT + "tasks.task.update", status=502)
    number, _ = NewTasks(desk.client, ZoneInfo("Europe/Moscow")).put(TASK, KEY, "Задача")
    assert (number, marking.call_count) == ("9", 1)
    adding = next(call.request for call in web.calls if call.request.url == f"{ENDPOINT}api/{ADD}")
    assert adding.headers["Idempotency-Key"] == KEY


def test_a_task_in_the_newer_form_is_believed_only_with_its_number(desk: Desk, web: responses.RequestsMock) -> None:
    """A success that names no task may hide one."""
    desk.client.installation = replace(desk.client.installation, scope=("tasks",), user_id=7)
    web.post(ENDPOINT + "api/rest.documentation.openapi", json={"result": {"paths": {f"/{ADD}": {}}}})
    web.post(f"{ENDPOINT}api/{ADD}", json={"result": {}})
    with pytest.raises(Unknown):
        NewTasks(desk.client, ZoneInfo("Europe/Moscow")).put(TASK, KEY, "Задача")
