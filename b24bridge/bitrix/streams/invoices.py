"""Smart invoices (api-reference/crm/universal/invoice.md); the date to pay before is `closedate`, the deal `parentId2`."""

from b24bridge.bitrix.streams import crm_items
from b24bridge.bitrix.streams.elements import SHARED, element
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import INVOICE
from b24bridge.core.streams import Stream

SELECT = (*SHARED, *("categoryId", "begindate", "closedate", "accountNumber", "parentId2"))


def source(site: Site) -> Walk:
    """Return how smart invoices are read."""
    return crm_items.walk(
        site, Stream.INVOICES, INVOICE, SELECT, lambda row: element(row, INVOICE, site.meaning, site.currency)
    )
