"""What people of the portal do through its own interface, not through REST: `act(portal, user_id, "call", {...})`.

The portal's pages and the control's `act` use these; events and side effects are those of the real thing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from b24sandbox import moments
from b24sandbox.activities import CALL, INCOMING, LETTER, MEETING, OUTGOING, add_activity, update_activity
from b24sandbox.comments import add_comment
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.events import emit
from b24sandbox.items import add_item, delete_item, read_fields, update_item
from b24sandbox.letters import send_letter
from b24sandbox.params import mapping, truth
from b24sandbox.payments import pay_item
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.tasks import add_task, comment_task, complete_task, update_task

Act = Callable[[Portal, Row, dict[str, Any]], dict[str, Any]]
ACTS: dict[str, Act] = {}


class InvalidAct(ValueError):
    """An act that nobody can do; the text says why."""


def act(portal: Portal, user_id: int | None, do: str, details: dict[str, Any]) -> dict[str, Any]:
    """Let an employee do something; what came of it, with the ids of new rows. Raises InvalidAct."""
    user = portal.user(user_id or 0)
    if user is None:
        raise InvalidAct(f"there is no user {user_id}")
    if do not in ACTS:
        raise InvalidAct(f"unknown act {do!r}; one of {', '.join(sorted(ACTS))}")
    with portal.lock:
        try:
            return ACTS[do](portal, user, details)
        except KeyError as error:
            raise InvalidAct(f"{do} needs {error}") from error
        except (ValueError, PortalError) as error:
            raise InvalidAct(str(error)) from error


def _act(name: str) -> Callable[[Act], Act]:
    def declare(function: Act) -> Act:
        ACTS[name] = function
        return function

    return declare


def _item(portal: Portal, details: dict[str, Any]) -> tuple[CrmType, Row]:
    crm_type = CRM_TYPES.get(int(details["entityTypeId"]))
    row = portal.table(crm_type.entity).get(int(details["entityId"])) if crm_type else None
    if crm_type is None or row is None:
        raise InvalidAct(f"there is no item {details['entityTypeId']}/{details['entityId']}")
    return crm_type, row


def _bound(portal: Portal, details: dict[str, Any]) -> Row:
    crm_type, row = _item(portal, details)
    more = [
        {"OWNER_TYPE_ID": int(link["entityTypeId"]), "OWNER_ID": int(link["entityId"])}
        for link in details.get("bindings") or []
    ]
    return {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": row["id"], "BINDINGS": more}


@_act("call")
def call(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A telephone call: `direction` 1 in or 2 out, `duration` seconds (0 is unanswered), `subject`, `phone`."""
    duration, direction = int(details.get("duration", 60)), int(details.get("direction", OUTGOING))
    now = portal.clock.now()
    began = now - timedelta(seconds=duration)
    phone = str(details.get("phone") or _phone(portal, details))
    values = _bound(portal, details) | {
        "TYPE_ID": CALL,
        "SUBJECT": details.get("subject") or ("Incoming call" if direction == INCOMING else "Outgoing call"),
        "DESCRIPTION": details.get("description"),
        "DIRECTION": direction,
        "COMPLETED": "Y" if duration or direction == OUTGOING else "N",
        "RESPONSIBLE_ID": user["ID"],
        "START_TIME": began,
        "END_TIME": now,
        "SETTINGS": {} if duration else {"MISSED_CALL": True},
        "COMMUNICATIONS": [{"TYPE": "PHONE", "VALUE": phone}],
    }
    activity = add_activity(portal, values, user["ID"])
    code = str(details.get("code") or ("200" if duration else "304"))
    call_id = portal.table("call").insert(_statistic(portal, user, activity, phone, duration, code))
    _tell_call(portal, portal.table("call").rows[call_id])
    return {"activityId": activity["ID"], "callId": call_id}


def _phone(portal: Portal, details: dict[str, Any]) -> str:
    _, row = _item(portal, details)
    return next((item["value"] for item in row.get("fm") or () if item["typeId"] == "PHONE"), "")


