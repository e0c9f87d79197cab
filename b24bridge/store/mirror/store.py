"""The mirror kept in SQL: one commit per page or look. Not the rule by which rows belong to clients: `store.membership`."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from b24bridge.core.records import Comment, Department, Person, Record
from b24bridge.core.streams import Cursor, Hint, Page, Stream
from b24bridge.store import membership
from b24bridge.store.dialects import insert
from b24bridge.store.dictionaries import read_departments, read_people
from b24bridge.store.mirror import sources
from b24bridge.store.mirror.families import Key
from b24bridge.store.mirror.hanging import hanging_on
from b24bridge.store.mirror.registry import FAMILIES, FILLED_BY
from b24bridge.store.mirror.repeats import tell_repeats
from b24bridge.store.mirror.statistics import measure
from b24bridge.store.mirror.upserts import living, mark_gone, upsert
from b24bridge.store.session import Store
from b24bridge.store.tables.mirror import companies, contacts, cursors, elements
from b24bridge.store.tables.portals import portal_id, portals

TITLED = {COMPANY: companies, CONTACT: contacts}


class StoreMirror:
    """Our copy of the columns that decisions need. Every method raises UnknownPortal for a portal that is not installed."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def put(self, member_id: str, stream: Stream, page: Page, at: datetime) -> int:
        """Upsert a page and its cursor in one commit; return how many rows really changed, those gone among them."""
        with self._store.writing() as connection:
            portal = portal_id(connection, member_id)
            changed = _write(connection, portal, page.records, at)
            if page.replaces_all:
                changed += _replace(connection, portal, stream, page, at)
            is_first = _keep_cursor(connection, portal, stream, page, at)
        if is_first and page.is_last:
            measure(self._store, *FILLED_BY[stream].family.tables)
        return changed

    def absorb(self, member_id: str, records: Sequence[Record], at: datetime) -> int:
        """Upsert rows that were looked at by id; return how many really changed."""
        with self._store.writing() as connection:
            return _write(connection, portal_id(connection, member_id), records, at)

    def forget(self, member_id: str, stream: Stream, ids: Sequence[int], at: datetime) -> None:
        """Mark rows that the portal no longer has as gone. Rows that have no number of their own cannot be named."""
        filled = FILLED_BY[stream]
        if "id" not in filled.family.key:
            raise ValueError(f"rows of {stream} have no ids; a page that replaces all of them says which are gone")
        with self._store.writing() as connection:
            portal = portal_id(connection, member_id)
            keys = living(connection, portal, filled.family, *filled.where, filled.family.table.c.id.in_(ids))
            mark_gone(connection, portal, filled.family, keys, at)

    def cursor(self, member_id: str, stream: Stream) -> Cursor | None:
        """Return where the reader of a stream has got to; None before the first page."""
        with self._store.reading() as connection:
            where = (cursors.c.portal_id == portal_id(connection, member_id), cursors.c.stream == str(stream))
            kept: Cursor | None = connection.scalar(select(cursors.c.cursor).where(*where))
            return kept

    def freshness(self, member_id: str) -> Mapping[Stream, datetime]:
        """Return when each stream was last read to its end (UTC)."""
        with self._store.reading() as connection:
            where = (cursors.c.portal_id == portal_id(connection, member_id), cursors.c.read_at.is_not(None))
            rows = connection.execute(select(cursors.c.stream, cursors.c.read_at).where(*where))
            return {Stream(row.stream): row.read_at for row in rows}

    def counts(self, member_id: str) -> Mapping[Stream, int]:
        """Count the rows that are not gone, by stream."""
        with self._store.reading() as connection:
            portal = portal_id(connection, member_id)
            counted = {}
            for stream, filled in FILLED_BY.items():
                table = filled.family.table
                where = (table.c.portal_id == portal, table.c.gone_at.is_(None), *filled.where)
                counted[stream] = connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
            return counted

    def ids(self, member_id: str, stream: Stream) -> Sequence[int]:
        """Return the ids of a stream's rows that are not gone, in order."""
        filled = FILLED_BY[stream]
        table = filled.family.table
        with self._store.reading() as connection:
            where = (table.c.portal_id == portal_id(connection, member_id), table.c.gone_at.is_(None), *filled.where)
            return array("q", connection.scalars(select(table.c.id).where(*where).order_by(table.c.id)))

    def hanging_on(self, member_id: str, entities: Sequence[EntityId]) -> Sequence[Hint]:
        """Return the rows that name one of these cards."""
        with self._store.reading() as connection:
            return hanging_on(connection, portal_id(connection, member_id), entities)

    def clients_of(self, member_id: str, hints: Sequence[Hint]) -> Sequence[EntityId]:
        """Return the clients that these rows belong to, as the mirror has it now, gone rows included."""
        with self._store.reading() as connection:
            portal = portal_id(connection, member_id)
            return membership.clients_of(connection, portal, sources.entities_of(connection, portal, hints))

    def entities(self, member_id: str) -> Sequence[EntityId]:
        """Return every card that a comment may stand on, in order; gone ones are left out."""
        with self._store.reading() as connection:
            portal, found = portal_id(connection, member_id), []
            for type_id, table in TITLED.items():
                where = (table.c.portal_id == portal, table.c.gone_at.is_(None))
                found += [EntityId(type_id, number) for number in connection.scalars(select(table.c.id).where(*where))]
            where = (elements.c.portal_id == portal, elements.c.gone_at.is_(None))
            rows = connection.execute(select(elements.c.type_id, elements.c.id).where(*where))
            return sorted([*found, *(EntityId(row.type_id, row.id) for row in rows)])

    def bindings_of(self, member_id: str, client: EntityId) -> Sequence[EntityId]:
        """Return the client itself and all of its that a touch may be bound to."""
        with self._store.reading() as connection:
            return membership.bindings_of(connection, portal_id(connection, member_id), client)

    def people(self, member_id: str) -> Mapping[int, Person]:
        """Return the portal's users by id, dismissed ones too."""
        with self._store.reading() as connection:
            return read_people(connection, portal_id(connection, member_id))

    def departments(self, member_id: str) -> Mapping[int, Department]:
        """Return the portal's departments by id."""
        with self._store.reading() as connection:
            return read_departments(connection, portal_id(connection, member_id))

    def titles(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, str]:
        """Return the names that a setting allowed us to keep."""
        with self._store.reading() as connection:
            portal, found = portal_id(connection, member_id), {}
            for type_id, table in TITLED.items():
                ids = [client.id for client in clients if client.type_id == type_id]
                where = (table.c.portal_id == portal, table.c.id.in_(ids), table.c.title.is_not(None))
                for row in connection.execute(select(table.c.id, table.c.title).where(*where)):
                    found[EntityId(type_id, row.id)] = row.title
            return found

    def erase(self, member_id: str) -> None:
        """Remove everything we hold of a portal, in every table; nothing to do when we hold nothing."""
        with self._store.writing() as connection:
            connection.execute(delete(portals).where(portals.c.member_id == member_id))
        self._store.scrub()


