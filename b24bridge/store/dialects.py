"""The few statements that SQLAlchemy spells once per engine although both understand the same words."""

import json
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import BigInteger, Connection, Engine, Select, Table, Text, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection | Engine, table: Table) -> postgresql.Insert:
    """Return an INSERT that understands `on_conflict_do_update`, `on_conflict_do_nothing` and `returning`.

    Both engines' statements have these methods with the same arguments, so one type stands for both. Ask `returning`
    what was inserted: psycopg counts -1 rows for `on_conflict_do_nothing`.
    """
    if connection.dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)


def numbers(connection: Connection, values: Iterable[int]) -> Select[Any]:
    """Return a query of these numbers, to be looked for with `in_`: one value goes with the statement, however many there are.

    So the statement is the same for any number of them, is compiled once, and meets no engine's limit.
    """
    if connection.dialect.name == "sqlite":
        given = bindparam(None, json.dumps(list(values)), Text)
        return select(func.json_each(given).table_valued("value").c.value)
    return select(func.unnest(bindparam(None, list(values), postgresql.ARRAY(BigInteger))))
