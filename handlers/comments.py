"""Comments in timelines (api-reference/crm/timeline/comments/events/): documented as data.ID, sent as data.FIELDS.ID."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


@handles(*(f"ONCRMTIMELINECOMMENT{what}" for what in ADDED_CHANGED_DELETED))
def comments(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the comment itself: the event does not say on whose card it stands."""
    return row(Stream.COMMENTS, topic, data)
