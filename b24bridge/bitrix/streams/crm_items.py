"""What all CRM items have in common: the universal list, filtered by id and by change.

api-reference/crm/universal/crm-item-list.md: exactly the fields named in `select`, ids in lower case, unknown names refused.
"""

from collections.abc import Callable, Sequence

from b24bridge.bitrix.streams.names import HOLD_FIELDS
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Site, parsed
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.records import Record
from b24bridge.core.streams import Stream

METHOD = "crm.item.list"


def walk(site: Site, stream: Stream, type_id: int, select: Sequence[str], read: Callable[[Row], Record]) -> Walk:
    """Return how items of one type are read."""
    return Walk(site=site, listing=listing(type_id, select), read=lambda rows: parsed(stream, rows, read))


def listing(type_id: int, select: Sequence[str]) -> Listing:
    """Return the list of items of one type."""
    return Listing(
        method=METHOD,
        params={"entityTypeId": type_id, "select": list(select)},
        id_key="id",
        by_ids="@id",
        rows_key="items",
        row_id="id",
        changed="updatedTime",
    )


def hold_fields(site: Site, type_id: int) -> tuple[str, ...]:
    """Return the fields by which people exempt a client, as far as the portal has them."""
    return tuple(name for original, name in HOLD_FIELDS.items() if site.fields.has(type_id, original))
