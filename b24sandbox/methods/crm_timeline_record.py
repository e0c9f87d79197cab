"""crm.timeline.note.*, item.pin and unpin, and the blocks that applications add to records and activities.

(api-reference/crm/timeline/note/, layout-blocks/, activities/layout-blocks/). A record is a comment or else a log message
of that id; a note, a pin and blocks are kept with what they are on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox import moments
from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.layouts import check_blocks
from b24sandbox.method import Call, method
from b24sandbox.params import integer, required
from b24sandbox.result import Result
from b24sandbox.store import Row

OWNER = {"ownerTypeId": "integer!", "ownerId": "integer!"}
NOTED = OWNER | {"itemType": "integer!", "itemId": "integer!"}
RECORD, ACTIVITY = 1, 2
MOST_PINNED = 3


def _owner(call: Call, type_name: str, id_name: str) -> tuple[CrmType, Row]:
    crm_type = CRM_TYPES.get(integer(required(call, type_name)) or 0)
    item_id = integer(required(call, id_name)) or 0
    if crm_type is None or call.portal.table(crm_type.entity).get(item_id) is None:
        raise PortalError("OWNER_NOT_FOUND", "Owner was not found")
    return crm_type, item_of(call, crm_type, item_id)


def _record(call: Call, crm_type: CrmType, item: Row, number: int) -> tuple[str, Row]:
    comment = call.portal.table("comment").get(number)
    if comment and (comment["ENTITY_TYPE"], comment["ENTITY_ID"]) == (crm_type.symbol, item["id"]):
        return "comment", comment
    message = call.portal.table("logmessage").get(number)
    if message and (message["entityTypeId"], message["entityId"]) == (crm_type.id, item["id"]):
        return "logmessage", message
    raise PortalError("NOT_FOUND", "Not found.")


def _activity(call: Call, crm_type: CrmType, item: Row, number: int) -> tuple[str, Row]:
    row = call.portal.table("activity").get(number)
    if row is None or {"OWNER_TYPE_ID": crm_type.id, "OWNER_ID": item["id"]} not in row["BINDINGS"]:
        raise PortalError("NOT_FOUND", "Not found.")
    return "activity", row


def _place(kind: str, row: Row) -> tuple[str, int]:
    return kind, row["id"] if kind == "logmessage" else row["ID"]


def _noted(call: Call) -> tuple[str, int]:
    crm_type, item = _owner(call, "ownerTypeId", "ownerId")
    find = {RECORD: _record, ACTIVITY: _activity}.get(integer(required(call, "itemType")) or 0)
    if find is None:
        raise PortalError("NOT_FOUND", "Not found.")
    return _place(*find(call, crm_type, item, integer(required(call, "itemId")) or 0))


def _kept(call: Call, place: tuple[str, int], kind: str) -> Row | None:
    return next(iter(call.portal.table("mark").grouped("place", (kind, *place))), None)


@method("crm.timeline.note.save", "crm", NOTED | {"text": "string!"}, is_exact=True)
def crm_timeline_note_save(call: Call) -> Result:
    """Put a note on a record (1) or an activity (2), or change the one there."""
    place, text = _noted(call), str(required(call, "text"))
    now, user = call.portal.clock.now(), call.user["ID"]
    note = _kept(call, place, "note")
    if note is None:
        new: Row = {"kind": "note", "entity": place[0], "itemId": place[1], "createdById": user, "createdTime": now}
        call.portal.table("mark").insert(new | {"text": text, "updatedById": user, "updatedTime": now})
    else:
        note.update({"text": text, "updatedById": user, "updatedTime": now})
    return Result(value=True)


def _note(call: Call) -> Row:
    note = _kept(call, _noted(call), "note")
    if note is None:
        raise PortalError("NOT_FOUND", "Not found.")
    return note


@method("crm.timeline.note.get", "crm", NOTED, is_exact=True)
def crm_timeline_note_get(call: Call) -> Result:
    """The note, who wrote it and who changed it."""
    note = _note(call)
    shown = {name: note[name] for name in ("text", "createdById", "updatedById")}
    return Result(shown | {name: moments.show(note[name], call.portal.zone) for name in ("createdTime", "updatedTime")})


@method("crm.timeline.note.delete", "crm", NOTED, is_exact=True)
def crm_timeline_note_delete(call: Call) -> Result:
    """Take a note off."""
    call.portal.table("mark").remove(_note(call)["id"])
    return Result(value=True)


def _pinned(call: Call) -> tuple[tuple[str, int], Row, str]:
    crm_type, item = _owner(call, "ownerTypeId", "ownerId")
    place = _place(*_record(call, crm_type, item, integer(required(call, "id")) or 0))
    return place, item, crm_type.symbol


@method("crm.timeline.item.pin", "crm", {"id": "integer!"} | OWNER, is_exact=True)
def crm_timeline_item_pin(call: Call) -> Result:
    """Pin a record of a timeline; three at most."""
    place, item, symbol = _pinned(call)
    owner = f"{symbol} {item['id']}"
    pins = [row for row in call.portal.table("mark").all() if row["kind"] == "pin" and row["text"] == owner]
    if _kept(call, place, "pin") is None:
        if len(pins) >= MOST_PINNED:
            raise PortalError("0", "Only three events can be added to favorites")
        call.portal.table("mark").insert({"kind": "pin", "entity": place[0], "itemId": place[1], "text": owner})
    return Result(None)


@method("crm.timeline.item.unpin", "crm", {"id": "integer!"} | OWNER, is_exact=True)
def crm_timeline_item_unpin(call: Call) -> Result:
    """Take a pin out."""
    pin = _kept(call, _pinned(call)[0], "pin")
    if pin is not None:
        call.portal.table("mark").remove(pin["id"])
    return Result(None)


Find = Callable[[Call, CrmType, Row, int], tuple[str, Row]]


def _declare(family: str, id_name: str, find: Find) -> None:
    params = {"entityTypeId": "integer!", "entityId": "integer!", id_name: "integer!"}

    def blocks(call: Call) -> tuple[tuple[str, int], str, Row | None]:
        if call.app is None:
            raise PortalError("ERROR_WRONG_CONTEXT", "The method can only be called in the context of a REST application")
        crm_type, item = _owner(call, "entityTypeId", "entityId")
        kind, row = find(call, crm_type, item, integer(required(call, id_name)) or 0)
        if row.get("PROVIDER_ID") == "CONFIGURABLE_REST_APP":
            raise PortalError("UNSUITABLE_ACTIVITY_TYPE_ERROR", "The type of this activity is not suitable")
        place, name = _place(kind, row), f"blocks {call.app.client_id}"
        return place, name, _kept(call, place, name)

    def save(call: Call) -> Result:
        place, name, held = blocks(call)
        layout: Any = call.params.get("layout")
        check_blocks(layout)
        if held is None:
            call.portal.table("mark").insert({"kind": name, "entity": place[0], "itemId": place[1], "layout": layout})
        else:
            held["layout"] = layout
        return Result({"success": True})

    def get(call: Call) -> Result:
        held = blocks(call)[2]
        return Result({"layout": held["layout"] if held else None})

    def delete(call: Call) -> Result:
        held = blocks(call)[2]
        if held:
            call.portal.table("mark").remove(held["id"])
        return Result({"success": True})

    method(f"{family}.set", "crm", params | {"layout": "object!"}, is_exact=True)(save)
    method(f"{family}.get", "crm", params, is_exact=True)(get)
    method(f"{family}.delete", "crm", params, is_exact=True)(delete)


_declare("crm.timeline.layout.blocks", "timelineId", _record)
_declare("crm.activity.layout.blocks", "activityId", _activity)
