"""tasks.task.* of REST v2 (api-reference/tasks/)."""

from __future__ import annotations

from typing import Any

from b24sandbox.errors import PortalError
from b24sandbox.fields.table import Field
from b24sandbox.fields.task_description import described
from b24sandbox.fields.tasks import TASK
from b24sandbox.filters import Criteria, Grammar, Test, compile_filter
from b24sandbox.lists import Order, page
from b24sandbox.method import Call, Result, method
from b24sandbox.params import integer, listing, mapping, truth
from b24sandbox.store import Row
from b24sandbox.task_show import EVERY, actions, computed, show_task, show_whole, sub_status
from b24sandbox.tasks import DEFERRED, IN_PROGRESS, PENDING, add_task, complete_task, delete_task, update_task
from b24sandbox.values import InvalidValue, NotIterable, read

BY_UPPER = {field.upper: name for name, field in TASK.items()} | {
    "REAL_STATUS": "status",
    "ACCOMPLICE": "accomplices",
    "AUDITOR": "auditors",
    "TAG": "tags",
}
FILTERED = frozenset({
    "ID", "PARENT_ID", "GROUP_ID", "CREATED_BY", "STATUS_CHANGED_BY", "PRIORITY", "FORUM_TOPIC_ID", "RESPONSIBLE_ID", "TITLE",
    "TAG", "REAL_STATUS", "MARK", "SITE_ID", "ADD_IN_REPORT", "DATE_START", "DEADLINE", "CREATED_DATE", "CLOSED_DATE",
    "CHANGED_DATE", "ACCOMPLICE", "AUDITOR", "DEPENDS_ON", "STAGE_ID", "SPRINT_ID", "BACKLOG_ID", "UF_CRM_TASK",
})  # fmt: skip
ORDERED = frozenset({
    "ID", "TITLE", "TIME_SPENT_IN_LOGS", "DATE_START", "CREATED_DATE", "CHANGED_DATE", "CLOSED_DATE", "ACTIVITY_DATE",
    "START_DATE_PLAN", "END_DATE_PLAN", "DEADLINE", "REAL_STATUS", "PRIORITY", "MARK", "GROUP_ID", "TIME_ESTIMATE",
    "ALLOW_CHANGE_DEADLINE", "ALLOW_TIME_TRACKING", "MATCH_WORK_TIME", "FAVORITE", "SORTING", "IS_PINNED", "IS_PINNED_IN_GROUP",
})  # fmt: skip
NOT_WRITTEN = {"SE_PARAMETER", "SE_REMINDER", "SE_TAG"}
STATUSES = {2, 3, 4, 5, 6}
COMPUTED = {"creator", "responsible", "group", "accomplicesData", "auditorsData", "subStatus", "newCommentsCount", "counter"}


def name_of(text: str) -> str | None:
    """CamelCase name of a task field written either way; None if there is none."""
    return text if text in TASK else BY_UPPER.get(text.upper())


def find(text: str) -> Field | None:
    """The task field that a filter may name; the others are dropped, XML_ID among them."""
    return TASK[BY_UPPER[text]] if text in FILTERED else None


@method(
    "tasks.task.list",
    "task",
    {"order": "object", "filter": "object", "select": "array", "params": "object", "start": "integer"},
    is_exact=True,
)
def tasks_task_list(call: Call) -> Result:
    """A page of the tasks that the user may see, newest id first unless ordered otherwise."""
    rows, total, following = page(
        call.portal.table("task"),
        _criteria(call),
        _order(call),
        call.params.get("start"),
        call.portal.visibility(call.user, "task"),
    )
    names, extra = _select(call), _extra(call)
    return Result({"tasks": [show_task(call.portal, row, names) | computed(row, extra) for row in rows]}, total, following)


def _extra(call: Call) -> set[str]:
    params = {name.upper() for name, value in mapping(call.params.get("params")).items() if truth(value)}
    return params | {str(name).upper() for name in listing(call.params.get("select"))}


def _criteria(call: Call) -> Criteria:
    conditions = dict(mapping(call.params.get("filter")))
    conditions.pop("::SUBFILTER-PARAMS", None)
    special = {"STATUS": _status_test(call), "ONLY_ROOT_TASKS": lambda _value: lambda row: not row.get("parentId")}
    grammar = Grammar(
        find, "id", call.portal.zone, special, lambda name: call.breach(f"tasks.task.list: unknown field {name!r} in filter")
    )
    return compile_filter(conditions, grammar)


def _status_test(call: Call) -> Any:
    negated = any(key.startswith("!") and key.lstrip("!=@") == "STATUS" for key in mapping(call.params.get("filter")))

    def build(value: Any) -> Test:
        wanted = {integer(item) for item in listing(value)}
        return lambda row: ({sub_status(call.portal, row), row.get("status")} & wanted == set()) == negated

    return build


def _order(call: Call) -> Order:
    order: Order = []
    for key, direction in mapping(call.params.get("order")).items():
        if key.upper() in ORDERED:
            order.append((BY_UPPER[key.upper()], str(direction).lower() == "desc"))
        else:
            call.breach(f"tasks.task.list: unknown field {key!r} in order")
    return order or [("id", True)]


def _select(call: Call) -> list[str]:
    given = [str(item) for item in listing(call.params.get("select"))]
    if not given or "*" in given:
        return [*EVERY, *(name for name in map(name_of, given) if name and name not in EVERY)]
    names = []
    for item in given:
        name = name_of(item)
        if name:
            names.append(name)
        elif item not in COMPUTED and item.upper() not in {"COUNTERS", "NEW_COMMENTS_COUNT"}:
            call.breach(f"tasks.task.list: unknown field {item!r} in select")
    return names


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
    return Result({"task": show_task(call.portal, row, _select(call)) | {"action": actions(row)}})


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
