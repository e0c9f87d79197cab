"""Looking at what events named: claim the inbox, read exactly those rows again, and have judged whom that concerns."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from b24bridge.core.decisions import Json
from b24bridge.core.errors import AccessLost, Busy, DomainMoved, RefreshInProgress, Unavailable
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Inbox, InboxRow, Mirror
from b24bridge.core.streams import Hint, Stream, hint_of
from b24bridge.services.clocks import Clock
from b24bridge.services.sync import Judge

AT_ONCE = 50
LEASE_S = 120
NOBODYS_FAULT = (Busy, AccessLost, DomainMoved, RefreshInProgress)  # the rows wait again when their lease is over
Route = Callable[[str, Mapping[str, Json]], Sequence[Hint]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Turns waiting events into fresh rows of the mirror."""

    inbox: Inbox
    mirror: Mirror
    clock: Clock
    route: Route

    def run(self, installation: Installation, portal: Portal, judge: Judge) -> bool:
        """Handle up to fifty waiting events and have their clients judged; return whether there were any.

        An event leaves the inbox only after the judgement is recorded, so a crash in between costs nothing but a repeat.
        """
        member_id = installation.member_id
        rows = self.inbox.claim(member_id, AT_ONCE, self.clock.now(), LEASE_S)
        try:
            self._handle(member_id, portal, rows, judge)
            return bool(rows)
        except NOBODYS_FAULT:
            raise
        except Exception:
            log.exception("events_not_handled", portal=member_id, events=[row.id for row in rows])
        for row in rows:
            self._handle_alone(member_id, portal, row, judge)
        return bool(rows)

    def _handle(self, member_id: str, portal: Portal, rows: Sequence[InboxRow], judge: Judge) -> None:
        hints = [hint for row in rows for hint in self.route(row.topic, row.data)]
        judge(self._read_again(member_id, portal, list(dict.fromkeys(hints))))
        self.inbox.done(rows)

    def _handle_alone(self, member_id: str, portal: Portal, row: InboxRow, judge: Judge) -> None:
        """Handle one event of a group that failed, so that a poisoned one is parked and the others go on.

        Of a portal that does not answer at all no second event is asked.
        """
        try:
            self._handle(member_id, portal, [row], judge)
        except NOBODYS_FAULT:
            raise
        except Unavailable as error:
            self.inbox.retry(row, str(error), self.clock.now())
            raise
        except Exception as error:
            log.exception("event_not_handled", portal=member_id, topic=row.topic, row=row.id)
            self.inbox.retry(row, repr(error), self.clock.now())

    def _read_again(self, member_id: str, portal: Portal, hints: Sequence[Hint]) -> tuple[EntityId, ...]:
        before = self.mirror.clients_of(member_id, hints)
        wanted: dict[Stream, list[int]] = defaultdict(list)
        for hint in hints:
            wanted[hint.stream].append(hint.id)
        for stream, ids in wanted.items():
            records = portal.look(stream, ids)
            now = self.clock.now()
            self.mirror.absorb(member_id, records, now)
            found = {known.id for record in records if (known := hint_of(record)) is not None}
            self.mirror.forget(member_id, stream, [number for number in ids if number not in found], now)
        return tuple(dict.fromkeys([*before, *self.mirror.clients_of(member_id, hints)]))
