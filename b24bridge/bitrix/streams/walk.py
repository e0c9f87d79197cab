"""Two ways to read a long list: from its beginning by id, then only what changed; or only what was added.

A first pass notes the portal's moment at which it began; the sweeps after it read what changed since the moment before
them and a little earlier, so that what was written while we read is read again rather than missed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from b24bridge.bitrix import paging
from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.paging import PAGE
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, rows_of
from b24bridge.core.decisions import Json
from b24bridge.core.records import Record
from b24bridge.core.streams import Cursor, Page

OVERLAP = timedelta(minutes=10)
CHUNK = 2500  # what one request holds: a slice that ends between chunks throws no page away
SHORT = 500
NOTHING: Sequence[Fields] = ()
BEHIND = 49


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list method: its fixed parameters, and the names of its filter, its id and the moment of a row's last change.

    `by_ids` is the filter that asks for several ids, `row_id` the id's name in a row, `rows_key` where the rows stand.
    """

    method: str
    params: Fields
    id_key: str
    by_ids: str
    rows_key: str
    row_id: str
    changed: str = ""
    filter_key: str = "filter"

    def pages(
        self, site: Site, after: int, extra: Fields | None = None, end: paging.End = paging.UNKNOWN
    ) -> Iterator[Sequence[Fields]]:
        """Yield the rows behind an id, page by page, that an extra filter lets through."""
        yield from paging.chained(site.client, self._keyed(extra), after, end)

    def head(self, after: int, extra: Fields | None = None) -> Asked:
        """Return the command for the first page behind an id: what `pages` begins with."""
        return self.method, self._keyed(extra).behind(after)

    def counted(self, extra: Fields) -> Asked:
        """Return the command for the first page that a filter lets through, and the number of all its rows.

        It is for what changed lately: counting that costs little more than finding it, unlike counting the whole list.
        """
        method, params = self.head(0, extra)
        return method, {**params, "start": 0}

    def tail(self) -> Asked:
        """Return the command for the last ids of the list."""
        return self.method, {**self.params, "select": [self.id_key], "order": {self.id_key: "DESC"}, "start": -1}

    def few(self, site: Site, extra: Fields) -> tuple[Sequence[Fields], int | None]:
        """Return the first page that a filter lets through, and how many rows that filter lets through, if the portal tells."""
        answer = site.answers({"head": self.counted(extra)})["head"]
        return self._keyed(None).rows(answer, 0), answer.total

    def ends(self, site: Site) -> tuple[Sequence[Fields], int]:
        """Return the first page and the last id of the list, 0 when it is empty; both in one request."""
        answers = site.answers({"head": self.head(0), "tail": self.tail()})
        ids = [int(row[self.row_id]) for row in rows_of(answers["tail"], self.rows_key, self.method)]
        return self._keyed(None).rows(answers["head"], 0), max(ids, default=0)

    def _keyed(self, extra: Fields | None) -> paging.Listing:
        params = {**self.params, self.filter_key: dict(extra)} if extra else self.params
        return paging.Listing(self.method, params, self.id_key, self.row_id, self.rows_key)

    def first(self, wanted: Fields) -> tuple[str, Fields]:
        """Return the command for the first page that a filter lets through, by id and uncounted."""
        order = {} if any(key.lower() == "order" for key in self.params) else {"order": {self.id_key: "ASC"}}
        return self.method, {**self.params, **order, self.filter_key: wanted, "start": -1}

    def whole(self, site: Site, wanted: Fields, first: Answer) -> list[Fields]:
        """Return the rows of a first page and of those behind it, each once.

        A filter by several links gives a row once for each, so a page may repeat what a walk by id would refuse.
        """
        page = rows_of(first, self.rows_key, self.method)
        found = {str(row[self.row_id]): row for row in page}
        while len(page) >= PAGE:
            behind = {**wanted, f">{self.id_key}": int(page[-1][self.row_id])}
            page = rows_of(site.client.read(*self.first(behind)), self.rows_key, self.method)
            found |= {str(row[self.row_id]): row for row in page}
        return list(found.values())

    def rows(self, site: Site, ids: Sequence[int]) -> list[Fields]:
        """Return the rows of these ids."""
        return site.by_id(ids, self._by_ids, self.rows_key)

    def _by_ids(self, ids: list[int]) -> tuple[str, Fields]:
        return self.method, {**self.params, self.filter_key: {self.by_ids: ids}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A list whose rows change: first by id, then by change. `read` turns rows into records and words about the rest.

    `read_many`, where there is one, does so for all rows but those of a short list: it asks for nothing row by row.
    """

    site: Site
    listing: Listing
    read: Callable[[Sequence[Fields]], Parsed]
    read_many: Callable[[Sequence[Fields]], Parsed] | None = None
    chunk: int = CHUNK

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the commands that reading on begins with: none in the middle of a first pass, which goes on in long chains."""
        since, after = cursor.get("since"), number(cursor.get("after"))
        if after and not since:
            return ()
        changed = self._changed(since)
        if changed is None:
            return (self.listing.head(0), self.listing.tail())
        return (self.listing.head(after, changed) if after else self.listing.counted(changed),)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read on. The cursor is `{after, began, last}` in the first pass, `{since}` between sweeps, in one both but `last`."""
        since, after, last = cursor.get("since"), number(cursor.get("after")), number(cursor.get("last"))
        changed, end, first = self._changed(since), paging.End(last=last or None), NOTHING
        if changed and not after:
            first, count = self.listing.few(self.site, changed)
            end = paging.End(left=None if count is None else count - len(first))
        elif not after:
            first, last = self.listing.ends(self.site)
            end = paging.End(last=last)
        pages: Iterator[Sequence[Fields]] = iter(())
        if after or len(first) == PAGE:
            reached = after or int(first[-1][self.listing.row_id])
            pages = self.listing.pages(self.site, reached, changed, end)
        first = next(pages, NOTHING) if after else first
        # Only now: the first answer is what tells how far the portal's clock is from ours.
        began = str(cursor.get("began") or self.site.now().isoformat())
        under_way: dict[str, Json] = {"began": began, "since": since} if since else {"began": began, "last": last}
        is_short = not after
        for rows, is_last in chunks(chain([first], pages), self.chunk):
            is_short = is_short and is_last and len(rows) <= SHORT
            records, parked = (self.read if is_short else self.read_many or self.read)(rows)
            going_on = under_way | {"after": int(rows[-1][self.listing.row_id])} if rows else under_way
            yield Page(
                records=tuple(records),
                cursor={"since": began} if is_last else going_on,
                is_last=is_last,
                parked=tuple(parked),
            )

    def _changed(self, since: Json) -> Fields | None:
        return {f">={self.listing.changed}": earlier(str(since))} if since else None

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these rows again."""
        return self.read(self.listing.rows(self.site, ids))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A list to which rows are only added. The cursor is `{after}`.

    Numbers are given before rows are committed, so one may appear behind a larger one: the last few are read again, as
    many as do not cost a request.
    """

    site: Site
    listing: Listing
    read: Callable[[Sequence[Fields]], Parsed]

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the command that reading on begins with."""
        return (self.listing.head(max(0, number(cursor.get("after")) - BEHIND)),)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read what was added."""
        after = number(cursor.get("after"))
        for rows, is_last in chunks(self.listing.pages(self.site, max(0, after - BEHIND)), CHUNK):
            records, parked = self.read(rows)
            after = max(after, int(rows[-1][self.listing.row_id])) if rows else after
            yield Page(records=tuple(records), cursor={"after": after}, is_last=is_last, parked=tuple(parked))

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these rows again."""
        return self.read(self.listing.rows(self.site, ids))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A short list that is read whole each time, so that what is gone is seen to be gone."""

    read: Callable[[], Parsed]
    opens: Sequence[Asked] = ()

    def opening(self, cursor: Cursor) -> Sequence[Asked]:  # noqa: ARG002 - it is read whole from wherever
        """Return the commands that reading begins with."""
        return self.opens

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read everything as one page."""
        records, parked = self.read()
        yield Page(records=tuple(records), cursor=cursor, is_last=True, replaces_all=not parked, parked=tuple(parked))

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read everything and return what was asked for; rows without a number of their own are all returned."""
        return [record for record in self.read()[0] if getattr(record, "id", None) in {None, *ids}]


def chunks(pages: Iterable[Sequence[Fields]], size: int) -> Iterator[tuple[list[Fields], bool]]:
    """Join small pages to chunks of about that many rows, and say which is the last; there is always a last one.

    A full chunk is given at once, so the last one may be empty: who stops between two has not read ahead in vain.
    """
    chunk: list[Fields] = []
    for rows in pages:
        chunk += rows
        if len(chunk) >= size:
            yield chunk, False
            chunk = []
    yield chunk, True


def earlier(moment: str) -> str:
    """Return the moment a little before, in ISO 8601 with an offset."""
    return (datetime.fromisoformat(moment) - OVERLAP).isoformat()


def number(value: Json) -> int:
    """Return a cursor's number, 0 when there is none."""
    return int(value) if isinstance(value, int | str) and value else 0
