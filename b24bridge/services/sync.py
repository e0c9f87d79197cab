"""Bringing the mirror up to date: each stream from its cursor to its end, in slices. Deciding is `scan`, one row is `look`.

The first round reads everything; every later one is the sweep that makes lost events harmless: it reads what changed
since the cursor, whether or not anybody told us.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ports import Mirror, Portal
from b24bridge.core.streams import Hint, Page, Stream, hint_of
from b24bridge.services.clocks import Clock

ROUND = timedelta(seconds=60)
SWEPT = tuple(stream for stream in Stream if stream is not Stream.COMMENTS)
OutOfTime = Callable[[], bool]
log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """What one slice of a round came to: whether it reached the end, how many rows changed, and which rows it saw."""

    is_complete: bool = False
    changed: int = 0
    hints: list[Hint] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """Reads streams into the mirror."""

    mirror: Mirror
    clock: Clock

    def is_first(self, member_id: str) -> bool:
        """Say whether some stream of the portal was never read to its end."""
        fresh = self.mirror.freshness(member_id)
        return any(stream not in fresh for stream in SWEPT)

    def run(self, installation: Installation, portal: Portal, out_of_time: OutOfTime, only: Stream | None = None) -> Round:
        """Read on from the cursors until the end or until the slice is over; streams just read are left alone."""
        member_id, outcome = installation.member_id, Round()
        fresh = self.mirror.freshness(member_id)
        for stream in [only] if only else SWEPT:
            if only is None and stream in fresh and self.clock.now() - fresh[stream] < ROUND:
                continue
            for page in portal.pages(stream, self.mirror.cursor(member_id, stream)):
                self._keep(member_id, stream, page, outcome)
                if out_of_time() and not page.is_last:
                    return outcome
            if out_of_time() and stream is not SWEPT[-1] and only is None:
                return outcome
        outcome.is_complete = True
        return outcome

    def _keep(self, member_id: str, stream: Stream, page: Page, outcome: Round) -> None:
        changed = self.mirror.put(member_id, stream, page, self.clock.now())
        outcome.changed += changed
        outcome.parked.extend(page.parked)
        if changed:
            outcome.hints.extend(hint for record in page.records if (hint := hint_of(record)) is not None)
        for words in page.parked:
            log.error("row_parked", portal=member_id, stream=str(stream), row=words)

    def comments(self, installation: Installation, portal: Portal, clients: list[EntityId]) -> int:
        """Read the timeline comments of these clients; the portal lists them per entity only, so this is for few."""
        entities = sorted({entity for client in clients for entity in self.mirror.bindings_of(installation.member_id, client)})
        return self.mirror.absorb(installation.member_id, portal.comments(entities), self.clock.now()) if entities else 0
