"""Lists and cards of companies, contacts, leads, deals and invoices."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request

from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.pages import addresses, card_fields, sheets, timeline, widgets
from b24sandbox.pages.frames import open_frame
from b24sandbox.pages.site import Shown, employee, page, wording
from b24sandbox.payments import paid_sum
from b24sandbox.portal import Portal
from b24sandbox.store import Row

HISTORY = 100
LINKS = {
    4: {3: "companyIds", 2: "companyId", 31: "companyId"},
    3: {2: "contactIds", 31: "contactIds"},
    2: {31: "parentId2"},
}


@page("/", "refused.html")
def index(served: Portal) -> Shown:
    """The portal opens on its companies."""
    del served
    return redirect(addresses.COMPANIES)


@page("/crm/<entity>/list/", "items.html")
def items(served: Portal, entity: str) -> Shown:
    """A list with search, by title, contact data or number."""
    return _list(served, _type(entity))


@page("/crm/type/31/list/", "items.html")
def invoices(served: Portal) -> Shown:
    """The list of invoices, under the address of smart processes."""
    return _list(served, CRM_TYPES[31])


def _type(entity: str) -> CrmType:
    try:
        return addresses.named(entity)
    except LookupError:
        abort(404)


def _list(served: Portal, crm_type: CrmType) -> dict[str, Any]:
    sought = request.args.get("q", "").strip()
    table = served.table(crm_type.entity)
    ids = [row["id"] for row in table.all() if _fits(crm_type, row, sought.casefold())] if sought else table.ids
    sheet = sheets.cut(ids, request.args.get("page"))
    words = wording()
    rows = [_line(served, crm_type, table.rows[row_id]) for row_id in sheet.rows]
    return {
        "crm_type": crm_type,
        "address": addresses.items,
        "sheet": sheet,
        "rows": rows,
        "sought": sought,
        "has_user_fields": bool(card_fields.labelled(served, crm_type, words)),
    }


def _fits(crm_type: CrmType, row: Row, sought: str) -> bool:
    values = [card_fields.title(crm_type, row), str(row["id"]), str(row.get("accountNumber") or "")]
    values += [item["value"] for item in row.get("fm") or ()]
    return any(sought in value.casefold() for value in values)


def _line(served: Portal, crm_type: CrmType, row: Row) -> dict[str, Any]:
    words = wording()
    kind = card_fields.status_name(served, f"{crm_type.symbol.upper()}_TYPE", row.get("typeId"))
    if crm_type.status_prefix:
        kind = card_fields.stage_name(served, crm_type, row.get("stageId"), row.get("categoryId") or 0)
    company_id = row.get("companyId")
    return {
        "title": card_fields.title(crm_type, row),
        "address": addresses.item(crm_type, row["id"]),
        "owner": served.user(row.get("assignedById") or 0),
        "kind": kind,
        "company": card_fields.link(served, CRM_TYPES[4], company_id) if company_id else None,
        "money": words.money(row.get("opportunity"), row.get("currencyId")) if crm_type.status_prefix else "",
        "marks": [field for field in card_fields.user_fields(served, crm_type, row, words) if field.text],
        "last": card_fields.last_activity(served, crm_type, row),
    }


@page("/crm/<entity>/details/<int:row_id>/", "card.html")
def card(served: Portal, entity: str, row_id: int) -> Shown:
    """The card of an item: fields, what is linked to it, forms, timeline."""
    return _card(served, _type(entity), row_id)


@page("/crm/type/31/details/<int:row_id>/", "card.html")
def invoice_card(served: Portal, row_id: int) -> Shown:
    """The card of an invoice."""
    return _card(served, CRM_TYPES[31], row_id)


def _card(served: Portal, crm_type: CrmType, row_id: int) -> dict[str, Any]:
    row, words = served.table(crm_type.entity).get(row_id) or abort(404), wording()
    history = timeline.entries(served, crm_type, row, words)
    limit = len(history) if request.args.get("all") else HISTORY
    return {
        "crm_type": crm_type,
        "row": row,
        "title": card_fields.title(crm_type, row),
        "address": addresses.item(crm_type, row_id),
        "standard": card_fields.standard(served, crm_type, row, words),
        "user_fields": card_fields.user_fields(served, crm_type, row, words),
        "inputs": card_fields.inputs(served, crm_type, row, words),
        "linked": _linked(served, crm_type, row_id),
        "planned": [entry for entry in history if entry.is_planned],
        "history": [entry for entry in history if not entry.is_planned][:limit],
        "hidden": max(0, len(history) - limit),
        "tasks": [_task(task) for task in served.table("task").grouped("ufCrmTask", f"{crm_type.short}_{row_id}")],
        "to_pay": max(0.0, (row.get("opportunity") or 0.0) - paid_sum(served, crm_type, row)) if crm_type.id == 31 else 0.0,
        **_tabs(served, crm_type, row_id),
    }


def _tabs(served: Portal, crm_type: CrmType, row_id: int) -> dict[str, Any]:
    words = wording()
    tabs = widgets.tabs(served, crm_type, words)
    chosen = next((tab for tab in tabs if tab.number == request.args.get("tab")), None)
    if chosen is None:
        return {"tabs": tabs, "tab": None, "frame": None}
    widget, options = chosen.widget, {"ID": str(row_id), "URI": addresses.item(crm_type, row_id)}
    frame = open_frame(
        served, chosen.app, widget.url, employee(), language=words.language, placement=widget.placement, options=options
    )
    return {"tabs": tabs, "tab": chosen, "frame": frame}


def _linked(served: Portal, crm_type: CrmType, row_id: int) -> list[dict[str, Any]]:
    shown = []
    for number, group in LINKS.get(crm_type.id, {}).items():
        other = CRM_TYPES[number]
        rows = served.table(other.entity).grouped(group, row_id)
        shown.append({"crm_type": other, "rows": [_line(served, other, row) for row in reversed(rows)]})
    return shown


def _task(row: Row) -> dict[str, Any]:
    return {"row": row, "address": addresses.task(row["responsibleId"], row["id"])}
