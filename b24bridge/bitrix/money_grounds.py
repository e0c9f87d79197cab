"""What may have changed in a client's deals, documents and payments since a moment, asked beside the rest of its grounds.

Only what changed is asked for, so a client with a long history costs no more than one without. Orders that stand behind
invoices and that the mirror does not know yet are read on in a second request, and so is what an order's own row lacks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.streams import deals, invoices, leads, order_links, orders, payments, shipments
from b24bridge.bitrix.streams.order_links import Links, numbers_in
from b24bridge.bitrix.streams.site import Fields, Site, parsed, rows_of
from b24bridge.bitrix.streams.walk import Listing
from b24bridge.core.ids import DEAL, INVOICE, LEAD, ORDER, EntityId
from b24bridge.core.records import Record
from b24bridge.core.streams import Stream

ELEMENTS = {LEAD: leads.source, DEAL: deals.source, INVOICE: invoices.source}
PAID = ("datePaid", "dateMarked", "payReturnDate")
SHIPPED = ("dateDeducted",)
Question = tuple[Listing, Fields]


@dataclass(frozen=True, slots=True)
class MoneyGrounds:
    """The part of one client's grounds that is about money; `entities` is all that belongs to the client."""

    site: Site
    entities: Sequence[EntityId]
    since: datetime

    def elements(self) -> dict[str, Question]:
        """Return what asks for its changed leads, deals and invoices."""
        questions: dict[str, Question] = {}
        for kind, source in ELEMENTS.items():
            if ids := self._ids(kind):
                listing = source(self.site).listing
                questions[f"elements of {kind}"] = (listing, {"@id": ids, f">={listing.changed}": self.since.isoformat()})
        return questions

    def shop(self) -> dict[str, Question]:
        """Return what asks for its orders, payments and shipments that changed; a portal without a shop refuses it."""
        ids, since = self._ids(ORDER), self.since.isoformat()
        if not ids:
            return {}
        of_payments = {f"payments by {date}": (payments.LISTING, {"@orderId": ids, f">={date}": since}) for date in PAID}
        of_shipments = {f"shipments by {date}": (shipments.LISTING, {"@orderId": ids, f">={date}": since}) for date in SHIPPED}
        return {"orders": (orders.LISTING, {"@id": ids, f">={orders.LISTING.changed}": since}), **of_payments, **of_shipments}

    def links(self) -> dict[str, tuple[str, Fields]]:
        """Return what asks on which orders its payments hang, the unknown ones too."""
        known = self._ids(ORDER)
        of_known = {"orders known": order_links.asked({"@orderId": known})} if known else {}
        return order_links.of_holders(self.entities) | of_known

    def read_elements(self, rows: Mapping[str, list[Fields]]) -> list[Record]:
        """Return the leads, deals and invoices of the answers."""
        parts = [source(self.site).read(rows.get(f"elements of {kind}", []))[0] for kind, source in ELEMENTS.items()]
        return [record for part in parts for record in part]

    def read_shop(self, rows: Mapping[str, list[Fields]], answers: Mapping[str, Answer]) -> list[Record]:
        """Return the orders, payments and shipments of the answers, and the payments of orders that nobody knew."""
        told = [answers[key] for key in self.links() if key in answers]
        links = order_links.read_links(row for answer in told for row in rows_of(answer, "orderEntity", order_links.METHOD))
        changed = rows.get("orders", [])
        anew = {*numbers_in(changed, "id"), *(links.keys() - set(self._ids(ORDER)))}
        paid = [row for key in rows if key.startswith("payments") for row in rows[key]]
        paid += payments.source(self.site).of_orders(sorted(anew)) if anew else []
        shipped = [row for key in rows if key.startswith("shipments") for row in rows[key]]
        return [
            *(orders.Orders(self.site).read(changed)[0] if changed else ()),
            *dict.fromkeys(self._payments(paid, links)),
            *parsed(Stream.SHIPMENTS, shipped, shipments.shipment)[0],
        ]

    def _payments(self, rows: Sequence[Fields], links: Links) -> list[Record]:
        return payments.read(self.site, rows, links)[0]

    def _ids(self, type_id: int) -> list[int]:
        return [entity.id for entity in self.entities if entity.type_id == type_id]
