"""Whatever the order in which rows arrive, the mirror ends up with the newest of each."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from b24bridge.core.streams import Stream
from b24bridge.store.mirror import StoreMirror
from b24bridge.store.tables.mirror import activities, activity_bindings
from b24bridge.store.tables.portals import portal_id
from tests.records import NOON, activity, co

IDS = st.integers(1, 4)
VERSIONS = st.integers(0, 6)
_members = count(1)


def version(number, age):
    """Return an activity as it was in one of its versions; each says something else, and is bound elsewhere."""
    return activity(number, co(age + 1), co(age % 2 + 1), text_length=age, updated_at=NOON + timedelta(seconds=age))


def kept(store, member_id):
    """Return what the mirror holds of each activity: its version, and what it is bound to."""
    with store.reading() as connection:
        portal = portal_id(connection, member_id)
        rows = connection.execute(select(activities.c.id, activities.c.text_length).where(activities.c.portal_id == portal))
        versions = {row.id: row.text_length for row in rows}
        bound = connection.execute(select(activity_bindings).where(activity_bindings.c.portal_id == portal)).all()
    return {number: (age, {row.entity_id for row in bound if row.activity_id == number}) for number, age in versions.items()}


@given(pages=st.lists(st.lists(st.tuples(IDS, VERSIONS), max_size=6), max_size=8))
# Every example has a portal of its own, so the database may stay
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_mirror_holds_the_newest_version_of_each_row(store, pages):
    """Pages late, doubled and mixed leave what a reader with perfect order would have."""
    member_id = f"portal-{next(_members)}"
    with store.writing() as connection:
        portal_id(connection, member_id, create=True)
    mirror = StoreMirror(store)
    newest: dict[int, int] = {}
    for page in pages:
        changed = mirror.absorb(member_id, [version(number, age) for number, age in page], NOON)
        before = dict(newest)
        for number, age in page:
            newest[number] = max(age, newest.get(number, -1))
        assert changed == len(newest.items() - before.items())
    assert kept(store, member_id) == {number: (age, {age + 1, age % 2 + 1}) for number, age in newest.items()}
    assert mirror.counts(member_id)[Stream.ACTIVITIES] == len(newest)
