"""One CRM item at a time, read right before it is changed and believed only when the answer shows the change.

Not the streams, which read everybody, and not a client's card, which the grounds have read already: `bitrix.cards`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.errors import NotFound, Refused, Unknown
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, EntityId

LIST, UPDATE = "crm.item.list", "crm.item.update"
ITEMS = frozenset({LEAD, DEAL, CONTACT, COMPANY, INVOICE})


@dataclass(frozen=True, slots=True)
class Items:
    """Items of one portal: leads, deals, contacts, companies and smart invoices."""

    client: PortalClient

    def read(self, entity: EntityId, select: Sequence[str]) -> Row:
        """Return these fields of an item. Raises NotFound when it is gone, or closed to us."""
        if entity.type_id not in ITEMS:
            raise Refused(LIST, "NO_ITEM", f"{entity} is of a type that these methods do not know")
        params = {"entityTypeId": entity.type_id, "filter": {"id": entity.id}, "select": ["id", *select]}
        rows = rows_of(self.client.read(LIST, params), "items", LIST)
        if not rows:
            raise NotFound(LIST, "NOT_FOUND", str(entity))
        return Row(rows[0])

    def write(self, entity: EntityId, fields: Mapping[str, Any]) -> Row:
        """Change an item and return it as the portal has it now. Raises Unknown when the answer shows no item."""
        params = {"entityTypeId": entity.type_id, "id": entity.id, "fields": fields}
        result = self.client.write(UPDATE, params).result
        item = result.get("item") if isinstance(result, dict) else None
        if not isinstance(item, dict) or str(item.get("id")) != str(entity.id):
            raise Unknown(UPDATE, "UNEXPECTED_ANSWER", "success without the item")
        return Row(item)
