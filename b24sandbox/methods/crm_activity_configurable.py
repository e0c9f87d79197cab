"""crm.activity.configurable.*, badges and types of activities (api-reference/crm/timeline/activities/configurable/, types/)."""

from __future__ import annotations

from typing import Any

from b24sandbox.activities import PROVIDER, add_activity, update_activity
from b24sandbox.apps import App
from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.layouts import check_layout
from b24sandbox.method import Call, method
from b24sandbox.moments import read, show
from b24sandbox.params import integer, listing, mapping, required, truth
from b24sandbox.result import Result
from b24sandbox.store import Row

CONFIGURABLE = "CONFIGURABLE_REST_APP"
DEFAULT_TYPE = "CONFIGURABLE"
FIELDS = (
    "typeId", "completed", "deadline", "pingOffsets", "isIncomingChannel", "responsibleId", "badgeCode", "originatorId",
    "originId",
)  # fmt: skip
BADGE_TYPES = frozenset({"success", "failure", "warning", "primary", "secondary"})
WRITE = {"fields": "object!", "layout": "object!"}


def _app(call: Call) -> App:
    if call.app is None:
        raise PortalError("ERROR_WRONG_CONTEXT", "Method call is only possible in the context of an application")
    return call.app


def _owner(call: Call) -> tuple[CrmType, Row]:
    crm_type = CRM_TYPES.get(integer(required(call, "ownerTypeId")) or 0)
    if crm_type is None:
        raise PortalError("NOT_FOUND", "Not found.")
    return crm_type, item_of(call, crm_type, required(call, "ownerId"))


def _activity(call: Call) -> Row:
    row = call.portal.table("activity").get(integer(required(call, "id")) or 0)
    if row is None or row.get("PROVIDER_ID") != CONFIGURABLE:
        raise PortalError("NOT_FOUND", "Not found.")
    is_visible = call.portal.visibility(call.user, "activity")
    if is_visible and not is_visible(row):
        raise PortalError("ACCESS_DENIED", "Access denied.")
    return row


def _wrong(name: str) -> PortalError:
    return PortalError("WRONG_FIELD_VALUE", f"Wrong value of field {name}")


def _given(call: Call) -> dict[str, Any]:
    given = mapping(call.params.get("fields"))
    for name in given:
        if name not in FIELDS:
            call.breach(f"{call.method}: unknown field {name!r} in fields")
    return {name: given[name] for name in FIELDS if name in given}


def _values(call: Call, app: App, given: dict[str, Any], held: Row) -> Row:
    kind = str(given.get("typeId") or held.get("PROVIDER_TYPE_ID") or DEFAULT_TYPE)
    if kind != DEFAULT_TYPE and app.activity_types.get(kind, {}).get("IS_CONFIGURABLE_TYPE") != "Y":
        raise _wrong("typeId")
    badge = str(given.get("badgeCode") or "")
    if badge and _badge(call, badge) is None:
        raise _wrong("badgeCode")
    responsible = integer(given.get("responsibleId"))
    if responsible is not None and call.portal.user(responsible) is None:
        raise _wrong("responsibleId")
    values: Row = {"PROVIDER_TYPE_ID": kind}
    names = {"originatorId": "ORIGINATOR_ID", "originId": "ORIGIN_ID"}
    values |= {names[name]: given[name] for name in names if name in given}
    values |= {"RESPONSIBLE_ID": responsible} if responsible else {}
    for name, column in (("completed", "COMPLETED"), ("isIncomingChannel", "IS_INCOMING_CHANNEL")):
        if name in given:
            values[column] = "Y" if truth(given[name]) else "N"
    values |= _deadline(call, given)
    is_incoming = values.get("IS_INCOMING_CHANNEL", held.get("IS_INCOMING_CHANNEL")) == "Y"
    if is_incoming and (values.get("DEADLINE") or held.get("DEADLINE")):
        raise PortalError("INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE", "Incoming activity cannot have a deadline")
    return values


def _deadline(call: Call, given: dict[str, Any]) -> Row:
    if not given.get("deadline"):
        return {}
    try:
        return {"DEADLINE": read(str(given["deadline"]), call.portal.zone)}
    except ValueError as error:
        raise _wrong("deadline") from error


def _params(app: App, given: dict[str, Any], layout: Any, held: dict[str, Any]) -> dict[str, Any]:
    return held | {
        "clientId": app.client_id,
        "layout": layout,
        "badgeCode": str(given.get("badgeCode", held.get("badgeCode")) or ""),
        "pingOffsets": listing(given["pingOffsets"]) if "pingOffsets" in given else held.get("pingOffsets", []),
    }


def _title(layout: dict[str, Any], language: str) -> str:
    title = layout["header"]["title"]
    return str(title.get(language) or title.get("en") or next(iter(title.values()))) if isinstance(title, dict) else str(title)


