"""Tasks (api-reference/tasks/events-tasks/) and their comments (api-reference/tasks/comment-item/events-comment/)."""

from collections.abc import Mapping
from typing import Any

from b24bridge.core.routing import handles
from b24bridge.core.streams import Hint, Stream
from handlers._rows import ADDED_CHANGED_DELETED, row


@handles(*(f"ONTASK{what}" for what in ADDED_CHANGED_DELETED))
def tasks(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the task; of a deleted one the number is only in what it was before."""
    return row(Stream.TASKS, topic, data)


@handles(*(f"ONTASKCOMMENT{what}" for what in ADDED_CHANGED_DELETED))
def task_comments(topic: str, data: Mapping[str, Any]) -> tuple[Hint, ...]:
    """Look at the task that was commented; it is there even when the comment is not."""
    del topic
    return row(Stream.TASKS, "", data, "TASK_ID")
