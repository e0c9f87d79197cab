"""crm.activity.binding.*: what an activity belongs to beside its owner (api-reference/crm/timeline/activities/binding/)."""

from __future__ import annotations

from b24sandbox.activities import update_activity
from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, required
from b24sandbox.result import Result
from b24sandbox.store import Row

PAIR = {"entityTypeId": "integer!", "entityId": "integer!"}
ACTIVITY = {"activityId": "integer!"}
MOVE = ("sourceEntityTypeId", "sourceEntityId", "targetEntityTypeId", "targetEntityId")


def _activity(call: Call) -> Row:
    row = call.portal.table("activity").get(integer(required(call, "activityId")) or 0)
    if row is None:
        raise PortalError("NOT_FOUND", "Not found.")
    is_visible = call.portal.visibility(call.user, "activity")
    if is_visible and not is_visible(row):
        raise PortalError("ACCESS_DENIED", "Access denied.")
    return row


def _link(call: Call, type_name: str, id_name: str) -> dict[str, int]:
    crm_type = CRM_TYPES.get(integer(required(call, type_name)) or 0)
    item_id = integer(required(call, id_name)) or 0
    if crm_type is None or call.portal.table(crm_type.entity).get(item_id) is None:
        raise PortalError("OWNER_NOT_FOUND", "Owner was not found")
    item_of(call, crm_type, item_id)
    return {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": item_id}


def _write(call: Call, row: Row, links: list[dict[str, int]]) -> Result:
    kept = [
        one
        for one in listing(row.get("COMMUNICATIONS"))
        if {"OWNER_TYPE_ID": integer(one.get("ENTITY_TYPE_ID")), "OWNER_ID": integer(one.get("ENTITY_ID"))} in links
    ]
    update_activity(call.portal, row, links[0] | {"COMMUNICATIONS": kept or None, "BINDINGS": links}, call.user["ID"])
    return Result(value=True)


@method("crm.activity.binding.list", "crm", ACTIVITY, is_exact=True)
def crm_activity_binding_list(call: Call) -> Result:
    """Everything that an activity is bound to."""
    links = _activity(call).get("BINDINGS") or []
    return Result([{"entityTypeId": link["OWNER_TYPE_ID"], "entityId": link["OWNER_ID"]} for link in links])


@method("crm.activity.binding.add", "crm", ACTIVITY | PAIR, is_exact=True)
def crm_activity_binding_add(call: Call) -> Result:
    """Bind an activity to another item."""
    row, link = _activity(call), _link(call, *PAIR)
    if link in row["BINDINGS"]:
        raise PortalError("ACTIVITY_IS_ALREADY_BOUND", "The activity is already bound to this entity")
    return _write(call, row, [*row["BINDINGS"], link])


@method("crm.activity.binding.delete", "crm", ACTIVITY | PAIR, is_exact=True)
def crm_activity_binding_delete(call: Call) -> Result:
    """Unbind an activity from an item, but never from the last; the next one becomes its owner."""
    row, link = _activity(call), _link(call, *PAIR)
    if link not in row["BINDINGS"]:
        raise PortalError("BINDING_NOT_FOUND", "Binding not found")
    if len(row["BINDINGS"]) == 1:
        raise PortalError("LAST_BINDING_CANNOT_BE_DELETED", "The only binding cannot be deleted")
    return _write(call, row, [one for one in row["BINDINGS"] if one != link])


@method("crm.activity.binding.move", "crm", ACTIVITY | dict.fromkeys(MOVE, "integer!"), is_exact=True)
def crm_activity_binding_move(call: Call) -> Result:
    """Move an activity from one item to another of the same type."""
    row = _activity(call)
    source, target = _link(call, *MOVE[:2]), _link(call, *MOVE[2:])
    if source["OWNER_TYPE_ID"] != target["OWNER_TYPE_ID"]:
        code = "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR"
        raise PortalError(code, "Source and target entity types are not equal")
    if source == target:
        raise PortalError("SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR", "Source and target are the same")
    if source not in row["BINDINGS"]:
        raise PortalError("BINDING_NOT_FOUND", "Binding not found")
    if target in row["BINDINGS"]:
        raise PortalError("ACTIVITY_IS_ALREADY_BOUND", "The activity is already bound to this entity")
    return _write(call, row, [target if one == source else one for one in row["BINDINGS"]])
