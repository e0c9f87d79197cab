"""Tables of what arrived: verified events, and a count of what was turned away.

A row waits while it is neither claimed nor parked, and at most one row waits per (portal, topic, object). `attempts` counts
the tries that failed, `claims` every time somebody took it.
"""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, and_

from b24bridge.store.tables.columns import Json, Moment, Number, metadata, portal_column

inbox = Table(
    "inbox",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    portal_column(primary_key=False),
    Column("topic", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("leased_until", Moment),
    Column("parked_at", Moment),
    Column("error", Text),
    # A number must never come again: a late worker would forget somebody else's event
    sqlite_autoincrement=True,
)

is_waiting = and_(inbox.c.leased_until.is_(None), inbox.c.parked_at.is_(None))

waiting_key = Index(
    "uq_inbox_waiting",
    inbox.c.portal_id,
    inbox.c.topic,
    inbox.c.object_id,
    unique=True,
    sqlite_where=is_waiting,
    postgresql_where=is_waiting,
)

Index("ix_inbox_oldest", inbox.c.portal_id, inbox.c.received_at, inbox.c.id)

rejects = Table(
    "rejects",
    metadata,
    Column("reason", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
)
