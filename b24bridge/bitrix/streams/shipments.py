"""Shipments of shop orders (api-reference/sale/shipment/). An order's `deducted` alone does not tell when they left."""

from b24bridge.bitrix.streams.order_parts import OrderParts
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Listing
from b24bridge.core.records import Shipment
from b24bridge.core.streams import Stream

LISTING = Listing(
    method="sale.shipment.list",
    params={"select": ["id", "orderId", "deducted", "dateDeducted", "canceled"]},
    id_key="id",
    by_ids="@id",
    rows_key="shipments",
    row_id="id",
)
DATES = ("dateInsert", "dateDeducted", "dateCanceled")


def shipment(row: Row) -> Shipment:
    """Return the shipment that a row is; a cancelled one has not left. Raises UnreadableRowError without its order."""
    order_id, is_shipped = row.number("orderId"), row.flag("deducted") and not row.flag("canceled")
    if order_id is None:
        raise UnreadableRowError("orderId is missing")
    return Shipment(
        id=row.identity("id"),
        order_id=order_id,
        is_shipped=is_shipped,
        shipped_at=row.moment("dateDeducted") if is_shipped else None,
        updated_at=None,
    )


def source(site: Site) -> OrderParts:
    """Return how shipments are read."""
    return OrderParts(site=site, listing=LISTING, dates=DATES, read=lambda rows: parsed(Stream.SHIPMENTS, rows, shipment))