@method(
    "crm.activity.configurable.add", "crm", {"ownerTypeId": "integer!", "ownerId": "integer!"} | WRITE, is_exact=True
)  # fmt: skip
def crm_activity_configurable_add(call: Call) -> Result:
    """Add an activity that the application draws itself."""
    app = _app(call)
    crm_type, item = _owner(call)
    check_layout(call.params.get("layout"))
    given = _given(call)
    values = _values(call, app, given, {})
    values |= {
        "TYPE_ID": PROVIDER,
        "PROVIDER_ID": CONFIGURABLE,
        "OWNER_TYPE_ID": crm_type.id,
        "OWNER_ID": item["id"],
        "SUBJECT": _title(call.params["layout"], call.portal.settings.language),
        "PROVIDER_PARAMS": _params(app, given, call.params["layout"], {}),
    }
    row = add_activity(call.portal, values, call.user["ID"])
    return Result({"activity": {"id": row["ID"]}})


@method("crm.activity.configurable.update", "crm", {"id": "integer!"} | WRITE, is_exact=True)
def crm_activity_configurable_update(call: Call) -> Result:
    """Change an activity of the same application."""
    app = _app(call)
    row = _activity(call)
    if row["PROVIDER_PARAMS"]["clientId"] != app.client_id:
        raise PortalError("ERROR_WRONG_APPLICATION", "The activity can only be updated by the application that created it")
    layout = call.params.get("layout")
    check_layout(layout)
    given = _given(call)
    values = _values(call, app, given, row)
    values["SUBJECT"] = _title(mapping(layout), call.portal.settings.language)
    values["PROVIDER_PARAMS"] = _params(app, given, layout, row["PROVIDER_PARAMS"])
    update_activity(call.portal, row, values, call.user["ID"])
    return Result({"activity": {"id": row["ID"]}})


@method("crm.activity.configurable.get", "crm", {"id": "integer!"}, is_exact=True)
def crm_activity_configurable_get(call: Call) -> Result:
    """An activity as its application gave it."""
    _app(call)
    row = _activity(call)
    held = row["PROVIDER_PARAMS"]
    fields = {
        "typeId": row["PROVIDER_TYPE_ID"],
        "completed": row["COMPLETED"] == "Y",
        "deadline": show(row["DEADLINE"], call.portal.zone) if row.get("DEADLINE") else None,
        "pingOffsets": held["pingOffsets"],
        "isIncomingChannel": row["IS_INCOMING_CHANNEL"] == "Y",
        "responsibleId": row["RESPONSIBLE_ID"],
        "badgeCode": held["badgeCode"],
        "originatorId": row.get("ORIGINATOR_ID"),
        "originId": row.get("ORIGIN_ID"),
    }
    owner = {"ownerTypeId": row["OWNER_TYPE_ID"], "ownerId": row["OWNER_ID"]}
    return Result({"activity": {"id": row["ID"]} | owner | {"fields": fields, "layout": held["layout"]}})


def _badge(call: Call, code: str) -> Row | None:
    return next((row for row in call.portal.table("badge").all() if row["code"] == code), None)


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied")


@method("crm.activity.badge.add", "crm", dict.fromkeys(("code", "title", "value", "type"), "string!"), is_exact=True)
def crm_activity_badge_add(call: Call) -> Result:
    """Make a badge for the kanban, or change the one with this code."""
    _admin(call)
    missing = [name for name in ("code", "title", "value", "type") if not call.params.get(name)]
    if missing:
        raise PortalError("REQUIRED_ARG_MISSING", f"Required argument `{missing[0]}` is missing")
    if call.params["type"] not in BADGE_TYPES:
        raise PortalError("INVALID_ARG_VALUE", "Unknown type of badge")
    values = {name: call.params[name] for name in ("code", "title", "value", "type")}
    row = _badge(call, str(values["code"]))
    if row is None:
        call.portal.table("badge").insert(dict(values))
    else:
        row.update(values)
    return Result({"badge": values})


def _found_badge(call: Call) -> Row:
    row = _badge(call, str(required(call, "code")))
    if row is None:
        raise PortalError("NOT_FOUND", "Not found.")
    return row


@method("crm.activity.badge.get", "crm", {"code": "string!"}, is_exact=True)
def crm_activity_badge_get(call: Call) -> Result:
    """One badge."""
    return Result({"badge": _found_badge(call)})


@method("crm.activity.badge.list", "crm", {}, is_exact=True)
def crm_activity_badge_list(call: Call) -> Result:
    """All badges."""
    return Result({"badges": list(call.portal.table("badge").all())})


@method("crm.activity.badge.delete", "crm", {"code": "string!"}, is_exact=True)
def crm_activity_badge_delete(call: Call) -> Result:
    """Delete a badge."""
    _admin(call)
    row = _found_badge(call)
    table = call.portal.table("badge")
    table.remove(next(number for number, one in table.rows.items() if one is row))
    return Result(value=True)
