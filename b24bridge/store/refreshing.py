"""The lock under which one worker at a time renews the tokens of a portal, over processes and hosts. Not the renewing.

It is a lease in the database: a holder that dies gives it up by the clock alone, and the turn it was given keeps it from
giving back what somebody else holds by then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import or_, update

from b24bridge.core.errors import RefreshInProgress
from b24bridge.store.dialects import insert
from b24bridge.store.session import Store
from b24bridge.store.tables.installations import refresh_locks
from b24bridge.store.tables.portals import portal_id

# Longer than a request for tokens may take, or two workers would send the same refresh token
LEASE = timedelta(seconds=90)
WAIT_S = 30.0
PAUSE_S = 0.05


class Clock(Protocol):
    """What waiting for a lock needs of time; `b24bridge.clock` has it."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class RefreshLock:
    """One lock per portal."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the database and the clock."""
        self._store, self._clock = store, clock

    @contextmanager
    def hold(self, member_id: str) -> Iterator[None]:
        """Hold a portal's lock. Raises RefreshInProgress when it is not free within half a minute."""
        turn = self._wait_for_turn(member_id)
        try:
            yield
        finally:
            self._give_back(member_id, turn)

    def _wait_for_turn(self, member_id: str) -> int:
        began = self._clock.monotonic()
        while (turn := self._try(member_id)) is None:
            if self._clock.monotonic() - began >= WAIT_S:
                raise RefreshInProgress(f"the tokens of {member_id} are being renewed by another worker")
            self._clock.sleep(PAUSE_S)
        return turn

    def _try(self, member_id: str) -> int | None:
        now, held_until = self._clock.now(), refresh_locks.c.held_until
        with self._store.writing() as connection:
            first = {"portal_id": portal_id(connection, member_id), "turn": 1, "held_until": now + LEASE}
            taken = insert(connection, refresh_locks).values(first)
            taken = taken.on_conflict_do_update(
                index_elements=["portal_id"],
                set_={"turn": refresh_locks.c.turn + 1, "held_until": now + LEASE},
                where=or_(held_until.is_(None), held_until <= now),
            )
            row = connection.execute(taken.returning(refresh_locks.c.turn)).one_or_none()
        return None if row is None else int(row.turn)

    def _give_back(self, member_id: str, turn: int) -> None:
        with self._store.writing() as connection:
            ours = (refresh_locks.c.portal_id == portal_id(connection, member_id)) & (refresh_locks.c.turn == turn)
            connection.execute(update(refresh_locks).where(ours).values(held_until=None))
