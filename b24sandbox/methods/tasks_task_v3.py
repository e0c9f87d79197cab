"""tasks.task.* of REST 3.0 (api-reference/tasks/*-rest-v3.md): typed values, camelCase, other names than in version 2."""

from __future__ import annotations

from typing import Any

from b24sandbox import moments, version3
from b24sandbox.errors import Version3Error, invalid
from b24sandbox.method import Call
from b24sandbox.params import integer, mapping
from b24sandbox.result import Result
from b24sandbox.store import Row
from b24sandbox.tasks import add_task, delete_task, update_task

SCOPE = "tasks"
STATUSES = {2: "pending", 3: "in_progress", 4: "supposedly_completed", 5: "completed", 6: "deferred"}
PRIORITIES = {0: "low", 1: "average", 2: "high"}
TEXTS = {"title": "title", "description": "description", "xmlId": "xmlId"}
USERS = {"creatorId": "createdBy", "responsibleId": "responsibleId"}
TIMES = {"deadline": "deadline", "startPlan": "startDatePlan", "endPlan": "endDatePlan"}
FLAGS = {
    "needsControl": "taskControl",
    "allowsChangeDeadline": "allowChangeDeadline",
    "allowsTimeTracking": "allowTimeTracking",
    "matchesWorkTime": "matchWorkTime",
    "requireResult": "requireResult",
}
KNOWN = {*TEXTS, *USERS, *TIMES, *FLAGS, "crmItemIds", "parentId", "groupId", "priority", "accompliceIds", "auditorIds"}


@version3.method("tasks.task.add", SCOPE, {"fields": "object!"})
def tasks_task_add(call: Call) -> Result:
    """Create a task; with an Idempotency-Key a repetition gives the same answer."""
    given = mapping(call.params.get("fields"))
    if not given:
        raise invalid("fields", "Required field `fields` is not specified")
    for name in ("title", "creatorId", "responsibleId"):
        if not given.get(name):
            raise invalid(name, f"Required field `{name}` is not specified")
    row = add_task(call.portal, _values(call, given), call.user["ID"])
    return Result({"item": show(call, row)})


def _values(call: Call, given: dict[str, Any]) -> Row:
    for name in set(given) - KNOWN:
        call.breach(f"{call.method}: unknown field {name!r} in fields")
    values: Row = {stored: str(given[name]) for name, stored in TEXTS.items() if given.get(name) is not None}
    values |= {stored: _user(call, name, given[name]) for name, stored in USERS.items() if name in given}
    values |= {stored: _moment(call, name, given[name]) for name, stored in TIMES.items() if name in given}
    values |= {stored: "Y" if given[name] else "N" for name, stored in FLAGS.items() if name in given}
    if "crmItemIds" in given:
        values["ufCrmTask"] = [str(code) for code in _list(given, "crmItemIds")] or None
    for name, stored in (("accompliceIds", "accomplices"), ("auditorIds", "auditors")):
        if name in given:
            values[stored] = [_user(call, name, item) for item in _list(given, name)] or None
    if given.get("priority") is not None:
        values["priority"] = next((number for number, word in PRIORITIES.items() if word == given["priority"]), 1)
    if given.get("parentId"):
        values["parentId"] = integer(given["parentId"])
        if call.portal.table("task").get(values["parentId"] or 0) is None:
            raise invalid("parentId", 'Task specified in the "Parent Task" field not found')
    return values


def _list(given: dict[str, Any], name: str) -> list[Any]:
    if not isinstance(given[name], list):
        raise invalid(name, f"Field `{name}` requires data type `array` for this request")
    return list(given[name])


