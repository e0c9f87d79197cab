"""The ledger kept in SQL: every method is one transaction. Not the statements: those are the modules beside this one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Because, Json, Skip
from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Figure, Outcome, Plan, PlanStatus, Sent, Standing, State
from b24bridge.store.ledger import (
    actions,
    consent,
    counters,
    desk,
    episodes,
    figures,
    journal,
    orders,
    plans,
    recording,
    sending,
    standings,
)
from b24bridge.store.session import Store
from b24bridge.store.tables.portals import portal_id


class StoreLedger:
    """What may happen once, and what happened. Raises UnknownPortal for a portal that is not installed."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def begin_plan(self, member_id: str, kind: str, at: datetime) -> int:
        """Begin the plan of a run and return its number. Nothing of a draft is due."""
        with self._store.writing() as connection:
            return plans.begin(connection, portal_id(connection, member_id), kind, at)

    def record(self, member_id: str, verdicts: Sequence[Skip], modes: recording.Modes, at: datetime, plan_id: int) -> int:
        """Store verdicts in one commit; return how many new actions there are, the waiting ones too.

        Hand in `at` in the portal's zone: its date is the one judged on, and the one an episode opens on. `modes` maps
        assistants and action classes. Raises NoResultFound when the portal has no such plan.
        """
        with self._store.writing() as connection:
            return recording.record(connection, portal_id(connection, member_id), member_id, verdicts, modes, at, plan_id)

    def end_plan(self, member_id: str, plan_id: int, status: PlanStatus, note: str, at: datetime, clients: int) -> None:
        """End a draft, or halt an open plan: of a halted one the opening actions that nobody consented to ask for it."""
        with self._store.writing() as connection:
            plans.end(connection, portal_id(connection, member_id), plan_id, status, note, at, clients)

    def plans(self, member_id: str, limit: int = 14, kind: str | None = None) -> Sequence[Plan]:
        """Return the plans that have any action, newest first; all of one kind, where it is named."""
        with self._store.reading() as connection:
            return plans.read(connection, portal_id(connection, member_id), limit, kind)

    def waiting(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return what may still get consent: clients by their largest money at risk, a client's steps in order."""
        with self._store.reading() as connection:
            return consent.waiting(connection, portal_id(connection, member_id), member_id, at)

    def answer(self, member_id: str, keys: Sequence[str], by: int, at: datetime, refused_because: Because | None) -> int:
        """Let waiting actions become new, or cancel them for good; return how many could still be answered."""
        with self._store.writing() as connection:
            portal = portal_id(connection, member_id)
            return consent.answer(connection, portal, member_id, keys, by, at, refused_because)

    def consent(self, member_id: str, seen: Sequence[ActionRow], by: int, at: datetime) -> int:
        """Let waiting actions become new as they were seen, all or none. Raises PlanChanged."""
        with self._store.writing() as connection:
            portal = portal_id(connection, member_id)
            consent.require_unchanged(connection, portal, seen)
            return consent.answer(connection, portal, member_id, [row.key for row in seen], by, at, None)

    def put_off(self, keys: Sequence[str], until: datetime, note: str, at: datetime) -> None:
        """Let new actions wait until a moment; the client's other actions pass them, and the journal says why, once."""
        with self._store.writing() as connection:
            sending.put_off(connection, keys, until, note, at)

    def expire(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Cancel what nobody answered in time, and return it; it may be asked again."""
        with self._store.writing() as connection:
            return consent.expire(connection, portal_id(connection, member_id), member_id, at)

    def sent(self, member_id: str, since: datetime, now: datetime) -> Sequence[Sent]:
        """Return what limits count since then, and every task that still stands; days are those of the zone of `now`."""
        with self._store.reading() as connection:
            return counters.sent(connection, portal_id(connection, member_id), since, now.tzinfo)

    def order(self, member_id: str, row: ActionRow) -> bool:
        """Store an action that no assistant decided; false when its key is known already."""
        with self._store.writing() as connection:
            return orders.order(connection, portal_id(connection, member_id), row)

    def of_plan(self, member_id: str, plan_id: int) -> Sequence[ActionRow]:
        """Return a plan's actions, in the order in which they were decided."""
        with self._store.reading() as connection:
            return actions.of_plan(connection, portal_id(connection, member_id), member_id, plan_id)

    def cascade(self, row: ActionRow) -> Sequence[ActionRow]:
        """Return all steps of the cascade that an action belongs to, in order; none when it stands alone."""
        with self._store.reading() as connection:
            return actions.cascade(connection, portal_id(connection, row.member_id), row)

    def of_client(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return every action about a client, in the order in which they were decided."""
        with self._store.reading() as connection:
            return actions.of_client(connection, portal_id(connection, member_id), member_id, client)

    def pending(self, member_id: str) -> Sequence[ActionRow]:
        """Return what is to be sent, being sent or in doubt: neither settled nor waiting for consent."""
        with self._store.reading() as connection:
            return actions.unsettled(connection, portal_id(connection, member_id), member_id)

    def parked(self, member_id: str) -> Sequence[ActionRow]:
        """Return what failed for good and waits for a person."""
        with self._store.reading() as connection:
            return actions.parked(connection, portal_id(connection, member_id), member_id)

    def done_since(self, member_id: str, since: datetime) -> Sequence[ActionRow]:
        """Return what was done since then and not taken back, in the order in which it was done."""
        with self._store.reading() as connection:
            return actions.done_since(connection, portal_id(connection, member_id), member_id, since)

    def desk(self, member_id: str, client: EntityId) -> Sequence[ActionRow]:
        """Return the reasons of the client's open task: the actions that put it, or joined it and have not left it."""
        with self._store.reading() as connection:
            return desk.desk(connection, portal_id(connection, member_id), member_id, client)

    def standings(
        self, member_id: str, assistant: str | None = None, states: Sequence[str] = (), client: EntityId | None = None
    ) -> Sequence[Standing]:
        """Return where clients stand, by money at risk, largest first; those without a sum come last."""
        with self._store.reading() as connection:
            return standings.read(connection, portal_id(connection, member_id), assistant, states, client)

    def tally(self, member_id: str) -> Mapping[tuple[str, str], tuple[int, Decimal]]:
        """Count clients and add up their money at risk, by assistant and state."""
        with self._store.reading() as connection:
            return standings.tally(connection, portal_id(connection, member_id))

    def action_counts(self, member_id: str) -> Mapping[State, int]:
        """Count actions by state; states without any are left out."""
        with self._store.reading() as connection:
            return actions.count(connection, portal_id(connection, member_id))

    def episode(self, member_id: str, assistant: str, client: EntityId) -> Episode | None:
        """Return the open episode of a client, or None. The days of its steps are those of UTC."""
        with self._store.reading() as connection:
            found = episodes.open_episodes(connection, portal_id(connection, member_id), assistant, [client])
            return found.get(client)

    def due(self, member_id: str, limit: int, at: datetime, client: EntityId | None = None) -> Sequence[ActionRow]:
        """Return actions that may be sent now, one a client and none of one that has any in flight.

        People's orders and closing ones come first, then those with most money at risk, then the oldest.
        """
        with self._store.reading() as connection:
            return sending.due(connection, portal_id(connection, member_id), member_id, limit, at, client)

    def claim(self, key: str, worker: str, at: datetime, lease_s: float, action: Action) -> ActionRow | None:
        """Take an action for sending as it is sent, and commit; None when somebody else has it or it may not go now."""
        with self._store.writing() as connection:
            return sending.claim(connection, key, worker, at, lease_s, action)

    def settle(self, key: str, outcome: Outcome, at: datetime) -> None:
        """Commit what became of an action. What is cancelled stays so; what is done may only become undone."""
        with self._store.writing() as connection:
            sending.settle(connection, key, outcome, at)

    def in_doubt(self, member_id: str, at: datetime) -> Sequence[ActionRow]:
        """Return unknown actions whose time to be looked up has come, and those being sent whose lease has run out."""
        with self._store.reading() as connection:
            return actions.in_doubt(connection, portal_id(connection, member_id), member_id, at)

    def find(self, key: str) -> ActionRow | None:
        """Return one action, or None."""
        with self._store.reading() as connection:
            return actions.find(connection, key)

    def task_of(self, member_id: str, assistant: str, client: EntityId) -> ActionRow | None:
        """Return the task that stands on the portal for a client's open episode, or None."""
        with self._store.reading() as connection:
            return actions.task_of(connection, portal_id(connection, member_id), member_id, assistant, client)

    def sibling(self, row: ActionRow, step: str) -> ActionRow | None:
        """Return the action of another step of the same episode, or None."""
        with self._store.reading() as connection:
            return actions.sibling(connection, portal_id(connection, row.member_id), row, step)

    def journal(
        self, member_id: str, client: EntityId | None = None, limit: int = 100, before: int | None = None
    ) -> Sequence[Mapping[str, Json]]:
        """Return what happened, newest first, going on before the line of an id where one is given."""
        with self._store.reading() as connection:
            return journal.read(connection, portal_id(connection, member_id), client, limit, before)

    def keep_figures(self, member_id: str, day: date) -> None:
        """Note how many clients each assistant marks now, as those of a portal day."""
        with self._store.writing() as connection:
            figures.keep(connection, portal_id(connection, member_id), day)

    def figures(self, member_id: str, since: date) -> Sequence[Figure]:
        """Return the noted figures from a day on, by day."""
        with self._store.reading() as connection:
            return figures.read(connection, portal_id(connection, member_id), since)
