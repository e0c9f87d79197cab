"""Our event handlers and widgets on a portal: which are bound, and binding the others. What an event means is not known here.

Both vanish without a word, handlers when an application is updated, so this runs again and again and changes nothing when
all is well (api-reference/events/event-bind.md, api-reference/widgets/placement-bind.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from b24bridge.bitrix.batch import MOST, Commands
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.errors import PortalError, Refused

# What the portal writes about a handler or a widget that is there already; it has no code of its own.
ALREADY = "already bind"
TITLE = "b24bridge"
DESCRIPTIONS = {"ru": "Когда клиент ответил и что с ним решено", "en": "When the client answered and what was decided"}
LISTS: Commands = {"events": ("event.get", {}), "widgets": ("placement.get", {})}


def subscribe(client: PortalClient, handler_url: str, topics: Sequence[str], widgets: Mapping[str, str]) -> list[str]:
    """Bind topics to `handler_url` and placements to the addresses of `widgets`; return what could not be done, in words.

    Other addresses are left alone. Raises PortalError when the portal does not tell what is bound without refusing to,
    and Unavailable when it tells nonsense.
    """
    answers = client.batch({key: ask for key, ask in LISTS.items() if widgets or key != "widgets"})
    problems: list[str] = []
    left: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for key, answer in answers.items():
        if isinstance(answer, Refused):
            problems.append(f"{key}: {answer}")
        elif isinstance(answer, PortalError):
            raise answer
        elif answer is not None:
            rows = rows_of(answer, "", LISTS[key][0])
            left |= unbound_events(rows, handler_url, topics) if key == "events" else unbound_widgets(rows, widgets)
    return problems + bind(client, left)


def bind(client: PortalClient, left: Commands) -> list[str]:
    """Send these commands, fifty a request, and return what could not be done, in words."""
    problems, names = [], list(left)
    for place in range(0, len(names), MOST):
        for name, outcome in client.batch({name: left[name] for name in names[place : place + MOST]}, is_write=True).items():
            if isinstance(outcome, PortalError) and ALREADY not in outcome.text.lower():
                problems.append(f"{name}: {outcome}")
    return problems


def unbound_events(rows: Iterable[object], handler_url: str, topics: Sequence[str]) -> Commands:
    """Return, by topic, the commands that bind what is missing in the answer of event.get."""
    there = bound_topics(rows, handler_url)
    left = (topic for topic in topics if topic.upper() not in there)
    return {topic: ("event.bind", {"event": topic, "handler": handler_url}) for topic in left}


def bound_topics(rows: Iterable[object], handler_url: str) -> frozenset[str]:
    """Return the topics, in capitals, that are bound to the address; online ones only."""
    return frozenset(
        str(row.get("event", "")).upper()
        for row in rows
        if isinstance(row, dict) and row.get("handler") == handler_url and not int(row.get("offline") or 0)
    )


def unbound_widgets(rows: Iterable[object], widgets: Mapping[str, str]) -> Commands:
    """Return, by placement, the commands that bind what is missing in the answer of placement.get."""
    there = {(row.get("placement"), row.get("handler")) for row in rows if isinstance(row, dict)}
    texts = {language: {"TITLE": TITLE, "DESCRIPTION": text} for language, text in DESCRIPTIONS.items()}

    def command(placement: str, url: str) -> tuple[str, Mapping[str, Any]]:
        return "placement.bind", {"PLACEMENT": placement, "HANDLER": url, "TITLE": TITLE, "LANG_ALL": texts}

    return {name: command(name, url) for name, url in widgets.items() if (name, url) not in there}
