"""im.notify, im.notify.system.add and im.notify.personal.add (api-reference/chats/notifications/)."""

from __future__ import annotations

import json

from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import integer
from b24sandbox.result import Result
from b24sandbox.store import Row

PARAMS = {
    "USER_ID": "integer!",
    "MESSAGE": "string!",
    "MESSAGE_OUT": "string",
    "TAG": "string",
    "SUB_TAG": "string",
    "ATTACH": "any",
    "CLIENT_ID": "string",
}
ATTACH_LIMIT = 60_000


def _notify(call: Call, kind: str) -> Result:
    user_id = integer(call.params.get("USER_ID"), 0) or 0
    if user_id <= 0:
        raise PortalError("USER_ID_EMPTY", "User ID can't be empty")
    if not str(call.params.get("MESSAGE") or "").strip():
        raise PortalError("MESSAGE_EMPTY", "Message can't be empty")
    if len(json.dumps(call.params.get("ATTACH"), ensure_ascii=False)) > ATTACH_LIMIT:
        raise PortalError("ATTACH_OVERSIZE", "You have exceeded the maximum allowable size of attach")
    user = call.portal.user(user_id)
    if user is None or not user.get("ACTIVE", True):
        return Result(value=False)
    row: Row = {
        "kind": kind,
        "userId": user_id,
        "fromId": call.user["ID"] if kind == "personal" else 0,
        "message": str(call.params["MESSAGE"]),
        "messageOut": call.params.get("MESSAGE_OUT"),
        "tag": call.params.get("TAG"),
        "subTag": call.params.get("SUB_TAG"),
        "attach": call.params.get("ATTACH"),
        "created": call.portal.clock.now(),
        "application": _code(call),
    }
    _replace(call, row)
    return Result(call.portal.table("notification").insert(row))


def _replace(call: Call, row: Row) -> None:
    for old in call.portal.table("notification").grouped("userId", row["userId"]):
        if row["tag"] and old.get("tag") == row["tag"] and old.get("application") == row["application"]:
            call.portal.table("notification").remove(old["id"])


def app_code(call: Call) -> str:
    """Whose tags are meant: the application, or the CLIENT_ID that a webhook names. Raises PortalError."""
    if call.app is None and not call.params.get("CLIENT_ID"):
        raise PortalError("ACCESS_DENIED", "Access denied! Client ID not specified", 403)
    return _code(call)


def _code(call: Call) -> str:
    return call.credential if call.app else str(call.params.get("CLIENT_ID") or call.credential)


@method("im.notify", "im", PARAMS | {"TYPE": "string"})
def im_notify(call: Call) -> Result:
    """Notify a user in one's own name, or with TYPE SYSTEM in the portal's."""
    return _notify(call, "system" if str(call.params.get("TYPE")).upper() == "SYSTEM" else "personal")


@method("im.notify.system.add", "im", PARAMS)
def im_notify_system_add(call: Call) -> Result:
    """Notify a user in the portal's name; a new one with the same TAG replaces the old. False if he cannot get it."""
    return _notify(call, "system")


@method("im.notify.personal.add", "im", PARAMS)
def im_notify_personal_add(call: Call) -> Result:
    """Notify a user in the name of the token's user."""
    return _notify(call, "personal")
