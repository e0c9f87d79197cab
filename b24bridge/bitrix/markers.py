"""Our marks on what we make on a portal, by which it is found again after a lost answer. Not the keys: `core.ids`.

A task bears its whole key as XML_ID and the first twelve characters as a tag, because `tasks.task.list` filters by tag
and not by XML_ID (api-reference/tasks/tasks-task-list.md). A notice bears it as TAG, where a repeat replaces itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any

TASK_MARK = "b24b:"
NOTICE_MARK = "b24b|"
ORIGIN = "b24bridge"
TAG_LENGTH = 12


def task_tag(key: str) -> str:
    """Return the tag of the task that this action makes."""
    return TASK_MARK + key[:TAG_LENGTH]


def task_xml_id(key: str) -> str:
    """Return the XML_ID of the task that this action makes."""
    return TASK_MARK + key


def notice_tag(key: str) -> str:
    """Return the TAG of the notice that this action sends."""
    return NOTICE_MARK + key


def is_marked(task: Mapping[str, Any], key: str) -> bool:
    """Say whether a row of `tasks.task.list` is the task of this action: by XML_ID, else by tag where it has none."""
    xml_id = str(task.get("xmlId") or "")
    return xml_id == task_xml_id(key) if xml_id.startswith(TASK_MARK) else task_tag(key) in tags_of(task.get("tags"))


def marker_of(xml_id: Any, tags: Any) -> str | None:
    """Return the key that a task of ours bears, at least its beginning; None for a task of somebody else."""
    for mark in (str(xml_id or ""), *tags_of(tags)):
        if mark.startswith(TASK_MARK):
            return mark.removeprefix(TASK_MARK)
    return None


def tags_of(tags: Any) -> tuple[str, ...]:
    """Return the titles of tags: the portal writes `{id: {id, title}}`, and an empty list for none."""
    items: Iterable[Any] = tags.values() if isinstance(tags, Mapping) else tags if isinstance(tags, list) else ()
    return tuple(str(item.get("title") or "") if isinstance(item, Mapping) else str(item) for item in items)
