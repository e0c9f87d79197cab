"""What PostgreSQL is told of a portal's rows, so that the first scan after the first reading is not its slowest."""

import pytest
from sqlalchemy import text

from b24bridge.core.streams import Page, Stream
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.session import open_store
from b24bridge.store.tables.portals import portal_id
from tests.records import NOON, activity, co
from tests.verdicts import PORTAL


@pytest.fixture
def store(postgresql_url):
    opened = open_store(postgresql_url)
    yield opened
    opened.close()


def believed_rows(store):
    """Return how many rows PostgreSQL believes to be in two tables; -1 when it was never told."""
    with store.reading() as connection:
        names = ("activities", "activity_bindings")
        return [connection.scalar(text(f"SELECT reltuples FROM pg_class WHERE relname = '{name}'")) for name in names]


def test_the_first_complete_reading_tells_how_many_rows_there_are(store):
    """Rows and what they are bound to are counted when the end of the stream is first reached, not before."""
    with store.writing() as connection:
        portal_id(connection, PORTAL, create=True)
    mirror = StoreMirror(store)
    rows = tuple(activity(number, co(1), co(2)) for number in range(1, 501))
    mirror.put(PORTAL, Stream.ACTIVITIES, Page(records=rows, cursor={}, is_last=False), NOON)
    assert believed_rows(store) == [-1, -1]
    mirror.put(PORTAL, Stream.ACTIVITIES, Page(records=(), cursor={}, is_last=True), NOON)
    assert believed_rows(store) == [500, 1000]
