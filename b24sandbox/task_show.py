"""How a task is printed by tasks.task.*: camelCase text, people beside their ids, and the actions open to a user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from b24sandbox.fields.tasks import TASK
from b24sandbox.people import full_name
from b24sandbox.portal import Portal
from b24sandbox.show import textual
from b24sandbox.store import Row
from b24sandbox.tasks import AWAITING, COMPLETED, DEFERRED, IN_PROGRESS

UF_ONLY_BY_NAME = ("ufCrmTask", "ufTaskWebdavFiles", "ufMailMessage")
HIDDEN = frozenset((*UF_ONLY_BY_NAME, "tags", "dependsOn", "chatId", "requireResult"))
EVERY = tuple(name for name in TASK if name not in HIDDEN)
ALMOST_SECONDS = 86400
COUNTERS = ("expired", "newComments", "projectExpired", "projectNewComments", "mutedExpired", "mutedNewComments")
NO_ITEM: dict[str, Any] = {
    "id": None, "copiedId": None, "entityId": None, "userId": None, "createdBy": None, "parentId": None, "title": "",
    "sortIndex": None, "displaySortIndex": "", "isComplete": False, "isImportant": False, "completedCount": 0, "members": [],
    "attachments": [],
}  # fmt: skip


def show_task(portal: Portal, row: Row, names: Iterable[str] = EVERY) -> dict[str, Any]:
    """The named fields, with `creator`, `responsible`, `group` and the like where they belong."""
    chosen = [name for name in names if name in TASK]
    shown = textual(row, TASK, portal.zone, ["id", *(name for name in chosen if name != "id")])
    if "ufCrmTask" in shown:
        shown["ufCrmTask"] = row.get("ufCrmTask") or False
    if "tags" in shown:
        shown["tags"] = {
            str(place): {"id": place, "title": title} for place, title in enumerate(row.get("tags") or [], 1)
        } or []
    shown["group"] = []
    if "createdBy" in shown:
        shown["creator"] = person(portal, row.get("createdBy"))
    if "responsibleId" in shown:
        shown["responsible"] = person(portal, row.get("responsibleId"))
    for name in ("accomplices", "auditors"):
        if name in shown:
            shown[f"{name}Data"] = {str(one): person(portal, one) for one in row.get(name) or []} or []
    if "status" in shown:
        shown["subStatus"] = str(sub_status(portal, row))
    return shown


def person(portal: Portal, user_id: int | None) -> dict[str, Any]:
    """An employee as tasks describe him."""
    user = portal.user(user_id or 0)
    return {
        "id": str(user_id or 0),
        "name": full_name(user),
        "link": f"/company/personal/user/{user_id or 0}/",
        "icon": "/bitrix/images/tasks/default_avatar.png",
        "workPosition": (user or {}).get("WORK_POSITION") or "",
    }


def sub_status(portal: Portal, row: Row) -> int:
    """The status with the meta-statuses: -1 overdue, -3 almost overdue."""
    status, deadline = int(row.get("status") or 2), row.get("deadline")
    if deadline is None or status in {COMPLETED, AWAITING, DEFERRED}:
        return status
    left = (deadline - portal.clock.now()).total_seconds()
    return -1 if left < 0 else -3 if left < ALMOST_SECONDS else status


def actions(row: Row) -> dict[str, bool]:
    """What may be done with the task."""
    status = row.get("status")
    is_open = status not in {COMPLETED, AWAITING}
    return {
        "accept": False,
        "decline": False,
        "complete": is_open,
        "approve": status == AWAITING,
        "disapprove": status == AWAITING,
        "take": False,
        "start": is_open and status != IN_PROGRESS,
        "pause": status == IN_PROGRESS,
        "delegate": is_open,
        "remove": True,
        "edit": True,
        "defer": is_open and status != DEFERRED,
        "renew": status in {COMPLETED, DEFERRED},
        "create": True,
        "changeDeadline": is_open,
        "checklistAddItems": True,
        "addFavorite": row.get("favorite") != "Y",
        "deleteFavorite": row.get("favorite") == "Y",
        "rate": True,
        "edit.originator": False,
        "checklist.reorder": True,
        "elapsedtime.add": True,
        "dayplan.timer.toggle": False,
        "edit.plan": True,
        "checklist.add": True,
        "favorite.add": row.get("favorite") != "Y",
        "favorite.delete": row.get("favorite") == "Y",
    }


def show_whole(portal: Portal, row: Row, user_id: int) -> dict[str, Any]:
    """A task as add, get, update and the actions answer it."""
    return show_task(portal, row) | {
        "checklist": [],
        "newCommentsCount": 0,
        "action": actions(row),
        "checkListTree": {"nodeId": 0, "fields": NO_ITEM | {"userId": user_id}, "action": [], "descendants": []},
        "checkListCanAdd": True,
    }


def computed(row: Row, wanted: set[str]) -> dict[str, Any]:
    """What a list computes on demand: `wanted` holds names of `params` and of `select` in capitals."""
    shown: dict[str, Any] = {}
    if "DESCRIPTION" in wanted:
        shown["descriptionInBbcode"] = row.get("descriptionInBbcode") or "Y"
    if "WITH_RESULT_INFO" in wanted:
        shown |= {"taskRequireResult": row.get("requireResult") or "N", "taskHasOpenResult": "N", "taskHasResult": "N"}
    if "WITH_TIMER_INFO" in wanted:
        shown |= {"timeElapsed": None, "timerIsRunningForCurrentUser": "N"}
    if "WITH_PARSED_DESCRIPTION" in wanted:
        shown["parsedDescription"] = row.get("description") or ""
    if "COUNTERS" in wanted:
        shown["counter"] = {"counters": dict.fromkeys(COUNTERS, 0), "color": "gray", "value": 0}
    return shown
