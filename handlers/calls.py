"""Telephony (api-reference/telephony/voximplant/events/). The event names no client: its activity does."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import row


@handles("ONVOXIMPLANTCALLEND")
def calls(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the activity of a finished call; how long the talk was comes with the next sweep of the statistics."""
    return row(Stream.ACTIVITIES, topic, data, "CRM_ACTIVITY_ID")
