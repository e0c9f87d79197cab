"""Reading a portal into the mirror: in slices, from the cursors on, with nobody's change lost on the way."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.streams import Hint, Page, Stream
from b24bridge.services import sync as module
from b24bridge.services.sync import SWEPT
from tests.records import activity, call, co, comment, contact, deal, employee
from tests.services.office import MEMBER, Office, after, never


class Killed(BaseException):
    """The process died."""


def asked(office: Office) -> list[str]:
    """Return what was called on the portal since the last time somebody asked."""
    calls, office.portal.calls = office.portal.calls, []
    return calls


def test_a_first_pass_reads_every_stream_to_its_end(office):
    """Afterwards the mirror holds what the portal holds, and every stream is fresh."""
    for number in range(1, 6):
        office.company(number)
    office.portal.put(contact(1, 1), deal(1, company_id=1), employee(5, 1))

    done = office.sync.run(office.installation, office.portal, never)

    counts = office.mirror.counts(MEMBER)
    assert done.is_complete
    assert (counts[Stream.COMPANIES], counts[Stream.ACTIVITIES], counts[Stream.CONTACTS]) == (5, 5, 1)
    assert set(office.mirror.freshness(MEMBER)) == set(SWEPT)


@pytest.mark.parametrize("asks", [1, 2, 3])
def test_slices_go_on_at_the_cursor(office, asks):
    """However short the slices, each stream is opened a second time only where it was left, and no row is read twice."""
    for number in range(1, 8):
        office.company(number)
    opened: list[tuple[Stream, object]] = []
    read: list[int] = []
    pages = office.portal.pages

    def watched(stream, cursor):
        opened.append((stream, (cursor or {}).get("after")))
        for page in pages(stream, cursor):
            read.extend(record.id for record in page.records if stream is Stream.COMPANIES)
            yield page

    office.portal.pages = watched
    slices = 1
    while not office.sync.run(office.installation, office.portal, after(asks)).is_complete:
        slices += 1

    assert slices > 1
    assert sorted(read) == list(range(1, 8)), "a row was read twice or never"
    assert len(opened) == len(set(opened)), "a stream was read again from where it was already read"


def test_a_stream_just_read_is_left_alone(office):
    """Within half a sweep a second round reads nothing; afterwards it reads everything that changed."""
    office.company(1)
    office.read()
    asked(office)

    office.sync.run(office.installation, office.portal, never)
    assert asked(office) == []

    office.clock.advance(151)
    office.sync.run(office.installation, office.portal, never)
    assert asked(office) == ["pages"] * len(SWEPT)


def test_one_stream_can_be_read_alone(office):
    """Asked for one stream, no other is touched."""
    office.company(1)

    office.sync.run(office.installation, office.portal, never, only=Stream.COMPANIES)

    assert set(office.mirror.freshness(MEMBER)) == {Stream.COMPANIES}


def test_a_stream_can_be_read_anew(office):
    """Without its cursor a stream is read from the beginning."""
    office.company(1)
    office.read()
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    office.read()

    again = list(office.sync.read(office.installation, office.portal, Stream.COMPANIES, is_anew=True))

    assert [len(page.records) for page, _ in again] == [1]


def sweep(office: Office) -> list[EntityId]:
    """Sweep, and return whom the judge was told of."""
    judged: list[EntityId] = []
    office.clock.advance(400)
    office.portal.now = office.clock.now()
    office.sync.run(office.installation, office.portal, never, judge=judged.extend)
    return judged


def test_a_sweep_tells_of_the_clients_of_changed_rows(office):
    """A meeting that nobody told us of concerns its company and no other."""
    office.company(1)
    office.company(2)
    office.read()
    office.meeting(99, co(2), 0)

    assert set(sweep(office)) == {co(2)}


def test_both_owners_of_a_row_that_changed_hands_are_judged(office):
    """A deal that moves to another company concerns the one it left as well."""
    office.company(1)
    office.company(2)
    office.portal.put(deal(7, company_id=1, updated_at=office.day(-1)))
    office.read()
    office.portal.put(deal(7, company_id=2, updated_at=office.clock.now()))

    assert set(sweep(office)) == {co(1), co(2)}


def test_the_length_of_a_talk_concerns_the_client_of_its_activity(office):
    """The telephony's own record comes later than the activity, and its client is judged again."""
    office.company(1)
    office.read()
    office.portal.put(call(3, activity_id=10, duration=4))

    assert set(sweep(office)) == {co(1)}


