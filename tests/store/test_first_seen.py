"""When a document first came to the mirror: what assistants count from when they meet an old one."""

from sqlalchemy import select

from b24bridge.store.mirror import StoreMirror
from b24bridge.store.tables.mirror import elements, orders
from b24bridge.store.tables.portals import portal_id
from tests.records import DAY, NOON, deal, order


def test_a_document_keeps_the_moment_at_which_it_was_first_seen(store):
    """A later change of an invoice or order moves nothing of when we first saw it."""
    mirror = StoreMirror(store)
    with store.writing() as connection:
        portal_id(connection, "seen", create=True)
    for days, amount in enumerate((100, 200)):
        later = NOON + days * DAY
        mirror.absorb("seen", [deal(1, amount=amount, updated_at=later), order(1, amount=amount, updated_at=later)], later)
    with store.reading() as connection:
        found = [connection.execute(select(table.c.amount, table.c.first_seen_at)).one() for table in (elements, orders)]
    assert [tuple(row) for row in found] == [(200, NOON)] * 2
