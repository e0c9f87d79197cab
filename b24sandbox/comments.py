"""Comments in timelines, with their events and their effect on the last-activity fields."""

from __future__ import annotations

from typing import Any

from b24sandbox.activities import note_activity
from b24sandbox.entities import BY_SYMBOL, CrmType
from b24sandbox.events import emit
from b24sandbox.portal import Portal
from b24sandbox.store import Row


def add_comment(portal: Portal, crm_type: CrmType, item: Row, text: str, user_id: int | None) -> Row:
    """Write a comment; one of somebody else than the responsible moves lastActivityTime."""
    row: Row = {
        "ENTITY_ID": item["id"],
        "ENTITY_TYPE": crm_type.symbol,
        "CREATED": portal.clock.now(),
        "COMMENT": text,
        "AUTHOR_ID": user_id or 0,
    }
    portal.table("comment").insert(row)
    if user_id and user_id != item.get("assignedById"):
        note_activity(portal, crm_type.id, item["id"], user_id)
    tell_comment(portal, "ADD", row["ID"], user_id)
    return row


def tell_comment(portal: Portal, verb: str, comment_id: int, user_id: int | None) -> None:
    """Emit the event of a comment, in the documented shape or in that of the sources."""
    data: dict[str, Any] = {"ID": comment_id}
    if portal.switches.comment_event_has_fields:
        data = {"FIELDS": {"ID": str(comment_id)}}
    emit(portal, f"ONCRMTIMELINECOMMENT{verb}", data, user_id)


def owner_of(portal: Portal, row: Row) -> Row | None:
    """The item that a comment belongs to."""
    crm_type = BY_SYMBOL.get(row["ENTITY_TYPE"])
    return portal.table(crm_type.entity).get(row["ENTITY_ID"]) if crm_type else None
