"""Lines in a client's timeline that say why we did something: log records, which are no comments and so no touches."""

from dataclasses import dataclass

import structlog

from b24bridge.bitrix.client import PortalClient
from b24bridge.core.errors import BridgeError
from b24bridge.core.ids import EntityId

METHOD = "crm.timeline.logmessage.add"
CLOSED = {"ru": "Задача снята", "en": "Task closed"}
LEFT = {"ru": "Причина снята", "en": "Reason gone"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Timelines of one portal's clients; `language` is the one in which people read titles."""

    client: PortalClient
    language: str = "ru"

    def say(self, client: EntityId, titles: dict[str, str], text: str) -> None:
        """Leave a line. It belongs to a change that is made by now, so one that cannot be written undoes nothing."""
        fields = {
            "entityTypeId": client.type_id,
            "entityId": client.id,
            "title": titles.get(self.language, titles["en"]),
            "text": text,
            "iconCode": "info",
        }
        try:
            self.client.write(METHOD, {"fields": fields})
        except BridgeError as error:
            log.warning("reason_not_written", client=str(client), error=str(error))
