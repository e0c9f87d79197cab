"""The ledger kept in SQL: every method is one transaction. Not the statements: those are the modules beside this one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from b24bridge.core.decisions import Json, Skip
from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Outcome, Standing, State
from b24bridge.store.ledger import actions, episodes, journal, recording, standings
from b24bridge.store.session import Store
from b24bridge.store.tables.portals import portal_id


class StoreLedger:
    """What may happen once, and what happened. Raises UnknownPortal for a portal that is not installed."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def record(self, member_id: str, verdicts: Sequence[Skip], modes: Mapping[str, str], at: datetime) -> int:
        """Store verdicts in one commit; return how many new actions there are.

        Hand in `at` in the portal's zone: its date is the one judged on, and the one an episode opens on.
        """
        with self._store.writing() as connection:
            return recording.record(connection, portal_id(connection, member_id), member_id, verdicts, modes, at)

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
        """Return the open episode of a client, or None."""
        with self._store.reading() as connection:
            found = episodes.open_episodes(connection, portal_id(connection, member_id), assistant, [client])
            return found.get(client)

    def due(self, member_id: str, limit: int, at: datetime, client: EntityId | None = None) -> Sequence[ActionRow]:
        """Return actions that may be sent now, oldest first, one a client; none of a client that has one in flight."""
        with self._store.reading() as connection:
            return actions.due(connection, portal_id(connection, member_id), member_id, limit, at, client)

    def claim(self, key: str, worker: str, at: datetime, lease_s: float) -> ActionRow | None:
        """Take an action for sending and commit; None when somebody else has it or it may not be sent now."""
        with self._store.writing() as connection:
            return actions.claim(connection, key, worker, at, lease_s)

    def settle(self, key: str, outcome: Outcome, at: datetime) -> None:
        """Commit what became of an action. What is done or cancelled stays so."""
        with self._store.writing() as connection:
            actions.settle(connection, key, outcome, at)

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

    def journal(self, member_id: str, client: EntityId | None = None, limit: int = 100) -> Sequence[Mapping[str, Json]]:
        """Return what happened, newest first."""
        with self._store.reading() as connection:
            return journal.read(connection, portal_id(connection, member_id), client, limit)
