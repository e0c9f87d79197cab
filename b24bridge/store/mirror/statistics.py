"""Telling PostgreSQL how a portal's rows are spread, once it has read them all.

Without that it believes a table just filled with a million rows to be nearly empty, and joins it by trying every pair: the
first scan would take hours. Its own housekeeping comes a minute too late. SQLite's plans do not depend on it.
"""

from sqlalchemy import Table, text

from b24bridge.store.session import Store


def measure(store: Store, *tables: Table) -> None:
    """Sample these tables, in a transaction of its own."""
    if store.engine.dialect.name == "postgresql":
        with store.writing() as connection:
            for table in tables:
                connection.execute(text(f"ANALYZE {table.name}"))
