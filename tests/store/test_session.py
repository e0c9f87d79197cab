"""Opening a database: what returns from a writing transaction is kept, what could not be kept is never said to be."""

import itertools
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from b24bridge.core.errors import ConfigError, UnknownPortal
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.session import open_store
from b24bridge.store.tables.portals import find_portal, portal_id
from tests.threads import in_threads

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def count(store, table: str) -> int:
    with store.reading() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.fixture
def inbox(store):
    with store.writing() as connection:
        portal_id(connection, "one", create=True)
    return SqlInbox(store)


def test_committed_at_the_end(store, database_url):
    """What was written is seen by another process once the transaction is over, and not before."""
    other = open_store(database_url)
    with store.writing() as connection:
        number = portal_id(connection, "one", create=True)
        assert portal_id(connection, "one", create=True) == number
        assert count(other, "portals") == 0
    with other.reading() as connection:
        assert find_portal(connection, "one") == number
    other.close()


def test_rolled_back_on_failure(store):
    """A transaction that breaks off leaves nothing, and the next one works."""

    def break_off() -> None:
        with store.writing() as connection:
            portal_id(connection, "one", create=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert count(store, "portals") == 0
    with store.writing() as connection:
        portal_id(connection, "one", create=True)
    assert count(store, "portals") == 1


def test_unknown_portal(store):
    """A portal that nobody added is unknown, and asking does not add it."""
    with store.reading() as connection:
        assert find_portal(connection, "one") is None
        with pytest.raises(UnknownPortal):
            portal_id(connection, "one")


def test_event_of_unknown_portal(store):
    """An event of a portal that nobody added is refused, not kept without an owner."""
    with pytest.raises(UnknownPortal):
        SqlInbox(store).put("one", "ONCRMDEALADD", "1", {}, NOON)
    assert count(store, "inbox") == 0


def test_failing_commit_raises(store):
    """A commit that the database refuses raises, and nothing of it is kept."""
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        late = "REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(f"CREATE TABLE children (parent INTEGER {late})"))

    def add_an_orphan() -> None:
        with store.writing() as connection:
            portal_id(connection, "one", create=True)
            connection.execute(text("INSERT INTO children VALUES (1)"))
            assert connection.scalar(text("SELECT count(*) FROM children")) == 1

    with pytest.raises(IntegrityError):
        add_an_orphan()
    assert (count(store, "children"), count(store, "portals")) == (0, 0)


def test_full_disk(sqlite_url):
    """When the disk is full an event is refused loudly, and every one that was accepted is there."""
    store = open_store(sqlite_url)
    accepted = []

    def accept_for_ever() -> None:
        for number in itertools.count():
            SqlInbox(store).put("one", "ONCRMDEALADD", str(number), {"filler": "x" * 500}, NOON)
            accepted.append(str(number))

    with store.writing() as connection:
        portal_id(connection, "one", create=True)
    pages = count_pages(store)
    event.listen(store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages + 20}"))
    store.engine.dispose()
    with pytest.raises(OperationalError, match="full"):
        accept_for_ever()
    store.close()
    reopened = open_store(sqlite_url)
    kept = [row.object_id for row in SqlInbox(reopened).claim("one", 10_000, NOON, 60)]
    assert len(accepted) > 5
    assert sorted(kept) == sorted(accepted)
    reopened.close()


def count_pages(store) -> int:
    with store.reading() as connection:
        return connection.scalar(text("PRAGMA page_count"))


def test_connection_cut_before_commit(postgresql_url):
    """A connection that PostgreSQL cuts before the commit raises; the next transaction gets a new one."""
    store, other = open_store(postgresql_url), open_store(postgresql_url)

    def be_cut_off() -> None:
        with store.writing() as connection:
            portal_id(connection, "one", create=True)
            backend = connection.scalar(text("SELECT pg_backend_pid()"))
            with other.writing() as killer:
                killer.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})

    with pytest.raises(OperationalError):
        be_cut_off()
    assert count(store, "portals") == 0
    store.close()
    other.close()


ACKNOWLEDGE = """
import itertools, sys
from datetime import UTC, datetime
from b24bridge.store.inbox import SqlInbox
from b24bridge.store.session import open_store
inbox = SqlInbox(open_store(sys.argv[1]))
for number in itertools.count():
    inbox.put("one", "ONCRMDEALADD", str(number), {}, datetime(2026, 11, 22, tzinfo=UTC))
    print(number, flush=True)
"""


@pytest.mark.slow
def test_killed_while_acknowledging(inbox, database_url):
    """Every event that was acknowledged before a kill -9 is in the inbox."""
    process = subprocess.Popen([sys.executable, "-c", ACKNOWLEDGE, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    first = [process.stdout.readline().strip() for _ in range(50)]
    process.kill()
    rest, _ = process.communicate(timeout=30)
    # Of a line that was cut off nobody read an acknowledgement
    acknowledged = {*first, *(line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n"))}
    kept = {row.object_id for row in inbox.claim("one", 1_000_000, NOON, 60)}
    assert len(acknowledged) >= 50
    assert acknowledged <= kept


def test_writers_take_turns(store, inbox):
    """Eight threads that write at once all succeed; nobody is told that the database is locked."""

    def write(which: int) -> None:
        for number in range(10):
            inbox.put("one", "ONCRMDEALADD", f"{which}:{number}", {}, NOON)

    in_threads(8, write)
    assert inbox.waiting() == {"one": 80}


def test_sqlite_keeps_its_word(sqlite_url):
    """SQLite is told to survive a loss of power, to check keys, and to overwrite what is erased."""
    store = open_store(sqlite_url)
    with store.reading() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        assert [connection.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 1]
    store.close()


def test_rows_of_nobody(store):
    """A row cannot belong to a portal that does not exist, and goes with its portal."""
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(text("INSERT INTO lanes (portal_id, worker, held_until) VALUES (7, 'w', '2026-11-22 00:00:00')"))
    with store.writing() as connection:
        number = portal_id(connection, "one", create=True)
        row = {"number": number}
        connection.execute(text("INSERT INTO lanes VALUES (:number, 'w', '2026-11-22 00:00:00')"), row)
        connection.execute(text("DELETE FROM portals WHERE id = :number"), row)
        assert connection.scalar(text("SELECT count(*) FROM lanes")) == 0


def test_files_are_ours_alone(tmp_path):
    """The database file and a folder made for it are readable by nobody else."""
    path = tmp_path / "new" / "bridge.sqlite3"
    open_store(f"sqlite:///{path}").close()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://root:hush@host/name", "not a url hush"])
def test_refused_urls(url):
    """A database that forgets, or that we do not know, is refused with the way out and without its password."""
    with pytest.raises(ConfigError) as refused:
        open_store(url)
    assert refused.value.path == "B24BRIDGE_DATABASE_URL"
    assert "postgresql://" in refused.value.fix
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_by_any_name(postgresql_url, scheme):
    """PostgreSQL is reached by the names that hosting companies give it."""
    store = open_store(scheme + postgresql_url.removeprefix("postgresql"))
    assert count(store, "portals") == 0
    store.close()


def test_errors_show_no_values(store):
    """An error of the database does not quote what was to be stored."""
    with pytest.raises(IntegrityError) as refused, store.writing() as connection:
        connection.execute(
            text("INSERT INTO tokens (portal_id, sealed_pair) VALUES (:number, :pair)"), {"number": 1, "pair": "hush"}
        )
    assert "hush" not in str(refused.value)
