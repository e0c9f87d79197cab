"""Deals (api-reference/crm/universal/object-fields.md); templates of recurring deals are among them."""

from b24bridge.bitrix.streams import crm_items
from b24bridge.bitrix.streams.elements import SHARED, element
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import DEAL
from b24bridge.core.streams import Stream

SELECT = (
    *SHARED,
    *("stageSemanticId", "originatorId", "categoryId", "begindate", "closedate", "probability", "isRecurring"),
)


def source(site: Site) -> Walk:
    """Return how deals are read."""
    return crm_items.walk(site, Stream.DEALS, DEAL, SELECT, lambda row: element(row, DEAL, site.meaning, site.currency))
