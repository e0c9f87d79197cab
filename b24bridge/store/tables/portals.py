"""The table of portals, and the number by which every other table knows one. Not our installation there."""

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from b24bridge.core.errors import UnknownPortal
from b24bridge.store.dialects import insert
from b24bridge.store.tables.columns import metadata

portals = Table(
    "portals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("member_id", Text, nullable=False, unique=True),
)


def find_portal(connection: Connection, member_id: str) -> int | None:
    """Return the number of a portal, or None when it is not known."""
    return connection.scalar(select(portals.c.id).where(portals.c.member_id == member_id))


def portal_id(connection: Connection, member_id: str, *, create: bool = False) -> int:
    """Return the number of a portal; `create` adds an unknown one. Raises UnknownPortal otherwise."""
    known = find_portal(connection, member_id)
    if known is None and create:
        connection.execute(insert(connection, portals).values(member_id=member_id).on_conflict_do_nothing())
        known = find_portal(connection, member_id)
    if known is None:
        raise UnknownPortal
    return known
