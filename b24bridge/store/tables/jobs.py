"""Tables of when each verb is next due on a portal, who holds the portal's one lane, and which processes are alive."""

from sqlalchemy import Boolean, Column, Integer, Table, Text

from b24bridge.store.tables.columns import Moment, metadata, portal_column

# What is asked for while a verb runs is noted in `asked_at` too, so that finishing it does not forget the wish.
jobs = Table(
    "jobs",
    metadata,
    portal_column(),
    Column("verb", Text, primary_key=True),
    Column("due_at", Moment),
    Column("asked_at", Moment),
    Column("is_running", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    portal_column(),
    Column("worker", Text, nullable=False),
    Column("held_until", Moment, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("process", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
