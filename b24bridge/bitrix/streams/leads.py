"""Leads (api-reference/crm/universal/object-fields.md); a converted lead stays, in a stage of success."""

from b24bridge.bitrix.streams import crm_items
from b24bridge.bitrix.streams.elements import SHARED, element
from b24bridge.bitrix.streams.site import Site
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import LEAD
from b24bridge.core.streams import Stream

SELECT = (*SHARED, *("stageSemanticId", "originatorId"))


def source(site: Site) -> Walk:
    """Return how leads are read."""
    return crm_items.walk(site, Stream.LEADS, LEAD, SELECT, lambda row: element(row, LEAD, site.meaning, site.currency))