def test_a_death_between_judging_and_the_cursor_repeats_and_loses_nothing(office):
    """Killed before the cursor moved, the next sweep tells of the same clients again."""
    office.company(1)
    office.read()
    office.clock.advance(400)
    office.portal.now = office.clock.now()
    office.meeting(99, co(1), 0)
    cursor = office.mirror.cursor(MEMBER, Stream.ACTIVITIES)

    def die(clients):
        if clients:
            raise Killed

    with pytest.raises(Killed):
        office.sync.run(office.installation, office.portal, never, judge=die)
    assert office.mirror.cursor(MEMBER, Stream.ACTIVITIES) == cursor

    assert set(sweep(office)) == {co(1)}


def test_rows_that_nobody_understands_are_told_of(office):
    """A row set aside is in the log with its stream and number, and its neighbours are kept."""
    office.company(1)
    pages = office.portal.pages

    def with_parked(stream, cursor):
        for page in pages(stream, cursor):
            yield replace(page, parked=("companies 7: no date",)) if stream is Stream.COMPANIES else page

    office.portal.pages = with_parked
    with capture_logs() as logs:
        office.read()

    parked = [line for line in logs if line["event"] == "row_parked"]
    assert [(line["stream"], line["row"]) for line in parked] == [("companies", "companies 7: no date")]
    assert office.mirror.counts(MEMBER)[Stream.COMPANIES] == 1


def chunked(office: Office, monkeypatch: pytest.MonkeyPatch, cards: int) -> list[list[EntityId]]:
    """Read comments two cards at a time; return the list that fills with what was asked for."""
    monkeypatch.setattr(module, "CARDS_A_PAGE", 2)
    for number in range(1, cards + 1):
        office.company(number, None)
        office.portal.put(comment(number, co(number), f"слова о поставке номер {number}"))
    requests: list[list[EntityId]] = []
    comments = office.portal.comments

    def watched(entities):
        requests.append(list(entities))
        return comments(entities)

    office.portal.comments = watched
    return requests


def test_all_comments_are_read_once_card_by_card(office, monkeypatch):
    """The first pass asks for every card's comments, later ones for none."""
    requests = chunked(office, monkeypatch, 5)

    office.read()
    assert requests == [[co(1), co(2)], [co(3), co(4)], [co(5)]]
    assert office.mirror.counts(MEMBER)[Stream.COMMENTS] == 5

    for _ in range(3):
        office.clock.advance(400)
        office.sync.run(office.installation, office.portal, never)
    assert len(requests) == 3, "read once is enough"


def test_reading_comments_goes_on_where_it_was_left(office, monkeypatch):
    """A slice that ends between two pages of cards costs no card twice, even when the last card is gone by then."""
    requests = chunked(office, monkeypatch, 5)
    while not office.sync.run(office.installation, office.portal, after(1)).is_complete:
        if requests == [[co(1), co(2)]]:
            office.mirror.forget(MEMBER, Stream.COMPANIES, [2], office.clock.now())

    assert requests == [[co(1), co(2)], [co(3), co(4)], [co(5)]]


def test_a_very_large_portal_reads_comments_by_event_only(office, monkeypatch):
    """Above the limit of cards the first pass over comments is left out, and the stream counts as read."""
    requests = chunked(office, monkeypatch, 3)
    monkeypatch.setattr(module, "MOST_CARDS", 2)

    office.read()

    assert requests == []
    assert Stream.COMMENTS in office.mirror.freshness(MEMBER)


def test_comments_of_few_clients_are_read_with_all_that_is_theirs(office):
    """A comment on a client's deal is read with the client; of nobody nothing is asked."""
    office.company(1)
    office.portal.put(deal(7, company_id=1))
    office.read()
    asked(office)
    office.portal.put(comment(1, EntityId(2, 7), "обсудили условия и сроки поставки"))

    assert office.sync.comments(office.installation, office.portal, []) == 0
    assert asked(office) == []
    assert office.sync.comments(office.installation, office.portal, [EntityId(COMPANY, 1)]) == 1


def test_a_page_without_rows_tells_nobody(office):
    """The judge is told of rows, not of pages."""
    told = []
    office.portal.pages = lambda stream, cursor: iter([Page(records=(), cursor={}, is_last=True)])

    office.sync.run(office.installation, office.portal, never, judge=told.append)

    assert told == []


def test_touches_that_others_own_are_read_with_the_comments(office):
    """A call owned by somebody else's deal and bound to the client, too, is found before the client is marked."""
    office.company(1)
    office.read()
    office.portal.put(activity(900, EntityId(2, 70), co(1)))
    told = Hint(Stream.ACTIVITIES, 900)
    assert office.mirror.clients_of(MEMBER, [told]) == []

    assert office.sync.comments(office.installation, office.portal, [co(1)]) == 1
    assert office.mirror.clients_of(MEMBER, [told]) == [co(1)]
