"""How tasks are read: the list by id or by change, and the history of deadlines where it matters, asked a chunk at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed, rows_of
from b24bridge.bitrix.streams.tasks import HISTORY, METHOD, SELECT, needs_history, task
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Record, Task
from b24bridge.core.streams import Cursor, Page, Stream

CHUNK = 500
# The list filters and sorts by ID and answers with id (api-reference/tasks/tasks-task-list.md).
LISTING = Listing(
    method=METHOD,
    params={"select": list(SELECT)},
    id_key="ID",
    by_ids="ID",
    rows_key="tasks",
    row_id="id",
    changed="CHANGED_DATE",
)


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks of one portal."""

    site: Site

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the commands that reading on begins with."""
        return self._walk().opening(cursor)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read on from the cursor."""
        return self._walk().pages(cursor)

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these tasks again."""
        return self._walk().look(ids)

    def read(self, rows: Sequence[Fields]) -> Parsed:
        """Return the tasks that rows are, with the history of those deadlines that still protect a client."""
        now = self.site.now()
        first, parked = parsed(Stream.TASKS, rows, task)
        waiting = [str(found.id) for found in first if isinstance(found, Task) and needs_history(found, now)]
        histories = self._histories(waiting)
        if not histories:
            return first, parked
        return parsed(Stream.TASKS, rows, lambda row: task(row, histories.get(str(row.value("id")), ())))

    def _walk(self) -> Walk:
        return Walk(site=self.site, listing=LISTING, read=self.read, chunk=CHUNK)

    def _histories(self, numbers: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
        """Return the changes of these tasks' deadlines; none for a task that was closed to us meanwhile."""
        commands = {number: (HISTORY, {"taskId": number, "filter": {"FIELD": "DEADLINE"}}) for number in numbers}
        answers = self.site.answers(commands, may_refuse=commands)
        return {number: deadline_changes(answer) for number, answer in answers.items()}


def deadline_changes(answer: Answer) -> list[Mapping[str, Any]]:
    """Return the lines of a task's history that are about its deadline, whatever else the portal sends along."""
    lines = rows_of(answer, "list", HISTORY)
    return [line for line in lines if isinstance(line, Mapping) and line.get("field") == "DEADLINE"]


def bound_to(entities: Sequence[EntityId], since: datetime) -> Fields:
    """Return the filter for tasks of these cards that changed since then."""
    return {"UF_CRM_TASK": [str(entity) for entity in entities], ">=CHANGED_DATE": since.isoformat()}


def source(site: Site) -> Tasks:
    """Return how tasks are read."""
    return Tasks(site)