def _statistic(portal: Portal, user: Row, activity: Row, phone: str, duration: int, code: str) -> Row:
    return {
        "PORTAL_USER_ID": user["ID"],
        "PORTAL_NUMBER": "reg1",
        "PHONE_NUMBER": phone,
        "CALL_ID": f"sandbox.{portal.dice.hexadecimal(16)}",
        "CALL_DURATION": duration,
        "CALL_START_DATE": activity["START_TIME"],
        "CALL_FAILED_CODE": code,
        "CALL_FAILED_REASON": None if code == "200" else "Call canceled",
        "CRM_ENTITY_TYPE": CRM_TYPES[activity["OWNER_TYPE_ID"]].symbol.upper(),
        "CRM_ENTITY_ID": activity["OWNER_ID"],
        "CRM_ACTIVITY_ID": activity["ID"],
        "CALL_TYPE": 2 if activity["DIRECTION"] == INCOMING else 1,
    }


def _tell_call(portal: Portal, row: Row) -> None:
    names = ("CALL_ID", "CALL_TYPE", "PHONE_NUMBER", "PORTAL_NUMBER", "PORTAL_USER_ID", "CALL_DURATION")
    data = {name: str(row[name]) for name in names} | {
        "CALL_START_DATE": moments.show(row["CALL_START_DATE"], portal.zone),
        "COST": "0",
        "COST_CURRENCY": "",
        "CALL_FAILED_CODE": row["CALL_FAILED_CODE"],
        "CALL_FAILED_REASON": row["CALL_FAILED_REASON"] or "",
        "CRM_ACTIVITY_ID": str(row["CRM_ACTIVITY_ID"]),
    }
    emit(portal, "ONVOXIMPLANTCALLEND", data, row["PORTAL_USER_ID"])


