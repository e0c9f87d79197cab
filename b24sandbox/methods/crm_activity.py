"""crm.activity.* of the base generation and crm.activity.binding.list (api-reference/crm/timeline/activities/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.activities import LETTER, add_activity, delete_activity, update_activity
from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.activities import ACTIVITY, COMMUNICATION
from b24sandbox.filters import Test
from b24sandbox.letters import send_letter
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, required
from b24sandbox.result import Result
from b24sandbox.show import textual
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, NotIterable, read

ONLY_BY_NAME = frozenset({"COMMUNICATIONS", "FILES", "BINDINGS", "WEBDAV_ELEMENTS", "ORIGIN_VERSION", "IS_INCOMING_CHANNEL"})
LISTED = {name: field for name, field in ACTIVITY.items() if name != "BINDINGS"}
BY_ID = {"id": "integer!"}
EMPTY_CODE = ""


@method("crm.activity.list", "crm", {"select": "array", "filter": "object", "order": "object", "start": "integer"})
def crm_activity_list(call: Call) -> Result:
    """A page of activities, by START_TIME unless ordered otherwise; BINDINGS in the filter looks at all links."""
    criteria = legacy.criteria(call, LISTED, "ID", {"BINDINGS": _bound_to})
    if mapping(call.params.get("filter")).get("BINDINGS"):
        criteria.ids = _bound_ids(call, mapping(call.params["filter"])["BINDINGS"], criteria.ids)
    rows, total, following = page(
        call.portal.table("activity"),
        criteria,
        legacy.order(call, LISTED, [("START_TIME", False)]),
        call.params.get("start"),
        call.portal.visibility(call.user, "activity"),
    )
    names = legacy.select(call, LISTED, ONLY_BY_NAME)
    return Result([textual(row, LISTED, call.portal.zone, names) for row in rows], total, following)


def _pairs(wanted: Any) -> list[tuple[int | None, int | None]]:
    given = [wanted] if isinstance(wanted, dict) and not {"0"} & set(wanted) else listing(wanted)
    return [(integer(mapping(item).get("OWNER_TYPE_ID")), integer(mapping(item).get("OWNER_ID"))) for item in given]


def _bound_to(wanted: Any) -> Test:
    choices = _pairs(wanted)

    def is_bound(row: Row) -> bool:
        return any(
            kind in {None, link["OWNER_TYPE_ID"]} and owner in {None, link["OWNER_ID"]}
            for link in row.get("BINDINGS") or ()
            for kind, owner in choices
        )

    return is_bound


def _bound_ids(call: Call, wanted: Any, ids: set[int] | None) -> set[int] | None:
    pairs = _pairs(wanted)
    if any(kind is None or owner is None for kind, owner in pairs):
        return ids
    bound = set().union(*(call.portal.table("activity").group_ids("binding", pair) for pair in pairs))
    return bound if ids is None else ids & bound


def _activity(call: Call, name: str = "id") -> Row:
    row = call.portal.table("activity").get(integer(required(call, name)) or 0)
    is_visible = call.portal.visibility(call.user, "activity")
    if row is None:
        raise PortalError(EMPTY_CODE, "Activity is not found.")
    if is_visible and not is_visible(row):
        raise PortalError(EMPTY_CODE, "Access denied.")
    return row


@method("crm.activity.get", "crm", BY_ID)
def crm_activity_get(call: Call) -> Result:
    """One activity with its communications."""
    names = [name for name in LISTED if name not in ONLY_BY_NAME or name == "COMMUNICATIONS"]
    return Result(textual(_activity(call), LISTED, call.portal.zone, names))


@method("crm.activity.fields", "crm")
def crm_activity_fields(call: Call) -> Result:
    """Fields of an activity."""
    del call
    return Result({name: describe(field) for name, field in ACTIVITY.items()})


@method("crm.activity.add", "crm", {"fields": "object!"})
def crm_activity_add(call: Call) -> Result:
    """Create an activity; a completed outgoing letter is sent."""
    given = mapping(required(call, "fields"))
    values = _values(call, given)
    for name in ("SUBJECT", "RESPONSIBLE_ID", "TYPE_ID"):
        if not values.get(name):
            problem = "empty" if name == "SUBJECT" else "invalid"
            raise PortalError(EMPTY_CODE, f"The field {name} is not defined or {problem}.")
    if not values.get("COMMUNICATIONS") and values["TYPE_ID"] != LETTER - 1:
        raise PortalError(EMPTY_CODE, "The field COMMUNICATIONS is not defined or invalid.")
    _check_owner(call, values)
    row = add_activity(call.portal, values, call.user["ID"])
    if row["TYPE_ID"] == LETTER and row.get("DIRECTION") == 2 and row["COMPLETED"] == "Y":
        send_letter(call.portal, row, call.user["ID"])
    return Result(row["ID"])


def _check_owner(call: Call, values: Row) -> None:
    crm_type = CRM_TYPES.get(values.get("OWNER_TYPE_ID") or 0)
    if crm_type is None or call.portal.table(crm_type.entity).get(values.get("OWNER_ID") or 0) is None:
        text = "Could not build binding. Please ensure that owner info and communications are defined correctly."
        raise PortalError(EMPTY_CODE, text)
    try:
        item_of(call, crm_type, values["OWNER_ID"])
    except PortalError as error:
        raise PortalError(EMPTY_CODE, "Access denied.") from error


def _values(call: Call, given: dict[str, Any]) -> Row:
    values: Row = {}
    for name, value in given.items():
        field = ACTIVITY.get(name)
        if field is None or field.read_only:
            call.breach(f"{call.method}: {'read-only' if field else 'unknown'} field {name!r} in fields")
            continue
        try:
            values[name] = read(field, value, call.portal.zone)
        except (InvalidValue, NotIterable) as error:
            raise PortalError(EMPTY_CODE, f"The field {name} is not defined or invalid.") from error
    return values


@method("crm.activity.update", "crm", BY_ID | {"fields": "object!"})
def crm_activity_update(call: Call) -> Result:
    """Change an activity."""
    row = _activity(call)
    values = {name: value for name, value in _values(call, mapping(required(call, "fields"))).items() if value is not None}
    update_activity(call.portal, row, values, call.user["ID"])
    return Result(value=True)


@method("crm.activity.delete", "crm", BY_ID)
def crm_activity_delete(call: Call) -> Result:
    """Delete an activity."""
    delete_activity(call.portal, _activity(call), call.user["ID"])
    return Result(value=True)


@method("crm.activity.communication.fields", "crm")
def crm_activity_communication_fields(call: Call) -> Result:
    """Fields of one of an activity's communications."""
    del call
    return Result({name: describe(field) for name, field in COMMUNICATION.items()})
