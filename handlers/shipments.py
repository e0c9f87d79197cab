"""Shipments of shop orders (api-reference/sale/events/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import row


@handles("ONSHIPMENTENTITYSAVED", "ONSHIPMENTDELETED")
def shipments(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the shipment."""
    return row(Stream.SHIPMENTS, topic, data)
