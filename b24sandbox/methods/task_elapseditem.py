"""task.elapseditem.*: time spent on a task (api-reference/tasks/elapsed-item/). Parameters go in the documented order."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.errors import PortalError
from b24sandbox.fields.tasks import ELAPSED_ITEM
from b24sandbox.lists import PAGE, arranged
from b24sandbox.method import Call, method
from b24sandbox.methods.tasks_task import task_of
from b24sandbox.params import integer, listing, mapping
from b24sandbox.result import Result
from b24sandbox.show import textual
from b24sandbox.store import Row
from b24sandbox.tasks import settle_time
from b24sandbox.values import InvalidValue, NotIterable, read

TASK = {"TASKID": "integer!"}
ITEM = TASK | {"ITEMID": "integer!"}
WRITABLE = ("USER_ID", "COMMENT_TEXT", "SECONDS", "SOURCE", "CREATED_DATE", "DATE_START", "DATE_STOP")
LISTED = tuple(ELAPSED_ITEM)
FILTERED = ("ID", "TASK_ID", "USER_ID", "CREATED_DATE")
SORTED = ("ID", "TASK_ID", "USER_ID", "SECONDS", "MINUTES", "CREATED_DATE", "DATE_START", "DATE_STOP")
METHODS = ("getmanifest", "getlist", "get", "add", "update", "delete", "isactionallowed")
BY_HAND = 2


def _refused() -> PortalError:
    return PortalError("ERROR_CORE", "ACTION_NOT_ALLOWED")


def _item(call: Call) -> tuple[Row, Row]:
    task = task_of(call, "TASKID")
    row = call.portal.table("elapseditem").get(integer(call.params.get("ITEMID")) or 0)
    if row is None or row["TASK_ID"] != task["id"]:
        raise _refused()
    return task, row


def _may_change(call: Call, row: Row) -> bool:
    return call.is_admin or row["USER_ID"] == call.user["ID"]


def _values(call: Call) -> Row:
    values: Row = {}
    for name, value in mapping(call.params.get("ARFIELDS")).items():
        if name not in WRITABLE:
            call.breach(f"{call.method}: unknown field {name!r} in ARFIELDS")
            continue
        try:
            values[name] = read(ELAPSED_ITEM[name], value, call.portal.zone)
        except (InvalidValue, NotIterable) as error:
            raise _refused() from error
    if "USER_ID" in values and not call.is_admin:
        values["USER_ID"] = call.user["ID"]
    return values


def _show(call: Call, row: Row, names: list[str] | None = None) -> dict[str, Any]:
    whole = row | {"MINUTES": (row.get("SECONDS") or 0) // 60}
    return textual(whole, ELAPSED_ITEM, call.portal.zone, names or list(LISTED))


@method("task.elapseditem.add", "task", TASK | {"ARFIELDS": "object!"})
def task_elapseditem_add(call: Call) -> Result:
    """Note time spent on a task; it adds up in the task."""
    task, values = task_of(call, "TASKID"), _values(call)
    if not values.get("SECONDS"):
        raise _refused()
    now = call.portal.clock.now()
    moments: Row = {"CREATED_DATE": values.get("CREATED_DATE") or now, "DATE_START": now, "DATE_STOP": now}
    row: Row = {"TASK_ID": task["id"], "USER_ID": call.user["ID"], "SOURCE": BY_HAND, "COMMENT_TEXT": ""} | moments | values
    number = call.portal.table("elapseditem").insert(row)
    settle_time(call.portal, task, call.user["ID"])
    return Result(number)


@method("task.elapseditem.update", "task", ITEM | {"ARFIELDS": "object!"})
def task_elapseditem_update(call: Call) -> Result:
    """Change a note of time: one's own, or any for an administrator."""
    task, row = _item(call)
    if not _may_change(call, row):
        raise _refused()
    call.portal.table("elapseditem").change(row["ID"], _values(call))
    settle_time(call.portal, task, call.user["ID"])
    return Result(None)


@method("task.elapseditem.delete", "task", ITEM)
def task_elapseditem_delete(call: Call) -> Result:
    """Delete a note of time."""
    task, row = _item(call)
    if not _may_change(call, row):
        raise _refused()
    call.portal.table("elapseditem").remove(row["ID"])
    settle_time(call.portal, task, call.user["ID"])
    return Result(None)


@method("task.elapseditem.get", "task", ITEM)
def task_elapseditem_get(call: Call) -> Result:
    """One note of time, in an array as the page shows it."""
    return Result([_show(call, _item(call)[1])])


@method(
    "task.elapseditem.getlist",
    "task",
    {"TASKID": "integer", "ORDER": "object", "FILTER": "object", "SELECT": "array", "PARAMS": "object"},
)
def task_elapseditem_getlist(call: Call) -> Result:
    """Notes of time of one task, or of all that the user may see; NAV_PARAMS page."""
    known = {name: ELAPSED_ITEM[name] for name in FILTERED}
    criteria = legacy.criteria(call, known, "ID", given=call.params.get("FILTER") or {})
    task = task_of(call, "TASKID") if integer(call.params.get("TASKID")) else None
    is_visible = call.portal.visibility(call.user, "task")
    tasks, table = call.portal.table("task").rows, call.portal.table("elapseditem")
    rows = [
        row | {"MINUTES": (row.get("SECONDS") or 0) // 60}
        for row in (table.grouped("TASK_ID", task["id"]) if task else table.all())
        if criteria.matches(row) and (is_visible is None or is_visible(tasks[row["TASK_ID"]]))
    ]
    order = [
        (name.upper(), str(way).lower() == "desc")
        for name, way in mapping(call.params.get("ORDER")).items()
        if name.upper() in SORTED
    ]
    paging = mapping(mapping(call.params.get("PARAMS")).get("NAV_PARAMS"))
    size = min(integer(paging.get("nPageSize"), PAGE) or PAGE, PAGE)
    first = size * ((integer(paging.get("iNumPage"), 1) or 1) - 1)
    chosen = [str(name) for name in listing(call.params.get("SELECT"))]
    names = [name for name in LISTED if not chosen or "*" in chosen or name in chosen]
    page = arranged(rows, order)[first : first + size]
    return Result([_show(call, row, names) for row in page], len(rows))


@method("task.elapseditem.isactionallowed", "task", ITEM | {"ACTIONID": "integer!"})
def task_elapseditem_isactionallowed(call: Call) -> Result:
    """1 to add, 2 to change, 3 to delete."""
    action = integer(call.params.get("ACTIONID"))
    if action == 1:
        task_of(call, "TASKID")
        return Result(value=True)
    return Result(value=action in {2, 3} and _may_change(call, _item(call)[1]))


@method("task.elapseditem.getmanifest", "task", {})
def task_elapseditem_getmanifest(call: Call) -> Result:
    """What the family has, in short."""
    del call
    return Result(
        {
            "Manifest version": "1.2",
            "REST: shortname alias to class": "elapseditem",
            "REST: writable elapseditem data fields": list(WRITABLE),
            "REST: readable elapseditem data fields": list(LISTED),
            "REST: sortable elapseditem data fields": list(SORTED),
            "REST: filterable elapseditem data fields": list(FILTERED),
            "REST: date fields": ["CREATED_DATE", "DATE_START", "DATE_STOP"],
            "REST: available methods": {name: {} for name in METHODS},
        }
    )
