"""How rows of orders are read, such as payments: they bear no moment of their last change.

So a sweep asks for those of orders that changed, and for those whose own dates are new, the order listed or not. What an
order lost is told by events alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from b24bridge.bitrix.batch import MOST
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.streams import orders
from b24bridge.bitrix.streams.site import Fields, Parsed, Site
from b24bridge.bitrix.streams.walk import CHUNK, Listing, Walk, chunks, earlier
from b24bridge.core.records import Record
from b24bridge.core.streams import Cursor, Page

CHANGED_ORDERS = Listing(
    method=orders.LISTING.method,
    params={"select": ["id"]},
    id_key="id",
    by_ids="@id",
    rows_key="orders",
    row_id="id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParts:
    """Rows that orders have, of one portal. `dates` are the fields whose date is new when a row changed in that respect.

    The cursor is that of a walk in the first pass, `{since}` between sweeps.
    """

    site: Site
    listing: Listing
    dates: Sequence[str]
    read: Callable[[Sequence[Fields]], Parsed]

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the commands that reading on begins with."""
        since = cursor.get("since")
        if not since:
            return self._walk().opening(cursor)
        begin = earlier(str(since))
        dated = [self.listing.first({f">={date}": begin}) for date in self.dates]
        return [*dated, CHANGED_ORDERS.head(0, changed_since(begin))]

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read on: everything by id at first, then only what may have changed."""
        since = cursor.get("since")
        yield from self._swept(str(since)) if since else self._walk().pages(cursor)

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these rows again."""
        return self._walk().look(ids)

    def of_orders(self, order_ids: Sequence[int]) -> list[Fields]:
        """Return the rows of these orders, all pages of them."""
        parts = [order_ids[place : place + MOST] for place in range(0, len(order_ids), MOST)]
        return self._whole({"@orderId": list(part)} for part in parts)

    def _walk(self) -> Walk:
        return Walk(site=self.site, listing=self.listing, read=self.read)

    def _swept(self, since: str) -> Iterator[Page]:
        begin = earlier(since)
        dated = self._whole({f">={date}": begin} for date in self.dates)
        began = self.site.now().isoformat()
        changed = CHANGED_ORDERS.pages(self.site, 0, changed_since(begin))
        of_orders = (self.of_orders([int(row["id"]) for row in rows]) for rows, _ in chunks(changed, CHUNK))
        for rows, is_last in chunks(chain([dated], of_orders), CHUNK):
            records, parked = self.read(list({str(row[self.listing.row_id]): row for row in rows}.values()))
            after: Cursor = {"since": began if is_last else since}
            yield Page(records=tuple(records), cursor=after, is_last=is_last, parked=tuple(parked))

    def _whole(self, filters: Iterable[Fields]) -> list[Fields]:
        """Return the rows that any of these filters lets through, each once; the first pages come fifty a request."""
        wanted = {str(place): one for place, one in enumerate(filters)}
        answers = self.site.answers({key: self.listing.first(one) for key, one in wanted.items()})
        rows = (row for key, one in wanted.items() for row in self.listing.whole(self.site, one, answers[key]))
        return list({str(row[self.listing.row_id]): row for row in rows}.values())


def changed_since(begin: str) -> Fields:
    """Return the filter for orders that changed since a moment."""
    return {f">={orders.LISTING.changed}": begin}
