"""Events of CRM items: ONCRMDEALADD and the like, ONCRMDYNAMICITEMADD for smart invoices."""

from __future__ import annotations

from b24sandbox.entities import CrmType
from b24sandbox.events import emit_entity
from b24sandbox.portal import Portal
from b24sandbox.store import Row


def tell(portal: Portal, crm_type: CrmType, verb: str, row: Row, user_id: int | None) -> None:
    """Emit the event of an item; `verb` is ADD, UPDATE or DELETE."""
    if crm_type.id in {1, 2, 3, 4}:
        emit_entity(portal, f"ONCRM{crm_type.symbol.upper()}{verb}", row["id"], user_id)
        return
    for event in (f"ONCRMDYNAMICITEM{verb}", f"ONCRMDYNAMICITEM{verb}_{crm_type.id}"):
        emit_entity(portal, event, row["id"], user_id, ENTITY_TYPE_ID=str(crm_type.id))
