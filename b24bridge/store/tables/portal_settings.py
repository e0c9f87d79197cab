"""The table of a portal's settings: every version ever saved, with who and when. What they mean is `config.portal`."""

from sqlalchemy import Column, Integer, Table, Text

from b24bridge.store.tables.columns import Json, Moment, metadata, portal_column

portal_settings = Table(
    "portal_settings",
    metadata,
    portal_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("settings", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)
