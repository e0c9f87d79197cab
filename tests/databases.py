"""Fixtures for tests that need a database: an empty one for each test, of either engine. Not the tests of one."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from b24bridge.store.migrations import migrate
from b24bridge.store.session import Store, open_store
from tests import postgres

ENGINES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: postgres.Server) -> str:
    """Return the name of a migrated database to copy."""
    migrate(postgres_server.create("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "bridge.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'bridge.sqlite3')}"


@pytest.fixture
def postgresql_url(postgres_server: postgres.Server, migrated_postgres: str) -> Iterator[str]:
    name = f"bridge{next(_numbers)}"
    yield postgres_server.create(name, template=migrated_postgres)
    postgres_server.drop(name)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a migrated, empty database; the test runs once per engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Return an open, migrated, empty database; the test runs once per engine."""
    opened = open_store(database_url)
    yield opened
    opened.close()
