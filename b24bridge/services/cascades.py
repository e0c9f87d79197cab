"""Actions that belong together, such as a hand-over: when one fails the rest is not done, and what was done is taken back.

Taking back is a protocol of its own: field by field, only where nobody changed it since. It serves people's orders too.
"""

from dataclasses import dataclass
from datetime import datetime

from b24bridge.core.actions import Reassign, Undo
from b24bridge.core.decisions import Because
from b24bridge.core.errors import Refused
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Ledger

UNDO = "undo:"
LEFT_ALONE = "changed by somebody since, left alone"
NOT_SENT = (State.NEW, State.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascades:
    """Stops and takes back."""

    ledger: Ledger

    def stop(self, failed: ActionRow, note: str, at: datetime) -> None:
        """End the cascade of a step that failed for good: what moved a client goes back, other steps may fail alone."""
        if not isinstance(failed.action, Reassign):
            return
        rows = self.ledger.cascade(failed)
        for row in rows:
            if row.state in NOT_SENT and row.key != failed.key:
                self.ledger.settle(row.key, Outcome(state=State.CANCELLED, note=f"an earlier step failed: {note}"), at)
        because = Because("Передача не удалась целиком, возвращаем как было.", "The hand-over failed half-way; it goes back.")
        for row in reversed(rows):
            if row.state is State.DONE:
                self.order(row, 0, because, at)

    def order(self, row: ActionRow, by: int, because: Because, at: datetime) -> bool:
        """Order that a done action be taken back, by a person or (0) by ourselves; false when it was ordered before."""
        step = UNDO + row.key
        undo = ActionRow(
            key=action_key(row.member_id, row.assistant, row.client, row.anchor, step),
            member_id=row.member_id,
            assistant=row.assistant,
            client=row.client,
            anchor=row.anchor,
            action=Undo(client=row.client, step=step, undoes=row.key),
            state=State.NEW,
            because=because,
            decided_at=at,
            plan_id=row.plan_id,
            money=row.money,
            ordered_by=by,
        )
        return self.ledger.order(row.member_id, undo)

    def take_back(self, portal: Portal, undo: Undo) -> Outcome:
        """Take back what another action did; safe to repeat. Raises PortalError and its kin."""
        original = self.ledger.find(undo.undoes)
        if original is None or original.state is not State.DONE or original.effect is None:
            return Outcome(state=State.CANCELLED, note="there is nothing to take back")
        action, effect = original.action, original.effect
        while isinstance(action, Undo):  # taking back a taking back: the same fields the other way round
            first = self.ledger.find(action.undoes)
            if first is None:
                raise Refused("undo", "NOT_FOUND", "what was taken back is not known any more")
            action = first.action
        reversal = portal.revert(action, original.key, effect)
        if reversal.conflicts and not (reversal.effect.after or reversal.was_back):
            return Outcome(state=State.CANCELLED, note=LEFT_ALONE, conflicts=reversal.conflicts)
        note = LEFT_ALONE if reversal.conflicts else ""
        return Outcome(
            state=State.DONE, object_id=original.object_id, note=note, effect=reversal.effect, conflicts=reversal.conflicts
        )
