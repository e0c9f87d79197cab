"""crm.activity.todo.*: universal activities (api-reference/crm/timeline/activities/todo/). Their reminders are not sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox.activities import PROVIDER, add_activity, update_activity
from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.moments import read
from b24sandbox.params import integer, listing, required
from b24sandbox.result import Result
from b24sandbox.store import Row

OWNER = {"ownerTypeId": "integer!", "ownerId": "integer!"}
BY_ID = {"id": "integer!"} | OWNER
WHOLE = {
    "deadline": "string!", "title": "string", "description": "string", "responsibleId": "integer",
    "parentActivityId": "integer", "pingOffsets": "array", "colorId": "string",
}  # fmt: skip
TODO = "CRM_TODO"


def _owner(call: Call) -> tuple[CrmType, Row]:
    crm_type = CRM_TYPES.get(integer(required(call, "ownerTypeId")) or 0)
    item_id = integer(required(call, "ownerId")) or 0
    if crm_type is None or call.portal.table(crm_type.entity).get(item_id) is None:
        raise PortalError("OWNER_NOT_FOUND", "Owner was not found")
    return crm_type, item_of(call, crm_type, item_id)


def _moment(call: Call, name: str) -> Row:
    try:
        moment = read(str(required(call, name)), call.portal.zone)
    except ValueError as error:
        raise PortalError("WRONG_DATETIME_FORMAT", "Wrong datetime format") from error
    return {"DEADLINE": moment, "START_TIME": moment, "END_TIME": moment}


def _responsible(call: Call) -> Row:
    number = integer(call.params.get("responsibleId"))
    if number is None:
        return {}
    if call.portal.user(number) is None:
        raise PortalError("NOT_FOUND", "Not found.")
    return {"RESPONSIBLE_ID": number}


def _whole(call: Call, settings: dict[str, Any]) -> Row:
    values = _moment(call, "deadline") | _responsible(call)
    values |= {"SUBJECT": str(call.params.get("title") or ""), "DESCRIPTION": str(call.params.get("description") or "")}
    parent = integer(call.params.get("parentActivityId"))
    if parent and call.portal.table("activity").get(parent) is None:
        raise PortalError("NOT_FOUND", "Not found.")
    given: dict[str, Any] = {"PING_OFFSETS": [integer(one, 0) for one in listing(call.params.get("pingOffsets"))]}
    given |= {"COLOR_ID": str(call.params["colorId"])} if call.params.get("colorId") else {}
    given |= {"PARENT_ACTIVITY_ID": parent} if parent else {}
    return values | {"SETTINGS": settings | given}


@method("crm.activity.todo.add", "crm", OWNER | WHOLE, is_exact=True)
def crm_activity_todo_add(call: Call) -> Result:
    """Add a universal activity to an item's timeline."""
    crm_type, item = _owner(call)
    fixed = {"TYPE_ID": PROVIDER, "PROVIDER_ID": TODO, "PROVIDER_TYPE_ID": "TODO"}
    values = fixed | {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": item["id"]} | _whole(call, {})
    return Result({"id": add_activity(call.portal, values, call.user["ID"])["ID"]})


def _todo(call: Call) -> Row:
    crm_type, item = _owner(call)
    row = call.portal.table("activity").get(integer(required(call, "id")) or 0)
    link = {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": item["id"]}
    if row is None or row.get("PROVIDER_ID") != TODO or link not in row["BINDINGS"]:
        raise PortalError("NOT_FOUND", "Not found.")
    if row["COMPLETED"] == "Y":
        raise PortalError("CAN_NOT_UPDATE_COMPLETED_TODO", "Completed activity cannot be modified")
    return row


def _declare(verb: str, params: dict[str, str], values: Callable[[Call, Row], Row]) -> None:
    def work(call: Call) -> Result:
        row = _todo(call)
        for name, kind in params.items():
            if kind.endswith("!"):
                required(call, name)
        update_activity(call.portal, row, values(call, row), call.user["ID"])
        return Result({"id": row["ID"]})

    method(f"crm.activity.todo.{verb}", "crm", BY_ID | params, is_exact=True)(work)


_declare("update", WHOLE, lambda call, row: _whole(call, row.get("SETTINGS") or {}))
_declare("updateDeadline", {"value": "string!"}, lambda call, _row: _moment(call, "value"))
_declare("updateDescription", {"value": "string!"}, lambda call, _row: {"DESCRIPTION": str(call.params["value"])})
_declare("updateResponsibleUser", {"responsibleId": "integer!"}, lambda call, _row: _responsible(call))
_declare(
    "updateColor",
    {"colorId": "string!"},
    lambda call, row: {"SETTINGS": (row.get("SETTINGS") or {}) | {"COLOR_ID": str(call.params["colorId"])}},
)
