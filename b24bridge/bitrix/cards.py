"""The card of one client: its name, and our own fields on it. Only our own fields are ever written.

Not the stream of companies and contacts: a card is read one at a time, right before it is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.items import LIST, Items
from b24bridge.bitrix.streams import companies, contacts
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.bitrix.userfields import UserFields
from b24bridge.core.errors import NotFound
from b24bridge.core.ids import COMPANY, CONTACT, EntityId

STATE, SINCE, NEXT, WHY = "ufCrmB24bState", "ufCrmB24bSince", "ufCrmB24bNext", "ufCrmB24bWhy"
DEBT, RISK = "ufCrmB24bDebt", "ufCrmB24bRisk"
LABELS = {
    STATE: "UF_CRM_B24B_STATE",
    SINCE: "UF_CRM_B24B_SINCE",
    NEXT: "UF_CRM_B24B_NEXT",
    WHY: "UF_CRM_B24B_WHY",
    DEBT: "UF_CRM_B24B_DEBT",
    RISK: "UF_CRM_B24B_RISK",
}
METHOD = LIST
NAMES = {COMPANY: companies.NAMES, CONTACT: contacts.NAMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Cards of one portal's clients."""

    client: PortalClient
    fields: UserFields
    kept: dict[EntityId, Row] = field(default_factory=dict)

    def question(self, client: EntityId) -> tuple[str, Mapping[str, Any]]:
        """Return the command that reads a card: its name and, where the portal has them, our labels."""
        type_id = client.type_id
        select = ["id", *NAMES[type_id], *self.label_fields(type_id)]
        return METHOD, {"entityTypeId": type_id, "filter": {"id": client.id}, "select": select}

    def label_fields(self, type_id: int) -> list[str]:
        """Return those of our label's fields that the portal has."""
        return [name for name, original in LABELS.items() if self.fields.has(type_id, original)]

    def keep(self, client: EntityId, items: Sequence[Any]) -> None:
        """Keep a card that was just read with the grounds, in place of the last one: its actions follow at once."""
        self.kept.clear()
        if items:
            self.kept[client] = Row(items[0])

    def name(self, client: EntityId) -> str:
        """Return what people call the client. Raises NotFound when it is gone."""
        return name_in(client, self.read(client))

    def read(self, client: EntityId) -> Row:
        """Return the card just kept, else read it. Raises NotFound when the client is gone."""
        if client in self.kept:
            return self.kept[client]
        items = rows_of(self.client.read(*self.question(client)), "items", METHOD)
        if not items:
            raise NotFound(METHOD, "NOT_FOUND", str(client))
        return Row(items[0])

    def read_again(self, client: EntityId) -> Row:
        """Read the card as it is now. Raises NotFound when the client is gone."""
        self.kept.pop(client, None)
        return self.read(client)

    def write(self, client: EntityId, fields: Mapping[str, Any]) -> Row:
        """Change our fields of a card and return it as the portal has it now; a kept card is renewed by it."""
        kept = self.kept.pop(client, None)
        card = Items(self.client).write(client, fields)
        if kept is not None:
            self.kept[client] = card
        return card


def name_in(client: EntityId, item: Row) -> str:
    """Return what people call the client whose item this is."""
    return " ".join(part for key in NAMES[client.type_id] if (part := item.text(key))) or str(client)
