"""One client, one open task (4.0.10): what a task becomes when the client has one already, and when others still need it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from b24bridge.core.actions import Action, CloseTask, JoinTask, LeaveTask, MoveTask, PutTask
from b24bridge.core.assistants import Rule
from b24bridge.core.ledger import ActionRow
from b24bridge.core.ports import Ledger

TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Knows which task of ours stands about a client, and for which reasons."""

    ledger: Ledger
    rules: Mapping[str, Rule]

    def form_of(self, row: ActionRow, action: Action) -> Action | None:
        """Return the form in which an action is sent, or None when there is nothing that it could act on."""
        match action:
            case PutTask():
                return self._put(row, action)
            case CloseTask():
                return self._close(row, action)
            case MoveTask(activity_id=None):
                return action if self._standing(row) else None
            case _:
                return action

    def done_by(self, row: ActionRow) -> Mapping[str, str]:
        """Return the objects that an action needs, by the step that made them."""
        if isinstance(row.action, CloseTask | LeaveTask):
            opened = self.ledger.sibling(row, row.action.closes_step)
            return {row.action.closes_step: opened.object_id} if opened is not None and opened.object_id else {}
        if isinstance(row.action, MoveTask) and row.action.activity_id is None:
            standing = [each.object_id for each in self._standing(row) if each.object_id]
            return {TASK: standing[-1]} if standing else {}
        return {}

    def _put(self, row: ActionRow, action: PutTask) -> PutTask | JoinTask:
        reasons = self._standing(row)
        if not reasons or reasons[-1].object_id is None:
            return action
        return JoinTask(
            client=action.client,
            step=action.step,
            task_id=reasons[-1].object_id,
            owner=action.owner,
            title=action.title,
            text=action.text,
            deadline=action.deadline,
            raises=self._priority(row) > max(map(self._priority, reasons)),
        )

    def _close(self, row: ActionRow, action: CloseTask) -> CloseTask | LeaveTask | None:
        opened = self.ledger.sibling(row, action.closes_step)
        if opened is None or not opened.object_id:
            return None
        others = [each for each in self._standing(row) if each.object_id == opened.object_id and each.key != opened.key]
        if not others:
            return action
        first = max(others, key=self._priority)
        return LeaveTask(
            client=action.client,
            step=action.step,
            closes_step=action.closes_step,
            task_id=opened.object_id,
            item_key=opened.key,
            title=first.action.title if isinstance(first.action, PutTask | JoinTask) else "",
            text=action.text,
        )

    def _standing(self, row: ActionRow) -> Sequence[ActionRow]:
        return self.ledger.desk(row.member_id, row.client)

    def _priority(self, row: ActionRow) -> int:
        rule = self.rules.get(row.assistant)
        return rule.assistant.priority if rule else 0
