"""crm.timeline.comment.* and crm.timeline.logmessage.* (api-reference/crm/timeline/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.comments import add_comment, owner_of, tell_comment
from b24sandbox.crm_access import item_of, type_of
from b24sandbox.entities import BY_SYMBOL, CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.fields.activities import COMMENT, LOG_MESSAGE
from b24sandbox.filters import Criteria
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, mapping, required
from b24sandbox.result import Result
from b24sandbox.show import native, textual
from b24sandbox.store import Row

ORDERED = ("ID", "CREATED", "AUTHOR_ID")
SHOWN_LOG = ("id", "created", "authorId", "title", "text", "iconCode")


def _fields(call: Call, known: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, Any]:
    fields = mapping(required(call, "fields"))
    for name in fields:
        if name not in known:
            call.breach(f"{call.method}: unknown field {name!r} in fields")
    missing = [name for name in needed if fields.get(name) is None or fields[name] == ""]
    if missing:
        raise PortalError("100", f"Could not find value for parameter {{{missing[0]}}}")
    return fields


def _owner(call: Call, crm_type: CrmType | None, item_id: Any) -> Row:
    if crm_type is None or call.portal.table(crm_type.entity).get(integer(item_id) or 0) is None:
        raise PortalError("OWNER_NOT_FOUND", "Owner was not found")
    return item_of(call, crm_type, item_id)


@method("crm.timeline.comment.add", "crm", {"fields": "object!"}, is_exact=True)
def crm_timeline_comment_add(call: Call) -> Result:
    """Write a comment as the token's user; the answer is its id."""
    fields = _fields(call, ("ENTITY_ID", "ENTITY_TYPE", "COMMENT", "FILES"), ("ENTITY_ID", "ENTITY_TYPE"))
    if not str(fields.get("COMMENT") or "").strip():
        raise PortalError("INVALID_ARG_VALUE", "Empty comment message")
    crm_type = BY_SYMBOL.get(str(fields["ENTITY_TYPE"]))
    item = _owner(call, crm_type, fields["ENTITY_ID"])
    assert crm_type is not None
    return Result(add_comment(call.portal, crm_type, item, str(fields["COMMENT"]), call.user["ID"])["ID"])


@method("crm.timeline.comment.list", "crm", {"select": "array", "filter": "object!", "order": "object", "start": "integer"})
def crm_timeline_comment_list(call: Call) -> Result:
    """Comments of one item; ENTITY_ID and ENTITY_TYPE must be in the filter, start=-1 is the first page."""
    conditions = {key.upper(): value for key, value in mapping(call.params.get("filter")).items()}
    crm_type = BY_SYMBOL.get(str(conditions.get("ENTITY_TYPE", conditions.get("=ENTITY_TYPE"))).lower())
    item_id = integer(conditions.get("ENTITY_ID", conditions.get("=ENTITY_ID")))
    item = call.portal.table(crm_type.entity).get(item_id or 0) if crm_type else None
    is_visible = call.portal.visibility(call.user, crm_type.entity) if crm_type else None
    if crm_type is None or item is None or (is_visible and not is_visible(item)):
        raise PortalError("", "Access denied.")
    order = [(name, down) for name, down in legacy.order(call, COMMENT, [("ID", False)]) if name in ORDERED]
    ids = call.portal.table("comment").group_ids("owner", (crm_type.symbol, item_id))
    start = max(integer(call.params.get("start"), 0) or 0, 0)
    rows, total, following = page(call.portal.table("comment"), Criteria(ids=set(ids)), order, start)
    names = legacy.select(call, COMMENT)
    return Result([_show(call, row, names) for row in rows], total, following)


def _show(call: Call, row: Row, names: list[str]) -> dict[str, Any]:
    shown = textual(row, COMMENT, call.portal.zone, names)
    if "FILES" in shown:
        shown["FILES"] = row.get("FILES") or {}
    return shown


def _comment(call: Call) -> Row:
    row = call.portal.table("comment").get(integer(required(call, "id")) or 0)
    owner = owner_of(call.portal, row) if row else None
    if row is None or owner is None:
        raise PortalError("NOT_FOUND", "Not found")
    is_visible = call.portal.visibility(call.user, BY_SYMBOL[row["ENTITY_TYPE"]].entity)
    if is_visible and not is_visible(owner):
        raise PortalError("ACCESS_DENIED", "Access denied")
    return row


