"""Fixtures for tests of what is kept of portals: a mirror and a ledger of two that have installed us."""

import pytest

from b24bridge.store.ledger import StoreLedger
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.session import Store
from b24bridge.store.tables.portals import portal_id
from tests.verdicts import OTHER, PORTAL


@pytest.fixture
def installed(store: Store) -> Store:
    """Return a database that knows two portals."""
    with store.writing() as connection:
        for member_id in (PORTAL, OTHER):
            portal_id(connection, member_id, create=True)
    return store


@pytest.fixture
def mirror(installed: Store) -> StoreMirror:
    return StoreMirror(installed)


@pytest.fixture
def ledger(installed: Store) -> StoreLedger:
    return StoreLedger(installed)
