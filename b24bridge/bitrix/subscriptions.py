"""Our event handlers on a portal: which are bound, and binding the others. What an event means is not known here.

Handlers vanish when an application is updated, so this runs again and again and changes nothing when all is well
(api-reference/events/event-bind.md).
"""

from collections.abc import Iterable, Sequence

from b24bridge.bitrix.batch import MOST
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.errors import PortalError

# What the portal writes about a handler that is there already; it has no code of its own.
ALREADY = "already bind"


def subscribe(client: PortalClient, handler_url: str, topics: Sequence[str]) -> list[str]:
    """Bind every topic to the address and return what could not be done, in words. Other addresses are left alone."""
    there = bound_topics(rows_of(client.read("event.get"), "", "event.get"), handler_url)
    left = [topic for topic in dict.fromkeys(topics) if topic.upper() not in there]
    problems = []
    for place in range(0, len(left), MOST):
        commands = {topic: ("event.bind", {"event": topic, "handler": handler_url}) for topic in left[place : place + MOST]}
        for topic, outcome in client.batch(commands, is_write=True).items():
            if isinstance(outcome, PortalError) and ALREADY not in outcome.text.lower():
                problems.append(f"{topic}: {outcome}")
    return problems


def bound_topics(rows: Iterable[object], handler_url: str) -> frozenset[str]:
    """Return the topics, in capitals, that are bound to the address; online ones only."""
    return frozenset(
        str(row.get("event", "")).upper()
        for row in rows
        if isinstance(row, dict) and row.get("handler") == handler_url and not int(row.get("offline") or 0)
    )
