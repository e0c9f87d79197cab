"""Stages and funnels: which dictionary a type and funnel use, and what a stage means."""

from __future__ import annotations

from b24sandbox.entities import CrmType
from b24sandbox.portal import Portal
from b24sandbox.store import Row


def dictionary(crm_type: CrmType, category_id: int) -> str:
    """ENTITY_ID of the stages: DEAL_STAGE, DEAL_STAGE_1, SMART_INVOICE_STAGE_1, STATUS for leads; empty without stages."""
    if crm_type.id == 31:
        return f"{crm_type.status_prefix}_{category_id}"
    return f"{crm_type.status_prefix}_{category_id}" if category_id else crm_type.status_prefix


def stages(portal: Portal, crm_type: CrmType, category_id: int) -> list[Row]:
    """Stages of a funnel in their order."""
    rows = portal.table("status").grouped("ENTITY_ID", dictionary(crm_type, category_id))
    return sorted(rows, key=lambda row: (row.get("SORT") or 0, row["ID"]))


def semantic(portal: Portal, crm_type: CrmType, stage_id: str | None, category_id: int) -> str | None:
    """P, S or F of a stage; None for a stage that the funnel does not have."""
    for row in stages(portal, crm_type, category_id):
        if row["STATUS_ID"] == stage_id:
            return row.get("SEMANTICS") if row.get("SEMANTICS") in {"S", "F"} else "P"
    return None


def default_category(portal: Portal, crm_type: CrmType) -> int:
    """The funnel of a new item that names none; invoices without a listed funnel go by their stages."""
    rows = portal.table("category").grouped("entityTypeId", crm_type.id)
    default = next((row for row in rows if row.get("isDefault") == "Y"), rows[0] if rows else None)
    if default is not None:
        return int(default["id"])
    prefix = f"{crm_type.status_prefix}_"
    known = [
        row["ENTITY_ID"].removeprefix(prefix) for row in portal.table("status").all() if row["ENTITY_ID"].startswith(prefix)
    ]
    return min((int(number) for number in known if number.isdigit()), default=0) if crm_type.id == 31 else 0


def has_category(portal: Portal, crm_type: CrmType, category_id: int) -> bool:
    """Whether the type has this funnel; the default one is there even if nothing lists it."""
    rows = portal.table("category").grouped("entityTypeId", crm_type.id)
    return any(row["id"] == category_id for row in rows) or category_id == default_category(portal, crm_type)
