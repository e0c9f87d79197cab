"""The card of one client: its name, and our labels on it. Only our own fields are ever written.

Not the stream of companies and contacts: a card is read one at a time, right before it is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.streams import companies, contacts
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.bitrix.userfields import UserFields
from b24bridge.core.actions import DropLabel, PutLabel
from b24bridge.core.errors import NotFound, Refused, Unknown
from b24bridge.core.ids import COMPANY, CONTACT, EntityId

STATE, SINCE, NEXT, WHY = "ufCrmB24bState", "ufCrmB24bSince", "ufCrmB24bNext", "ufCrmB24bWhy"
LABELS = {STATE: "UF_CRM_B24B_STATE", SINCE: "UF_CRM_B24B_SINCE", NEXT: "UF_CRM_B24B_NEXT", WHY: "UF_CRM_B24B_WHY"}
METHOD = "crm.item.list"
NAMES = {COMPANY: companies.NAMES, CONTACT: contacts.NAMES}
LONGEST_WHY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Cards of one portal's clients."""

    client: PortalClient
    fields: UserFields
    kept: dict[EntityId, Row] = field(default_factory=dict)

    def question(self, client: EntityId) -> tuple[str, Mapping[str, Any]]:
        """Return the command that reads a card: its name and, where the portal has them, our labels."""
        type_id = client.type_id
        labels = [name for name, original in LABELS.items() if self.fields.has(type_id, original)]
        return METHOD, {"entityTypeId": type_id, "filter": {"id": client.id}, "select": ["id", *NAMES[type_id], *labels]}

    def keep(self, client: EntityId, items: Sequence[Any]) -> None:
        """Keep a card that was just read with the grounds, in place of the last one: its actions follow at once."""
        self.kept.clear()
        if items:
            self.kept[client] = Row(items[0])

    def name(self, client: EntityId) -> str:
        """Return what people call the client. Raises NotFound when it is gone."""
        item = self._read(client)
        return " ".join(part for key in NAMES[client.type_id] if (part := item.text(key))) or str(client)

    def put_label(self, action: PutLabel) -> str:
        """Add our state to the client's labels and say since when and why; write nothing that is there already.

        Raises NotFound, and Refused when our list of states has no such item: setup has to make it.
        """
        number = self.fields.item_ids(action.client.type_id).get(action.label)
        if number is None:
            raise Refused("crm.item.update", "NO_LABEL", f"our list of client states has no item {action.label!r} yet")
        card = self._read(action.client)
        if bears(card, number) and says(card, action):
            return str(action.client)
        labels = dict.fromkeys((*card.numbers(STATE), number))
        return self._write(action.client, {STATE: list(labels), **told(action)}, number)

    def drop_label(self, action: DropLabel) -> str:
        """Take our state off the client's labels; with the last one go its dates and its reason."""
        number = self.fields.item_ids(action.client.type_id).get(action.label)
        card = self._read(action.client)
        if number is None or not bears(card, number):
            return str(action.client)
        rest = [label for label in card.numbers(STATE) if label != number]
        return self._write(action.client, {STATE: rest} if rest else {STATE: [], SINCE: "", NEXT: "", WHY: ""}, None)

    def is_settled(self, action: PutLabel | DropLabel) -> bool:
        """Say whether the card is as the action wants it. A client that is gone bears nothing."""
        number = self.fields.item_ids(action.client.type_id).get(action.label)
        if number is None:
            return isinstance(action, DropLabel)
        try:
            card = self._read(action.client)
        except NotFound:
            return isinstance(action, DropLabel)
        return not bears(card, number) if isinstance(action, DropLabel) else bears(card, number) and says(card, action)

    def _read(self, client: EntityId) -> Row:
        """Return the card just kept, else read it. Raises NotFound when the client is gone."""
        if client in self.kept:
            return self.kept[client]
        items = rows_of(self.client.read(*self.question(client)), "items", METHOD)
        if not items:
            raise NotFound(METHOD, "NOT_FOUND", str(client))
        return Row(items[0])

    def _write(self, client: EntityId, fields: Mapping[str, Any], expected: int | None) -> str:
        kept = self.kept.pop(client, None)
        params = {"entityTypeId": client.type_id, "id": client.id, "fields": fields}
        result = self.client.write("crm.item.update", params).result
        item = result.get("item") if isinstance(result, dict) else None
        if not isinstance(item, dict) or str(item.get("id")) != str(client.id):
            raise Unknown("crm.item.update", "UNEXPECTED_ANSWER", "success without the item")
        if expected is not None and expected not in Row(item).numbers(STATE):
            raise Refused("crm.item.update", "IGNORED", "the portal answered success and left the label out")
        if kept is not None:
            self.kept[client] = Row(item)
        return str(client)


def bears(card: Row, number: int) -> bool:
    """Say whether the card bears the label of that number."""
    return number in card.numbers(STATE)


def told(action: PutLabel) -> Mapping[str, str]:
    """Return what stands beside a label, as the portal stores it; an empty string empties a field."""
    return {
        SINCE: action.since.isoformat() if action.since else "",
        NEXT: action.next_on.isoformat() if action.next_on else "",
        WHY: action.why[:LONGEST_WHY],
    }


def says(card: Row, action: PutLabel) -> bool:
    """Say whether the card gives the dates and the reason of the action already."""
    return (card.day(SINCE), card.day(NEXT), card.text(WHY) or "") == (
        action.since,
        action.next_on,
        action.why[:LONGEST_WHY],
    )
