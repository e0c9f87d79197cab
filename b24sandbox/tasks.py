"""Tasks as things that are created, changed, completed and deleted, with what follows.

Side effects: history, events, and a CRM activity of type 3 for a task that is bound to CRM items.
"""

from __future__ import annotations

from typing import Any

from b24sandbox.activities import TASK, add_activity, delete_activity, update_activity
from b24sandbox.entities import BY_SHORT
from b24sandbox.events import emit
from b24sandbox.portal import Portal
from b24sandbox.store import Row

PENDING, IN_PROGRESS, AWAITING, COMPLETED, DEFERRED = 2, 3, 4, 5, 6
UNDEFINED = "undefined"
LOGGED = {
    "title": "TITLE",
    "description": "DESCRIPTION",
    "priority": "PRIORITY",
    "responsibleId": "RESPONSIBLE_ID",
    "createdBy": "CREATED_BY",
    "deadline": "DEADLINE",
    "status": "STATUS",
    "auditors": "AUDITORS",
    "accomplices": "ACCOMPLICES",
    "tags": "TAGS",
    "parentId": "PARENT_ID",
    "groupId": "GROUP_ID",
    "startDatePlan": "START_DATE_PLAN",
    "endDatePlan": "END_DATE_PLAN",
    "mark": "MARK",
}


def add_task(portal: Portal, values: Row, user_id: int | None) -> Row:
    """Create a task from typed values; `title` and `responsibleId` must be there."""
    now = portal.clock.now()
    actor = user_id or 0
    row: Row = {
        "createdBy": actor or portal.first_admin()["ID"],
        "createdDate": now,
        "changedBy": actor,
        "changedDate": now,
        "activityDate": now,
        "statusChangedDate": now,
        "status": PENDING,
        "guid": "{" + "-".join(portal.dice.hexadecimal(length) for length in (8, 4, 4, 4, 12)) + "}",
    } | {name: value for name, value in values.items() if value is not None}
    task_id = portal.table("task").insert(row)
    _log(portal, task_id, "NEW", None, None, actor)
    _sync_activity(portal, row, user_id)
    emit(portal, "ONTASKADD", change_data(None, task_id, before_access="N"), user_id)
    return row


def change_data(before: int | None, after: int | None, *, before_access: str = UNDEFINED) -> dict[str, Any]:
    """`data` of a task event; the literal `undefined` stands for what is missing."""
    return {
        "FIELDS_BEFORE": {"ID": before} if before else UNDEFINED,
        "FIELDS_AFTER": {"ID": after} if after else UNDEFINED,
        "IS_ACCESSIBLE_BEFORE": before_access,
        "IS_ACCESSIBLE_AFTER": UNDEFINED if after else "N",
    }


def update_task(portal: Portal, row: Row, values: Row, user_id: int | None) -> None:
    """Change a task by typed values; a status brings its dates along."""
    changed = {name: value for name, value in values.items() if row.get(name) != value}
    if not changed:
        return
    now, actor = portal.clock.now(), user_id or 0
    if "status" in changed:
        changed |= _status_marks(changed["status"], now, actor)
    for name in changed:
        if name in LOGGED:
            _log(portal, row["id"], LOGGED[name], row.get(name), changed[name], actor)
    changed |= {"changedBy": actor, "changedDate": now, "activityDate": now}
    portal.table("task").change(row["id"], changed)
    _sync_activity(portal, row, user_id)
    emit(portal, "ONTASKUPDATE", change_data(row["id"], row["id"]), user_id)


def _status_marks(status: int, now: Any, actor: int) -> Row:
    marks: Row = {"statusChangedBy": actor, "statusChangedDate": now, "closedBy": None, "closedDate": None}
    if status in {COMPLETED, AWAITING}:
        marks |= {"closedBy": actor, "closedDate": now}
    if status == IN_PROGRESS:
        marks["dateStart"] = now
    return marks


def complete_task(portal: Portal, row: Row, user_id: int | None) -> None:
    """Complete a task; under control it waits for its creator instead."""
    waits = row.get("taskControl") == "Y" and user_id != row.get("createdBy")
    update_task(portal, row, {"status": AWAITING if waits else COMPLETED}, user_id)


def delete_task(portal: Portal, row: Row, user_id: int | None) -> None:
    """Delete a task and its activity."""
    portal.table("task").remove(row["id"])
    for item in portal.table("checklistitem").grouped("TASK_ID", row["id"]):
        portal.table("checklistitem").remove(item["ID"])
    for table in ("taskcomment", "elapseditem"):
        for item in portal.table(table).grouped("TASK_ID", row["id"]):
            portal.table(table).remove(item["ID"])
    for result in portal.table("taskresult").grouped("taskId", row["id"]):
        portal.table("taskresult").remove(result["id"])
    for activity in _activities(portal, row["id"]):
        delete_activity(portal, activity, user_id)
    emit(portal, "ONTASKDELETE", change_data(row["id"], None), user_id)


