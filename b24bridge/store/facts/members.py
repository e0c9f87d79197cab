"""What belongs to a group of clients, read once for the whole group. The rule itself is `b24bridge.store.membership`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from b24bridge.core.ids import EntityId
from b24bridge.store.dialects import numbers
from b24bridge.store.membership import members

Clients = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """The clients (ids of one kind) that each entity belongs to, by type and id of the entity.

    `own` holds the entities whose money is a client's own; what hangs on a contact of several companies is so only for the
    primary one.
    """

    clients: Mapping[int, Mapping[int, Clients]]
    own: frozenset[tuple[int, int, int]]

    def ids(self, type_id: int) -> Sequence[int]:
        """Return the ids of all entities of a type."""
        return list(self.clients.get(type_id, ()))

    def of(self, type_id: int, number: int) -> Clients:
        """Return the clients that an entity belongs to, none where it is unknown."""
        return self.clients.get(type_id, {}).get(number, ())

    def is_own(self, client_id: int, entity: EntityId) -> bool:
        """Say whether an entity's money is this client's own."""
        return (client_id, entity.type_id, entity.id) in self.own

    def by_client(self, type_id: int) -> Iterator[tuple[int, int]]:
        """Yield every pair of a client and an entity of a type that belongs to it."""
        for number, clients in self.clients.get(type_id, {}).items():
            for client_id in clients:
                yield client_id, number


def read_members(connection: Connection, portal_id: int, kind: int, ids: Sequence[int]) -> Members:
    """Return what belongs to these clients of one kind."""
    member = members(portal_id, kind, numbers(connection, ids)).c
    columns = (member.client_id, member.entity_type, member.entity_id, member.position)
    found: dict[int, dict[int, Clients]] = defaultdict(dict)
    own = set()
    for client_id, type_id, number, position in connection.execute(select(*columns)).all():
        known = found[type_id].get(number, ())
        if client_id not in known:
            found[type_id][number] = (*known, client_id)
        if position == 0:
            own.add((client_id, type_id, number))
    return Members(found, frozenset(own))
