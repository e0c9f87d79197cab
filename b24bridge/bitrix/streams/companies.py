"""Companies, through the universal CRM methods (api-reference/crm/universal/crm-item-list.md)."""

from b24bridge.bitrix.streams import crm_items
from b24bridge.bitrix.streams.names import HOLD, HOLD_REASON, HOLD_UNTIL
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import COMPANY
from b24bridge.core.records import Company
from b24bridge.core.streams import Stream

SELECT = ("id", "assignedById", "createdTime", "updatedTime", "typeId", "isMyCompany")
NAMES = ("title",)


def company(row: Row) -> Company:
    """Return the company that a row is."""
    return Company(
        id=row.identity("id"),
        owner_id=row.number("assignedById"),
        created_at=row.moment("createdTime"),
        updated_at=row.moment("updatedTime"),
        company_type=row.text("typeId"),
        is_mine=row.flag("isMyCompany"),
        title=row.text("title"),
        hold=row.flag(HOLD),
        hold_until=row.day(HOLD_UNTIL),
        hold_reason=row.text(HOLD_REASON),
    )


def source(site: Site) -> Walk:
    """Return how companies are read; their names only where a setting allows to keep them."""
    names = () if site.keep_names == "none" else NAMES
    select = (*SELECT, *names, *crm_items.hold_fields(site, COMPANY))
    return crm_items.walk(site, Stream.COMPANIES, COMPANY, select, company)
