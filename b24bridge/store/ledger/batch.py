"""What the verdicts of one commit are weighed against, and what they come to. Not the weighing: `recording`, `pending`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, not_, select

from b24bridge.core.actions import Action, Undo, cascade_of
from b24bridge.core.decisions import Decision
from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId, action_key
from b24bridge.core.ledger import State
from b24bridge.store.ledger.clients import client_of, is_of_any
from b24bridge.store.ledger.rows import PENDING
from b24bridge.store.tables.ledger import actions, plans

OFF, OBSERVE, APPROVE, AUTO = "off", "observe", "approve", "auto"
BOLDNESS = (OFF, OBSERVE, APPROVE, AUTO)
ALLOWED = (APPROVE, AUTO)


@dataclass(slots=True)
class Batch:
    """`rows` are to be added, `again` counts those that are asked for anew or taken over from a killed run.

    `known` are keys that nothing may bring back, `waits` the rows of each episode that were not sent yet, by key.
    """

    connection: Connection
    portal_id: int
    member_id: str
    modes: Mapping[str, Mapping[str, str]]
    at: datetime
    plan_id: int
    is_halted: bool
    episodes: dict[str, Mapping[EntityId, Episode]] = field(default_factory=dict)
    over: dict[str, Mapping[EntityId, frozenset[str]]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    waits: dict[tuple[str, EntityId, str], dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, object]] = field(default_factory=list)
    again: int = 0

    def look_up(self, decisions: Sequence[Decision]) -> None:
        """Read what is known of the actions of these decisions, and what else waits about their clients."""
        if not decisions:
            return
        keys = [self.key(decision, action) for decision in decisions for action in decision.actions]
        self.known = frozenset(
            self.connection.scalars(select(actions.c.key).where(actions.c.key.in_(keys), not_(may_revive())))
        )
        clients = {decision.client for decision in decisions}
        waits = select(actions, plans.c.status.label("plan_status")).outerjoin(plans, plans.c.id == actions.c.plan_id)
        waits = waits.where(actions.c.portal_id == self.portal_id, actions.c.state.in_(PENDING), ~actions.c.is_ordered)
        for row in self.connection.execute(waits.where(is_of_any(actions, clients))):
            self.waits.setdefault((row.assistant, client_of(row), row.anchor), {})[row.key] = row

    def key(self, verdict: Decision, action: Action) -> str:
        """Return the key of an action that a verdict calls for."""
        return action_key(self.member_id, verdict.assistant, verdict.client, verdict.anchor, action.step)

    def fresh(self, verdict: Decision) -> list[Action]:
        """Return the actions of a verdict that the ledger may add."""
        return [action for action in verdict.actions if self.key(verdict, action) not in self.known]

    def untaken(self, verdict: Decision) -> list[Action]:
        """Return the actions of a verdict that were never sent, nor refused; those that wait are among them."""
        waits = self.waiting(verdict)
        return [action for action in verdict.actions if (key := self.key(verdict, action)) in waits or key not in self.known]

    def waiting(self, verdict: Decision) -> Mapping[str, Any]:
        """Return the rows of a verdict's episode that were not sent when the batch began, by key."""
        return self.waits.get((verdict.assistant, verdict.client, verdict.anchor), {})

    def mode(self, verdict: Decision, action: Action) -> str:
        """Return what an action may do. The steps of a cascade may never do more than the first of them."""
        cascade = cascade_of(action)
        lead = next(each for each in verdict.actions if cascade_of(each) == cascade) if cascade else action
        return min(self._own(verdict, lead), self._own(verdict, action), key=BOLDNESS.index)

    def acts(self, verdict: Decision) -> bool:
        """Say whether any of a verdict's actions may be sent; of one without any, whether its assistant acts at all."""
        if not verdict.actions:
            return any(mode in ALLOWED for mode in self.modes.get(verdict.assistant, {}).values())
        return any(self.mode(verdict, action) in ALLOWED for action in verdict.actions)

    def _own(self, verdict: Decision, action: Action) -> str:
        if isinstance(action, Undo):
            return AUTO
        return self.modes.get(verdict.assistant, {}).get(action.action_class, OFF)


def may_revive() -> ColumnElement[bool]:
    """Return the condition that an action may be called for again: never sent, and refused by nobody."""
    return and_(actions.c.state == State.CANCELLED, actions.c.sent_at.is_(None), ~actions.c.is_refused)
