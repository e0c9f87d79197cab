"""im.notify.get, read.*, delete: the token user's own notifications (api-reference/chats/notifications/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import moments
from b24sandbox.errors import PortalError
from b24sandbox.lists import PAGE
from b24sandbox.method import Call, method
from b24sandbox.methods.notify import app_code
from b24sandbox.params import integer, listing
from b24sandbox.people import full_name
from b24sandbox.result import Result
from b24sandbox.store import Row

CHAT_OFFSET = 100_000
ORDINARY, SYSTEM = 2, 4
PAGED = {"1", "3"}


def _own(call: Call) -> list[Row]:
    return call.portal.table("notification").grouped("userId", call.user["ID"])


def _show(call: Call, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "chat_id": CHAT_OFFSET + call.user["ID"],
        "author_id": row.get("fromId") or 0,
        "date": moments.show(row["created"], call.portal.zone),
        "notify_type": SYSTEM if row["kind"] == "system" else ORDINARY,
        "notify_module": "rest",
        "notify_event": "rest_notify",
        "notify_tag": row.get("tag") or "",
        "notify_sub_tag": row.get("subTag") or "",
        "notify_title": "",
        "setting_name": "rest|rest_notify",
        "text": row["message"],
        "notify_read": row.get("isRead") or "N",
        "params": {"ATTACH": row["attach"]} if row.get("attach") else None,
    }


def _person(user: Row) -> dict[str, Any]:
    """An employee as messenger methods show him."""
    return {
        "id": user["ID"],
        "active": user.get("ACTIVE") is not False,
        "name": full_name(user),
        "first_name": user.get("NAME") or "",
        "last_name": user.get("LAST_NAME") or "",
        "work_position": user.get("WORK_POSITION") or "",
        "color": "#1eb4aa",
        "avatar": "",
        "avatar_hr": "",
        "gender": user.get("PERSONAL_GENDER") or "M",
        "birthday": "",
        "extranet": False,
        "network": False,
        "bot": False,
        "connector": False,
        "external_auth_id": "default",
        "status": "online",
        "idle": False,
        "last_activity_date": False,
        "mobile_last_date": False,
        "desktop_last_date": False,
        "absent": False,
        "departments": user.get("UF_DEPARTMENT") or [],
        "phones": {"work_phone": user.get("WORK_PHONE") or "", "inner_phone": user.get("UF_PHONE_INNER") or ""},
        "bot_data": None,
        "type": "user",
        "website": user.get("PERSONAL_WWW") or "",
        "email": user.get("EMAIL") or "",
    }


@method(
    "im.notify.get", "im", {"LAST_ID": "integer", "LAST_TYPE": "integer", "LIMIT": "integer", "CONVERT_TEXT": "string"}
)  # fmt: skip
def im_notify_get(call: Call) -> Result:
    """A page of notifications, the newest first, older than LAST_ID."""
    last, kind = call.params.get("LAST_ID"), call.params.get("LAST_TYPE")
    if (last is None) != (kind is None):
        raise PortalError("LAST_ID_AND_LAST_TYPE", "Parameters LAST_ID and LAST_TYPE should be used together")
    if last is not None and integer(last) is None:
        raise PortalError("LAST_ID_STRING", "Last notification ID can't be string")
    rows = _own(call)
    before = integer(last) if str(kind) in PAGED else None
    shown = [row for row in reversed(rows) if before is None or row["id"] < before]
    shown = shown[: min(integer(call.params.get("LIMIT"), PAGE) or PAGE, PAGE)]
    authors = {row.get("fromId") for row in shown}
    return Result(
        {
            "total_count": len(rows),
            "total_unread_count": sum(row.get("isRead") != "Y" for row in rows),
            "chat_id": CHAT_OFFSET + call.user["ID"],
            "notifications": [_show(call, row) for row in shown],
            "users": [_person(user) for user in call.portal.table("user").all() if user["ID"] in authors],
        }
    )


def _mark(call: Call, rows: list[Row]) -> None:
    is_read = "N" if str(call.params.get("ACTION", "Y")).upper() == "N" else "Y"
    for row in rows:
        call.portal.table("notification").change(row["id"], {"isRead": is_read})


@method("im.notify.read", "im", {"ID": "integer", "ACTION": "string", "ONLY_CURRENT": "string"})
def im_notify_read(call: Call) -> Result:
    """Mark a notification and, without ONLY_CURRENT, all newer ones."""
    number = integer(call.params.get("ID"))
    is_single = str(call.params.get("ONLY_CURRENT")).upper() == "Y"
    if number is not None and number >= 0:
        _mark(call, [row for row in _own(call) if row["id"] == number or (row["id"] > number and not is_single)])
    return Result(value=True)


@method("im.notify.read.list", "im", {"IDS": "array!", "ACTION": "string"})
def im_notify_read_list(call: Call) -> Result:
    """Mark the named notifications."""
    if not isinstance(call.params.get("IDS"), (list, dict)):
        raise PortalError("PARAMS_ERROR", "No IDS param or it is not an array")
    wanted = {integer(one) for one in listing(call.params["IDS"])}
    _mark(call, [row for row in _own(call) if row["id"] in wanted])
    return Result(value=True)


@method("im.notify.read.all", "im", {})
def im_notify_read_all(call: Call) -> Result:
    """Mark everything as read."""
    _mark(call, _own(call))
    return Result({"result": True, "newCounter": 0})


@method("im.notify.delete", "im", {"ID": "integer", "TAG": "string", "SUB_TAG": "string", "CLIENT_ID": "string"})
def im_notify_delete(call: Call) -> Result:
    """Delete by id among the user's own, or by a tag of the same application for everybody."""
    params, table = call.params, call.portal.table("notification")
    if integer(params.get("ID")):
        gone = [row for row in _own(call) if row["id"] == integer(params["ID"])]
    elif params.get("TAG") or params.get("SUB_TAG"):
        name, key = ("tag", "TAG") if params.get("TAG") else ("subTag", "SUB_TAG")
        code = app_code(call)
        gone = [row for row in table.all() if row.get(name) == params[key] and row.get("application") == code]
    else:
        raise PortalError("PARAMS_ERROR", "Incorrect params")
    for row in gone:
        table.remove(row["id"])
    return Result(value=bool(gone))
