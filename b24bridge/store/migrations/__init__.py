"""Bringing a database to the tables of today, and asking whether it is there. The steps themselves are in `versions`.

A migration is one transaction on both engines: killed at any statement it has not begun. Two processes that migrate at once
take turns.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from b24bridge.core.errors import ConfigError
from b24bridge.store.session import PATH, open_store
from b24bridge.store.tables import metadata

HEAD, EMPTY = "head", "base"


def migrate(url: str, revision: str = HEAD) -> None:
    """Bring the database of a URL to a revision, up or down (`base` is empty), adding SQLite's file if need be.

    Raises ConfigError when the database is newer than this version.
    """
    store = open_store(url)
    try:
        with store.writing() as connection:
            _take_turns(connection)
            is_down = revision in {EMPTY, *_behind(connection)}
            (command.downgrade if is_down else command.upgrade)(_config(connection), revision)
    finally:
        store.close()


def is_current(url: str) -> bool:
    """Say whether the database of a URL has every migration of this version, and no newer one."""
    store = open_store(url)
    try:
        with store.reading() as connection:
            return MigrationContext.configure(connection).get_current_heads() == (_scripts().get_current_head(),)
    finally:
        store.close()


def differences(url: str) -> list[str]:
    """Return how the tables of a database differ from those the code knows, in Alembic's words; empty when they agree."""
    store = open_store(url)
    try:
        with store.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [repr(difference) for difference in compare_metadata(context, metadata)]
    finally:
        store.close()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _behind(connection: Connection) -> set[str]:
    """Return the revisions that the database has left behind it. Raises ConfigError when its present one is unknown."""
    present = MigrationContext.configure(connection).get_current_revision()
    if present is None:
        return set()
    scripts = _scripts()
    if present not in {script.revision for script in scripts.walk_revisions()}:
        raise ConfigError(
            PATH, f"this database was made by a newer version ({present})", "Install that version or a later one."
        )
    return {script.revision for script in scripts.iterate_revisions(present, EMPTY)} - {present}


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # SQLite has taken its one write lock already
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('b24bridge migrations'))")
