"""Stage history, currencies and the mode of the CRM (api-reference/crm/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy, strict
from b24sandbox.crm_access import OLD_INVOICE
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.fields.activities import STAGE_HISTORY
from b24sandbox.fields.dictionaries import CURRENCY
from b24sandbox.lists import arranged, page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, required
from b24sandbox.result import Result
from b24sandbox.show import native, textual
from b24sandbox.store import Row

COMMON_HISTORY = ("ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME")
DEAL_HISTORY = (*COMMON_HISTORY, "CATEGORY_ID", "STAGE_SEMANTIC_ID", "STAGE_ID")
LEAD_HISTORY = (*COMMON_HISTORY, "STATUS_SEMANTIC_ID", "STATUS_ID")
STAGED = {1, 2, 31}


@method(
    "crm.stagehistory.list",
    "crm",
    {"entityTypeId": "integer!", "order": "object", "filter": "object", "select": "array", "start": "integer"},
    is_exact=True,
)
def crm_stagehistory_list(call: Call) -> Result:
    """Moves over stages of all items of one type, in bulk."""
    number = integer(required(call, "entityTypeId")) or 0
    if number == OLD_INVOICE:
        return Result({"items": []}, 0)
    if number not in STAGED:
        raise PortalError("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type `{number}` is not supported")
    names = LEAD_HISTORY if number == 1 else DEAL_HISTORY
    known = {name: STAGE_HISTORY[name] for name in names}
    criteria = strict.criteria(call, known.get, "ID")
    criteria.tests.append(lambda row: row["entityTypeId"] == number)
    entity = CRM_TYPES[number].entity
    is_visible = call.portal.visibility(call.user, entity)
    items = call.portal.table(entity)
    rows, total, following = page(
        call.portal.table("stagehistory"),
        criteria,
        strict.order(call, known.get, "ID"),
        call.params.get("start"),
        (lambda row: is_visible(items.rows.get(row["OWNER_ID"], {}))) if is_visible else None,
    )
    chosen = [str(name) for name in listing(call.params.get("select"))]
    shown = [name for name in names if not chosen or "*" in chosen or name in chosen]
    return Result({"items": [native(row, known, call.portal.zone, shown) for row in rows]}, total, following)


def _currency(call: Call, row: Row) -> dict[str, Any]:
    return textual(row, CURRENCY, call.portal.zone) | {"AMOUNT": f"{row.get('AMOUNT') or 0:.4f}"}


@method("crm.currency.list", "crm", {"order": "object"})
def crm_currency_list(call: Call) -> Result:
    """All currencies; `total` is 0 whatever their number, as the page shows."""
    table = call.portal.table("currency")
    rows = arranged(table.all(), legacy.order(call, CURRENCY, [("SORT", False)]))
    return Result([_currency(call, row) for row in rows], 0)


@method("crm.currency.get", "crm", {"id": "string"})
def crm_currency_get(call: Call) -> Result:
    """One currency with the ways to write it, by language."""
    row = next((row for row in call.portal.table("currency").all() if row["CURRENCY"] == call.params.get("id")), None)
    if row is None:
        raise PortalError("", "Not found")
    shown = _currency(call, row)
    ways = {name: shown[name] for name in ("FORMAT_STRING", "FULL_NAME", "DEC_POINT", "THOUSANDS_SEP", "DECIMALS")}
    language = {"THOUSANDS_VARIANT": "B", "HIDE_ZERO": "Y"}
    return Result(shown | {"LANG": {call.portal.settings.language: ways | language}})


@method("crm.settings.mode.get", "crm", {})
def crm_settings_mode_get(call: Call) -> Result:
    """1: with leads."""
    del call
    return Result(1)
