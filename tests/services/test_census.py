"""Comparing the mirror with the portal: what came or went while no event arrived and no list of changes tells of it."""

from itertools import pairwise

import pytest

from b24bridge.core.errors import Unavailable
from b24bridge.core.ids import EntityId
from b24bridge.core.streams import Hint, Stream, Window
from b24bridge.services import census as module
from b24bridge.services.census import Known, joined
from tests.records import activity, co, company, contact, deal, task
from tests.services.office import MEMBER


def compare(office):
    office.portal.now = office.clock.now()
    office.portal.calls.clear()
    return office.sync.compare(office.installation, office.portal)


def living(office, stream):
    return list(office.mirror.ids(MEMBER, stream))


@pytest.fixture
def full(office):
    """A portal with sixty companies, a meeting with each, and a mirror that knows them."""
    for number in range(1, 61):
        office.company(number)
    office.read()
    return office


def test_a_mirror_that_is_right_costs_one_request(full):
    """Where all counts agree nothing is read, and nothing is found."""
    found = compare(full)
    assert full.portal.calls == ["count"]
    assert (found.gone, found.lacked, found.doubted) == ({}, {}, {})


def test_what_was_deleted_unheard_is_gone(full):
    """A company and a meeting that are no longer there are marked as gone and counted; all others stay."""
    full.portal.drop(Stream.COMPANIES, 7)
    full.portal.drop(Stream.ACTIVITIES, 70)
    full.portal.drop(Stream.ACTIVITIES, 80)
    found = compare(full)
    assert found.gone == {Stream.COMPANIES: 1, Stream.ACTIVITIES: 2}
    assert living(full, Stream.COMPANIES) == [number for number in range(1, 61) if number != 7]
    assert {70, 80}.isdisjoint(living(full, Stream.ACTIVITIES))
    assert compare(full).gone == {}


def test_what_the_mirror_lacks_is_read(full):
    """A row that no list of changes told of, as an import with an old date, is found by its number and read."""
    full.portal.put(company(30, title="back"))
    full.mirror.forget(MEMBER, Stream.COMPANIES, [30, 31], full.clock.now())
    found = compare(full)
    assert found.lacked == {Stream.COMPANIES: 2}
    assert full.mirror.titles(MEMBER, [co(30)]) == {co(30): "back"}


def test_what_hung_on_a_merged_card_is_read_again(full):
    """After a merge the survivor has the other's meetings, tasks, deals and contacts, though none of them says it changed."""
    full.portal.put(deal(5, company_id=8), contact(6, 8), task(9, co(8)))
    for stream in (Stream.DEALS, Stream.CONTACTS, Stream.TASKS):
        list(full.sync.read(full.installation, full.portal, stream, is_anew=True))
    full.portal.drop(Stream.COMPANIES, 8)
    full.portal.put(deal(5, company_id=9), contact(6, 9), task(9, co(9)), activity(80, co(9)))
    compare(full)
    for hint in (Hint(Stream.DEALS, 5), Hint(Stream.CONTACTS, 6), Hint(Stream.TASKS, 9), Hint(Stream.ACTIVITIES, 80)):
        assert co(9) in full.mirror.clients_of(MEMBER, [hint]), hint
        assert co(8) not in full.mirror.clients_of(MEMBER, [hint]), hint


def test_rows_that_vanish_at_once_are_not_believed_gone(full):
    """When nearly everything is missing, our user has lost a right: that is told, and nothing is marked."""
    for number in range(1, 56):
        full.portal.drop(Stream.COMPANIES, number)
    found = compare(full)
    assert list(found.doubted) == [Stream.COMPANIES]
    assert (found.gone, len(living(full, Stream.COMPANIES))) == ({}, 60)


def test_a_portal_that_cannot_count_is_compared_another_night(full):
    """The scan that follows must not wait for it."""
    full.portal.fail_with["count"] = Unavailable("batch", "timeout")
    assert compare(full).gone == {}


def test_a_difference_is_closed_in_on(full, monkeypatch):
    """Of a long list only the windows that differ are read, however small they have to be for that."""
    monkeypatch.setattr(module, "READ_BELOW", 1)
    full.portal.drop(Stream.ACTIVITIES, 300)
    windows: list[Window] = []
    ids = full.portal.ids
    full.portal.ids = lambda window: windows.append(window) or ids(window)
    assert compare(full).gone == {Stream.ACTIVITIES: 1}
    assert full.portal.calls[:2] == ["count", "count"]
    read = [window for window in windows if len(ids(window)) < 60]
    assert read[-1].stream is Stream.ACTIVITIES
    assert read[-1].after < 300 <= read[-1].upto


@pytest.mark.parametrize("count", [50, 51, 99, 100, 2501])
def test_parts_of_a_window_are_all_of_it(count):
    """Divided windows leave no id out and count none twice."""
    known = Known(Stream.DEALS, [3 * number for number in range(1, count + 1)])
    parts = list(known.parts(known.whole()))
    assert [number for part in parts for number in known.within(part)] == list(known.ids)
    assert (parts[0].after, parts[-1].upto) == (0, 3 * count)
    assert all(one.upto == other.after for one, other in pairwise(parts))
    assert len(parts) <= 2 * module.PARTS


def test_cards_of_a_kind_that_nothing_hangs_on_are_no_trouble(office):
    """A lead that is gone takes nothing with it."""
    assert office.mirror.hanging_on(MEMBER, [EntityId(1, 5)]) == []
    assert office.mirror.hanging_on(MEMBER, []) == []


def test_windows_that_touch_are_read_as_one():
    """Where every window differs the whole list is read in one go, and gaps between windows stay unread."""
    one, two, three = (Window(Stream.DEALS, after, after + 10) for after in (0, 10, 30))
    assert joined([three, two, one]) == [Window(Stream.DEALS, 0, 20), three]
    assert joined([]) == []
