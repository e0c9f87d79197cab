"""Payments of shop orders, and of the deals and invoices behind which an order stands (api-reference/sale/payment/)."""

from collections.abc import Sequence

from b24bridge.bitrix.streams.order_links import Links, links_of, numbers_in
from b24bridge.bitrix.streams.order_parts import OrderParts
from b24bridge.bitrix.streams.orders import origin_of
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed
from b24bridge.bitrix.streams.walk import Listing
from b24bridge.core.records import PaymentRow
from b24bridge.core.streams import Stream

SELECT = (
    *("id", "orderId", "sum", "currency", "paid", "datePaid", "datePayBefore", "isReturn", "marked", "reasonMarked"),
    *("externalPayment", "id1c", "updated1c"),
)
LISTING = Listing(
    method="sale.payment.list",
    params={"select": list(SELECT)},
    id_key="id",
    by_ids="@id",
    rows_key="payments",
    row_id="id",
)
DATES = ("dateBill", "datePaid", "dateMarked", "payReturnDate")


def payment(row: Row, links: Links, base_currency: str) -> PaymentRow:
    """Return the payment that a row is. A reason to mark it disputes it even where nobody set the mark itself."""
    order_id = row.number("orderId")
    return PaymentRow(
        id=row.identity("id"),
        order_id=order_id,
        entity=links.get(order_id or 0),
        amount=row.amount("sum"),
        currency=row.text("currency") or base_currency,
        is_paid=row.flag("paid"),
        paid_at=row.moment("datePaid"),
        updated_at=None,
        due_at=row.moment("datePayBefore"),
        is_return=row.flag("isReturn"),
        is_disputed=row.flag("marked") or row.text("reasonMarked") is not None,
        origin=origin_of(row, "externalPayment"),
    )


def read(site: Site, rows: Sequence[Fields], links: Links) -> Parsed:
    """Return the payments that rows are."""
    return parsed(Stream.PAYMENTS, rows, lambda row: payment(row, links, site.currency))


def source(site: Site) -> OrderParts:
    """Return how payments are read."""

    def linked(rows: Sequence[Fields]) -> Parsed:
        return read(site, rows, links_of(site, numbers_in(rows, "orderId")))

    return OrderParts(site=site, listing=LISTING, dates=DATES, read=linked)
