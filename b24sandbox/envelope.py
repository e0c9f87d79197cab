"""The `time` part of every answer (api-reference/data-types.md#time): the portal's clock, real durations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from b24sandbox import moments
from b24sandbox.portal import Portal


def timing(portal: Portal, start: datetime, seconds: float, credential: str, method: str) -> dict[str, Any]:
    """Start and finish in Unix seconds and ISO 8601, and the operating time of this credential and method."""
    finish = start + timedelta(seconds=seconds)
    operating, reset = portal.limits.operating(credential, method)
    return {
        "start": start.timestamp(),
        "finish": finish.timestamp(),
        "duration": seconds,
        "processing": seconds,
        "date_start": moments.show(start, portal.zone),
        "date_finish": moments.show(finish, portal.zone),
        "operating_reset_at": int(finish.timestamp() + reset),
        "operating": operating,
    }
