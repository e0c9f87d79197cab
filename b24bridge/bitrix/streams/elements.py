"""What leads, deals and smart invoices have in common: a stage, a sum and a client. Each has a file for the rest."""

from collections.abc import Callable

from b24bridge.bitrix.streams.row import Row
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Element

SHARED = (
    "id",
    "companyId",
    "contactId",
    "contactIds",
    "assignedById",
    "stageId",
    "opportunity",
    "currencyId",
    "createdTime",
    "createdBy",
    "updatedTime",
    "movedTime",
    "movedBy",
)
Meaning = Callable[[int, str], str]
"""What a stage means (P, S or F), asked by entity type and stage code."""


def element(row: Row, type_id: int, meaning: Meaning, base_currency: str) -> Element:
    """Return the lead, deal or invoice that a row is.

    Invoices do not tell what their stage means (api-reference/crm/universal/object-fields.md), so it is looked up. An
    item without a currency is in the portal's own.
    """
    stage_id = row.text("stageId") or ""
    contacts = row.numbers("contactIds")
    return Element(
        entity=EntityId(type_id, row.identity("id")),
        company_id=row.number("companyId"),
        contact_id=row.number("contactId") or (contacts[0] if contacts else None),
        owner_id=row.number("assignedById"),
        stage_id=stage_id,
        semantics=row.text("stageSemanticId") or meaning(type_id, stage_id),
        amount=row.amount("opportunity"),
        currency=row.text("currencyId") or base_currency,
        created_at=row.moment("createdTime"),
        updated_at=row.moment("updatedTime"),
        category_id=row.count("categoryId"),
        moved_at=row.moment("movedTime"),
        moved_by=row.author("movedBy"),
        created_by=row.author("createdBy"),
        origin=row.text("originatorId"),
        begins_on=row.day("begindate"),
        closes_on=row.day("closedate"),
        probability=row.count("probability") if row.value("probability") is not None else None,
        is_recurring=row.flag("isRecurring"),
        number=row.text("accountNumber") or "",
        parent_deal=row.number("parentId2"),
    )
