"""Handing what is planned with a client to his new owner: our open task, or an activity. A person's choice is left alone."""

from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.effects.answers import agreed
from b24bridge.bitrix.effects.comparison import reversal, taken_back
from b24bridge.bitrix.effects.family import DoneBy
from b24bridge.bitrix.effects.task_sheet import OWNER, UPDATE, TaskSheet, is_over
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import rows_of
from b24bridge.core.actions import MoveTask
from b24bridge.core.errors import NotFound, Overtaken, Refused
from b24bridge.core.ledger import Effect, Reversal

TASK = "task"
LIST, CHANGE = "crm.activity.list", "crm.activity.update"
RESPONSIBLE = "RESPONSIBLE_ID"
ALREADY = "it was so already"


@dataclass(frozen=True, slots=True)
class Moves:
    """Tasks and activities of one portal that change hands; `done_by["task"]` is our open task."""

    client: PortalClient
    sheet: TaskSheet

    def perform(self, action: MoveTask, _key: str, done_by: DoneBy) -> Effect:
        """Make the new owner responsible if the old one still is and there is something left to do."""
        number = self._number(action, done_by)
        person = self._responsible(action, number)
        if person == action.to_owner:
            return Effect(object_id=number, note=ALREADY)
        if person != action.from_owner:
            text = f"owner changed: user {person or 0} is responsible now and not {action.from_owner}"
            raise Overtaken(UPDATE, "OWNER_CHANGED", text)
        self._hand(action, number, action.to_owner)
        return _handed(number, action)

    def find(self, action: MoveTask, _key: str, done_by: DoneBy) -> Effect | None:
        """Say what was done by who is responsible now."""
        try:
            number = self._number(action, done_by)
            person = self._responsible(action, number)
        except NotFound:
            return None
        return _handed(number, action) if person == action.to_owner else None

    def revert(self, action: MoveTask, _key: str, effect: Effect) -> Reversal:
        """Give it back to whom it was of, if nobody else got it meanwhile."""
        if not effect.after:
            return Reversal(effect=effect)
        number = effect.object_id
        now: dict[str, Any] = {OWNER: self._responsible(action, number)}
        wanted, conflicts = taken_back(effect, now)
        if wanted:
            self._hand(action, number, int(str(wanted[OWNER])))
        return reversal(number, now, wanted, conflicts)

    @staticmethod
    def _number(action: MoveTask, done_by: DoneBy) -> str:
        number = done_by.get(TASK) if action.activity_id is None else str(action.activity_id)
        if number is None:
            raise NotFound(UPDATE, "NOT_FOUND", "the client has no open task of ours")
        return number

    def _responsible(self, action: MoveTask, number: str) -> int | None:
        """Return who is responsible. Raises Overtaken for what is over, NotFound for what is gone."""
        if action.activity_id is None:
            state = self.sheet.must(number)
            if is_over(state):
                raise Overtaken(UPDATE, "TASK_OVER", f"task {number} is over")
            person: int | None = state[OWNER]
            return person
        params = {"filter": {"ID": number}, "select": ["ID", RESPONSIBLE, "COMPLETED"]}
        rows = [Row(row) for row in rows_of(self.client.read(LIST, params), "", LIST) if str(row.get("ID")) == number]
        if not rows:
            raise NotFound(LIST, "NOT_FOUND", f"activity {number}")
        if rows[0].flag("COMPLETED"):
            raise Overtaken(CHANGE, "ACTIVITY_OVER", f"activity {number} is over")
        return rows[0].number(RESPONSIBLE)

    def _hand(self, action: MoveTask, number: str, person: int) -> None:
        if action.activity_id is not None:
            params = {"id": int(number), "fields": {RESPONSIBLE: person}}
            agreed(CHANGE, self.client.write(CHANGE, params).result)
        elif self.sheet.change(number, {OWNER: person})[OWNER] != person:
            raise Refused(UPDATE, "IGNORED", f"the portal answered success and left task {number} to its owner")


def _handed(number: str, action: MoveTask) -> Effect:
    return Effect(object_id=number, before={OWNER: action.from_owner}, after={OWNER: action.to_owner})
