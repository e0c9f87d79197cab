"""Writing rows of the mirror so that an older one never overwrites a newer one. Not which tables there are: `registry`.

A write that changes nothing is no change: rows are compared by a digest. A row that comes back is no longer gone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from b24bridge.core.records import Record
from b24bridge.store.dialects import insert, numbers
from b24bridge.store.mirror.families import Family, Key, Row, digest
from b24bridge.store.tables.installations import installations


def upsert(connection: Connection, portal_id: int, family: Family, records: Sequence[Record], at: datetime) -> set[Key]:
    """Write records of one family and return the keys of those that really changed."""
    newest = _newest(family, records)
    if not newest:
        return set()
    stamps = {"portal_id": portal_id} | ({"first_seen_at": at + skew_of(connection, portal_id)} if family.is_document else {})
    rows = [proposed.row | stamps for proposed in newest.values()]
    changed = {tuple(row) for row in connection.execute(_statement(connection, family, at), rows)}
    if family.bound is not None and changed:
        _replace_bound(connection, portal_id, family, changed, newest)
    return changed


def skew_of(connection: Connection, portal_id: int) -> timedelta:
    """Return how far a portal's clock is ahead of ours: a document's days are the portal's."""
    here = select(installations.c.skew).where(installations.c.portal_id == portal_id)
    return timedelta(seconds=connection.execute(here).scalar() or 0.0)


OPEN_END: Row = {}  # a row that may have more hanging on it says something else than one that has not


class Proposed(NamedTuple):
    """A row to be written, what hangs on it, and whether that is all that does."""

    row: Row
    bound: Sequence[Row]
    is_whole: bool


def _newest(family: Family, records: Sequence[Record]) -> dict[Key, Proposed]:
    """Return each row once, the newest of those with the same key: a statement may touch a row only once."""
    newest: dict[Key, Proposed] = {}
    for record in records:
        row = family.row(record)
        bound = family.bound.rows(record) if family.bound else ()
        is_whole = family.bound is None or family.bound.is_whole(record)
        row["content"] = digest(row, bound if is_whole else [*bound, OPEN_END])
        known = newest.get(family.key_of(row))
        if known is None or not _is_older(row, known.row):
            newest[family.key_of(row)] = Proposed(row, bound, is_whole)
    return newest


def _is_older(row: Row, known: Row) -> bool:
    mine, theirs = row.get("updated_at"), known.get("updated_at")
    return mine is not None and theirs is not None and mine < theirs


def _statement(connection: Connection, family: Family, at: datetime) -> Any:
    table, statement = family.table, insert(connection, family.table)
    new, old = statement.excluded, table.c
    kept = {"portal_id", "owner_since", "is_repeat", "first_seen_at", "gone_at", *family.key}
    values: dict[str, Any] = {column.name: new[column.name] for column in table.c if column.name not in kept}
    values["gone_at"] = None
    if family.sets is not None:
        values |= family.sets(new, at)
    differs = or_(old.content != new.content, old.gone_at.is_not(None))
    if "updated_at" in old:
        known = or_(old.updated_at.is_(None), new.updated_at.is_(None), new.updated_at >= old.updated_at)
        differs = and_(differs, known)
    keys = ["portal_id", *family.key]
    return statement.on_conflict_do_update(index_elements=keys, set_=values, where=differs).returning(
        *(old[name] for name in family.key)
    )


def _replace_bound(
    connection: Connection,
    portal_id: int,
    family: Family,
    changed: Collection[Key],
    newest: dict[Key, Proposed],
) -> None:
    assert family.bound is not None
    table, parent = family.bound.table, family.bound.parent
    whole = [key[0] for key in changed if newest[key].is_whole]
    connection.execute(table.delete().where(table.c.portal_id == portal_id, table.c[parent].in_(numbers(connection, whole))))
    rows = [row | {"portal_id": portal_id} for key in changed for row in newest[key].bound]
    if rows:
        connection.execute(insert(connection, table).on_conflict_do_nothing(), rows)


def mark_gone(connection: Connection, portal_id: int, family: Family, keys: Collection[Key], at: datetime) -> None:
    """Mark rows as gone that are not gone yet."""
    if keys:
        table = family.table
        matches = [table.c[name] == bindparam(f"key_{name}") for name in family.key]
        statement = update(table).where(table.c.portal_id == portal_id, table.c.gone_at.is_(None), *matches).values(gone_at=at)
        connection.execute(
            statement, [{f"key_{name}": part for name, part in zip(family.key, key, strict=True)} for key in keys]
        )


def living(connection: Connection, portal_id: int, family: Family, *where: Any) -> set[Key]:
    """Return the keys of the rows that are not gone."""
    table = family.table
    statement = select(*(table.c[name] for name in family.key)).where(table.c.portal_id == portal_id, table.c.gone_at.is_(None))
    return {tuple(row) for row in connection.execute(statement.where(*where))}
