"""Leads (api-reference/crm/leads/events/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


@handles(*(f"ONCRMLEAD{what}" for what in ADDED_CHANGED_DELETED))
def leads(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the row itself."""
    return row(Stream.LEADS, topic, data)
