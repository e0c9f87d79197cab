"""Lists read by key: rows behind an id, in the order of ids, until the list says that it ended. Not counted paging.

Counting is switched off with `start=-1`, which is a thousand times faster on large tables and, unlike offsets, survives
rows that come and go while reading (settings/performance/huge-data.md). A list has ended when a page has fewer than fifty
rows; an error never ends one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from b24bridge.bitrix.batch import MOST, Commands, Outcomes
from b24bridge.bitrix.envelope import Answer, whole
from b24bridge.bitrix.query import Reference, reference
from b24bridge.core.errors import PortalError, Unavailable

PAGE: Final = 50
CHAINS: Final = (1, 5, MOST)  # most sweeps end on the first page; only what is long is read by the fifty
Rows = list[dict[str, Any]]


class Reader(Protocol):
    """As much of a client as reading a list needs."""

    def read(self, method: str, params: Mapping[str, Any]) -> Answer:
        """Return the answer of one call."""

    def batch(self, commands: Commands, *, halt: bool = False) -> Outcomes:
        """Return what became of each command."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list method, its parameters, and where its ids and rows stand."""

    method: str
    params: Mapping[str, Any]
    id_key: str
    row_id: str
    rows_key: str

    def behind(self, last: int | Reference) -> dict[str, Any]:
        """Return the parameters for the page behind an id.

        A filter that is there keeps the spelling of its key: with both `filter` and `FILTER` one of them is ignored.
        """
        params = dict(self.params)
        filter_key = next((key for key in params if key.lower() == "filter"), "filter")
        params[filter_key] = {**params.get(filter_key, {}), f">{self.id_key}": last}
        if not any(key.lower() == "order" for key in params):
            params["order"] = {self.id_key: "ASC"}
        return params | {"start": -1}

    def last_of(self, key: str) -> Reference:
        """Return a reference to the last id of a full page that an earlier command reads."""
        path = [self.rows_key] if self.rows_key else []
        return reference(key, *path, PAGE - 1, self.row_id)

    def rows(self, answer: Answer, after: int) -> Rows:
        """Return a page's rows. Raises Unavailable when they are no rows, or not behind `after` in ascending order."""
        found = answer.result
        if self.rows_key and isinstance(found, dict):
            found = found.get(self.rows_key)
        rows = list(found.values()) if isinstance(found, dict) else found
        if not isinstance(rows, list) or len(rows) > PAGE or not all(isinstance(row, dict) for row in rows):
            raise Unavailable(self.method, "unusable_answer", "no page of rows")
        for row in rows:
            number = self.number(row)
            if number <= after:
                raise Unavailable(self.method, "unusable_answer", f"a row out of order behind {after}")
            after = number
        return rows

    def number(self, row: Mapping[str, Any]) -> int:
        """Return a row's id. Raises Unavailable when it has none."""
        number = whole(row.get(self.row_id))
        if number is None:
            raise Unavailable(self.method, "unusable_answer", f"a row without {self.row_id}")
        return number


def single(reader: Reader, listing: Listing, after: int) -> Iterator[Rows]:
    """Yield the pages of a list, one per request."""
    while True:
        rows = listing.rows(reader.read(listing.method, listing.behind(after)), after)
        if rows:
            yield rows
            after = listing.number(rows[-1])
        if len(rows) < PAGE:
            return


@dataclass(frozen=True, slots=True)
class End:
    """What is known of a list's end: its last id, or how many rows are left. Rows that come meanwhile are read on."""

    last: int | None = None
    left: int | None = None

    def chain(self, after: int, seen: int, rounds: int) -> int:
        """Return how many pages to ask for next: as many as there can be rows, a page that is not full among them.

        So nothing is asked for in vain, and nothing twice. Where no end is known the chains grow.
        """
        if self.last is None and self.left is None:
            return CHAINS[min(rounds, len(CHAINS) - 1)]
        rows = self.left - seen if self.left is not None else (self.last or 0) - after
        return min(MOST, max(0, rows) // PAGE + 1)


UNKNOWN: Final = End()


def chained(reader: Reader, listing: Listing, after: int, end: End = UNKNOWN) -> Iterator[Rows]:
    """Yield the pages of a list, many per request: each page starts behind the last row of the one before it."""
    rounds, seen = 0, 0
    while True:
        length = end.chain(after, seen, rounds)
        for outcome in reader.batch(_chain(listing, after, length), halt=True).values():
            if isinstance(outcome, PortalError):
                raise outcome
            if outcome is None:
                raise Unavailable(listing.method, "no_outcome")
            rows = listing.rows(outcome, after)
            seen += len(rows)
            if rows:
                yield rows
                after = listing.number(rows[-1])
            if len(rows) < PAGE:
                return
        rounds += 1


def _chain(listing: Listing, after: int, length: int) -> Commands:
    commands = {"p0": (listing.method, listing.behind(after))}
    for index in range(1, length):
        commands[f"p{index}"] = (listing.method, listing.behind(listing.last_of(f"p{index - 1}")))
    return commands