def _write(connection: Connection, portal: int, records: Sequence[Record], at: datetime) -> int:
    grouped: dict[type, list[Record]] = defaultdict(list)
    for record in records:
        grouped[type(record)].append(record)
    changed = 0
    for kind, family in FAMILIES.items():
        keys = upsert(connection, portal, family, grouped.get(kind, ()), at)
        changed += len(keys)
        if kind is Comment and keys:
            tell_repeats(connection, portal, [number for (number,) in keys])
    return changed


def _replace(connection: Connection, portal: int, stream: Stream, page: Page, at: datetime) -> int:
    filled = FILLED_BY[stream]
    here: set[Key] = {filled.family.key_of(filled.family.row(record)) for record in page.records}
    gone = living(connection, portal, filled.family, *filled.where) - here
    mark_gone(connection, portal, filled.family, gone, at)
    return len(gone)


def _keep_cursor(connection: Connection, portal: int, stream: Stream, page: Page, at: datetime) -> bool:
    """Keep where the reader has got to; return whether the stream was never read to its end before."""
    where = (cursors.c.portal_id == portal, cursors.c.stream == str(stream))
    is_first = connection.scalar(select(cursors.c.read_at).where(*where)) is None
    new = {"cursor": dict(page.cursor)} | ({"read_at": at} if page.is_last else {})
    row = insert(connection, cursors).values(portal_id=portal, stream=str(stream), **new)
    connection.execute(row.on_conflict_do_update(index_elements=["portal_id", "stream"], set_=new))
    return is_first
