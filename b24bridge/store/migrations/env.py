"""How Alembic reaches the database: by the connection, and in the transaction, that `migrate` opened. Not a script to run.

A developer's `alembic revision --autogenerate` comes without one; then B24BRIDGE_DATABASE_URL is asked. A migration spells
out what a column of ours is on the disk, so that it stays true when our kinds of columns change.
"""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, TypeDecorator

from b24bridge.store.session import open_store
from b24bridge.store.tables import metadata


def render_item(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Return how a column's type is spelled in a migration, or False for Alembic's own way."""
    if kind == "type" and isinstance(item, JSON):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


connection = context.config.attributes.get("connection")
if connection is None:
    connection = open_store(os.environ["B24BRIDGE_DATABASE_URL"]).engine.connect()
context.configure(
    connection=connection, target_metadata=metadata, compare_type=True, render_as_batch=True, render_item=render_item
)
context.run_migrations()
