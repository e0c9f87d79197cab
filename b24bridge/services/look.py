"""Looking at what events named: claim the inbox, read exactly those rows again, and say which clients that concerns."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from b24bridge.core.decisions import Json
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ports import Inbox, InboxRow, Mirror, Portal
from b24bridge.core.streams import Hint, Stream, hint_of
from b24bridge.services.clocks import Clock

AT_ONCE = 50
LEASE_S = 120
Route = Callable[[str, Mapping[str, Json]], Sequence[Hint]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Turns waiting events into fresh rows of the mirror."""

    inbox: Inbox
    mirror: Mirror
    clock: Clock
    route: Route

    def run(self, installation: Installation, portal: Portal) -> tuple[EntityId, ...]:
        """Handle up to fifty waiting events and return the clients to judge again."""
        member_id = installation.member_id
        hints: list[Hint] = []
        good: list[InboxRow] = []
        for row in self.inbox.claim(member_id, AT_ONCE, self.clock.now(), LEASE_S):
            try:
                hints.extend(self.route(row.topic, row.data))
                good.append(row)
            except Exception as error:
                log.exception("event_not_understood", portal=member_id, topic=row.topic, event=row.id)
                self.inbox.retry(row, repr(error), self.clock.now())
        clients = self._read_again(member_id, portal, list(dict.fromkeys(hints)))
        self.inbox.done(good)
        return clients

    def _read_again(self, member_id: str, portal: Portal, hints: Sequence[Hint]) -> tuple[EntityId, ...]:
        before = self.mirror.clients_of(member_id, hints)
        wanted: dict[Stream, list[int]] = defaultdict(list)
        for hint in hints:
            wanted[hint.stream].append(hint.id)
        for stream, ids in wanted.items():
            records = portal.look(stream, ids)
            now = self.clock.now()
            self.mirror.absorb(member_id, records, now)
            found = {hint.id for record in records if (hint := hint_of(record)) is not None}
            self.mirror.forget(member_id, stream, [number for number in ids if number not in found], now)
        return tuple(dict.fromkeys([*before, *self.mirror.clients_of(member_id, hints)]))
