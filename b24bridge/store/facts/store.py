"""Facts gathered from the mirror and the ledger, a thousand clients at a time, so that memory stays flat.

Each group is read in one short transaction with a few dozen statements, whatever the size of the portal. What a touch is
worth is decided by `core.evidence` from the portal's profile at the time of asking: a changed setting acts at once.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.profiles import Profile
from b24bridge.store.facts.clients import groups_of
from b24bridge.store.facts.groups import read_group
from b24bridge.store.facts.portal import Wholes, read_portal
from b24bridge.store.session import Store

AT_ONCE = 1000


class StoreFacts:
    """What is known of clients."""

    def __init__(self, store: Store, profile: Callable[[str], Profile]) -> None:
        """Take the database, and what tells how a portal wants its facts gathered."""
        self._store = store
        self._profile = profile
        self._wholes = Wholes()

    def gather(self, member_id: str, now: datetime, clients: Sequence[EntityId] | None = None) -> Iterator[ClientFact]:
        """Yield one fact per client for all assistants, companies first, by id. Raises UnknownPortal.

        A client that is gone is yielded too, and so is a contact that was judged and has come to belong to a company:
        it is gone as a client.
        """
        profile = self._profile(member_id)
        with self._store.reading() as connection:
            portal = read_portal(connection, member_id, profile, now, self._wholes, is_for_all=clients is None)
        for kind, ids in groups_of(self._store, portal.id, clients, AT_ONCE):
            with self._store.reading() as connection, uncollected():
                group = read_group(connection, portal, kind, ids)
            for number in ids:
                if number in group.rows:
                    yield group.fact(number)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's collector of cycles rest meanwhile: it would walk a group's new rows over and over, and find no garbage.

    It costs a tenth of a gathering otherwise. Where it rests already, somebody else wakes it.
    """
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()
