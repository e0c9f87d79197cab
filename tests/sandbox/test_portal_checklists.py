"""Checklists of tasks: their points, who ticked them off, and what a task asks for when it ends."""

from typing import Any

from tests.sandbox.client import Caller


def task(caller: Caller, **fields: Any) -> int:
    given = {"TITLE": "Call back", "RESPONSIBLE_ID": 1} | fields
    return int(caller.call("tasks.task.add", fields=given)["task"]["id"])


def points(caller: Caller, task_id: int) -> list[tuple[Any, str, str]]:
    rows = caller.call("task.checklistitem.getlist", TASKID=task_id, ORDER={"ID": "asc"})
    return [(row["PARENT_ID"], row["TITLE"], row["IS_COMPLETE"]) for row in rows]


def test_a_point_makes_its_checklist(caller: Caller) -> None:
    """The first point brings a checklist with it, the second goes into the same one; values are text."""
    task_id = task(caller)
    first = caller.call("task.checklistitem.add", TASKID=task_id, FIELDS={"TITLE": "Ask"})
    assert isinstance(first, int)
    caller.call("task.checklistitem.add", TASKID=task_id, FIELDS={"TITLE": "Send"})
    root = str(first - 1)
    assert points(caller, task_id) == [(0, "Чек-лист 1", "N"), (root, "Ask", "N"), (root, "Send", "N")]
    item = caller.call("task.checklistitem.get", TASKID=task_id, ITEMID=first)
    assert (item["ID"], item["TASK_ID"], item["TOGGLED_BY"], item["TOGGLED_DATE"]) == (str(first), str(task_id), None, "")


def test_a_point_is_ticked_off_and_taken_up(caller: Caller) -> None:
    """Completing, renewing, changing and deleting act on that point alone."""
    task_id = task(caller)
    item = caller.call("task.checklistitem.add", TASKID=task_id, FIELDS={"TITLE": "Ask"})
    assert caller.call("task.checklistitem.complete", TASKID=task_id, ITEMID=item) is True
    done = caller.call("task.checklistitem.get", TASKID=task_id, ITEMID=item)
    assert (done["IS_COMPLETE"], done["TOGGLED_BY"]) == ("Y", "1")
    assert caller.call("task.checklistitem.renew", TASKID=task_id, ITEMID=item) is True
    assert caller.call("task.checklistitem.update", TASKID=task_id, ITEMID=item, FIELDS={"TITLE": "Ask again"}) is None
    assert [title for _, title, _ in points(caller, task_id)] == ["Чек-лист 1", "Ask again"]
    assert caller.call("task.checklistitem.delete", TASKID=task_id, ITEMID=item) is True
    assert len(points(caller, task_id)) == 1


def test_points_that_are_not_there_are_refused(caller: Caller) -> None:
    """A point without text, of another task or deleted with its task is an error in words."""
    first, second = task(caller), task(caller)
    item = caller.call("task.checklistitem.add", TASKID=first, FIELDS={"TITLE": "Ask"})
    assert caller.refused("task.checklistitem.add", TASKID=first, FIELDS={"TITLE": " "})[1] == "ERROR_CORE"
    assert caller.refused("task.checklistitem.complete", TASKID=second, ITEMID=item)[1] == "ERROR_CORE"
    caller.call("tasks.task.delete", taskId=first)
    assert caller.refused("task.checklistitem.getlist", TASKID=first)[0] == 400


def test_a_task_may_ask_for_a_result(caller: Caller) -> None:
    """The additional parameter 3 is kept and shown to who asks for it."""
    task_id = task(caller, SE_PARAMETER=[{"CODE": 3, "VALUE": "Y"}])
    params = {"filter": {"ID": task_id}, "select": ["ID"], "params": {"WITH_RESULT_INFO": "Y"}}
    assert caller.call("tasks.task.list", **params)["tasks"][0]["taskRequireResult"] == "Y"
    assert "requireResult" not in caller.call("tasks.task.get", taskId=task_id)["task"]
