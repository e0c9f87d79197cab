"""task.checklistitem.* of REST v2 (api-reference/tasks/checklist-item/): names in capitals, values as text."""

from __future__ import annotations

from typing import Any

from b24sandbox.checklists import add_item, change_item, delete_item, items_of
from b24sandbox.errors import PortalError
from b24sandbox.fields.tasks import CHECKLIST_ITEM
from b24sandbox.lists import arranged
from b24sandbox.method import Call, method
from b24sandbox.methods.tasks_task import task_of
from b24sandbox.params import integer, mapping
from b24sandbox.result import Result
from b24sandbox.show import textual
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, NotIterable, read

WRITABLE = ("TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT", "MEMBERS", "PARENT_ID")
TASK = {"TASKID": "integer!"}
ITEM = TASK | {"ITEMID": "integer!"}


def _item(call: Call, task: Row) -> Row:
    number = integer(call.params.get("ITEMID")) or 0
    found = next((item for item in items_of(call.portal, task["id"]) if item["ID"] == number), None)
    if found is None:
        raise PortalError("ERROR_CORE", "Checklist item not found or not accessible<br>")
    return found


def _values(call: Call) -> Row:
    values: Row = {}
    for name, value in mapping(call.params.get("FIELDS")).items():
        if name not in WRITABLE:
            call.breach(f"{call.method}: unknown field {name!r} in FIELDS")
            continue
        try:
            values[name] = read(CHECKLIST_ITEM[name], value, call.portal.zone)
        except (InvalidValue, NotIterable) as error:
            raise PortalError("ERROR_CORE", f"Invalid value of {name}<br>") from error
    if "TITLE" in values and not (values["TITLE"] or "").strip():
        raise PortalError("ERROR_CORE", "Checklist item title is not specified<br>")
    return values


def _show(call: Call, item: Row) -> dict[str, Any]:
    shown = textual(item, CHECKLIST_ITEM, call.portal.zone)
    parent = shown["PARENT_ID"] if item.get("PARENT_ID") else 0
    return shown | {"PARENT_ID": parent, "TOGGLED_DATE": shown["TOGGLED_DATE"] or ""}


@method("task.checklistitem.add", "task", TASK | {"FIELDS": "object!"})
def task_checklistitem_add(call: Call) -> Result:
    """Write a point of a checklist; the answer is its id."""
    task, values = task_of(call, "TASKID"), _values(call)
    if not values.get("TITLE"):
        raise PortalError("ERROR_CORE", "Checklist item title is not specified<br>")
    return Result(add_item(call.portal, task, values, call.user["ID"])["ID"])


@method("task.checklistitem.getlist", "task", TASK | {"ORDER": "object"})
def task_checklistitem_getlist(call: Call) -> Result:
    """All points of a task; there are no pages."""
    task = task_of(call, "TASKID")
    order = [(name, str(way).lower() == "desc") for name, way in mapping(call.params.get("ORDER")).items()]
    for name, _ in order:
        if name not in CHECKLIST_ITEM:
            call.breach(f"{call.method}: unknown field {name!r} in ORDER")
    known = [(name, down) for name, down in order if name in CHECKLIST_ITEM]
    rows = arranged(items_of(call.portal, task["id"]), known or [("ID", False)])
    return Result([_show(call, item) for item in rows])


@method("task.checklistitem.get", "task", ITEM)
def task_checklistitem_get(call: Call) -> Result:
    """One point."""
    return Result(_show(call, _item(call, task_of(call, "TASKID"))))


@method("task.checklistitem.update", "task", ITEM | {"FIELDS": "object!"})
def task_checklistitem_update(call: Call) -> Result:
    """Change a point; the answer is null."""
    task = task_of(call, "TASKID")
    change_item(call.portal, task, _item(call, task), _values(call), call.user["ID"])
    return Result(None)


@method("task.checklistitem.complete", "task", ITEM)
def task_checklistitem_complete(call: Call) -> Result:
    """Tick a point off."""
    return _ticked(call, "Y")


@method("task.checklistitem.renew", "task", ITEM)
def task_checklistitem_renew(call: Call) -> Result:
    """Take a point up again."""
    return _ticked(call, "N")


def _ticked(call: Call, value: str) -> Result:
    task = task_of(call, "TASKID")
    change_item(call.portal, task, _item(call, task), {"IS_COMPLETE": value}, call.user["ID"])
    return Result(value=True)


@method("task.checklistitem.delete", "task", ITEM)
def task_checklistitem_delete(call: Call) -> Result:
    """Delete a point and those below it."""
    task = task_of(call, "TASKID")
    delete_item(call.portal, task, _item(call, task), call.user["ID"])
    return Result(value=True)
