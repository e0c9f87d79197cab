"""The hint of an event about one row of one stream, which most events are."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.events import fields_of, number_in
from b24bridge.core.streams import Hint, Stream

ADDED_CHANGED_DELETED = ("ADD", "UPDATE", "DELETE")
DELETED = ("DELETE", "DELETED")


def row(stream: Stream, topic: str, data: Mapping[str, Any], name: str = "ID") -> tuple[Hint, ...]:
    """Return the hint to look at the row whose number a field holds, or none when it holds none."""
    number = number_in(fields_of(data), name)
    return (Hint(stream, number, is_deleted=topic.endswith(DELETED)),) if number else ()
