"""Payments of orders, deals and invoices (api-reference/sale/events/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import row


@handles("ONPAYMENTENTITYSAVED", "ONPAYMENTDELETED")
def payments(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the payment; the mirror knows what it pays for."""
    return row(Stream.PAYMENTS, topic, data)
