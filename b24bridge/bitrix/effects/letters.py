"""Letters to clients: an outgoing e-mail activity that is completed at once, which is what makes the portal send it.

api-reference/crm/timeline/activities/activity-base/crm-activity-add.md. Addresses and names are read when a letter is sent
and kept nowhere. The activity bears its key as ORIGIN_ID; it is stored before the portal sends, so one that is not there
was not sent.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.cards import name_in
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.answers import made
from b24bridge.bitrix.effects.family import DoneBy, final
from b24bridge.bitrix.effects.texts import as_html, checked, filled, one_line
from b24bridge.bitrix.markers import ORIGIN
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.actions import SendLetter
from b24bridge.core.errors import NotFound, Refused
from b24bridge.core.ids import COMPANY, CONTACT, EntityId, reference_of
from b24bridge.core.ledger import Effect, Reversal

ADD, LIST = "crm.activity.add", "crm.activity.list"
LETTER, OUTGOING, HTML = 4, 2, 3
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]{2,}")
OF_NAMES = re.compile(r"[<>\"\\,;@]")
LONGEST_ADDRESS = 254
MOST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of one portal."""

    client: PortalClient

    def perform(self, action: SendLetter, key: str, _done_by: DoneBy) -> Effect:
        """Send a letter. Raises Refused when the client or the employee has no address that we may see."""
        subject, text = checked(action.subject), checked(action.text)
        item = self._item(action.client)
        name, sender = name_in(action.client, item), self._sender(action.person)
        whose, address = self._recipient(action.client, item)
        fields = {
            "TYPE_ID": LETTER,
            "DIRECTION": OUTGOING,
            "COMPLETED": "Y",
            "OWNER_TYPE_ID": action.client.type_id,
            "OWNER_ID": action.client.id,
            "COMMUNICATIONS": [{"VALUE": address, "ENTITY_TYPE_ID": whose.type_id, "ENTITY_ID": whose.id}],
            "RESPONSIBLE_ID": action.person,
            "SUBJECT": one_line(filled(subject, name)),
            "DESCRIPTION": as_html(f"{filled(text, name).rstrip()}\n\n{reference_of(key)}"),
            "DESCRIPTION_TYPE": HTML,
            "SETTINGS": {"MESSAGE_FROM": sender, "DISABLE_SENDING_MESSAGE_COPY": "Y"},
            "ORIGINATOR_ID": ORIGIN,
            "ORIGIN_ID": key,
        }
        result = self.client.write(ADD, {"fields": fields}).result
        return Effect(object_id=made(ADD, lambda: result))

    def find(self, _action: SendLetter, key: str, _done_by: DoneBy) -> Effect | None:
        """Look for the activity that bears our key."""
        params = {"filter": {"ORIGIN_ID": key, "ORIGINATOR_ID": ORIGIN}, "select": ["ID", "ORIGIN_ID"], "order": {"ID": "ASC"}}
        rows = [Row(row) for row in rows_of(self.client.read(LIST, params), "", LIST)]
        # A filter that a portal does not know is dropped silently: the row itself must say whose it is.
        return next((Effect(object_id=str(row.identity("ID"))) for row in rows if row.text("ORIGIN_ID") == key), None)

    def revert(self, _action: SendLetter, _key: str, _effect: Effect) -> Reversal:
        """Raise Refused: it is in the client's mailbox."""
        raise final("a letter")

    def _recipient(self, client: EntityId, item: Row) -> tuple[EntityId, str]:
        """Return whose address a letter goes to: the client's own, else that of the first of a company's people who has one.

        Raises Refused when there is none.
        """
        own = address_of(item)
        if own is not None:
            return client, own
        for person in self._people(client):
            address = address_of(self._item(person))
            if address is not None:
                return person, address
        raise Refused(ADD, "NO_ADDRESS", "neither the client nor its people have an e-mail address")

    def _people(self, client: EntityId) -> Iterator[EntityId]:
        if client.type_id == COMPANY:
            params = {"entityTypeId": CONTACT, "filter": {"companyId": client.id}, "select": ["id"], "order": {"id": "ASC"}}
            rows = rows_of(self.client.read("crm.item.list", params), "items", "crm.item.list")
            yield from (EntityId(CONTACT, Row(row).identity("id")) for row in rows[:MOST_PEOPLE])

    def _item(self, client: EntityId) -> Row:
        """Return a whole item: its addresses come with no smaller one (crm/universal/object-fields.md)."""
        result = self.client.read("crm.item.get", {"entityTypeId": client.type_id, "id": client.id}).result
        item = result.get("item") if isinstance(result, Mapping) else None
        if not isinstance(item, Mapping):
            raise NotFound("crm.item.get", "NOT_FOUND", str(client))
        return Row(item)

    def _sender(self, person: int) -> str:
        rows = rows_of(self.client.read("user.get", {"FILTER": {"ID": person}}), "", "user.get")
        row = next((Row(each) for each in rows if str(each.get("ID")) == str(person)), None)
        address = row.text("EMAIL") if row is not None else None
        if row is not None and not row.flag("ACTIVE"):
            raise Refused("user.get", "NO_SENDER", f"user {person} is dismissed and writes no letters")
        if row is None or not is_address(address):
            text = f"the portal shows us no address of user {person}; the application needs the scope user_basic"
            raise Refused("user.get", "NO_SENDER", text)
        name = " ".join(part for part in (row.text("NAME"), row.text("LAST_NAME")) if part)
        return f"{one_line(OF_NAMES.sub(' ', name))} <{address}>".strip()


def address_of(item: Row) -> str | None:
    """Return the first usable address of an item, or None."""
    for entry in item.value("fm") or ():
        value: Any = entry.get("value") if isinstance(entry, Mapping) and entry.get("typeId") == "EMAIL" else None
        if is_address(value):
            return str(value)
    return None


def is_address(value: Any) -> bool:
    """Say whether text is one plain address, which can open no other header and name no second recipient."""
    return isinstance(value, str) and len(value) <= LONGEST_ADDRESS and ADDRESS.fullmatch(value) is not None