@method("crm.timeline.comment.get", "crm", {"id": "integer!"})
def crm_timeline_comment_get(call: Call) -> Result:
    """One comment; its errors have no code."""
    if not integer(call.params.get("id")):
        raise PortalError("", "ID is not defined or invalid.")
    try:
        return Result(_show(call, _comment(call), list(COMMENT)))
    except PortalError as error:
        raise PortalError("", f"{error.text}.") from error


OWNER = {"ownerTypeId": "integer", "ownerId": "integer"}


@method("crm.timeline.comment.update", "crm", {"id": "integer!", "fields": "object!"} | OWNER, is_exact=True)
def crm_timeline_comment_update(call: Call) -> Result:
    """Change a comment's text; the answer is its id."""
    fields = _fields(call, ("COMMENT", "FILES"), ())
    row = _comment(call)
    if "COMMENT" in fields:
        if not str(fields["COMMENT"]).strip():
            raise PortalError("INVALID_ARG_VALUE", "Empty comment message")
        call.portal.table("comment").change(row["ID"], {"COMMENT": str(fields["COMMENT"])})
    tell_comment(call.portal, "UPDATE", row["ID"], call.user["ID"])
    return Result(row["ID"])


@method("crm.timeline.comment.delete", "crm", {"id": "integer!"} | OWNER, is_exact=True)
def crm_timeline_comment_delete(call: Call) -> Result:
    """Delete a comment; the answer is null."""
    row = _comment(call)
    call.portal.table("comment").remove(row["ID"])
    tell_comment(call.portal, "DELETE", row["ID"], call.user["ID"])
    return Result(None)


@method("crm.timeline.logmessage.add", "crm", {"fields": "object!"}, is_exact=True)
def crm_timeline_logmessage_add(call: Call) -> Result:
    """Write a log message; it does not move lastActivityTime."""
    needed = ("entityTypeId", "entityId", "title", "text", "iconCode")
    fields = _fields(call, needed, needed)
    crm_type = CRM_TYPES.get(integer(fields["entityTypeId"]) or 0)
    item = _owner(call, crm_type, fields["entityId"])
    assert crm_type is not None
    row: Row = {
        "entityTypeId": crm_type.id,
        "entityId": item["id"],
        "created": call.portal.clock.now(),
        "authorId": call.user["ID"],
        **{name: str(fields[name]) for name in needed[2:]},
    }
    call.portal.table("logmessage").insert(row)
    return Result({"logMessage": _show_log(call, row)})


def _show_log(call: Call, row: Row) -> dict[str, Any]:
    return native(row, LOG_MESSAGE, call.portal.zone, SHOWN_LOG)


def _log_message(call: Call) -> Row:
    row = call.portal.table("logmessage").get(integer(required(call, "id")) or 0)
    if row is None:
        raise PortalError("NOT_FOUND", "Not found")
    item_of(call, CRM_TYPES[row["entityTypeId"]], row["entityId"])
    return row


@method("crm.timeline.logmessage.get", "crm", {"id": "integer!"}, is_exact=True)
def crm_timeline_logmessage_get(call: Call) -> Result:
    """One log message."""
    return Result({"logMessage": _show_log(call, _log_message(call))})


@method("crm.timeline.logmessage.delete", "crm", {"id": "integer!"}, is_exact=True)
def crm_timeline_logmessage_delete(call: Call) -> Result:
    """Delete a log message."""
    call.portal.table("logmessage").remove(_log_message(call)["id"])
    return Result(value=True)


@method(
    "crm.timeline.logmessage.list",
    "crm",
    {"entityTypeId": "integer!", "entityId": "integer!", "order": "object", "start": "integer"},
    is_exact=True,
)
def crm_timeline_logmessage_list(call: Call) -> Result:
    """Log messages of one item, newest first; the answer is a bare array."""
    crm_type = type_of(call)
    item = item_of(call, crm_type, required(call, "entityId"))
    ids = call.portal.table("logmessage").group_ids("owner", (crm_type.id, item["id"]))
    order = [
        (name, str(direction).lower() == "desc")
        for name, direction in mapping(call.params.get("order")).items()
        if name in LOG_MESSAGE
    ]
    rows, total, following = page(
        call.portal.table("logmessage"), Criteria(ids=set(ids)), order or [("id", True)], call.params.get("start")
    )
    return Result([_show_log(call, row) for row in rows], total, following)
