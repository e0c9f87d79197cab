"""What contract suites share: each runs against the double in memory and against both databases."""

from collections.abc import Iterator

import pytest

from b24bridge.store.session import Store, open_store
from b24bridge.store.tables.portals import portal_id
from tests.clocks import HandClock
from tests.databases import ENGINES

PORTALS = ("one", "two")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", *ENGINES])
def backend(request: pytest.FixtureRequest) -> Iterator[Store | None]:
    """Return an empty database that knows the portals `one` and `two`, or None for the double in memory."""
    if request.param == "memory":
        yield None
        return
    store = open_store(request.getfixturevalue(f"{request.param}_url"))
    with store.writing() as connection:
        for member_id in PORTALS:
            portal_id(connection, member_id, create=True)
    yield store
    store.close()
