"""How the portal names CRM types and our user fields in its different dialects. Not the user fields themselves: `fields`."""

from typing import Any

from b24bridge.core.ids import CODES, COMPANY, CONTACT, DEAL, INVOICE, LEAD, EntityId

# Lower-case type names of timelines: api-reference/crm/timeline/comments/crm-timeline-comment-add.md
TIMELINE_TYPES = {LEAD: "lead", DEAL: "deal", CONTACT: "contact", COMPANY: "company", INVOICE: "smart_invoice"}

HOLD = "ufCrmB24bHold"
HOLD_UNTIL = "ufCrmB24bHoldUntil"
HOLD_REASON = "ufCrmB24bHoldReason"
HOLD_FIELDS = {
    "UF_CRM_B24B_HOLD": HOLD,
    "UF_CRM_B24B_HOLD_UNTIL": HOLD_UNTIL,
    "UF_CRM_B24B_HOLD_REASON": HOLD_REASON,
}


def entity_of(type_id: Any, number: Any) -> EntityId | None:
    """Return the entity, or None for a type that we do not mirror, such as a quote, or for the portal's 0."""
    pair = (str(type_id), str(number))
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in pair):
        return None
    entity = EntityId(int(pair[0]), int(pair[1]))
    return entity if entity.type_id in CODES and entity.id else None


def bound_entities(value: Any) -> tuple[EntityId, ...]:
    """Return the entities of a task's UF_CRM_TASK, such as `["CO_5", "T80_6"]`; types that we do not mirror are left out."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    found = []
    for item in items:
        try:
            found.append(EntityId.parse(str(item)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
