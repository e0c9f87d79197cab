"""Which rows a portal has: counted, or their ids alone. No list tells of a row that was deleted or merged unheard.

Counting is dear on large tables (settings/performance/huge-data.md), so it is for the night: once over everything, then over
what differs, in ever smaller windows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from b24bridge.bitrix.paging import End
from b24bridge.bitrix.streams import activity_list, crm_items, orders, payments, shipments, task_list
from b24bridge.bitrix.streams.site import Fields, Site
from b24bridge.bitrix.streams.walk import Listing
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD
from b24bridge.core.streams import Stream, Window

ITEMS = {
    Stream.COMPANIES: COMPANY,
    Stream.CONTACTS: CONTACT,
    Stream.LEADS: LEAD,
    Stream.DEALS: DEAL,
    Stream.INVOICES: INVOICE,
}
LISTED: Mapping[Stream, Listing] = {
    **{stream: crm_items.listing(type_id, ()) for stream, type_id in ITEMS.items()},
    Stream.ORDERS: orders.LISTING,
    Stream.PAYMENTS: payments.LISTING,
    Stream.SHIPMENTS: shipments.LISTING,
    Stream.ACTIVITIES: activity_list.LISTING,
    Stream.TASKS: task_list.LISTING,
}


@dataclass(frozen=True, slots=True)
class Census:
    """The rows of one portal by their ids."""

    site: Site

    def count(self, windows: Sequence[Window]) -> Sequence[int | None]:
        """Count the rows of each window, fifty windows a request; None where the portal refuses or does not count."""
        commands = {}
        for place, window in enumerate(windows):
            listing = ids_of(window.stream)
            wanted = {f">{listing.id_key}": window.after, **upto(window, listing)}
            commands[str(place)] = (listing.method, {**listing.params, listing.filter_key: wanted, "start": 0})
        answers = self.site.answers(commands, may_refuse=commands)
        return [answers[key].total if key in answers else None for key in commands]

    def ids(self, window: Window) -> Sequence[int]:
        """Return the ids of a window's rows, in order."""
        listing = ids_of(window.stream)
        pages = listing.pages(self.site, window.after, upto(window, listing), End(last=window.upto))
        return [int(row[listing.row_id]) for row in chain.from_iterable(pages)]


def ids_of(stream: Stream) -> Listing:
    """Return the list of a stream's rows with nothing but their ids. Raises KeyError for a stream that is no such list."""
    listing = LISTED[stream]
    return replace(listing, params={**listing.params, "select": [listing.id_key]})


def upto(window: Window, listing: Listing) -> Fields:
    """Return the filter for the upper end of a window."""
    return {f"<={listing.id_key}": window.upto}
