"""Shop orders (api-reference/sale/events/). The other two events about an order tell nothing that these do not."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import row


@handles("ONSALEORDERSAVED", "ONORDERDELETED")
def orders(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the order."""
    return row(Stream.ORDERS, topic, data)
