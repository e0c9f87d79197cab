"""Tasks that we put and close. What a person has changed of one is his: such a task is not taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects import timeline
from b24bridge.bitrix.effects.comparison import reversal
from b24bridge.bitrix.effects.family import DoneBy
from b24bridge.bitrix.effects.new_tasks import NewTasks
from b24bridge.bitrix.effects.task_sheet import (
    COMPLETED,
    DEADLINE,
    NAMES,
    OWNER,
    PENDING,
    STATUS,
    TITLE,
    State,
    TaskSheet,
    is_over,
    state_of,
)
from b24bridge.bitrix.effects.task_sheet import LIST as LIST_TASKS
from b24bridge.bitrix.effects.texts import CLIENT, as_stored, filled, one_line
from b24bridge.bitrix.markers import is_marked, task_tag
from b24bridge.bitrix.streams.row import Row
from b24bridge.core.actions import CloseTask, PutTask
from b24bridge.core.errors import NotFound
from b24bridge.core.ledger import Conflict, Effect, Reversal

KEPT = (TITLE, OWNER, DEADLINE)
REASONS = "reasons"
ALREADY = "the task was over already"


@dataclass(frozen=True, slots=True)
class TaskEffects:
    """Tasks put and closed on one portal."""

    client: PortalClient
    cards: Cards
    sheet: TaskSheet
    new: NewTasks
    lines: timeline.Timeline

    def perform(self, action: PutTask | CloseTask, key: str, done_by: DoneBy) -> Effect:
        """Put a task with our mark, or complete the one of an earlier step and say why."""
        return self._put(action, key) if isinstance(action, PutTask) else self._close(action, done_by)

    def find(self, action: PutTask | CloseTask, key: str, done_by: DoneBy) -> Effect | None:
        """Look for the task with our mark; a closed one is told by its own status, and one that is gone is over too."""
        if isinstance(action, PutTask):
            row = next((row for row in self._rows(action, key) if is_marked(row, key)), None)
            return None if row is None else _put_effect(str(row["id"]), state_of(Row(row)))
        number = done_by.get(action.closes_step)
        if number is None:
            return None
        state = self.sheet.state(number)
        if not is_over(state):
            return None
        after = {STATUS: state[STATUS]} if state else {}
        return Effect(object_id=number, before=dict.fromkeys(after, PENDING), after=after)

    def revert(self, _action: PutTask | CloseTask, _key: str, effect: Effect) -> Reversal:
        """Close what we put, or open what we closed, unless somebody changed it or another reason needs it."""
        if STATUS not in effect.after:
            return Reversal(effect=effect)
        number, wanted = effect.object_id, effect.before[STATUS]
        now = self.sheet.must(number)
        is_wanted_over = is_over({STATUS: wanted})
        if is_over(now) is is_wanted_over:
            return reversal(number, now, {})
        conflicts = self._changed(effect, now) if is_wanted_over else ()
        if conflicts:
            return reversal(number, now, {}, conflicts)
        after = self.sheet.complete(number) if is_wanted_over else self.sheet.renew(number)
        return reversal(number, now, {STATUS: after[STATUS]})

    def _changed(self, effect: Effect, now: State) -> tuple[Conflict, ...]:
        """Return what keeps us from closing a task again: fields that somebody set, and other reasons on it."""
        fields = [Conflict(field=name, ours=ours, now=now[name]) for name, ours in effect.after.items() if now[name] != ours]
        reasons: Any = self.sheet.open_reasons(effect.object_id)
        return (*fields, *([Conflict(field=REASONS, ours=[], now=reasons)] if reasons else ()))

    def _put(self, action: PutTask, key: str) -> Effect:
        name = self.cards.name(action.client) if CLIENT in action.title else ""
        title = one_line(filled(action.title, name))
        number, due = self.new.put(action, key, title)
        deadline = due.astimezone(UTC).isoformat()
        return _put_effect(number, {STATUS: PENDING, TITLE: as_stored(title), OWNER: action.owner, DEADLINE: deadline})

    def _close(self, action: CloseTask, done_by: DoneBy) -> Effect:
        number = done_by.get(action.closes_step)
        if number is None:
            raise NotFound("tasks.task.complete", "NOT_FOUND", f"no task was put by step {action.closes_step!r}")
        now = self.sheet.state(number)
        if now is None or is_over(now):
            return Effect(object_id=number, note=ALREADY)
        after = self.sheet.complete(number)
        self.lines.say(action.client, timeline.CLOSED, action.text)
        return Effect(object_id=number, before={STATUS: now[STATUS]}, after={STATUS: after[STATUS]})

    def _rows(self, action: PutTask, key: str) -> Iterator[dict[str, Any]]:
        """Yield the client's tasks: those with our tag, then all, because tasks of REST 3.0 bear no tags."""
        about = {"UF_CRM_TASK": str(action.client)}
        searches: list[dict[str, Any]] = [{**about, "TAG": task_tag(key)}]
        if self.new.may_have_version3:
            searches.append(about)
        for wanted in searches:
            params = {"filter": wanted, "select": ["ID", "XML_ID", "TAGS", *NAMES.values()]}
            for page in self.client.keyset(LIST_TASKS, params, id_key="ID", row_id="id", rows_key="tasks"):
                yield from page


def _put_effect(number: str, state: State) -> Effect:
    """Return the effect of having put a task: not to have put it is as good as its being closed."""
    after = {STATUS: PENDING} | {name: state[name] for name in KEPT}
    return Effect(object_id=number, before={STATUS: COMPLETED}, after=after)
