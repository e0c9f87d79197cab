"""Activities as things that are created, changed and deleted, with what follows (facts: activities and last-activity rules).

Side effects: bindings, LAST_UPDATED, events, lastActivityTime of the bound items. Rights are checked by the callers.
"""

from __future__ import annotations

from b24sandbox import moments
from b24sandbox.entities import CRM_TYPES
from b24sandbox.events import emit_entity
from b24sandbox.params import listing
from b24sandbox.portal import Portal
from b24sandbox.store import Row

MEETING, CALL, TASK, LETTER, PROVIDER = 1, 2, 3, 4, 6
INCOMING, OUTGOING = 1, 2
PROVIDERS = {
    MEETING: ("CRM_MEETING", "MEETING"),
    CALL: ("VOXIMPLANT_CALL", "CALL"),
    TASK: ("CRM_TASKS_TASK", "TASKS_TASK"),
    LETTER: ("CRM_EMAIL", "EMAIL"),
}
INCOMING_PROVIDERS = {"IMOPENLINES_SESSION", "CRM_WEBFORM"}
CLIENTS = {3, 4}
COMMUNICATION_PROVIDERS = INCOMING_PROVIDERS | {"VOXIMPLANT_CALL", "CRM_EMAIL"}


def add_activity(portal: Portal, values: Row, user_id: int | None) -> Row:
    """Store an activity from typed values; OWNER_* and BINDINGS say what it belongs to."""
    now = portal.clock.now()
    provider = PROVIDERS.get(values.get("TYPE_ID") or 0, (None, None))
    row: Row = {
        "PROVIDER_ID": provider[0],
        "PROVIDER_TYPE_ID": provider[1],
        "CREATED": now,
        "LAST_UPDATED": now,
        "AUTHOR_ID": user_id or 0,
        "EDITOR_ID": user_id or 0,
        "RESPONSIBLE_ID": user_id or portal.first_admin()["ID"],
        "COMPLETED": "N",
        "START_TIME": now,
        "END_TIME": values.get("START_TIME") or now,
    } | {name: value for name, value in values.items() if value is not None}
    row["STATUS"] = 2 if row["COMPLETED"] == "Y" else 1
    row["IS_INCOMING_CHANNEL"] = "Y" if is_incoming(row) else "N"
    if row["PROVIDER_ID"] != "CONFIGURABLE_REST_APP":
        row.setdefault("DEADLINE", row["END_TIME"])
    row["BINDINGS"] = _bindings(row)
    portal.table("activity").insert(row)
    touch(portal, row)
    _note_communication(portal, row)
    emit_entity(portal, "ONCRMACTIVITYADD", row["ID"], user_id)
    return row


def _bindings(row: Row) -> list[dict[str, int]]:
    owner = {"OWNER_TYPE_ID": row["OWNER_TYPE_ID"], "OWNER_ID": row["OWNER_ID"]}
    more = [
        {"OWNER_TYPE_ID": int(link["OWNER_TYPE_ID"]), "OWNER_ID": int(link["OWNER_ID"])} for link in row.get("BINDINGS") or []
    ]
    more += [
        {"OWNER_TYPE_ID": int(one["ENTITY_TYPE_ID"]), "OWNER_ID": int(one["ENTITY_ID"])}
        for one in listing(row.get("COMMUNICATIONS"))
        if isinstance(one, dict) and one.get("ENTITY_TYPE_ID") and one.get("ENTITY_ID")
    ]
    return [link for place, link in enumerate([owner, *more]) if link not in [owner, *more][:place]]


def is_incoming(row: Row) -> bool:
    """Whether the client began it through a channel of the portal: such activities move lastActivityTime."""
    if row.get("PROVIDER_ID") in INCOMING_PROVIDERS:
        return True
    if row.get("PROVIDER_ID") == "CONFIGURABLE_REST_APP":
        return row.get("IS_INCOMING_CHANNEL") == "Y"
    return row.get("TYPE_ID") in {CALL, LETTER} and row.get("DIRECTION") == INCOMING


def touch(portal: Portal, row: Row) -> None:
    """Move the last-activity fields of the bound items; only incoming channels do, and never back in time."""
    if not is_incoming(row):
        return
    for link in row["BINDINGS"]:
        note_activity(portal, link["OWNER_TYPE_ID"], link["OWNER_ID"], row["RESPONSIBLE_ID"])


def _note_communication(portal: Portal, row: Row) -> None:
    """Set lastCommunicationTime of bound clients where the portal keeps it; calls, letters, chats and forms count."""
    if not portal.switches.last_communication_is_kept or row.get("PROVIDER_ID") not in COMMUNICATION_PROVIDERS:
        return
    for link in row["BINDINGS"]:
        crm_type = CRM_TYPES.get(link["OWNER_TYPE_ID"])
        if crm_type and crm_type.id in CLIENTS and link["OWNER_ID"] in portal.table(crm_type.entity).rows:
            moment = moments.show(row["CREATED"], portal.zone)
            portal.table(crm_type.entity).change(link["OWNER_ID"], {"lastCommunicationTime": moment})


def note_activity(portal: Portal, entity_type_id: int, entity_id: int, user_id: int) -> None:
    """Set lastActivityTime and lastActivityBy of an item to now."""
    crm_type = CRM_TYPES.get(entity_type_id)
    item = portal.table(crm_type.entity).get(entity_id) if crm_type else None
    if crm_type and item is not None:
        portal.table(crm_type.entity).change(entity_id, {"lastActivityTime": portal.clock.now(), "lastActivityBy": user_id})


def update_activity(portal: Portal, row: Row, values: Row, user_id: int | None) -> None:
    """Change an activity; completing it sets its status."""
    changed = dict(values)
    if "BINDINGS" in changed:
        changed["BINDINGS"] = _bindings(row | changed)
    if changed.get("COMPLETED"):
        changed["STATUS"] = 2 if changed["COMPLETED"] == "Y" else 1
    changed |= {"LAST_UPDATED": portal.clock.now(), "EDITOR_ID": user_id or 0}
    portal.table("activity").change(row["ID"], changed)
    emit_entity(portal, "ONCRMACTIVITYUPDATE", row["ID"], user_id)


def delete_activity(portal: Portal, row: Row, user_id: int | None) -> None:
    """Delete an activity."""
    portal.table("activity").remove(row["ID"])
    emit_entity(portal, "ONCRMACTIVITYDELETE", row["ID"], user_id)
