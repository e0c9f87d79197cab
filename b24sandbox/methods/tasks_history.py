"""tasks.task.history.list and the comments of a task's old card (api-reference/tasks/)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from b24sandbox import moments
from b24sandbox.method import Call, method
from b24sandbox.methods.tasks_task import task_of
from b24sandbox.params import mapping
from b24sandbox.result import Result
from b24sandbox.store import Row


@method("tasks.task.history.list", "task", {"taskId": "integer!", "filter": "object", "order": "object"}, is_exact=True)
def tasks_task_history_list(call: Call) -> Result:
    """The whole history of one task, oldest first; it has no pages."""
    rows = call.portal.table("taskhistory").grouped("taskId", task_of(call)["id"])
    for key, value in mapping(call.params.get("filter")).items():
        if key.upper() == "FIELD":
            rows = [row for row in rows if row["field"] == value]
        else:
            call.breach(f"tasks.task.history.list: unknown field {key!r} in filter")
    if any(str(direction).lower() == "desc" for direction in mapping(call.params.get("order")).values()):
        rows = rows[::-1]
    return Result({"list": [_show(call, row) for row in rows]})


def _show(call: Call, row: Row) -> dict[str, Any]:
    user = call.portal.user(row.get("userId") or 0) or {}
    value = row.get("value") or {}
    return {
        "id": row["id"],
        "createdDate": moments.show(row["createdDate"], call.portal.zone),
        "field": row["field"],
        "value": {"from": _value(call, value.get("from")), "to": _value(call, value.get("to"))},
        "user": {
            "id": row.get("userId") or 0,
            "name": user.get("NAME") or "",
            "lastName": user.get("LAST_NAME") or "",
            "secondName": user.get("SECOND_NAME") or "",
            "login": user.get("EMAIL") or "",
        },
    }


def _value(call: Call, value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    if call.portal.switches.history_times_are_unix:
        return str(int(value.timestamp()))
    return moments.show(value, call.portal.zone)
