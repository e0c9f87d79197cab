"""One task of ours on the portal: what it says now, its checklist, and single changes of it. Not the stream of all tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.answers import agreed, made
from b24bridge.bitrix.effects.texts import as_stored
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.errors import NotFound
from b24bridge.core.ids import is_ours, reference_of

LIST, UPDATE = "tasks.task.list", "tasks.task.update"
ITEMS = "task.checklistitem.getlist"
STATUS, TITLE, PRIORITY, OWNER, DEADLINE = "status", "title", "priority", "responsibleId", "deadline"
PENDING, AWAITING_CONTROL, COMPLETED = 2, 4, 5
NAMES = {STATUS: "STATUS", TITLE: "TITLE", PRIORITY: "PRIORITY", OWNER: "RESPONSIBLE_ID", DEADLINE: "DEADLINE"}
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a checklist: its number, its text, and whether it is ticked off."""

    id: int
    title: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """Tasks of one portal, one at a time."""

    client: PortalClient

    def state(self, number: str) -> State | None:
        """Return what a task says, in the form in which effects keep it; None when it is gone or closed to us."""
        params = {"filter": {"ID": number}, "select": ["ID", *NAMES.values()]}
        rows = rows_of(self.client.read(LIST, params), "tasks", LIST)
        return next((state_of(Row(row)) for row in rows if str(row.get("id")) == number), None)

    def must(self, number: str) -> State:
        """Return what a task says. Raises NotFound when it is gone."""
        found = self.state(number)
        if found is None:
            raise NotFound(LIST, "NOT_FOUND", f"task {number}")
        return found

    def change(self, number: str, fields: Mapping[str, Any]) -> State:
        """Change fields, named as effects name them, and return what the task says by the portal's answer."""
        params = {"taskId": number, "fields": {NAMES[name]: value for name, value in fields.items()}}
        return self._acted(UPDATE, params)

    def complete(self, number: str) -> State:
        """Close a task; one under control waits for its creator."""
        return self._acted("tasks.task.complete", {"taskId": number})

    def renew(self, number: str) -> State:
        """Take a closed task up again."""
        return self._acted("tasks.task.renew", {"taskId": number})

    def points(self, number: str) -> list[Point]:
        """Return the points of all checklists of a task."""
        rows = map(Row, rows_of(self.client.read(ITEMS, {"TASKID": number}), "", ITEMS))
        return [Point(row.identity("ID"), row.text("TITLE") or "", row.flag("IS_COMPLETE")) for row in rows]

    def point(self, number: str, key: str) -> Point | None:
        """Return the point that bears the reference of an action."""
        return next((each for each in self.points(number) if each.title.rstrip().endswith(reference_of(key))), None)

    def open_reasons(self, number: str) -> list[str]:
        """Return the texts of our points that are not ticked off."""
        return [each.title for each in self.points(number) if is_ours(each.title) and not each.is_done]

    def add_point(self, number: str, title: str) -> None:
        """Write a point into the first checklist."""
        result = self.client.write("task.checklistitem.add", {"TASKID": number, "FIELDS": {"TITLE": title}}).result
        made("task.checklistitem.add", lambda: result)

    def tick(self, number: str, point: Point, *, is_done: bool) -> None:
        """Tick a point off, or take it up again."""
        method = "task.checklistitem.complete" if is_done else "task.checklistitem.renew"
        agreed(method, self.client.write(method, {"TASKID": number, "ITEMID": point.id}).result)

    def _acted(self, method: str, params: Mapping[str, Any]) -> State:
        result = self.client.write(method, params).result
        made(method, lambda: result["task"]["id"])
        return state_of(Row(result["task"]))


def state_of(row: Row) -> State:
    """Return what a row of a task says, in the form in which effects keep it; a deadline as a moment in UTC."""
    deadline = row.moment(DEADLINE)
    return {
        STATUS: row.count(STATUS, PENDING),
        TITLE: as_stored(row.text(TITLE) or ""),
        PRIORITY: row.count(PRIORITY),
        OWNER: row.number(OWNER),
        DEADLINE: deadline.isoformat() if deadline else None,
    }


def is_over(state: State | None) -> bool:
    """Say whether a task is over; one that is gone is over too."""
    return state is None or state[STATUS] in (AWAITING_CONTROL, COMPLETED)
