"""Contacts (api-reference/crm/contacts/events/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


@handles(*(f"ONCRMCONTACT{what}" for what in ADDED_CHANGED_DELETED))
def contacts(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the row itself."""
    return row(Stream.CONTACTS, topic, data)
