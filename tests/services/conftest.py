"""Fixtures for tests of the use cases: an office over an empty database, and what is logged meanwhile."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from b24bridge.store.session import Store, open_store
from tests.services.office import Office


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """Return what is logged, line by line, instead of printing it."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    """Return an open, migrated, empty SQLite: what differs between engines is the contracts' business."""
    opened = open_store(sqlite_url)
    event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))  # no disk dies here
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)
