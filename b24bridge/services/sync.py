"""Bringing the mirror up to date: each stream from its cursor to its end, in slices. Deciding is `scan`, one row is `look`.

The first round reads everything; every later one is the sweep that makes lost events harmless: it reads what changed
since the cursor, whether or not anybody told us.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Mirror
from b24bridge.core.streams import Cursor, Page, Stream, hint_of
from b24bridge.services.census import Census, Difference
from b24bridge.services.clocks import Clock

SWEPT = tuple(Stream)
CARDS_A_PAGE = 500
MOST_CARDS = 10_000
OutOfTime = Callable[[], bool]
Judge = Callable[[Sequence[EntityId]], None]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Round:
    """What one slice of a round came to: whether it reached the end, and how many rows changed."""

    is_complete: bool
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """Reads streams into the mirror."""

    mirror: Mirror
    clock: Clock
    round_s: float

    def run(
        self,
        installation: Installation,
        portal: Portal,
        out_of_time: OutOfTime,
        *,
        judge: Judge | None = None,
        only: Stream | None = None,
    ) -> Round:
        """Read on from the cursors until the end or until the slice is over; streams just read are left alone.

        `judge`, if given, is told of the clients of each page before the cursor moves past it, so that a crash in
        between costs a repeat and never a change.
        """
        changed, fresh = 0, self.mirror.freshness(installation.member_id)
        streams = [only] if only else [stream for stream in SWEPT if not self._is_just_read(fresh.get(stream))]
        portal.foresee({stream: self.mirror.cursor(installation.member_id, stream) for stream in streams})
        for stream in streams:
            for page, rows in self.read(installation, portal, stream, judge=judge):
                changed += rows
                if out_of_time() and not (page.is_last and stream is streams[-1]):
                    return Round(is_complete=False, changed=changed)
        return Round(is_complete=True, changed=changed)

    def read(
        self, installation: Installation, portal: Portal, stream: Stream, *, judge: Judge | None = None, is_anew: bool = False
    ) -> Iterator[tuple[Page, int]]:
        """Read a stream on from its cursor, or from its beginning; yield each page once it is kept, and its changed rows."""
        member_id = installation.member_id
        cursor = None if is_anew else self.mirror.cursor(member_id, stream)
        for page in self._pages(member_id, portal, stream, cursor):
            yield page, self._keep(member_id, stream, page, judge)

    def compare(self, installation: Installation, portal: Portal) -> Difference:
        """Find and repair what came or went on the portal and is in no list of changes."""
        return Census(mirror=self.mirror, clock=self.clock).run(installation, portal)

    def _pages(self, member_id: str, portal: Portal, stream: Stream, cursor: Cursor | None) -> Iterator[Page]:
        if stream is Stream.COMMENTS and not (cursor or {}).get("done"):
            return self._first_comments(member_id, portal, str((cursor or {}).get("after", "")))
        return portal.pages(stream, cursor)

    def _first_comments(self, member_id: str, portal: Portal, after: str) -> Iterator[Page]:
        """Read all comments once, card by card, fifty cards a request, so that repeats can be told from then on.

        The portal lists comments of one card only (crm.timeline.comment.list). Beyond `MOST_CARDS` cards that would take
        too long; there comments are read by event, and for marked clients, which the docs say.
        """
        cards = self.mirror.entities(member_id)
        start = bisect_right(cards, EntityId.parse(after)) if after else 0
        if len(cards) <= MOST_CARDS:
            for place in range(start, len(cards), CARDS_A_PAGE):
                chunk = cards[place : place + CARDS_A_PAGE]
                yield Page(records=tuple(portal.comments(chunk)), cursor={"after": str(chunk[-1])}, is_last=False)
        yield Page(records=(), cursor={"done": True}, is_last=True)

    def _is_just_read(self, read_at: datetime | None) -> bool:
        return read_at is not None and self.clock.now() - read_at < timedelta(seconds=self.round_s)

    def _keep(self, member_id: str, stream: Stream, page: Page, judge: Judge | None) -> int:
        changed = 0
        if judge is not None and page.records:
            hints = [hint for record in page.records if (hint := hint_of(record)) is not None]
            before = self.mirror.clients_of(member_id, hints)  # whose row it was, should it have changed hands
            changed = self.mirror.absorb(member_id, page.records, self.clock.now())
            judge(list(dict.fromkeys([*before, *self.mirror.clients_of(member_id, hints)])))
        for words in page.parked:
            log.error("row_parked", portal=member_id, stream=str(stream), row=words)
        return changed + self.mirror.put(member_id, stream, page, self.clock.now())

    def comments(self, installation: Installation, portal: Portal, clients: list[EntityId]) -> int:
        """Read what the portal tells per card only: these clients' comments, and the touches that others' cards own.

        Only for clients who would be marked otherwise: less evidence can mark a client and never calm one.
        """
        member_id = installation.member_id
        cards = [self.mirror.bindings_of(member_id, client) for client in clients]
        entities = sorted({entity for group in cards for entity in group})
        records = [*portal.comments(entities), *portal.linked(cards)] if entities else []
        return self.mirror.absorb(member_id, records, self.clock.now())
