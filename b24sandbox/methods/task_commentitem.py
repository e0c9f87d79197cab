"""task.commentitem.*: comments of tasks (api-reference/tasks/comment-item/).

With the switch `task_comments_are_chat` a task has the new card: comments are still added and nothing else works.
"""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.errors import PortalError
from b24sandbox.fields.table import Fields, fields
from b24sandbox.lists import arranged
from b24sandbox.method import Call, method
from b24sandbox.methods.tasks_task import task_of
from b24sandbox.moments import show
from b24sandbox.params import integer, mapping, required
from b24sandbox.people import full_name
from b24sandbox.result import Result
from b24sandbox.store import Row
from b24sandbox.tasks import change_comment, comment_task, delete_comment

TASK = {"TASKID": "integer!"}
ITEM = TASK | {"ITEMID": "integer!"}
LISTED: Fields = fields("""
    ID integer
    AUTHOR_ID integer
    AUTHOR_NAME string
    POST_DATE datetime
""")
NOT_FOUND = (
    "TASKS_ERROR_EXCEPTION_#512; Check listitem not found or not accessible; 512/TE/ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE.<br>"
)
NOT_ALLOWED = "TASKS_ERROR_EXCEPTION_#4; Action is not allowed; 4/TE/ACTION_NOT_ALLOWED.<br>"


@method("task.commentitem.add", "task", {"TASKID": "integer!", "FIELDS": "object!"})
def task_commentitem_add(call: Call) -> Result:
    """Comment a task as the token's user; the answer is the comment's id."""
    if list(call.params)[:2] != ["TASKID", "FIELDS"]:
        call.breach("task.commentitem.add: parameters in another order than TASKID, FIELDS")
    row = task_of(call, "TASKID")
    text = mapping(required(call, "FIELDS")).get("POST_MESSAGE")
    if not text:
        raise PortalError("ERROR_CORE", "TASKS_ERROR_EXCEPTION_#8; Param #1 (arFields) for method ctaskcommentitem::add() "
                          "must contain not empty field POST_MESSAGE")  # fmt: skip
    return Result(comment_task(call.portal, row, str(text), call.user["ID"]))


def _comment(call: Call, problem: str) -> Row:
    task = task_of(call, "TASKID")
    row = call.portal.table("taskcomment").get(integer(call.params.get("ITEMID")) or 0)
    if row is None or row["TASK_ID"] != task["id"] or call.portal.switches.task_comments_are_chat:
        raise PortalError("ERROR_CORE", problem)
    return row


def _own(call: Call) -> Row:
    row = _comment(call, NOT_ALLOWED)
    if not call.is_admin and row["AUTHOR_ID"] != call.user["ID"]:
        raise PortalError("ERROR_CORE", NOT_ALLOWED)
    return row


def _show(call: Call, row: Row) -> dict[str, Any]:
    author = call.portal.user(row["AUTHOR_ID"]) or {}
    return {
        "POST_MESSAGE_HTML": None,
        "ID": str(row["ID"]),
        "AUTHOR_ID": str(row["AUTHOR_ID"]),
        "AUTHOR_NAME": full_name(author),
        "AUTHOR_EMAIL": "",
        "POST_DATE": show(row["POST_DATE"], call.portal.zone),
        "POST_MESSAGE": row["POST_MESSAGE"],
        "ATTACHED_OBJECTS": {},
    }


@method("task.commentitem.get", "task", ITEM)
def task_commentitem_get(call: Call) -> Result:
    """One comment of a task."""
    return Result(_show(call, _comment(call, NOT_FOUND)))


@method("task.commentitem.getlist", "task", TASK | {"ORDER": "object", "FILTER": "object"})
def task_commentitem_getlist(call: Call) -> Result:
    """All comments of a task; of a new card none."""
    task = task_of(call, "TASKID")
    criteria = legacy.criteria(call, LISTED, "ID", given=call.params.get("FILTER") or {})
    table = call.portal.table("taskcomment")
    found = [] if call.portal.switches.task_comments_are_chat else table.grouped("TASK_ID", task["id"])
    rows = (row for row in found if criteria.matches(row | {"AUTHOR_NAME": full_name(call.portal.user(row["AUTHOR_ID"]))}))
    order = [
        (name.upper(), str(way).lower() == "desc")
        for name, way in mapping(call.params.get("ORDER")).items()
        if name.upper() in LISTED
    ]
    return Result([_show(call, row) for row in arranged(rows, order or [("ID", False)])])


@method("task.commentitem.update", "task", ITEM | {"FIELDS": "object!"})
def task_commentitem_update(call: Call) -> Result:
    """Change a comment: one's own, or any for an administrator."""
    row = _own(call)
    text = str(mapping(required(call, "FIELDS")).get("POST_MESSAGE") or "")
    if not text:
        raise PortalError("ERROR_CORE", NOT_ALLOWED)
    change_comment(call.portal, row, text, call.user["ID"])
    return Result(value=True)


@method("task.commentitem.delete", "task", ITEM)
def task_commentitem_delete(call: Call) -> Result:
    """Delete a comment, and the result that it was."""
    delete_comment(call.portal, _own(call), call.user["ID"])
    return Result(value=True)


@method("task.commentitem.isactionallowed", "task", ITEM | {"ACTIONID": "integer!"})
def task_commentitem_isactionallowed(call: Call) -> Result:
    """1 to add, 2 to change, 3 to delete; false for what does not exist."""
    action = integer(call.params.get("ACTIONID"))
    try:
        task_of(call, "TASKID")
        if action in {2, 3}:
            _own(call)
    except PortalError:
        return Result(value=False)
    return Result(value=action in {1, 2, 3})
