"""tasks.task.result.*: comments that are results of their task (api-reference/tasks/result/)."""

from __future__ import annotations

from typing import Any

from b24sandbox.errors import PortalError
from b24sandbox.fields.tasks import TASK_RESULT
from b24sandbox.method import Call, method
from b24sandbox.methods.tasks_task import task_of
from b24sandbox.params import integer, required
from b24sandbox.result import Result
from b24sandbox.show import native
from b24sandbox.store import Row


def _result(call: Call, row: Row) -> dict[str, Any]:
    shown = native(row, TASK_RESULT, call.portal.zone)
    return shown | {"formattedText": shown["text"], "files": []}


def _of_result(call: Call) -> Row:
    row = call.portal.table("taskcomment").get(integer(required(call, "commentId")) or 0)
    if row is None:
        raise PortalError("0", "Comment not found.")
    if not call.is_admin and row["AUTHOR_ID"] != call.user["ID"]:
        raise PortalError("0", "Access denied.")
    return row


@method("tasks.task.result.list", "task", {"taskId": "integer!"})
def tasks_task_result_list(call: Call) -> Result:
    """Results of a task, the newest first."""
    try:
        task = task_of(call, "taskId")
    except PortalError as error:
        raise PortalError("0", "Access denied.") from error
    rows = call.portal.table("taskresult").grouped("taskId", task["id"])
    return Result([_result(call, row) for row in reversed(rows)])


@method("tasks.task.result.addFromComment", "task", {"commentId": "integer!"})
def tasks_task_result_add_from_comment(call: Call) -> Result:
    """Make a comment a result of its task."""
    comment = _of_result(call)
    table = call.portal.table("taskresult")
    if table.group_ids("commentId", comment["ID"]):
        raise PortalError("0", "Result already exists.")
    now = call.portal.clock.now()
    row: Row = {
        "taskId": comment["TASK_ID"], "commentId": comment["ID"], "createdBy": comment["AUTHOR_ID"], "createdAt": now,
        "updatedAt": now, "text": comment["POST_MESSAGE"],
    }  # fmt: skip
    table.insert(row)
    return Result(_result(call, row) | {"files": None})


@method("tasks.task.result.deleteFromComment", "task", {"commentId": "integer!"})
def tasks_task_result_delete_from_comment(call: Call) -> Result:
    """Make a result a mere comment again."""
    comment = _of_result(call)
    for row in call.portal.table("taskresult").grouped("commentId", comment["ID"]):
        call.portal.table("taskresult").remove(row["id"])
    return Result(None)
