"""tasks.task.* of REST v2 (api-reference/tasks/)."""

from __future__ import annotations

from b24sandbox.errors import PortalError
from b24sandbox.fields.task_description import described
from b24sandbox.fields.tasks import TASK
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, truth
from b24sandbox.result import Result
from b24sandbox.store import Row
from b24sandbox.task_names import name_of, selected
from b24sandbox.task_show import actions, show_task, show_whole
from b24sandbox.tasks import DEFERRED, IN_PROGRESS, PENDING, add_task, complete_task, delete_task, update_task
from b24sandbox.values import InvalidValue, NotIterable, read

PARAMETERS = "SE_PARAMETER"
NOT_WRITTEN = {PARAMETERS, "SE_REMINDER", "SE_TAG"}
NEEDS_RESULT = 3
STATUSES = {2, 3, 4, 5, 6}


def task_of(call: Call, name: str = "taskId") -> Row:
    """The task that a parameter names, if the user may see it. Raises PortalError."""
    given = call.params.get(name)
    if given is None or given == "":
        raise PortalError("100", "CTaskItem All parameters in the constructor must have real class type (internal error)")
    number = integer(given)
    if number is None or number <= 0:
        raise PortalError("0", "wrong task id (internal error)")
    row = call.portal.table("task").get(number)
    is_visible = call.portal.visibility(call.user, "task")
    if row is None or (is_visible and not is_visible(row)):
        raise PortalError("0", "Action on the task is not allowed (internal error)")
    return row


@method("tasks.task.get", "task", {"taskId": "integer!", "select": "array"}, is_exact=True)
def tasks_task_get(call: Call) -> Result:
    """One task."""
    row = task_of(call)
    if not call.params.get("select"):
        return _answer(call, row)
    return Result({"task": show_task(call.portal, row, selected(call)) | {"action": actions(row)}})


@method("tasks.task.add", "task", {"fields": "object!"}, is_exact=True)
def tasks_task_add(call: Call) -> Result:
    """Create a task; the answer is the task. Nothing keeps it from being created twice."""
    values = _values(call)
    if not values.get("title"):
        raise PortalError("ERROR_CORE", "Task title is not specified<br>")
    if not values.get("responsibleId"):
        raise PortalError("ERROR_CORE", "Responsible person is not specified<br>")
    row = add_task(call.portal, values, call.user["ID"])
    return _answer(call, row)


def _values(call: Call) -> Row:
    given = mapping(call.params.get("fields"))
    if not given:
        raise PortalError("100", "Could not find value for parameter {fields} (internal error)")
    values: Row = {}
    for key, value in given.items():
        name = name_of(key)
        if name is None or TASK[name].read_only:
            if key not in NOT_WRITTEN:
                call.breach(f"{call.method}: {'read-only' if name else 'unknown'} field {key!r} in fields")
            continue
        try:
            values[name] = read(TASK[name], value, call.portal.zone)
        except (InvalidValue, NotIterable) as error:
            raise PortalError("ERROR_CORE", f"Invalid value of {key}<br>") from error
    for parameter in map(mapping, listing(given.get(PARAMETERS))):
        if integer(parameter.get("CODE")) == NEEDS_RESULT:
            values["requireResult"] = "Y" if truth(parameter.get("VALUE")) else "N"
    _check(call, values)
    return values


def _check(call: Call, values: Row) -> None:
    responsible = call.portal.user(values["responsibleId"]) if values.get("responsibleId") else None
    if values.get("responsibleId") and (responsible is None or not responsible.get("ACTIVE", True)):
        raise PortalError("ERROR_CORE", 'The user specified in the "Responsible" field was not found<br>')
    if values.get("status") is not None and values["status"] not in STATUSES:
        raise PortalError("ERROR_CORE", "Invalid status<br>")
    if values.get("parentId") and call.portal.table("task").get(values["parentId"]) is None:
        raise PortalError("ERROR_CORE", 'The task specified in the "Parent Task" field was not found<br>')
    first, last = values.get("startDatePlan"), values.get("endDatePlan")
    if first and last and last < first:
        raise PortalError("ERROR_CORE", "The end date specified in the scheduling is earlier than the start date<br>")


@method("tasks.task.update", "task", {"taskId": "integer!", "fields": "object!"}, is_exact=True)
def tasks_task_update(call: Call) -> Result:
    """Change a task; the answer is the task."""
    row = task_of(call)
    update_task(call.portal, row, _values(call), call.user["ID"])
    return _answer(call, row)


def _answer(call: Call, row: Row) -> Result:
    return Result({"task": show_whole(call.portal, row, call.user["ID"])})


@method("tasks.task.complete", "task", {"taskId": "integer!"}, is_exact=True)
def tasks_task_complete(call: Call) -> Result:
    """Complete a task."""
    row = task_of(call)
    complete_task(call.portal, row, call.user["ID"])
    return _answer(call, row)


def _to_status(call: Call, status: int) -> Result:
    row = task_of(call)
    update_task(call.portal, row, {"status": status}, call.user["ID"])
    return _answer(call, row)


@method("tasks.task.renew", "task", {"taskId": "integer!"}, is_exact=True)
def tasks_task_renew(call: Call) -> Result:
    """Take up a completed task again."""
    return _to_status(call, PENDING)


@method("tasks.task.start", "task", {"taskId": "integer!"}, is_exact=True)
def tasks_task_start(call: Call) -> Result:
    """Begin a task."""
    return _to_status(call, IN_PROGRESS)


@method("tasks.task.defer", "task", {"taskId": "integer!"}, is_exact=True)
def tasks_task_defer(call: Call) -> Result:
    """Put a task off."""
    return _to_status(call, DEFERRED)


@method("tasks.task.delete", "task", {"taskId": "integer!"}, is_exact=True)
def tasks_task_delete(call: Call) -> Result:
    """Delete a task; its creator and administrators may."""
    row = task_of(call)
    if not call.is_admin and row.get("createdBy") != call.user["ID"]:
        raise PortalError("1048582", "No access to delete the task")
    delete_task(call.portal, row, call.user["ID"])
    return Result({"task": True})


@method("tasks.task.getFields", "task", is_exact=True)
def tasks_task_get_fields(call: Call) -> Result:
    """Fields of a task by their names in capitals."""
    del call
    return Result({"fields": described()})
