"""The port of the ledger: what was decided, what may happen once, and what happened."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Because, Json, Skip
from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Figure, Outcome, Plan, PlanStatus, Sent, Standing, State


class Ledger(Protocol):
    """What may happen once, and what happened."""

    def begin_plan(self, member_id: str, kind: str, at: datetime) -> int:
        """Begin the plan of a run and return its number. Nothing of a draft is due."""

    def record(
        self, member_id: str, verdicts: Sequence[Skip], modes: Mapping[str, Mapping[str, str]], at: datetime, plan_id: int
    ) -> int:
        """Store verdicts of any assistants in one commit: standings, episodes, and each action whose key is new.

        `modes` maps assistant and action class to off, observe, approve or auto. In auto an action becomes new, with approve
        it waits for consent (72 hours, or until the decision's `answer_by` is over), else it is kept as would-be. `at` is the
        portal's own moment. Of one client those come first that the verdicts name first. Returns how many new actions there
        are, the waiting ones too.
        """

    def end_plan(self, member_id: str, plan_id: int, status: PlanStatus, note: str, at: datetime, clients: int) -> None:
        """End a draft: an open plan's actions are due; a halted one's opening actions wait for consent instead."""

    def plans(self, member_id: str, limit: int = 14, kind: str | None = None) -> Sequence[Plan]:
        """Return the plans that have any action, newest first; one that came to nothing only where `kind` asks for it."""

    def waiting(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return what waits for consent and may still get it, by money at risk, largest first, a client's steps in order."""

    def answer(self, member_id: str, keys: Sequence[str], by: int, at: datetime, refused_because: Because | None) -> int:
        """Let waiting actions become new, or cancel them with the reason; return how many it changed."""

    def consent(self, member_id: str, seen: Sequence[ActionRow], by: int, at: datetime) -> int:
        """Let waiting actions become new exactly as they were seen, all or none; return how many.

        Raises PlanChanged when one of them does not wait any more, or would do something else by now.
        """

    def put_off(self, keys: Sequence[str], until: datetime, note: str, at: datetime) -> None:
        """Let new actions wait until a moment (UTC), and say why."""

    def pending(self, member_id: str) -> Sequence[ActionRow]:
        """Return what is to be sent, being sent or in doubt: neither settled nor waiting for consent."""

    def parked(self, member_id: str) -> Sequence[ActionRow]:
        """Return what failed for good and waits for a person; settled as new it is tried again."""

    def expire(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Cancel what waited for consent longer than it may, and return it."""

    def sent(self, member_id: str, since: datetime, now: datetime) -> Sequence[Sent]:
        """Return tasks, reassignments of clients and letters sent since then, and every task that still stands.

        `since` and `now` are the portal's own moments; days are those of its zone, that of `now`.
        """

    def order(self, member_id: str, row: ActionRow) -> bool:
        """Store an action that a person asked for and no assistant decided; false when its key is known already."""

    def of_plan(self, member_id: str, plan_id: int) -> Sequence[ActionRow]:
        """Return a plan's actions, in order."""

    def cascade(self, row: ActionRow) -> Sequence[ActionRow]:
        """Return all steps of the cascade that an action belongs to, in order."""

    def of_client(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return every action about a client, in order."""

    def done_since(self, member_id: str, since: datetime) -> Sequence[ActionRow]:
        """Return what was done since then (UTC), in order."""

    def desk(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return the done actions that put the client's open task of ours, or joined it and have not left it, in order."""

    def standings(
        self, member_id: str, assistant: str | None = None, states: Sequence[str] = (), client: EntityId | None = None
    ) -> Sequence[Standing]:
        """Return where clients stand, by money at risk, largest first."""

    def tally(self, member_id: str) -> Mapping[tuple[str, str], tuple[int, Decimal]]:
        """Count clients and add up their money at risk, by assistant and state."""

    def action_counts(self, member_id: str) -> Mapping[State, int]:
        """Count actions by state."""

    def episode(self, member_id: str, assistant: str, client: EntityId) -> Episode | None:
        """Return the open episode of a client, or None."""

    def due(self, member_id: str, limit: int, at: datetime, client: EntityId | None = None) -> Sequence[ActionRow]:
        """Return actions that may be sent now; none of a client that has one with an unknown outcome.

        Those of all clients come by money at risk, largest first, people's own orders and closing ones before them; those of
        one client in the order in which they were decided.
        """

    def claim(self, key: str, worker: str, at: datetime, lease_s: float, action: Action) -> ActionRow | None:
        """Take an action for sending and commit, with the words it is sent with; None when it is no longer new."""

    def settle(self, key: str, outcome: Outcome, at: datetime) -> None:
        """Commit what became of an action: done with the object's id, cancelled with the reason, unknown, or new again."""

    def in_doubt(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return unknown actions, and those being sent whose lease has run out."""

    def find(self, key: str) -> ActionRow | None:
        """Return one action, or None."""

    def task_of(self, member_id: str, assistant: str, client: EntityId) -> ActionRow | None:
        """Return the task that stands on the portal for a client's open episode, or None."""

    def sibling(self, row: ActionRow, step: str) -> ActionRow | None:
        """Return the action of another step of the same episode, or None."""

    def journal(
        self, member_id: str, client: EntityId | None = None, limit: int = 100, before: int | None = None
    ) -> Sequence[Mapping[str, Json]]:
        """Return what happened, newest first: every line has the keys of `store.ledger.journal` and its own `id`.

        `before` goes on from that line.
        """

    def keep_figures(self, member_id: str, day: date) -> None:
        """Note for a portal day how many clients each assistant marks for each owner, with their money: the trend."""

    def figures(self, member_id: str, since: date) -> Sequence[Figure]:
        """Return the noted figures from a day on, by day."""
