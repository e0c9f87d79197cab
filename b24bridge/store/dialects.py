"""The few statements that SQLAlchemy spells once per engine although both understand the same words."""

from typing import cast

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection | Engine, table: Table) -> postgresql.Insert:
    """Return an INSERT that understands `on_conflict_do_update`, `on_conflict_do_nothing` and `returning`.

    Both engines' statements have these methods with the same arguments, so one type stands for both. Ask `returning`
    what was inserted: psycopg counts -1 rows for `on_conflict_do_nothing`.
    """
    if connection.dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)
