"""What people leave on tasks: comments of both generations, results, time spent."""

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, hire
from tests.sandbox.shapes import differences
from tests.sandbox.test_portal_contract import specification


@pytest.fixture
def task(caller: Caller) -> int:
    return int(caller.call("tasks.task.add", fields={"TITLE": "x", "RESPONSIBLE_ID": 1})["task"]["id"])


def comment(caller: Caller, task: int, text: str = "hello") -> int:
    return int(caller.call("task.commentitem.add", TASKID=task, FIELDS={"POST_MESSAGE": text}))


def unlike(name: str, answered: object) -> list[str]:
    spec = specification(name)
    assert spec is not None
    return [one for one in differences(spec["resultExample"]["result"], answered) if "ATTACHED_OBJECTS" not in one]


def test_a_comment_is_read_changed_and_deleted(server: Server, caller: Caller, task: int) -> None:
    """Lists are ordered and filtered; only one's own may be changed, unless one administers."""
    first, second = comment(caller, task), comment(caller, task, "later")
    rows = caller.call("task.commentitem.getlist", TASKID=task, ORDER={"ID": "desc"}, FILTER={">=ID": first})
    assert [row["ID"] for row in rows] == [str(second), str(first)]
    assert unlike("task.commentitem.getlist", rows) == []
    item = {"TASKID": task, "ITEMID": first}
    assert caller.call("task.commentitem.update", **item, FIELDS={"POST_MESSAGE": "changed"}) is True
    assert caller.call("task.commentitem.get", **item)["POST_MESSAGE"] == "changed"
    hire(server.portal, 2)
    caller.call("tasks.task.update", taskId=task, fields={"AUDITORS": [2]})
    auditor = Caller.by_webhook(server, 2)
    assert "ACTION_NOT_ALLOWED" in auditor.refused("task.commentitem.delete", **item)[2]
    assert auditor.call("task.commentitem.isactionallowed", **item, ACTIONID=3) is False
    assert caller.call("task.commentitem.isactionallowed", **item, ACTIONID=3) is True
    assert caller.call("task.commentitem.delete", **item) is True
    assert "ITEM_NOT_FOUND" in caller.refused("task.commentitem.get", **item)[2]


def test_the_new_card_only_takes_comments(portal: Portal, caller: Caller, task: int) -> None:
    """Comments are chat messages there: they can be added, not read."""
    portal.switches.task_comments_are_chat = True
    number = comment(caller, task)
    assert caller.call("task.commentitem.getlist", TASKID=task) == []
    assert caller.refused("task.commentitem.get", TASKID=task, ITEMID=number)[1] == "ERROR_CORE"


def test_a_comment_becomes_a_result(caller: Caller, task: int) -> None:
    """Once; its text follows the comment; it can be a mere comment again."""
    number = comment(caller, task)
    made = caller.call("tasks.task.result.addFromComment", commentId=number)
    assert unlike("tasks.task.result.addFromComment", made) == []
    assert caller.refused("tasks.task.result.addFromComment", commentId=number)[1:] == ("0", "Result already exists.")
    caller.call("task.commentitem.update", TASKID=task, ITEMID=number, FIELDS={"POST_MESSAGE": "done"})
    rows = caller.call("tasks.task.result.list", taskId=task)
    assert unlike("tasks.task.result.list", rows) == []
    assert [(row["commentId"], row["text"]) for row in rows] == [(number, "done")]
    assert caller.call("tasks.task.result.deleteFromComment", commentId=number) is None
    assert caller.call("tasks.task.result.list", taskId=task) == []
    assert caller.refused("tasks.task.result.addFromComment", commentId=999)[2] == "Comment not found."
    assert caller.refused("tasks.task.result.list", taskId=999)[2] == "Access denied."


def test_time_spent_adds_up(server: Server, caller: Caller, task: int) -> None:
    """Notes of time sum up in the task; another's note stays as it is."""
    fields = {"SECONDS": 3600, "COMMENT_TEXT": "calls"}
    first = caller.call("task.elapseditem.add", TASKID=task, ARFIELDS=fields)
    caller.call("task.elapseditem.add", TASKID=task, ARFIELDS={"SECONDS": 60, "COMMENT_TEXT": ""})
    assert server.portal.table("task").rows[task]["timeSpentInLogs"] == 3660
    item = {"TASKID": task, "ITEMID": first}
    shown = caller.call("task.elapseditem.get", **item)
    assert unlike("task.elapseditem.get", shown) == []
    assert (shown[0]["SECONDS"], shown[0]["MINUTES"], shown[0]["COMMENT_TEXT"]) == ("3600", "60", "calls")
    assert caller.call("task.elapseditem.update", **item, ARFIELDS={"SECONDS": 120, "COMMENT_TEXT": "x"}) is None
    order = {"SECONDS": "asc"}
    rows = caller.call("task.elapseditem.getlist", TASKID=task, ORDER=order, FILTER={">ID": 0}, SELECT=["ID", "SECONDS"])
    assert [row["SECONDS"] for row in rows] == ["60", "120"]
    hire(server.portal, 2)
    caller.call("tasks.task.update", taskId=task, fields={"AUDITORS": [2]})
    auditor = Caller.by_webhook(server, 2)
    assert auditor.refused("task.elapseditem.delete", **item)[1:] == ("ERROR_CORE", "ACTION_NOT_ALLOWED")
    assert auditor.call("task.elapseditem.isactionallowed", **item, ACTIONID=2) is False
    assert caller.call("task.elapseditem.delete", **item) is None
    assert len(caller.call("task.elapseditem.getlist", TASKID=task)) == 1
    assert caller.refused("task.elapseditem.add", TASKID=task, ARFIELDS={"COMMENT_TEXT": "x"})[2] == "ACTION_NOT_ALLOWED"
    assert "getlist" in caller.call("task.elapseditem.getmanifest")["REST: available methods"]
