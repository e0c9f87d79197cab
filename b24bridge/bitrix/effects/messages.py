"""Words to people inside the portal: notices, and notes in a client's timeline."""

from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.answers import made
from b24bridge.bitrix.effects.comparison import reversal, taken_back
from b24bridge.bitrix.effects.family import DoneBy, final
from b24bridge.bitrix.effects.texts import as_stored, plain_brackets
from b24bridge.bitrix.markers import notice_tag
from b24bridge.bitrix.streams.names import TIMELINE_TYPES
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.actions import Notify, WriteNote
from b24bridge.core.errors import NotFound, Refused, Unknown
from b24bridge.core.ids import reference_of
from b24bridge.core.ledger import Effect, Reversal

ADD, LIST = "crm.timeline.comment.add", "crm.timeline.comment.list"
GET, DELETE = "crm.timeline.comment.get", "crm.timeline.comment.delete"
TEXT = "COMMENT"


@dataclass(frozen=True, slots=True)
class Notices:
    """Notices. A second one with the same TAG replaces the first (im-notify-system-add.md), so one in doubt is sent again."""

    client: PortalClient

    def perform(self, action: Notify, key: str, _done_by: DoneBy) -> Effect:
        """Send a notice. Raises Refused when the portal says that this person gets none."""
        params = {"USER_ID": action.person, "MESSAGE": plain_brackets(action.text), "TAG": notice_tag(key)}
        result = self.client.write("im.notify.system.add", params).result
        if result is False:
            raise Refused("im.notify.system.add", "NOT_SENT", f"the portal sent no notice to user {action.person}")
        return Effect(object_id=made("im.notify.system.add", lambda: result))

    def find(self, _action: Notify, _key: str, _done_by: DoneBy) -> Effect | None:
        """Return None: the portal has no list of notices."""
        return None

    def revert(self, _action: Notify, _key: str, _effect: Effect) -> Reversal:
        """Raise Refused: what was read stays read."""
        raise final("a notice")


@dataclass(frozen=True, slots=True)
class Notes:
    """Comments of ours in timelines. They keep no external id, so they end in a reference that people see too."""

    client: PortalClient

    def perform(self, action: WriteNote, key: str, _done_by: DoneBy) -> Effect:
        """Write the comment."""
        text = f"{plain_brackets(action.text).rstrip()}\n{reference_of(key)}"
        return _written(self._add(action, text), text)

    def find(self, action: WriteNote, key: str, _done_by: DoneBy) -> Effect | None:
        """Look for our reference among the client's newest comments."""
        found = self._found(action, key)
        return None if found is None else _written(*found)

    def revert(self, action: WriteNote, key: str, effect: Effect) -> Reversal:
        """Delete the comment if it still is as we wrote it; the other way round, write it again."""
        number, text = effect.object_id, self._text(effect.object_id)
        if not text:  # it may have been written again, under another number
            number, text = self._found(action, key) or (number, "")
        now = {TEXT: as_stored(text)}
        wanted, conflicts = taken_back(effect, now)
        if wanted.get(TEXT):
            number = self._add(action, str(effect.before[TEXT]))
        elif wanted:
            owner = {"ownerTypeId": action.client.type_id, "ownerId": action.client.id}
            result: Any = self.client.write(DELETE, {"id": int(number), **owner}).result
            if result not in (None, True):
                raise Unknown(DELETE, "UNEXPECTED_ANSWER", "success with a result of its own")
        return reversal(number, now, wanted, conflicts)

    def _found(self, action: WriteNote, key: str) -> tuple[str, str] | None:
        where = {"ENTITY_ID": action.client.id, "ENTITY_TYPE": TIMELINE_TYPES[action.client.type_id]}
        params = {"filter": where, "order": {"ID": "DESC"}, "select": ["ID", TEXT]}
        for row in map(Row, rows_of(self.client.read(LIST, params), "", LIST)):
            text = row.text(TEXT) or ""
            if text.rstrip().endswith(reference_of(key)):
                return str(row.identity("ID")), text
        return None

    def _add(self, action: WriteNote, text: str) -> str:
        where = {"ENTITY_ID": action.client.id, "ENTITY_TYPE": TIMELINE_TYPES[action.client.type_id]}
        result = self.client.write(ADD, {"fields": {**where, TEXT: text}}).result
        return made(ADD, lambda: result)

    def _text(self, number: str) -> str:
        try:
            return Row(self.client.read(GET, {"id": int(number)}).result).text(TEXT) or ""
        except NotFound:
            return ""


def _written(number: str, text: str) -> Effect:
    return Effect(object_id=number, before={TEXT: ""}, after={TEXT: as_stored(text)})
