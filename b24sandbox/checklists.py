"""Checklists of tasks as things that are written, ticked off and deleted. Rights are checked by the callers."""

from __future__ import annotations

from typing import Any

from b24sandbox.events import emit
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.tasks import change_data

FIRST_NAME = {"ru": "Чек-лист 1", "en": "Checklist 1"}


def items_of(portal: Portal, task_id: int) -> list[Row]:
    """All points of a task's checklists and the checklists themselves (PARENT_ID 0), by ascending id."""
    return portal.table("checklistitem").grouped("TASK_ID", task_id)


def add_item(portal: Portal, task: Row, values: Row, user_id: int) -> Row:
    """Write a point; without PARENT_ID into the first checklist, which is made if there is none."""
    held = items_of(portal, task["id"])
    parent = values.get("PARENT_ID")
    if parent is None or (parent and not any(item["ID"] == parent for item in held)):
        roots = [item for item in held if not item.get("PARENT_ID")]
        name = FIRST_NAME.get(portal.settings.language, FIRST_NAME["en"])
        parent = (roots[0] if roots else _insert(portal, task, {"TITLE": name, "PARENT_ID": 0}, user_id))["ID"]
    row = _insert(portal, task, values | {"PARENT_ID": parent}, user_id)
    _tell(portal, task, user_id)
    return row


def _insert(portal: Portal, task: Row, values: Row, user_id: int) -> Row:
    place = len(items_of(portal, task["id"]))
    row: Row = {"TASK_ID": task["id"], "CREATED_BY": user_id, "SORT_INDEX": place, "IS_COMPLETE": "N"}
    row |= {name: value for name, value in values.items() if value is not None}
    portal.table("checklistitem").insert(row)
    return row


def change_item(portal: Portal, task: Row, item: Row, values: Row, user_id: int) -> None:
    """Change a point; ticking it off or on says who did it and when."""
    changed: dict[str, Any] = dict(values)
    if changed.get("IS_COMPLETE", item["IS_COMPLETE"]) != item["IS_COMPLETE"]:
        changed |= {"TOGGLED_BY": user_id, "TOGGLED_DATE": portal.clock.now()}
    portal.table("checklistitem").change(item["ID"], changed)
    _tell(portal, task, user_id)


def delete_item(portal: Portal, task: Row, item: Row, user_id: int) -> None:
    """Delete a point and those below it."""
    for below in items_of(portal, task["id"]):
        if below.get("PARENT_ID") == item["ID"]:
            delete_item(portal, task, below, user_id)
    portal.table("checklistitem").remove(item["ID"])
    _tell(portal, task, user_id)


def _tell(portal: Portal, task: Row, user_id: int) -> None:
    portal.table("task").change(task["id"], {"activityDate": portal.clock.now()})
    emit(portal, "ONTASKUPDATE", change_data(task["id"], task["id"]), user_id)
