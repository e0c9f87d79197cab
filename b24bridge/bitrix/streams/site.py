"""What every stream of one portal shares while it is read: the client, the portal's clock, and a few things looked up once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from b24bridge.bitrix.batch import MOST, Commands
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.paging import PAGE
from b24bridge.bitrix.ports import Clock
from b24bridge.bitrix.streams import statuses
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.userfields import UserFields
from b24bridge.core.errors import NotFound, Refused, Unavailable
from b24bridge.core.records import Record, Stage
from b24bridge.core.streams import Cursor, Page, Stream

KeepNames = Literal["companies", "all", "none"]
Fields = Mapping[str, Any]
Parsed = tuple[list[Record], list[str]]


class Source(Protocol):
    """How one stream is read."""

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the commands that reading on from a cursor begins with, so that those of many streams go together."""

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read from the cursor to the end; an empty cursor is the beginning."""

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read exactly these rows; those that are missing do not exist for us."""


@dataclass
class Site:
    """One portal under reading. `zone` is the portal's, `currency` its own; `keep_names` is whose names may be read."""

    client: PortalClient
    clock: Clock
    fields: UserFields
    zone: ZoneInfo
    currency: str
    keep_names: KeepNames = "companies"
    meanings: Mapping[tuple[int, str], str] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the portal's own moment, in UTC: ours and by how much its clock was last seen ahead."""
        skew = self.client.installation.skew if self.client.skew is None else self.client.skew
        return self.clock.now() + timedelta(seconds=skew)

    def read_stages(self) -> Parsed:
        """Read every stage of leads, deals and invoices, and remember what each means."""
        rows = self.listed(statuses.METHOD, {})
        stages = parsed(Stream.STATUSES, (row for row in rows if statuses.is_stage(row)), statuses.stage)
        found = (stage for stage in stages[0] if isinstance(stage, Stage))
        self.meanings = {(stage.entity_type_id, stage.stage_id): stage.semantics for stage in found}
        return stages

    def meaning(self, type_id: int, stage_id: str) -> str:
        """Return what a stage means: P, S or F. One that the portal does not list is taken to be in progress."""
        if not self.meanings:
            self.read_stages()
        return self.meanings.get((type_id, stage_id), "P")

    def listed(self, method: str, params: Fields, start_key: str = "start") -> list[Fields]:
        """Return the rows of a short list, following its pages by offset: for lists without a filter by id.

        What the first page counts is asked for fifty pages a request; what is still left then, page by page.
        """
        first = self.client.read(method, params)
        rows, following = rows_of(first, "", method), first.next
        counted = range(following, first.total or 0, PAGE) if following else ()
        ahead = self.answers({str(start): (method, {**params, start_key: start}) for start in counted})
        reached = 0
        while following is not None:
            if following <= reached:
                raise Unavailable(method, "unusable_answer", "a list that does not go on")
            reached = following
            answer = ahead.get(str(reached)) or self.client.read(method, {**params, start_key: reached})
            rows, following = [*rows, *rows_of(answer, "", method)], answer.next
        return rows

    def answers(self, commands: Commands, may_refuse: Collection[str] = ()) -> dict[str, Answer]:
        """Return the answers of any number of reading commands, fifty a request. Raises the first command's error.

        Commands named in `may_refuse` are left out when the portal refuses them: the one object they ask about may be
        gone or closed to us by now. A refusal that is not about a missing object is kept as a gap.
        """
        found: dict[str, Answer] = {}
        left = iter(commands.items())
        while part := dict(islice(left, MOST)):
            for key, outcome in self.client.batch(part).items():
                if isinstance(outcome, Answer):
                    found[key] = outcome
                elif isinstance(outcome, Refused) and key in may_refuse:
                    self._note(outcome)
                else:
                    raise outcome or Unavailable(part[key][0], "no_outcome")
        return found

    def _note(self, error: Refused) -> None:
        if not isinstance(error, NotFound):
            self.gaps[error.method] = str(error)

    def by_id(self, ids: Sequence[int], command: Callable[[list[int]], tuple[str, Fields]], rows_key: str) -> list[Fields]:
        """Return the rows of these ids, fifty ids a command: one request for up to fifty, then fifty commands a request."""
        numbers = list(dict.fromkeys(ids))
        parts = [command(numbers[place : place + MOST]) for place in range(0, len(numbers), MOST)]
        if len(parts) == 1:
            method, params = parts[0]
            return rows_of(self.client.read(method, params), rows_key, method)
        answers = self.answers({str(place): part for place, part in enumerate(parts)})
        return [row for place, answer in answers.items() for row in rows_of(answer, rows_key, parts[int(place)][0])]


def rows_of(answer: Answer, rows_key: str, method: str) -> list[Fields]:
    """Return an answer's rows. Raises Unavailable when there are none where the documents put them.

    PHP writes an empty object as a list, and a list with gaps as an object.
    """
    found = answer.result
    if rows_key and isinstance(found, dict):
        found = found.get(rows_key)
    rows = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Unavailable(method, "unusable_answer", "no rows")
    return rows


def parsed(stream: Stream, rows: Iterable[Fields], read: Callable[[Row], Record | None]) -> Parsed:
    """Return the records of rows, and in words what could not be understood in them: field names, never values."""
    records: list[Record] = []
    parked: list[str] = []
    for fields in rows:
        name = f"{stream} {number_in(fields)}"
        try:
            row = Row(fields)
            record = read(row)
        except UnreadableRowError as error:
            parked.append(f"{name}: {error}")
            continue
        parked.extend(f"{name}: {problem}" for problem in row.problems)
        if record is not None:
            records.append(record)
    return records, parked


def number_in(fields: Any) -> str:
    """Return a row's number for people to find it by, or a question mark: anything else may be somebody's data."""
    number = str(fields.get("id") or fields.get("ID")) if isinstance(fields, Mapping) else ""
    return number if number.isascii() and number.isdigit() else "?"
