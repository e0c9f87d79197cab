"""Reasons on a client's one task (4.0.10): a point of its checklist each, and the foremost one gives the task its title.

A point bears the reference of its action. In an effect `is_done` tells whether it is ticked off; one that is not there
counts as ticked off.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.effects import timeline
from b24bridge.bitrix.effects.comparison import reversal, taken_back, was_back
from b24bridge.bitrix.effects.family import DoneBy
from b24bridge.bitrix.effects.task_sheet import PRIORITY, TITLE, UPDATE, State, TaskSheet, is_over
from b24bridge.bitrix.effects.texts import CLIENT, as_stored, filled, one_line, plain_brackets
from b24bridge.core.actions import JoinTask, LeaveTask
from b24bridge.core.errors import Overtaken
from b24bridge.core.ids import reference_of
from b24bridge.core.ledger import Effect, Reversal

POINT = "is_done"
HIGH = 2
LONGEST_POINT = 220
UNTIL = {"ru": "до", "en": "by"}
OVER = "the task was over already"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Reasons that join and leave tasks of one portal; `language` is the one in which people read dates."""

    cards: Cards
    sheet: TaskSheet
    lines: timeline.Timeline
    language: str = "ru"

    def perform(self, action: JoinTask | LeaveTask, key: str, _done_by: DoneBy) -> Effect:
        """Add a point or tick one off, and give the task the title of its foremost reason. What is so is not written."""
        return self._join(action, key) if isinstance(action, JoinTask) else self._leave(action)

    def find(self, action: JoinTask | LeaveTask, key: str, _done_by: DoneBy) -> Effect | None:
        """Return the effect when task and point are as the action wants them."""
        now = self.sheet.state(action.task_id)
        if now is None or is_over(now):
            return None if isinstance(action, JoinTask) else Effect(object_id=action.task_id, note=OVER)
        if self._changed(action, now):
            return None
        is_joined = isinstance(action, JoinTask)
        point = self.sheet.point(action.task_id, key if isinstance(action, JoinTask) else action.item_key)
        if (point is not None and not point.is_done) is not is_joined:
            return None
        is_there = point is not None
        return Effect(
            object_id=action.task_id,
            before={POINT: is_joined} if is_there else {},
            after={POINT: not is_joined} if is_there else {},
        )

    def revert(self, action: JoinTask | LeaveTask, key: str, effect: Effect) -> Reversal:
        """Tick the point the other way, and give title and priority their former values where they still are ours."""
        if not effect.after:
            return Reversal(effect=effect)
        number = effect.object_id
        state = self.sheet.must(number)
        point = self.sheet.point(number, key if isinstance(action, JoinTask) else action.item_key)
        is_absent_fine = effect.before.get(POINT) is True
        now: dict[str, Any] = state | {POINT: point.is_done if point else True if is_absent_fine else None}
        wanted, conflicts = taken_back(effect, now)
        if point is not None and POINT in wanted:
            self.sheet.tick(number, point, is_done=bool(wanted[POINT]))
        fields = {name: value for name, value in wanted.items() if name != POINT}
        if fields:
            self.sheet.change(number, fields)
        return reversal(number, now, wanted, conflicts, was_back=was_back(effect, POINT, wanted, conflicts))

    def _join(self, action: JoinTask, key: str) -> Effect:
        now = self.sheet.state(action.task_id)
        if now is None or is_over(now):
            raise Overtaken(UPDATE, "TASK_OVER", f"task {action.task_id} is over")
        changed = self._changed(action, now)
        point = self.sheet.point(action.task_id, key)
        if point is None:
            self.sheet.add_point(action.task_id, self._text(action, key))
        return self._set(action.task_id, now, changed, is_done=False)

    def _leave(self, action: LeaveTask) -> Effect:
        now = self.sheet.state(action.task_id)
        if now is None or is_over(now):
            return Effect(object_id=action.task_id, note=OVER)
        changed = self._changed(action, now)
        point = self.sheet.point(action.task_id, action.item_key)
        is_ticked = point is not None and not point.is_done
        if point is not None and is_ticked:
            self.sheet.tick(action.task_id, point, is_done=True)
        effect = self._set(action.task_id, now, changed, is_done=True if is_ticked else None)
        if is_ticked or changed:
            self.lines.say(action.client, timeline.LEFT, action.text)
        return effect

    def _set(self, number: str, now: State, changed: State, *, is_done: bool | None) -> Effect:
        """Write the changed fields and return the whole effect, the point's part included."""
        if changed:
            self.sheet.change(number, changed)
        before: dict[str, Any] = {name: now[name] for name in changed}
        after: dict[str, Any] = {name: kept(value) for name, value in changed.items()}
        if is_done is not None:
            before[POINT], after[POINT] = not is_done, is_done
        return Effect(object_id=number, before=before, after=after)

    def _changed(self, action: JoinTask | LeaveTask, now: State) -> State:
        wanted = self._wanted(action)
        return {name: value for name, value in wanted.items() if now[name] != kept(value)}

    def _wanted(self, action: JoinTask | LeaveTask) -> State:
        """Return the fields of the task as the action wants them."""
        if isinstance(action, JoinTask):
            return {TITLE: self._title(action), PRIORITY: HIGH} if action.raises else {}
        return {TITLE: self._title(action)} if action.title else {}

    def _title(self, action: JoinTask | LeaveTask) -> str:
        name = self.cards.name(action.client) if CLIENT in action.title else ""
        return one_line(filled(action.title, name))

    def _text(self, action: JoinTask, key: str) -> str:
        until = f"{UNTIL.get(self.language, UNTIL['en'])} {_printed(action.deadline, self.language)}"
        return f"{plain_brackets(self._title(action))[:LONGEST_POINT]} ({until}) {reference_of(key)}"


def kept(value: Any) -> Any:
    """Return a value in the form in which effects keep it."""
    return as_stored(value) if isinstance(value, str) else value


def _printed(day: date, language: str) -> str:
    return day.strftime("%d.%m.%Y") if language == "ru" else day.isoformat()
