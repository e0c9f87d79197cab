"""Migrations: from nothing to the tables of today and back, whole or not at all, by one at a time."""

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, select, text

from b24bridge.core.errors import ConfigError
from b24bridge.store.migrations import differences, is_current, migrate
from b24bridge.store.session import parse_url
from b24bridge.store.tables import metadata
from b24bridge.store.tables.mirror import cursors, elements
from tests.databases import ENGINES
from tests.threads import in_threads


class PulledPlug(Exception):
    """The process ends here."""


@pytest.fixture(params=ENGINES)
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    yield server.create("empty")
    server.drop("empty")


def tables_of(url: str) -> set[str]:
    engine = create_engine(parse_url(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_tables_of_today(empty_url):
    """Migrating an empty database makes exactly the tables that the code knows."""
    assert not is_current(empty_url)
    migrate(empty_url)
    assert is_current(empty_url)
    assert differences(empty_url) == []
    assert tables_of(empty_url) == {*metadata.tables, "alembic_version"}


def test_migrating_again(database_url):
    """Migrating a database of today changes nothing."""
    migrate(database_url)
    assert is_current(database_url)


def test_difference_is_seen(database_url):
    """A table that differs from the code is named: otherwise finding no difference would prove nothing."""
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox ADD COLUMN colour INTEGER"))
        connection.execute(text("DROP TABLE lanes"))
    engine.dispose()
    found = " ".join(differences(database_url))
    assert "colour" in found
    assert "lanes" in found


def test_every_step_back_and_forth(empty_url):
    """Each step can be taken back and made again."""
    migrate(empty_url)
    for revision in ("0006", "0004", "0003", "0002", "0001", "0003", "base", "head"):
        migrate(empty_url, revision)
    assert differences(empty_url) == []
    migrate(empty_url, "base")
    assert tables_of(empty_url) == {"alembic_version"}


@pytest.fixture
def plug():
    """Return a function that has the process end before the so-many-th statement of the next migration."""
    left = [10**9]

    def countdown(connection, cursor, statement, parameters, context, executemany) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise PulledPlug

    event.listen(Engine, "before_cursor_execute", countdown)
    yield lambda statements: left.__setitem__(0, statements)
    event.remove(Engine, "before_cursor_execute", countdown)


def test_killed_in_between(empty_url, plug):
    """A migration that ends at any statement has not begun, and works when it is started again."""
    interrupted = 0
    for statements in range(1, 400, 9):
        plug(statements)
        try:
            migrate(empty_url)
        except PulledPlug:
            interrupted += 1
            plug(10**9)
            assert tables_of(empty_url) == set()
        else:
            break
    plug(10**9)
    assert interrupted > 5
    assert differences(empty_url) == []


def test_two_at_once(empty_url):
    """Processes that migrate at once take turns, and all succeed."""
    in_threads(4, lambda _: migrate(empty_url))
    assert is_current(empty_url)


def test_database_of_a_newer_version(database_url):
    """An older bridge says that the database is newer, instead of changing it."""
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    engine.dispose()
    assert not is_current(database_url)
    with pytest.raises(ConfigError, match="newer version"):
        migrate(database_url)


def test_documents_known_before_are_seen_today(empty_url):
    """Invoices that came before their first sight was noted count from the migration, and are read anew for their numbers."""
    migrate(empty_url, "0006")
    engine = create_engine(parse_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO portals (id, member_id) VALUES (1, 'm')"))
        connection.execute(
            text(
                "INSERT INTO elements (portal_id, type_id, id, stage_id, semantics, amount, currency, category_id,"
                " is_recurring, content) VALUES (1, 31, 9, 'N', 'P', '1', 'RUB', 0, false, 'x')"
            )
        )
        connection.execute(text("INSERT INTO cursors (portal_id, stream) VALUES (1, 'invoices'), (1, 'deals')"))
    migrate(empty_url)
    with engine.begin() as connection:
        number, seen_at = connection.execute(select(elements.c.number, elements.c.first_seen_at)).one()
        assert (number, seen_at is not None and seen_at.tzinfo is not None) == ("", True)
        assert connection.scalars(select(cursors.c.stream)).all() == ["deals"]
    engine.dispose()
