"""Tasks: the list, a task's page, and its forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, request

from b24sandbox import acts, people
from b24sandbox.pages import addresses, bbcode, card_fields, sheets
from b24sandbox.pages.site import Shown, employee, form, page, wording
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.tasks import AWAITING, COMPLETED, DEFERRED, IN_PROGRESS, PENDING

STATUSES = {
    PENDING: "Waiting",
    IN_PROGRESS: "In progress",
    AWAITING: "Waiting for control",
    COMPLETED: "Completed",
    DEFERRED: "Deferred",
}
OPEN = {PENDING, IN_PROGRESS, AWAITING, DEFERRED}
TASK_ACTS = {"complete": "complete_task", "comment": "comment_task", "deadline": "update_task"}


@page("/tasks/", "tasks.html")
def tasks(served: Portal) -> Shown:
    """Tasks of everybody or of one employee, open or all; the newest first."""
    return _list(served, request.args.get("who", ""))


@page("/company/personal/user/<int:user_id>/tasks/", "tasks.html")
def tasks_of(served: Portal, user_id: int) -> Shown:
    """Tasks of one employee, under the portal's own address."""
    return _list(served, str(user_id))


def _list(served: Portal, who: str) -> dict[str, Any]:
    table, state = served.table("task"), request.args.get("state", "open")
    rows = table.grouped("responsibleId", int(who)) if who.isdigit() else list(table.all())
    wanted = [row for row in reversed(rows) if state == "all" or row.get("status") in OPEN]
    sheet = sheets.cut(wanted, request.args.get("page"))
    return {"sheet": sheet, "lines": [_line(served, row) for row in sheet.rows], "who": who, "state": state}


def _line(served: Portal, row: Row) -> dict[str, Any]:
    now, deadline = served.clock.now(), row.get("deadline")
    return {
        "row": row,
        "address": addresses.task(row.get("responsibleId") or 0, row["id"]),
        "status": STATUSES.get(row.get("status") or PENDING, "Waiting"),
        "is_open": row.get("status") in OPEN,
        "is_late": isinstance(deadline, datetime) and deadline < now and row.get("status") in OPEN,
        "responsible": served.user(row.get("responsibleId") or 0),
        "items": [card_fields.link(served, *found) for found in map(addresses.bound, row.get("ufCrmTask") or []) if found],
    }


@page("/company/personal/user/<int:user_id>/tasks/task/view/<int:task_id>/", "task.html")
def task(served: Portal, user_id: int, task_id: int) -> Shown:
    """A task with its description, comments and history."""
    del user_id
    row = served.table("task").get(task_id) or abort(404)
    records = served.table("taskhistory").grouped("taskId", task_id)
    return _line(served, row) | {
        "description": bbcode.render(row.get("description")),
        "points": [item for item in served.table("checklistitem").grouped("TASK_ID", task_id) if item.get("PARENT_ID")],
        "creator": served.user(row.get("createdBy") or 0),
        "comments": [_comment(served, item) for item in served.table("taskcomment").grouped("TASK_ID", task_id)],
        "records": [_record(served, record) for record in reversed(records)],
    }


def _comment(served: Portal, item: Row) -> dict[str, Any]:
    author = people.full_name(served.user(item.get("AUTHOR_ID") or 0))
    return {"at": item["POST_DATE"], "author": author, "text": bbcode.render(item.get("POST_MESSAGE"))}


def _record(served: Portal, record: Row) -> dict[str, Any]:
    value: dict[str, Any] = record.get("value") or {}
    return {
        "at": record["createdDate"],
        "author": people.full_name(served.user(record.get("userId") or 0)),
        "field": record["field"],
        "before": _logged(value.get("from")),
        "after": _logged(value.get("to")),
    }


def _logged(value: Any) -> str:
    return wording().moment(value) if isinstance(value, datetime) else str(value if value is not None else "")


@form("/_pages/task/<int:task_id>/<do>")
def act_on_task(served: Portal, task_id: int, do: str) -> str:
    """Complete a task, comment it, or move its deadline."""
    row = served.table("task").get(task_id)
    if row is None or do not in TASK_ACTS:
        raise LookupError(f"there is no task {task_id}, or no {do!r} on it")
    details: dict[str, Any] = {"taskId": task_id}
    if do == "comment":
        details["text"] = request.form["text"].strip()
        if not details["text"]:
            raise ValueError("a comment needs a text")
    if do == "deadline":
        details["deadline"] = request.form["deadline"]
    acts.act(served, employee()["ID"], TASK_ACTS[do], details)
    return f"{addresses.task(row.get('responsibleId') or 0, task_id)}?done={do}"
