"""Calls, letters, meetings, chats and todos of the CRM (api-reference/crm/timeline/activities/activity-base/).

The list answers with the owner alone; how the other links are come by is `activity_list`'s.
"""

import re
from collections.abc import Mapping
from typing import Any

from b24bridge.bitrix.streams.names import entity_of
from b24bridge.bitrix.streams.row import Row
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Activity

METHOD = "crm.activity.list"
BINDINGS_METHOD = "crm.activity.binding.list"
SELECT = (
    "ID",
    "OWNER_ID",
    "OWNER_TYPE_ID",
    "TYPE_ID",
    "PROVIDER_ID",
    "DIRECTION",
    "COMPLETED",
    "CREATED",
    "LAST_UPDATED",
    "START_TIME",
    "END_TIME",
    "DEADLINE",
    "AUTHOR_ID",
    "RESPONSIBLE_ID",
    "ORIGINATOR_ID",
)
TEXT = "DESCRIPTION"
TODO = "CRM_TODO"
MARKUP = re.compile(r"\[/?[a-zA-Z*]+(?:=[^\]\n]*)?\]|<[^>]*>")


def activity(row: Row, bindings: tuple[EntityId, ...] | None = None) -> Activity:
    """Return the activity that a row is; its owner is always one of its bindings, `bindings` are those read apart, if so."""
    own = entity_of(row.value("OWNER_TYPE_ID"), row.value("OWNER_ID"))
    return Activity(
        id=row.identity("ID"),
        type_id=row.count("TYPE_ID"),
        provider=row.text("PROVIDER_ID") or "",
        direction=row.count("DIRECTION"),
        is_completed=row.flag("COMPLETED"),
        created_at=row.moment("CREATED"),
        updated_at=row.moment("LAST_UPDATED"),
        starts_at=row.moment("START_TIME"),
        ends_at=row.moment("END_TIME"),
        deadline=row.moment("DEADLINE"),
        author_id=row.author("AUTHOR_ID"),
        responsible_id=row.number("RESPONSIBLE_ID"),
        origin=row.text("ORIGINATOR_ID"),
        text_length=len(plain(row.text(TEXT) or "")),
        bindings=tuple(dict.fromkeys((*((own,) if own else ()), *(bindings or ())))),
        has_all_links=bindings is not None,
    )


def links(value: Any) -> tuple[EntityId, ...]:
    """Return the entities that `crm.activity.binding.list` names; types that we do not mirror are left out."""
    items = value if isinstance(value, list) else ()
    found = (entity_of(item.get("entityTypeId"), item.get("entityId")) for item in items if isinstance(item, Mapping))
    return tuple(entity for entity in found if entity is not None)


def plain(text: str) -> str:
    """Return text without BBCode and HTML marks and without spaces around it."""
    return MARKUP.sub("", text).strip()


def is_told_by_text(fields: Mapping[str, Any]) -> bool:
    """Say whether the length of the text matters: only a completed todo counts by it."""
    return fields.get("PROVIDER_ID") == TODO and fields.get("COMPLETED") == "Y"
