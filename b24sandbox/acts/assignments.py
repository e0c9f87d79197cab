"""Tasks that people set, change, comment and complete."""

from __future__ import annotations

from typing import Any

from b24sandbox.acts.registry import doing, item_of, moment_of
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.tasks import add_task, comment_task, complete_task, update_task


@doing("task")
def task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A task: `title`, `responsibleId`, `deadline` (a moment), `description`, and an item or `crm` codes such as CO_5."""
    codes = list(details.get("crm") or [])
    if "entityTypeId" in details:
        crm_type, row = item_of(portal, details)
        codes.append(f"{crm_type.short}_{row['id']}")
    values: Row = {
        "title": str(details["title"]),
        "description": details.get("description"),
        "responsibleId": int(details.get("responsibleId") or user["ID"]),
        "deadline": moment_of(portal, details["deadline"]) if details.get("deadline") else None,
        "ufCrmTask": codes or None,
    }
    return {"taskId": add_task(portal, values, user["ID"])["id"]}


@doing("complete_task")
def finish_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Complete a task: `taskId`."""
    row = portal.table("task").rows[int(details["taskId"])]
    complete_task(portal, row, user["ID"])
    return {"taskId": row["id"], "status": row["status"]}


@doing("update_task")
def change_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Change a task: `taskId`, and `deadline`, `title`, `responsibleId` or `status`."""
    row = portal.table("task").rows[int(details["taskId"])]
    values: Row = {name: details[name] for name in ("title", "description") if name in details}
    values |= {name: int(details[name]) for name in ("responsibleId", "status") if name in details}
    if "deadline" in details:
        values["deadline"] = moment_of(portal, details["deadline"]) if details["deadline"] else None
    update_task(portal, row, values, user["ID"])
    return {"taskId": row["id"]}


@doing("comment_task")
def say_in_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Comment a task: `taskId`, `text`."""
    row = portal.table("task").rows[int(details["taskId"])]
    return {"commentId": comment_task(portal, row, str(details["text"]), user["ID"])}
