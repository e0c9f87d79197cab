"""Opening the database, and the two kinds of transactions: reading and writing. Not the tables, and not the queries."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from b24bridge.core.errors import ConfigError

PATH = "B24BRIDGE_DATABASE_URL"
EXAMPLES = "Write sqlite:////var/lib/b24bridge/bridge.sqlite3 or postgresql://user:password@host/name."
WAIT_S = 15
ABANDONED_S = 60
CONNECTIONS = 8
MORE_CONNECTIONS = 56

# The log must survive a loss of power, a key must point at something, and what was erased must not stay on the disk.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Store:
    """A database and its connections. Safe to share between threads, not across a fork."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine that `open_store` prepared."""
        self.engine = engine
        self._writer = engine.execution_options(is_writing=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that is thrown away at the end."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that is committed at the end, or rolled back when an exception leaves.

        SQLite takes its one write lock at the start, so what was read inside is still true when it is written. Raises
        SQLAlchemy's DBAPIError when the commit fails: whoever returned from here may rely on it.
        """
        with self._writer.begin() as connection:
            yield connection

    def scrub(self) -> bool:
        """Take erased rows out of SQLite's log too; false when a reader still needs it, which is never waited for."""
        if self.engine.dialect.name != "sqlite":
            return True
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            try:
                is_blocked: int = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
                return is_blocked == 0
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_S * 1000}")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database of a URL, SQLite or PostgreSQL. Raises ConfigError when it is neither. Does not migrate."""
    parsed = parse_url(url)
    return Store(_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed))


def parse_url(url: str) -> URL:
    """Return a database URL with its driver named. Raises ConfigError, without the password, when we cannot use it."""
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except ArgumentError as error:
        raise ConfigError(PATH, "this is no database URL", EXAMPLES) from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database in {None, "", ":memory:"}:
            raise ConfigError(PATH, "a database in memory forgets acknowledged events", EXAMPLES)
        case "sqlite":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise ConfigError(PATH, f"{other} is not supported", EXAMPLES)


def _sqlite(url: URL) -> Engine:
    _own_file(Path(str(url.database)))
    engine = create_engine(
        url, connect_args={"timeout": WAIT_S}, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver would begin transactions at moments of its own choice
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _own_file(path: Path) -> None:
    """Make the file, and its folder if need be, for us alone: it holds other people's data."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # A frozen worker must not keep a row from everybody else for ever
        connection.execute(f"SET lock_timeout = '{WAIT_S}s'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{ABANDONED_S}s'")
        connection.commit()

    event.listen(engine, "handle_error", _hide_detail)
    return engine


def _hide_detail(context: ExceptionContext) -> None:
    """Keep PostgreSQL's "Failing row contains ..." out of the error: errors are logged, rows hold personal data."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    message = getattr(getattr(original, "diag", None), "message_primary", None)
    if message and wrapped is not None:
        original.args = (message,)
        wrapped.args = (f"({type(original).__name__}) {message}",)
