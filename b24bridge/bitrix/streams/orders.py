"""Shop orders (api-reference/sale/order/). The list names no clients, so each order that is no invoice's is asked for alone.

`companyId` of an order is our own company, which receives the money; the client stands in `clients`
(api-reference/sale/data-types.md#sale_order_crm_client).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from b24bridge.bitrix.streams.order_links import Links, links_of, numbers_in
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.ids import COMPANY, CONTACT, INVOICE, EntityId
from b24bridge.core.records import Order
from b24bridge.core.streams import Stream

GET = "sale.order.get"
SELECT = (
    *("id", "accountNumber", "responsibleId", "price", "currency", "payed", "canceled", "deducted"),
    *("dateInsert", "dateUpdate", "externalOrder", "id1c", "updated1c"),
)
LISTING = Listing(
    method="sale.order.list",
    params={"select": list(SELECT)},
    id_key="id",
    by_ids="@id",
    rows_key="orders",
    row_id="id",
    changed="dateUpdate",
)
CHUNK = 500
FROM_1C = "1C"


def order(row: Row, base_currency: str, entity: EntityId | None = None) -> Order:
    """Return the order that a row of `sale.order.get` is; a row of the list lacks its clients and its payments."""
    clients, is_paid = row.value("clients"), row.flag("payed")
    return Order(
        id=row.identity("id"),
        number=row.text("accountNumber") or "",
        company_id=client_of(clients, COMPANY),
        contact_id=client_of(clients, CONTACT),
        owner_id=row.number("responsibleId"),
        amount=row.amount("price"),
        currency=row.text("currency") or base_currency,
        is_paid=is_paid,
        is_cancelled=row.flag("canceled"),
        is_shipped=row.flag("deducted"),
        created_at=row.moment("dateInsert"),
        updated_at=row.moment("dateUpdate"),
        paid_at=last_paid_at(row.value("payments")) if is_paid else None,
        origin=origin_of(row, "externalOrder"),
        entity=entity,
    )


def rows_in(value: Any) -> list[Row]:
    """Return the rows of a list inside a row; PHP may write it as an object."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [Row(item) for item in items if isinstance(item, Mapping)]


def client_of(value: Any, type_id: int) -> int | None:
    """Return the client of one type that an order names: its primary one, else the first."""
    of_type = [client for client in rows_in(value) if client.number("entityTypeId") == type_id]
    found = sorted(of_type, key=lambda client: not client.flag("isPrimary"))
    return found[0].number("entityId") if found else None


def last_paid_at(value: Any) -> datetime | None:
    """Return when the last payment of an order was made; money given back is none."""
    made = (payment for payment in rows_in(value) if payment.flag("paid") and not payment.flag("isReturn"))
    paid = (payment.moment("datePaid") for payment in made)
    return max((at for at in paid if at is not None), default=None)


def origin_of(row: Row, external: str) -> str | None:
    """Return whether a row came from 1C, by the three marks that an exchange with it leaves."""
    return FROM_1C if row.text("id1c") or row.flag(external) or row.flag("updated1c") else None


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of one portal."""

    site: Site

    def read(self, rows: Sequence[Fields]) -> Parsed:
        """Return the orders that rows of the list are, after asking what each hangs on and who its clients are."""
        numbers = numbers_in(rows, "id")
        links = links_of(self.site, numbers)
        told = self._told([number for number in numbers if not is_an_invoices(number, links)])

        def record(row: Row) -> Order:
            number = row.identity("id")
            return order(Row({**row.fields, **told.get(number, {})}), self.site.currency, links.get(number))

        return parsed(Stream.ORDERS, rows, record)

    def _told(self, numbers: Sequence[int]) -> Mapping[int, Fields]:
        """Return what the list does not tell of these orders; nothing of those that are gone by now."""
        commands = {str(number): (GET, {"id": number}) for number in numbers}
        answers = self.site.answers(commands, may_refuse=commands)
        orders = {int(key): answer.result.get("order") for key, answer in answers.items() if isinstance(answer.result, dict)}
        wanted = ("clients", "payments")
        return {key: {name: found.get(name) for name in wanted} for key, found in orders.items() if isinstance(found, dict)}


def is_an_invoices(number: int, links: Links) -> bool:
    """Say whether an order is only where the payments of an invoice are kept: the invoice names the client."""
    holder = links.get(number)
    return holder is not None and holder.type_id == INVOICE


def source(site: Site) -> Walk:
    """Return how orders are read."""
    return Walk(site=site, listing=LISTING, read=Orders(site).read, chunk=CHUNK)
