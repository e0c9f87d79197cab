"""Fixtures that every room's tests may use."""

import pytest
import structlog

from tests.databases import database_url, migrated_postgres, migrated_sqlite, postgres_server, postgresql_url, sqlite_url, store
from tests.portals import installed, ledger, mirror

__all__ = [
    "database_url",
    "installed",
    "ledger",
    "migrated_postgres",
    "migrated_sqlite",
    "mirror",
    "postgres_server",
    "postgresql_url",
    "sqlite_url",
    "store",
]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's environment says of the bridge, tests begin without it."""
    for name in ("B24BRIDGE_DATABASE_URL", "B24BRIDGE_REDIS_URL", "B24BRIDGE_PUBLIC_URL", "B24BRIDGE_SECRET_KEYS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> None:
    """A test that wires a process sets up its logs; the next one begins with the plain ones again."""
    structlog.reset_defaults()
