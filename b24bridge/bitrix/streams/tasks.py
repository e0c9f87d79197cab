"""Tasks, what they are bound to, and how often their deadline was moved later (api-reference/tasks/)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from b24bridge.bitrix.markers import marker_of
from b24bridge.bitrix.streams.names import bound_entities
from b24bridge.bitrix.streams.row import Row, moment, whole
from b24bridge.core.records import Task

METHOD = "tasks.task.list"
HISTORY = "tasks.task.history.list"
SELECT = (
    "ID",
    "STATUS",
    "RESPONSIBLE_ID",
    "CREATED_BY",
    "CREATED_DATE",
    "CHANGED_DATE",
    "DEADLINE",
    "XML_ID",
    "TAGS",
    "UF_CRM_TASK",
)
PENDING, COMPLETED, DEFERRED, DECLINED = 2, 5, 6, 7
CEILING = timedelta(days=180)
Changes = Sequence[Mapping[str, Any]]


def task(row: Row, changes: Changes = ()) -> Task:
    """Return the task that a row is; `changes` are the lines of its history about the deadline."""
    moves = [found for found in map(deadline_move, changes) if found is not None]
    return Task(
        id=row.identity("id"),
        status=row.count("status", PENDING),
        responsible_id=row.number("responsibleId"),
        author_id=row.author("createdBy"),
        created_at=row.moment("createdDate"),
        updated_at=row.moment("changedDate"),
        deadline=row.moment("deadline"),
        deadline_set_at=max((at for at, _ in moves), default=None),
        postponed=sum(is_later for _, is_later in moves),
        marker=marker_of(row.value("xmlId"), row.value("tags")),
        bindings=bound_entities(row.value("ufCrmTask")),
    )


def needs_history(found: Task, now: datetime) -> bool:
    """Say whether the deadline's history matters: only of an open task of somebody else that protects a client, or did last.

    An overdue task protects for one working day more, which may come after a row of holidays; and the client was forgotten
    when the last of its tasks ran out. What ran out longer ago than the ceiling was not the last.
    """
    is_open = found.status not in (COMPLETED, DEFERRED, DECLINED)
    is_recent = found.deadline is not None and found.deadline > now - CEILING
    return bool(is_open and found.bindings and found.marker is None and is_recent)


def deadline_move(change: Mapping[str, Any]) -> tuple[datetime, bool] | None:
    """Return when a line of history changed the deadline, and whether to a later one; None when it tells neither.

    The portal writes both deadlines as Unix time, an empty one as null or an empty string.
    """
    value = change.get("value")
    try:
        at = moment(change.get("createdDate"))
        ends = [at_time(value.get(side)) for side in ("from", "to")] if isinstance(value, Mapping) else [None, None]
    except ValueError:
        return None
    before, after = ends
    return None if at is None else (at, before is not None and after is not None and after > before)


def at_time(value: Any) -> datetime | None:
    """Return the moment of a deadline in a task's history. Raises ValueError."""
    if value in (None, "", 0, "0", False):
        return None
    return datetime.fromtimestamp(whole(value), UTC) if str(value).isascii() and str(value).isdigit() else moment(value)