def _user(call: Call, name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(name, f"Field `{name}` requires data type `int` for this request")
    user = call.portal.user(value)
    if user is None or not user.get("ACTIVE", True):
        raise invalid(name, 'User specified in the "Executor" field not found' if name == "responsibleId" else "")
    return value


def _moment(call: Call, name: str, value: Any) -> Any:
    if value is None:
        return None
    try:
        return moments.read(str(value), call.portal.zone)
    except ValueError as error:
        raise invalid(name, f"Field `{name}` requires data type `DateTime` for this request") from error


def _task(call: Call) -> Row:
    number = call.params.get("id")
    if number is None:
        raise invalid("id", "Required field `id` is not specified")
    row = call.portal.table("task").get(integer(number) or 0)
    if row is None:
        raise Version3Error("ENTITYNOTFOUNDEXCEPTION", f"Task {number} is not found")
    is_visible = call.portal.visibility(call.user, "task")
    if is_visible and not is_visible(row):
        raise Version3Error("ACCESSDENIEDEXCEPTION", "Access denied", 403)
    return row


@version3.method("tasks.task.get", SCOPE, {"id": "integer!", "select": "array"})
def tasks_task_get(call: Call) -> Result:
    """One task; unknown names in select are left out of the answer."""
    shown, select = show(call, _task(call)), call.params.get("select")
    if isinstance(select, list) and select:
        shown = {name: value for name, value in shown.items() if name in select}
    return Result({"item": shown})


@version3.method("tasks.task.update", SCOPE, {"id": "integer!", "fields": "object!"})
def tasks_task_update(call: Call) -> Result:
    """Change a task; the answer is the task."""
    row = _task(call)
    update_task(call.portal, row, _values(call, mapping(call.params.get("fields"))), call.user["ID"])
    return Result({"item": show(call, row)})


@version3.method("tasks.task.delete", SCOPE, {"id": "integer!"})
def tasks_task_delete(call: Call) -> Result:
    """Delete a task."""
    delete_task(call.portal, _task(call), call.user["ID"])
    return Result({"result": True})


def show(call: Call, row: Row) -> dict[str, Any]:
    """A task as version 3 answers it; parts that the sandbox does not keep are empty."""

    def when(name: str) -> str | None:
        return moments.show(row[name], call.portal.zone) if row.get(name) else None

    def flag(name: str) -> bool:
        return row.get(name) == "Y"

    return EMPTY | {
        "id": row["id"],
        "title": row["title"],
        "description": row.get("description") or "",
        "deadline": when("deadline"),
        "needsControl": flag("taskControl"),
        "startPlan": when("startDatePlan"),
        "endPlan": when("endDatePlan"),
        "priority": PRIORITIES.get(row.get("priority", 1), "average"),
        "status": STATUSES.get(row.get("status", 2), "pending"),
        "statusChanged": when("statusChangedDate"),
        "parentId": row.get("parentId"),
        "creatorId": row.get("createdBy"),
        "responsibleId": row.get("responsibleId"),
        "created": when("createdDate"),
        "changed": when("changedDate"),
        "closed": when("closedDate"),
        "activity": when("activityDate"),
        "started": when("dateStart"),
        "guid": row.get("guid"),
        "xmlId": row.get("xmlId"),
        "allowsChangeDeadline": flag("allowChangeDeadline"),
        "requireResult": flag("requireResult"),
        "allowsTimeTracking": flag("allowTimeTracking"),
        "matchesWorkTime": flag("matchWorkTime"),
        "link": f"/company/personal/user/{call.user['ID']}/tasks/task/view/{row['id']}/",
        "crmItemIds": row.get("ufCrmTask") or [],
        "rights": RIGHTS,
    }


EMPTY: dict[str, Any] = {
    "fileIds": None, "checklist": [], "epicId": None, "storyPoints": None, "containsChecklist": False,
    "containsSubTasks": False, "containsRelatedTasks": False, "containsGanttLinks": False, "containsPlacements": False,
    "containsResults": False, "numberOfReminders": 0, "chatId": 0, "plannedDuration": 0, "actualDuration": 0,
    "durationType": "days", "estimatedTime": 0, "replicate": False, "exchangeId": None, "exchangeModified": None,
    "outlookVersion": 1, "mark": "none", "addInReport": None, "isMultitask": False, "siteId": "s1", "deadlineCount": None,
    "declineReason": None, "forumTopicId": None, "archiveLink": "", "requireResult": False, "matchesSubTasksTime": False,
    "autocompleteSubTasks": False, "allowsChangeDatePlan": False, "maxDeadlineChangeDate": None, "maxDeadlineChanges": None,
    "requireDeadlineChangeReason": False, "inFavorite": [], "inPin": [], "inGroupPin": [], "inMute": [], "dependsOn": [],
    "scenarios": ["default"],
}  # fmt: skip
RIGHTS = dict.fromkeys(
    (
        "read", "watch", "mute", "createResult", "edit", "remove", "complete", "approve", "disapprove", "start", "take",
        "delegate", "defer", "renew", "deadline", "datePlan", "changeDirector", "changeResponsible", "changeAccomplices",
        "pause", "timeTracking", "mark", "changeStatus", "reminder", "addAuditors", "elapsedTime", "favorite", "checklistAdd",
        "checklistEdit", "checklistSave", "checklistToggle", "automate", "resultEdit", "completeResult", "removeResult",
        "resultRead", "admin", "createSubtask", "copy", "saveAsTemplate", "attachFile", "detachFile", "detachParent",
        "createGanttDependence", "sort",
    ),
    True,
)  # fmt: skip