@_act("email")
def email(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A letter: `direction` 1 in or 2 out, `subject`, `text`, `address`."""
    direction = int(details.get("direction", OUTGOING))
    _, row = _item(portal, details)
    address = details.get("address") or next((i["value"] for i in row.get("fm") or () if i["typeId"] == "EMAIL"), "")
    values = _bound(portal, details) | {
        "TYPE_ID": LETTER,
        "SUBJECT": details.get("subject") or "Letter",
        "DESCRIPTION": details.get("text"),
        "DIRECTION": direction,
        "COMPLETED": "Y" if direction == OUTGOING else "N",
        "RESPONSIBLE_ID": user["ID"],
        "COMMUNICATIONS": [{"TYPE": "EMAIL", "VALUE": address}],
    }
    activity = add_activity(portal, values, user["ID"])
    if direction == OUTGOING:
        send_letter(portal, activity, user["ID"])
    return {"activityId": activity["ID"]}


@_act("meeting")
def meeting(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A meeting: `at` (a moment, default now), `minutes` long, `completed` or planned, `subject`."""
    began = _when(portal, details.get("at"))
    values = _bound(portal, details) | {
        "TYPE_ID": MEETING,
        "SUBJECT": details.get("subject") or "Meeting",
        "DESCRIPTION": details.get("description"),
        "COMPLETED": "Y" if truth(details.get("completed")) else "N",
        "RESPONSIBLE_ID": user["ID"],
        "START_TIME": began,
        "END_TIME": began + timedelta(minutes=int(details.get("minutes", 60))),
    }
    return {"activityId": add_activity(portal, values, user["ID"])["ID"]}


def _when(portal: Portal, text: Any) -> Any:
    if not text:
        return portal.clock.now()
    if str(text).startswith("@"):
        return moments.resolve(str(text), portal.clock.now(), portal.zone)
    return moments.read(str(text), portal.zone)


@_act("complete_activity")
def complete_activity(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Tick off an activity: `activityId`."""
    row = portal.table("activity").rows[int(details["activityId"])]
    update_activity(portal, row, {"COMPLETED": "Y"}, user["ID"])
    return {"activityId": row["ID"]}


@_act("comment")
def comment(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A comment in the timeline: `text`."""
    crm_type, row = _item(portal, details)
    return {"commentId": add_comment(portal, crm_type, row, str(details["text"]), user["ID"])["ID"]}


@_act("task")
def task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A task: `title`, `responsibleId`, `deadline` (a moment), `description`, and an item or `crm` codes such as CO_5."""
    codes = list(details.get("crm") or [])
    if "entityTypeId" in details:
        crm_type, row = _item(portal, details)
        codes.append(f"{crm_type.short}_{row['id']}")
    values: Row = {
        "title": str(details["title"]),
        "description": details.get("description"),
        "responsibleId": int(details.get("responsibleId") or user["ID"]),
        "deadline": _when(portal, details["deadline"]) if details.get("deadline") else None,
        "ufCrmTask": codes or None,
    }
    return {"taskId": add_task(portal, values, user["ID"])["id"]}


@_act("complete_task")
def finish_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Complete a task: `taskId`."""
    row = portal.table("task").rows[int(details["taskId"])]
    complete_task(portal, row, user["ID"])
    return {"taskId": row["id"], "status": row["status"]}


@_act("update_task")
def change_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Change a task: `taskId`, and `deadline`, `title`, `responsibleId` or `status`."""
    row = portal.table("task").rows[int(details["taskId"])]
    values: Row = {name: details[name] for name in ("title", "description") if name in details}
    values |= {name: int(details[name]) for name in ("responsibleId", "status") if name in details}
    if "deadline" in details:
        values["deadline"] = _when(portal, details["deadline"]) if details["deadline"] else None
    update_task(portal, row, values, user["ID"])
    return {"taskId": row["id"]}


@_act("comment_task")
def say_in_task(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Comment a task: `taskId`, `text`."""
    row = portal.table("task").rows[int(details["taskId"])]
    return {"commentId": comment_task(portal, row, str(details["text"]), user["ID"])}


@_act("add")
def add(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Create an item: `entityTypeId`, `fields` under the names of crm.item.add."""
    crm_type = CRM_TYPES[int(details["entityTypeId"])]
    row = add_item(portal, crm_type, _fields(portal, crm_type, details), user["ID"])
    return {"entityTypeId": crm_type.id, "entityId": row["id"]}


@_act("update")
def update(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Change an item: `fields` under the names of crm.item.update; moving a stage is a change of stageId."""
    crm_type, row = _item(portal, details)
    return {"changed": update_item(portal, crm_type, row, _fields(portal, crm_type, details), user["ID"])}


@_act("delete")
def delete(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Delete an item."""
    crm_type, row = _item(portal, details)
    delete_item(portal, crm_type, row, user["ID"])
    return {"deleted": row["id"]}


def _fields(portal: Portal, crm_type: CrmType, details: dict[str, Any]) -> Row:
    unknown: list[str] = []
    values = read_fields(portal, crm_type, mapping(details["fields"]), unknown)
    if unknown:
        raise InvalidAct("; ".join(unknown))
    return values


@_act("pay")
def pay(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Take a payment of an invoice or deal: `sum` (default all that is open); a paid invoice moves to its success stage."""
    crm_type, row = _item(portal, details)
    amount = float(details["sum"]) if details.get("sum") is not None else None
    return {"paymentId": pay_item(portal, crm_type, row, amount, user["ID"])}


@_act("dismiss")
def dismiss(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Dismiss an employee: `userId`. The portal has no event for it."""
    del user
    portal.table("user").change(int(details["userId"]), {"ACTIVE": False})
    return {"userId": int(details["userId"])}


@_act("absence")
def absence(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Enter an absence: `userId` (default himself), `from` and `to` as days (2026-11-23 or @+1d), `name`."""
    first, last = (_when(portal, details[name]).astimezone(portal.zone).date() for name in ("from", "to"))
    row: Row = {"userId": int(details.get("userId") or user["ID"]), "from": first, "to": last, "name": details.get("name")}
    return {"absenceId": portal.table("absence").insert(row)}
