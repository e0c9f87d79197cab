"""What shop orders hang on: a payment of a deal or invoice is, for the portal, a payment of an order behind it.

api-reference/crm/universal/order-entity/crm-order-entity-list.md. One command asks for fifty orders, which is cheaper than
`crm.item.payment.list` with its one command an item, and that one tells neither returns nor terms nor disputes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from b24bridge.bitrix.batch import MOST
from b24bridge.bitrix.streams.names import entity_of
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Fields, Site, rows_of
from b24bridge.core.ids import DEAL, INVOICE, EntityId

METHOD = "crm.orderentity.list"
SELECT = ("orderId", "ownerId", "ownerTypeId")
HOLDERS = (INVOICE, DEAL)
Links = Mapping[int, EntityId]


def numbers_in(rows: Sequence[Fields], key: str) -> list[int]:
    """Return the numbers that rows hold in a field, in order; a row that cannot be read holds none."""
    return [number for fields in rows if isinstance(fields, Mapping) and (number := Row(fields).number(key))]


def links_of(site: Site, order_ids: Iterable[int]) -> Links:
    """Return the deal or invoice that each of these orders hangs on; a portal that does not tell leaves a gap."""
    numbers = sorted(set(order_ids))
    parts = [numbers[place : place + MOST] for place in range(0, len(numbers), MOST)]
    commands = {str(place): asked({"@orderId": part}) for place, part in enumerate(parts)}
    answers = site.answers(commands, may_refuse=commands)
    return read_links(row for answer in answers.values() for row in rows_of(answer, "orderEntity", METHOD))


def read_links(rows: Iterable[Fields]) -> Links:
    """Return what orders hang on by rows of the list; an order of both a deal and its invoice is the invoice's."""
    found: dict[int, EntityId] = {}
    for row in map(Row, rows):
        order_id, holder = row.number("orderId"), entity_of(row.value("ownerTypeId"), row.value("ownerId"))
        if order_id and holder and holder.type_id in HOLDERS:
            found[order_id] = max(holder, found.get(order_id, holder))
    return found


def of_holders(entities: Sequence[EntityId]) -> dict[str, tuple[str, Fields]]:
    """Return the commands that ask which orders hang on these deals and invoices: one for each of the two types."""
    ids = {kind: [entity.id for entity in entities if entity.type_id == kind] for kind in HOLDERS}
    return {f"orders of {kind}": asked({"=ownerTypeId": kind, "@ownerId": ids[kind]}) for kind in HOLDERS if ids[kind]}


def asked(wanted: Mapping[str, Any]) -> tuple[str, Fields]:
    """Return the command for all links that a filter lets through; without a page size `start` -1 gives them at once."""
    return METHOD, {"select": list(SELECT), "filter": wanted, "start": -1}
