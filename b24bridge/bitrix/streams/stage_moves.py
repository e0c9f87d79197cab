"""Stage history of leads, deals and smart invoices, append only (api-reference/crm/crm-stage-history-list.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.paging import PAGE
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed, rows_of
from b24bridge.bitrix.streams.walk import BEHIND, CHUNK, Listing, chunks, number
from b24bridge.core.ids import DEAL, INVOICE, LEAD, EntityId
from b24bridge.core.records import Record, StageMove
from b24bridge.core.streams import Cursor, Page, Stream

METHOD = "crm.stagehistory.list"
TYPES = (LEAD, DEAL, INVOICE)


def stage_move(row: Row, type_id: int) -> StageMove:
    """Return the move that a row is; leads call their stage a status. Raises UnreadableRowError without owner or time."""
    owner, moved_at = row.number("OWNER_ID"), row.moment("CREATED_TIME")
    if owner is None or moved_at is None:
        raise UnreadableRowError("OWNER_ID or CREATED_TIME is missing")
    return StageMove(
        id=row.identity("ID"),
        entity=EntityId(type_id, owner),
        stage_id=row.text("STAGE_ID") or row.text("STATUS_ID") or "",
        semantics=row.text("STAGE_SEMANTIC_ID") or row.text("STATUS_SEMANTIC_ID") or "P",
        kind=row.count("TYPE_ID"),
        moved_at=moved_at,
    )


@dataclass(frozen=True, slots=True)
class StageMoves:
    """Three lists that grow, each with numbers of its own. The cursor holds the last number of each."""

    site: Site

    def opening(self, cursor: Cursor) -> Sequence[Asked]:
        """Return the commands for the first page of all three."""
        return [head(type_id, number(cursor.get(str(type_id)))) for type_id in TYPES]

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Read what was added: the first page of all three in one request, then the rest of those that have more."""
        reached = {type_id: number(cursor.get(str(type_id))) for type_id in TYPES}
        heads = self._heads(reached)
        long = [type_id for type_id in TYPES if len(heads[type_id]) == PAGE]
        found = [read(heads[type_id], type_id) for type_id in TYPES]
        reached = {type_id: last_of(heads[type_id], reached[type_id]) for type_id in TYPES}
        records = [record for part, _ in found for record in part]
        yield page(records, [words for _, part in found for words in part], reached, is_last=not long)
        for type_id in long:
            for rows, is_end in chunks(listing(type_id).pages(self.site, reached[type_id]), CHUNK):
                reached[type_id] = last_of(rows, reached[type_id])
                yield page(*read(rows, type_id), reached, is_last=is_end and type_id == long[-1])

    def _heads(self, reached: Mapping[int, int]) -> Mapping[int, list[Fields]]:
        commands = {str(type_id): head(type_id, last) for type_id, last in reached.items()}
        return {int(key): rows_of(answer, "items", METHOD) for key, answer in self.site.answers(commands).items()}

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these lines again, in whichever list they are: no event names a line of history."""
        return [record for type_id in TYPES for record in read(listing(type_id).rows(self.site, ids), type_id)[0]]


def listing(type_id: int) -> Listing:
    """Return the history of one type."""
    return Listing(method=METHOD, params={"entityTypeId": type_id}, id_key="ID", by_ids="@ID", rows_key="items", row_id="ID")


def head(type_id: int, last: int) -> Asked:
    """Return the command for the first page of one list; the last few rows come again, as in every list that grows."""
    return listing(type_id).head(max(0, last - BEHIND))


def read(rows: Sequence[Fields], type_id: int) -> Parsed:
    """Return the moves that rows are."""
    return parsed(Stream.STAGE_MOVES, rows, lambda row: stage_move(row, type_id))


def page(records: list[Record], parked: list[str], reached: Mapping[int, int], *, is_last: bool) -> Page:
    """Return a page with the numbers reached so far."""
    cursor = {str(type_id): last for type_id, last in reached.items()}
    return Page(records=tuple(records), cursor=cursor, is_last=is_last, parked=tuple(parked))


def last_of(rows: Sequence[Fields], default: int) -> int:
    """Return the largest number among rows that come in order, never less than the default."""
    return max(default, int(rows[-1]["ID"])) if rows else default


def source(site: Site) -> StageMoves:
    """Return how stage history is read."""
    return StageMoves(site)
