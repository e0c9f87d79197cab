"""Deals (api-reference/crm/deals/events/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


# A change of pipeline is told as a move and not as an update: on-crm-deal-move-to-category.md
@handles(*(f"ONCRMDEAL{what}" for what in ADDED_CHANGED_DELETED), "ONCRMDEALMOVETOCATEGORY")
def deals(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the deal; its stage history is read by the next sweep."""
    return row(Stream.DEALS, topic, data)
