"""Contacts and the companies they belong to (api-reference/crm/universal/crm-item-list.md)."""

from b24bridge.bitrix.streams import crm_items
from b24bridge.bitrix.streams.names import HOLD, HOLD_REASON, HOLD_UNTIL
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import CONTACT
from b24bridge.core.records import Contact
from b24bridge.core.streams import Stream

SELECT = ("id", "assignedById", "createdTime", "updatedTime", "companyId", "companyIds")
NAMES = ("name", "lastName")


def contact(row: Row) -> Contact:
    """Return the contact that a row is; `companyId` is its primary company."""
    primary = row.number("companyId")
    companies = ((primary,) if primary else ()) + row.numbers("companyIds")
    return Contact(
        id=row.identity("id"),
        owner_id=row.number("assignedById"),
        created_at=row.moment("createdTime"),
        updated_at=row.moment("updatedTime"),
        company_ids=tuple(dict.fromkeys(companies)),
        title=" ".join(part for part in (row.text("name"), row.text("lastName")) if part) or None,
        hold=row.flag(HOLD),
        hold_until=row.day(HOLD_UNTIL),
        hold_reason=row.text(HOLD_REASON),
    )


def source(site: Site) -> Walk:
    """Return how contacts are read; names of people only where a setting allows to keep them."""
    names = NAMES if site.keep_names == "all" else ()
    select = (*SELECT, *names, *crm_items.hold_fields(site, CONTACT))
    return crm_items.walk(site, Stream.CONTACTS, CONTACT, select, contact)
