"""Stage history and the CRM's dictionaries: statuses, funnels, currencies (api-reference/crm/)."""

from __future__ import annotations

from b24sandbox import legacy, strict
from b24sandbox.crm_access import OLD_INVOICE, type_of
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.fields.activities import STAGE_HISTORY
from b24sandbox.fields.dictionaries import CATEGORY, CURRENCY, STATUS
from b24sandbox.lists import matching, ordered, page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, required
from b24sandbox.result import Result
from b24sandbox.show import native, textual

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


@method("crm.status.list", "crm", {"order": "object", "filter": "object"})
def crm_status_list(call: Call) -> Result:
    """Every status that fits, without pages."""
    criteria = legacy.criteria(call, STATUS, "ID")
    table = call.portal.table("status")
    order = legacy.order(call, STATUS, [("ENTITY_ID", False), ("SORT", False), ("ID", False)])
    rows = list(ordered(matching(table, criteria), table, order))
    names = [name for name in STATUS if name != "EXTRA"]
    shown = [
        textual(row, STATUS, call.portal.zone, names) | {"NAME_INIT": row.get("NAME_INIT") or ""}
        | ({"EXTRA": row["EXTRA"]} if row.get("EXTRA") else {})
        for row in rows
    ]  # fmt: skip
    return Result(shown, len(shown))


@method("crm.category.list", "crm", {"entityTypeId": "integer!"}, is_exact=True)
def crm_category_list(call: Call) -> Result:
    """Funnels of a type; types without them refuse."""
    crm_type = type_of(call)
    if not crm_type.has_categories:
        raise PortalError("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type `{crm_type.symbol.upper()}` is not supported")
    rows = call.portal.table("category").grouped("entityTypeId", crm_type.id)
    rows.sort(key=lambda row: (row.get("sort") or 0, row["id"]))
    shown = [native(row, CATEGORY, call.portal.zone) for row in rows]
    for row in shown:
        row |= {"originId": row["originId"] or "", "originatorId": row["originatorId"] or ""}
        if row["isDefault"] == "Y":
            del row["originId"], row["originatorId"]
    return Result({"categories": shown}, len(shown))


@method("crm.currency.list", "crm", {"order": "object"})
def crm_currency_list(call: Call) -> Result:
    """All currencies; `total` is 0 whatever their number, as the page shows."""
    table = call.portal.table("currency")
    rows = list(ordered(table.all(), table, legacy.order(call, CURRENCY, [("SORT", False)])))
    shown = [
        textual(row, CURRENCY, call.portal.zone) | {"AMOUNT": f"{row.get('AMOUNT') or 0:.4f}"}
        for row in rows
    ]  # fmt: skip
    return Result(shown, 0)
