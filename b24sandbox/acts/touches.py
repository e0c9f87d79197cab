"""Contacts with clients: calls, letters, meetings, comments in the timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from b24sandbox import moments
from b24sandbox.activities import CALL, INCOMING, LETTER, MEETING, OUTGOING, add_activity, update_activity
from b24sandbox.acts.registry import bound, doing, item_of, moment_of
from b24sandbox.comments import add_comment
from b24sandbox.entities import CRM_TYPES
from b24sandbox.events import emit
from b24sandbox.letters import send_letter
from b24sandbox.params import truth
from b24sandbox.portal import Portal
from b24sandbox.store import Row


@doing("call")
def call(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A telephone call: `direction` 1 in or 2 out, `duration` seconds (0 is unanswered), `subject`, `phone`."""
    duration, direction = int(details.get("duration", 60)), int(details.get("direction", OUTGOING))
    now = portal.clock.now()
    began = now - timedelta(seconds=duration)
    phone = str(details.get("phone") or _phone(portal, details))
    values = bound(portal, details) | {
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
    _, row = item_of(portal, details)
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


@doing("email")
def email(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A letter: `direction` 1 in or 2 out, `subject`, `text`, `address`."""
    direction = int(details.get("direction", OUTGOING))
    _, row = item_of(portal, details)
    address = details.get("address") or next((i["value"] for i in row.get("fm") or () if i["typeId"] == "EMAIL"), "")
    values = bound(portal, details) | {
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


@doing("meeting")
def meeting(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A meeting: `at` (a moment, default now), `minutes` long, `completed` or planned, `subject`."""
    began = moment_of(portal, details.get("at"))
    values = bound(portal, details) | {
        "TYPE_ID": MEETING,
        "SUBJECT": details.get("subject") or "Meeting",
        "DESCRIPTION": details.get("description"),
        "COMPLETED": "Y" if truth(details.get("completed")) else "N",
        "RESPONSIBLE_ID": user["ID"],
        "START_TIME": began,
        "END_TIME": began + timedelta(minutes=int(details.get("minutes", 60))),
    }
    return {"activityId": add_activity(portal, values, user["ID"])["ID"]}


@doing("complete_activity")
def complete_activity(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Tick off an activity: `activityId`."""
    row = portal.table("activity").rows[int(details["activityId"])]
    update_activity(portal, row, {"COMPLETED": "Y"}, user["ID"])
    return {"activityId": row["ID"]}


@doing("comment")
def comment(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """A comment in the timeline: `text`."""
    crm_type, row = item_of(portal, details)
    return {"commentId": add_comment(portal, crm_type, row, str(details["text"]), user["ID"])["ID"]}
