"""What becomes of actions that wait already when their client is judged again. Whoever consented did so to their essence.

An action that is called for still gets the words and sums of today. It asks anew when it would do something else than what
somebody sees or saw, or when its mode has come to ask. What is not called for any more, or not allowed, is cancelled.
"""

from typing import Any

from sqlalchemy import update

from b24bridge.core.actions import Action, essence, from_json
from b24bridge.core.decisions import Because, Decision
from b24bridge.core.ledger import PlanStatus, State
from b24bridge.store.ledger import journal
from b24bridge.store.ledger.batch import ALLOWED, APPROVE, Batch
from b24bridge.store.ledger.consent import asking
from b24bridge.store.ledger.rows import PENDING, content_of, read_row
from b24bridge.store.ledger.sending import CLOSING
from b24bridge.store.tables.ledger import actions


def follow(batch: Batch, verdict: Decision) -> None:
    """Bring what waits in the open episode of a decision into line with it."""
    wanted = {batch.key(verdict, action): action for action in verdict.actions}
    for row in batch.waiting(verdict).values():
        action = wanted.get(row.key)
        if action is None:
            if row.state == State.WAITING:  # a new one is weighed again, and then cancelled, when its turn comes
                _drop(batch, row, f"no longer called for: {verdict.because.en}", verdict.because)
        elif batch.mode(verdict, action) in ALLOWED:
            _renew(batch, verdict, action, row)
        elif row.kind not in CLOSING:
            _drop(batch, row, f"mode: {batch.mode(verdict, action)}")


def drop_all(batch: Batch, verdict: Decision) -> None:
    """Cancel what an episode that ends has not sent yet, but for what takes its marks back."""
    for row in batch.waiting(verdict).values():
        if row.kind not in CLOSING:
            _drop(batch, row, f"no longer called for: {verdict.because.en}", verdict.because)


def _renew(batch: Batch, verdict: Decision, action: Action, row: Any) -> None:
    new = content_of(action, verdict.because, verdict.money_at_risk)
    is_left = row.plan_status == PlanStatus.DRAFT and row.plan_id != batch.plan_id
    if _asks_anew(batch, verdict, action, row):
        new |= asking(batch.at, verdict.answer_by) | {"plan_id": batch.plan_id, "decided_at": batch.at, "note": ""}
        batch.again += 1
    elif is_left:
        new |= {"plan_id": batch.plan_id}
        batch.again += 1
    if any(getattr(row, name) != value for name, value in new.items()):
        same = (actions.c.key == row.key, actions.c.state.in_(PENDING))
        batch.connection.execute(update(actions).where(*same).values(new))


def _asks_anew(batch: Batch, verdict: Decision, action: Action, row: Any) -> bool:
    if action.is_closing:
        return False
    if row.state == State.NEW and row.answered_at is None:
        return batch.mode(verdict, action) == APPROVE
    return essence(from_json(row.action)) != essence(action)


def _drop(batch: Batch, row: Any, note: str, because: Because | None = None) -> None:
    same = (actions.c.key == row.key, actions.c.state.in_(PENDING))
    gone = update(actions).where(*same).values(state=State.CANCELLED, note=note).returning(*actions.c)
    rows = [read_row(each, batch.member_id) for each in batch.connection.execute(gone)]
    journal.write(batch.connection, batch.portal_id, rows, batch.at, because)