def comment_task(portal: Portal, row: Row, text: str, user_id: int | None) -> int:
    """Add a comment to a task; its id."""
    now = portal.clock.now()
    comment_id = portal.table("taskcomment").insert(
        {"TASK_ID": row["id"], "AUTHOR_ID": user_id or 0, "POST_DATE": now, "POST_MESSAGE": text}
    )
    count = (row.get("commentsCount") or 0) + 1
    portal.table("task").change(row["id"], {"activityDate": now, "commentsCount": count})
    _log(portal, row["id"], "COMMENT", None, str(comment_id), user_id or 0)
    after: Row = {"ID": comment_id, "TASK_ID": row["id"]}
    if portal.switches.task_comments_are_chat:
        after = {"ID": 0, "TASK_ID": row["id"], "MESSAGE_ID": comment_id}
    _tell_comment(portal, "ADD", after, user_id)
    return comment_id


def _tell_comment(portal: Portal, verb: str, after: Row, user_id: int | None) -> None:
    data = change_data(None, None) | {"FIELDS_AFTER": after, "IS_ACCESSIBLE_AFTER": UNDEFINED}
    emit(portal, f"ONTASKCOMMENT{verb}", data, user_id)


def change_comment(portal: Portal, row: Row, text: str, user_id: int) -> None:
    """Change the text of a comment, and of the result that it is."""
    portal.table("taskcomment").change(row["ID"], {"POST_MESSAGE": text})
    for result in portal.table("taskresult").grouped("commentId", row["ID"]):
        portal.table("taskresult").change(result["id"], {"text": text, "updatedAt": portal.clock.now()})
    _tell_comment(portal, "UPDATE", {"ID": row["ID"], "TASK_ID": row["TASK_ID"], "ACTION": "EDIT"}, user_id)


def delete_comment(portal: Portal, row: Row, user_id: int) -> None:
    """Delete a comment and the result that it is."""
    portal.table("taskcomment").remove(row["ID"])
    for result in portal.table("taskresult").grouped("commentId", row["ID"]):
        portal.table("taskresult").remove(result["id"])
    task = portal.table("task").rows[row["TASK_ID"]]
    portal.table("task").change(task["id"], {"commentsCount": max((task.get("commentsCount") or 0) - 1, 0)})
    _tell_comment(portal, "DELETE", {"ID": row["ID"], "TASK_ID": row["TASK_ID"], "ACTION": "DEL"}, user_id)


def settle_time(portal: Portal, row: Row, user_id: int) -> None:
    """Carry the sum of the notes of time into the task."""
    total = sum(item.get("SECONDS") or 0 for item in portal.table("elapseditem").grouped("TASK_ID", row["id"]))
    if total != (row.get("timeSpentInLogs") or 0):
        _log(portal, row["id"], "TIME_SPENT_IN_LOGS", row.get("timeSpentInLogs") or 0, total, user_id)
        portal.table("task").change(row["id"], {"timeSpentInLogs": total, "changedDate": portal.clock.now()})


def _log(portal: Portal, task_id: int, field: str, before: Any, after: Any, user_id: int) -> None:
    portal.table("taskhistory").insert(
        {
            "taskId": task_id,
            "createdDate": portal.clock.now(),
            "field": field,
            "value": {"from": _logged(before), "to": _logged(after)},
            "userId": user_id,
        }
    )


def _logged(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value) if isinstance(value, int) else value


def bindings_of(row: Row) -> list[dict[str, int]]:
    """CRM links of a task out of codes such as CO_5 or SI_7; codes of unknown types are skipped."""
    links = []
    for code in row.get("ufCrmTask") or []:
        short, _, number = str(code).rpartition("_")
        if short in BY_SHORT and number.isdigit():
            links.append({"OWNER_TYPE_ID": BY_SHORT[short].id, "OWNER_ID": int(number)})
    return links


def _activities(portal: Portal, task_id: int) -> list[Row]:
    rows = portal.table("activity").grouped("ASSOCIATED_ENTITY_ID", task_id)
    return [row for row in rows if row.get("TYPE_ID") == TASK]


def _sync_activity(portal: Portal, row: Row, user_id: int | None) -> None:
    links, known = bindings_of(row), _activities(portal, row["id"])
    if not links:
        for activity in known:
            delete_activity(portal, activity, user_id)
        return
    values: Row = {
        **links[0],
        "BINDINGS": links,
        "SUBJECT": row.get("title"),
        "DESCRIPTION": row.get("description"),
        "RESPONSIBLE_ID": row.get("responsibleId"),
        "DEADLINE": row.get("deadline"),
        "END_TIME": row.get("deadline") or row.get("createdDate"),
        "COMPLETED": "Y" if row.get("status") == COMPLETED else "N",
    }
    if known:
        update_activity(portal, known[0], values, user_id)
        return
    fixed = {"TYPE_ID": TASK, "ASSOCIATED_ENTITY_ID": row["id"], "START_TIME": row["createdDate"]}
    add_activity(portal, values | fixed, user_id)
