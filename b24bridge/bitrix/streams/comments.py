"""Comments in timelines. The portal lists them per entity only (api-reference/crm/timeline/comments/)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.streams.activities import plain
from b24bridge.bitrix.streams.names import TIMELINE_TYPES
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import Fields, Site, parsed, rows_of
from b24bridge.core.evidence import words_of
from b24bridge.core.ids import INVOICE, EntityId, is_ours
from b24bridge.core.records import Comment, Record
from b24bridge.core.streams import Cursor, Page, Stream

METHOD = "crm.timeline.comment.list"
GET = "crm.timeline.comment.get"
SELECT = ("ID", "ENTITY_ID", "ENTITY_TYPE", "CREATED", "COMMENT", "AUTHOR_ID")
# Dynamic types go by number in timelines: api-reference/crm/timeline/comments/crm-timeline-comment-add.md
TYPE_IDS = {name: type_id for type_id, name in TIMELINE_TYPES.items()} | {f"dynamic_{INVOICE}": INVOICE}


def comment(row: Row) -> Comment | None:
    """Return the comment that a row is, None for a note of ours. Raises UnreadableRowError without its card or its time.

    Only the words by which repeats are told are kept, never the text. Whoever bears our reference is ours, because the user
    in whose name we write may have changed.
    """
    type_id, number = TYPE_IDS.get((row.text("ENTITY_TYPE") or "").lower()), row.number("ENTITY_ID")
    created_at, text = row.moment("CREATED"), plain(row.text("COMMENT") or "")
    if type_id is None or number is None or created_at is None:
        raise UnreadableRowError("ENTITY_TYPE, ENTITY_ID or CREATED is missing")
    if is_ours(text):
        return None
    return Comment(
        id=row.identity("ID"),
        entity=EntityId(type_id, number),
        author_id=row.author("AUTHOR_ID"),
        created_at=created_at,
        words=words_of(text),
        text_length=len(text),
    )


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments of given cards. There is no list of all comments, so the stream itself is empty."""

    site: Site

    def opening(self, cursor: Cursor) -> Sequence[Asked]:  # noqa: ARG002 - there is nothing to begin
        """Return no command."""
        return ()

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Say that there is nothing to walk through."""
        yield Page(records=(), cursor=cursor, is_last=True)

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these comments again; the portal answers about each alone, and NOT_FOUND for those that are gone."""
        commands = {str(number): (GET, {"id": number}) for number in ids}
        answers = self.site.answers(commands, may_refuse=commands)
        return records_of([answer.result for answer in answers.values()])

    def of(self, entities: Sequence[EntityId]) -> Sequence[Record]:
        """Return all comments of these cards, fifty cards a request; what has no timeline of ours has none."""
        found: list[Record] = []
        left = {str(entity): about(entity) for entity in entities if entity.type_id in TIMELINE_TYPES}
        while left:
            following: dict[str, tuple[str, Fields]] = {}
            for key, answer in self.site.answers(left, may_refuse=left).items():
                found += of_answer(answer)
                if answer.next:
                    following[key] = (METHOD, {**left[key][1], "start": answer.next})
            left = following
        return list(dict.fromkeys(found))


def about(entity: EntityId) -> tuple[str, Fields]:
    """Return the command that lists a card's comments, newest first."""
    where = {"ENTITY_ID": entity.id, "ENTITY_TYPE": TIMELINE_TYPES[entity.type_id]}
    return METHOD, {"filter": where, "order": {"ID": "DESC"}, "select": list(SELECT)}


def of_answer(answer: Answer) -> list[Record]:
    """Return the comments that an answer of the list holds."""
    return records_of(rows_of(answer, "", METHOD))


def records_of(rows: Sequence[Fields]) -> list[Record]:
    """Return the comments that rows are."""
    return parsed(Stream.COMMENTS, rows, comment)[0]


def source(site: Site) -> Comments:
    """Return how comments are read."""
    return Comments(site)
