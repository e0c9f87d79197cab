"""Comparing the mirror with the portal, row against row, at the price of what differs. Not reading rows: that is `sync`.

A row that was deleted or merged while its event got lost is in no list of changes. So at night the rows of each stream are
counted; where a count differs, the ids are divided and counted again, down to windows that are read id by id. What the
portal no longer has is marked as gone, and what we lack is read. Two errors that cancel out in a count stay unseen.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import structlog

from b24bridge.core.errors import Refused, Unavailable
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.outside import Portal
from b24bridge.core.ports import Mirror
from b24bridge.core.streams import Stream, Window, hint_of
from b24bridge.services.clocks import Clock

COUNTED = (
    *(Stream.COMPANIES, Stream.CONTACTS, Stream.LEADS, Stream.DEALS, Stream.INVOICES),
    *(Stream.ORDERS, Stream.PAYMENTS, Stream.SHIPMENTS, Stream.ACTIVITIES, Stream.TASKS),
)
CARDS = {
    Stream.COMPANIES: COMPANY,
    Stream.CONTACTS: CONTACT,
    Stream.LEADS: LEAD,
    Stream.DEALS: DEAL,
    Stream.INVOICES: INVOICE,
}
PARTS = 50
READ_BELOW = 2500
FEW, MOST_SHARE = 50, 0.5  # more rows than these do not vanish in a day: our user has lost the right to see them
log = structlog.get_logger()


@dataclass(slots=True)
class Difference:
    """What a comparison found, by stream: rows that are gone, rows that we lacked, and streams that could not be believed."""

    gone: Counter[Stream] = field(default_factory=Counter)
    lacked: Counter[Stream] = field(default_factory=Counter)
    doubted: dict[Stream, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that the mirror has of one stream, in order."""

    stream: Stream
    ids: Sequence[int]

    def whole(self) -> Window:
        """Return the window of all of them."""
        return Window(self.stream, 0, self.ids[-1])

    def within(self, window: Window) -> Sequence[int]:
        """Return those of a window."""
        return self.ids[bisect_right(self.ids, window.after) : bisect_right(self.ids, window.upto)]

    def parts(self, window: Window) -> Iterator[Window]:
        """Divide a window into some with as many known rows each."""
        inside, after = self.within(window), window.after
        step = max(len(inside) // PARTS, 1)
        for place in range(step - 1, len(inside) - step, step):
            yield Window(self.stream, after, inside[place])
            after = inside[place]
        yield Window(self.stream, after, window.upto)


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Finds rows that came or went unseen."""

    mirror: Mirror
    clock: Clock

    def run(self, installation: Installation, portal: Portal) -> Difference:
        """Compare every stream that can be counted, and repair what differs. Raises Busy, AccessLost and DomainMoved.

        A portal that cannot count at all, or refuses to, is told of and compared the next night.
        """
        member_id, found = installation.member_id, Difference()
        known = {stream: Known(stream, ids) for stream in COUNTED if (ids := self.mirror.ids(member_id, stream))}
        try:
            for stream, windows in self._differing(portal, known, found).items():
                self._repair(member_id, portal, known[stream], windows, found)
        except (Refused, Unavailable) as error:
            log.warning("not_compared", portal=member_id, error=str(error))
        write = log.warning if found.gone or found.lacked or found.doubted else log.info
        told = {
            name: {str(key): value for key, value in getattr(found, name).items()} for name in ("gone", "lacked", "doubted")
        }
        write("compared", portal=member_id, **told)
        return found

    def _differing(self, portal: Portal, known: dict[Stream, Known], found: Difference) -> dict[Stream, list[Window]]:
        """Return the smallest windows whose number of rows differs, by stream."""
        differing: dict[Stream, list[Window]] = defaultdict(list)
        left = [its.whole() for its in known.values()]
        while left:
            further: list[Window] = []
            for window, count in zip(left, portal.count(left), strict=True):
                its = known[window.stream]
                inside = len(its.within(window))
                if count is None or count == inside:
                    continue
                if inside - count > max(FEW, MOST_SHARE * len(its.ids)):
                    found.doubted[window.stream] = f"{inside - count} of {len(its.ids)} rows are not shown to us"
                elif max(inside, count) <= READ_BELOW or inside < PARTS:
                    differing[window.stream].append(window)
                else:
                    further += its.parts(window)
            left = further
        return differing

    def _repair(self, member_id: str, portal: Portal, known: Known, windows: Sequence[Window], found: Difference) -> None:
        there = {number for window in joined(windows) for number in portal.ids(window)}
        here = {number for window in windows for number in known.within(window)}
        gone, lacked, stream = sorted(here - there), sorted(there - here), known.stream
        now = self.clock.now()
        self.mirror.absorb(member_id, portal.look(stream, lacked), now)
        self.mirror.forget(member_id, stream, gone, now)
        found.gone[stream] += len(gone)
        found.lacked[stream] += len(lacked)
        self._follow(member_id, portal, [EntityId(CARDS[stream], number) for number in gone] if stream in CARDS else [])

    def _follow(self, member_id: str, portal: Portal, gone: Sequence[EntityId]) -> None:
        """Read again what hung on cards that are gone: after a merge it hangs on another one."""
        wanted: dict[Stream, list[int]] = defaultdict(list)
        for hint in self.mirror.hanging_on(member_id, gone):
            wanted[hint.stream].append(hint.id)
        for stream, ids in wanted.items():
            records, now = portal.look(stream, ids), self.clock.now()
            self.mirror.absorb(member_id, records, now)
            there = {seen.id for record in records if (seen := hint_of(record)) is not None}
            self.mirror.forget(member_id, stream, [number for number in ids if number not in there], now)


def joined(windows: Sequence[Window]) -> list[Window]:
    """Join windows that touch, so that reading what differs everywhere costs no more than reading everything."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda window: window.after):
        if found and found[-1].upto == window.after:
            found[-1] = Window(window.stream, found[-1].after, window.upto)
        else:
            found.append(window)
    return found
