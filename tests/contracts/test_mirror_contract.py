"""What the mirror promises, on both engines."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.errors import UnknownPortal
from b24bridge.core.ids import LEAD, EntityId
from b24bridge.core.records import Absence, Currency, Stage
from b24bridge.core.streams import Hint, Page, Stream
from tests.records import (
    DAY,
    NOON,
    activity,
    call,
    co,
    comment,
    company,
    contact,
    deal,
    deal_id,
    employee,
    invoice_id,
    move,
    order,
    order_id,
    payment,
    person,
    shipment,
    task,
)
from tests.verdicts import OTHER, PORTAL


def page(*records, cursor=None, is_last=True, replaces_all=False):
    return Page(records=records, cursor=cursor or {}, is_last=is_last, replaces_all=replaces_all)


def titles(mirror, *numbers):
    return {client.id: title for client, title in mirror.titles(PORTAL, [co(number) for number in numbers]).items()}


def test_an_older_row_never_overwrites_a_newer_one(mirror):
    """A company that was read yesterday is not put back by a page from the day before."""
    mirror.absorb(PORTAL, [company(1, title="new", updated_at=NOON)], NOON)
    changed = mirror.absorb(PORTAL, [company(1, title="old", updated_at=NOON - DAY)], NOON)
    assert (changed, titles(mirror, 1)) == (0, {1: "new"})


def test_a_row_of_the_same_second_overwrites(mirror):
    """The portal tells seconds only, so of two rows of one second the one read later is believed."""
    mirror.absorb(PORTAL, [company(1, title="first")], NOON)
    assert mirror.absorb(PORTAL, [company(1, title="second")], NOON) == 1
    assert titles(mirror, 1) == {1: "second"}


def test_the_same_content_is_no_change(mirror):
    """A page read twice changes nothing, whatever the zone its moments are written in."""
    first = company(1)
    assert mirror.absorb(PORTAL, [first, contact(1, 1)], NOON) == 2
    same = company(1, updated_at=first.updated_at.astimezone(ZoneInfo("Asia/Tokyo")))
    assert mirror.absorb(PORTAL, [same, contact(1, 1)], NOON + DAY) == 0


def test_two_rows_of_one_company_in_one_page_leave_the_newer(mirror):
    """A page that lists a company twice, as pages by offset do, keeps the newer row."""
    new, old = company(1, title="new"), company(1, title="old", updated_at=NOON - DAY)
    assert mirror.absorb(PORTAL, [new, old], NOON) == 1
    assert titles(mirror, 1) == {1: "new"}


def test_a_changed_binding_is_a_change(mirror):
    """An activity that was bound to another client belongs to that one and no longer to the first."""
    mirror.absorb(PORTAL, [company(1), company(2), activity(7, co(1))], NOON)
    assert mirror.absorb(PORTAL, [activity(7, co(2))], NOON) == 1
    assert mirror.clients_of(PORTAL, [Hint(Stream.ACTIVITIES, 7)]) == [co(2)]


def test_an_owner_told_alone_leaves_the_other_links(mirror):
    """A list that names the owner of an activity and no other link takes none away, and may add a new owner."""
    mirror.absorb(PORTAL, [company(1), company(2), company(3), activity(7, co(1), co(2))], NOON)
    mirror.absorb(PORTAL, [activity(7, co(3), has_all_links=False)], NOON)
    hint = Hint(Stream.ACTIVITIES, 7)
    assert sorted(mirror.clients_of(PORTAL, [hint])) == [co(1), co(2), co(3)]
    assert mirror.absorb(PORTAL, [activity(7, co(3), has_all_links=False)], NOON) == 0
    mirror.absorb(PORTAL, [activity(7, co(3))], NOON)
    assert sorted(mirror.clients_of(PORTAL, [hint])) == [co(3)]


def test_a_page_and_its_cursor_are_kept_together(mirror):
    """The cursor goes on with each page; the stream is fresh only when its end was reached."""
    assert mirror.cursor(PORTAL, Stream.COMPANIES) is None
    mirror.put(PORTAL, Stream.COMPANIES, page(company(1), cursor={"after": 1}, is_last=False), NOON)
    assert mirror.cursor(PORTAL, Stream.COMPANIES) == {"after": 1}
    assert mirror.freshness(PORTAL) == {}
    mirror.put(PORTAL, Stream.COMPANIES, page(cursor={"after": 2}), NOON + DAY)
    mirror.put(PORTAL, Stream.COMPANIES, page(cursor={"after": 3}, is_last=False), NOON + 2 * DAY)
    assert mirror.cursor(PORTAL, Stream.COMPANIES) == {"after": 3}
    assert mirror.freshness(PORTAL) == {Stream.COMPANIES: NOON + DAY}


def test_a_page_that_replaces_all_marks_the_others_as_gone(mirror):
    """A person missing from the complete list of users is gone, and is back when listed again."""
    mirror.put(PORTAL, Stream.PEOPLE, page(employee(1), employee(2), replaces_all=True), NOON)
    assert mirror.put(PORTAL, Stream.PEOPLE, page(employee(1), replaces_all=True), NOON) == 1
    assert set(mirror.people(PORTAL)) == {1}
    assert mirror.put(PORTAL, Stream.PEOPLE, page(employee(1), employee(2), replaces_all=True), NOON) == 1
    assert set(mirror.people(PORTAL)) == {1, 2}


def test_replacing_the_deals_leaves_the_leads(mirror):
    """Leads and deals share a table but not their lists."""
    lead = deal(1, entity=EntityId(LEAD, 1))
    mirror.absorb(PORTAL, [lead, deal(1), deal(2)], NOON)
    mirror.put(PORTAL, Stream.DEALS, page(deal(2), replaces_all=True), NOON)
    counts = mirror.counts(PORTAL)
    assert (counts[Stream.LEADS], counts[Stream.DEALS], counts[Stream.INVOICES]) == (1, 1, 0)


def test_every_stream_is_counted(mirror):
    """Every kind of row comes to rest in a table, and is counted under its own stream."""
    rows = {
        Stream.STATUSES: Stage(entity_type_id=2, stage_id="NEW", semantics="P", sort=10),
        Stream.CURRENCIES: Currency(code="USD", rate=Decimal("97.123456789"), is_base=False),
        Stream.ABSENCES: Absence(person_id=5, first_day=NOON.date(), last_day=NOON.date()),
        Stream.PEOPLE: employee(5, 1, 2),
        Stream.COMPANIES: company(1),
        Stream.CONTACTS: contact(1, 1),
        Stream.DEALS: deal(1),
        Stream.ORDERS: order(1),
        Stream.PAYMENTS: payment(1, 1, deal_id(1)),
        Stream.SHIPMENTS: shipment(1, 1),
        Stream.STAGE_MOVES: move(1, deal_id(1), "NEW", NOON),
        Stream.CALLS: call(1, 1, 60),
        Stream.ACTIVITIES: activity(1, co(1)),
        Stream.TASKS: task(1, co(1)),
        Stream.COMMENTS: comment(1, co(1), "called him about the offer"),
    }
    for stream, row in rows.items():
        assert mirror.put(PORTAL, stream, page(row), NOON) == 1
    counts = mirror.counts(PORTAL)
    assert {stream: counts[stream] for stream in rows} == dict.fromkeys(rows, 1)


def test_a_forgotten_row_is_gone_until_it_comes_back(mirror):
    """A deleted company no longer counts; restored on the portal with the same content, it counts again."""
    mirror.absorb(PORTAL, [company(1), company(2)], NOON)
    mirror.forget(PORTAL, Stream.COMPANIES, [1, 99], NOON)
    assert mirror.counts(PORTAL)[Stream.COMPANIES] == 1
    assert mirror.absorb(PORTAL, [company(1)], NOON) == 1
    assert mirror.counts(PORTAL)[Stream.COMPANIES] == 2


def test_an_older_row_does_not_bring_a_deleted_one_back(mirror):
    """A late page from before the deletion cannot revive a company."""
    mirror.absorb(PORTAL, [company(1)], NOON)
    mirror.forget(PORTAL, Stream.COMPANIES, [1], NOON)
    assert mirror.absorb(PORTAL, [company(1, updated_at=NOON - DAY)], NOON) == 0
    assert mirror.counts(PORTAL)[Stream.COMPANIES] == 0


def test_rows_without_numbers_cannot_be_forgotten_by_number(mirror):
    """An absence has no id on the portal; asking to forget one by id is a mistake that is told."""
    with pytest.raises(ValueError, match="have no ids"):
        mirror.forget(PORTAL, Stream.ABSENCES, [1], NOON)


def test_clients_of_follow_the_roll_up_rule(mirror):
    """A contact's activity is its company's; a contact alone is a client; a deal's company comes before its contact."""
    mirror.absorb(PORTAL, [company(1), company(2), contact(11, 1), contact(12), contact(13, 1, 2)], NOON)
    mirror.absorb(PORTAL, [deal(21, company_id=2, contact_id=11), deal(22, contact_id=12), deal(23, contact_id=13)], NOON)
    mirror.absorb(PORTAL, [deal(9, entity=EntityId(LEAD, 9))], NOON)
    mirror.absorb(PORTAL, [activity(31, deal_id(21)), activity(32, person(11), deal_id(22)), call(41, 32, 60)], NOON)
    mirror.absorb(PORTAL, [comment(51, person(12), "w"), task(61, deal_id(23)), move(71, deal_id(21), "NEW", NOON)], NOON)

    def clients(stream, number):
        return mirror.clients_of(PORTAL, [Hint(stream, number)])

    assert clients(Stream.COMPANIES, 1) == [co(1)]
    assert clients(Stream.CONTACTS, 11) == [co(1)]
    assert clients(Stream.CONTACTS, 12) == [person(12)]
    assert clients(Stream.CONTACTS, 13) == [co(1), co(2)]
    assert clients(Stream.DEALS, 21) == [co(2)]
    assert clients(Stream.DEALS, 22) == [person(12)]
    assert clients(Stream.DEALS, 23) == [co(1), co(2)]
    assert clients(Stream.LEADS, 9) == []
    assert clients(Stream.ACTIVITIES, 31) == [co(2)]
    assert clients(Stream.ACTIVITIES, 32) == [person(12), co(1)]
    assert clients(Stream.CALLS, 41) == [person(12), co(1)]
    assert clients(Stream.COMMENTS, 51) == [person(12)]
    assert clients(Stream.TASKS, 61) == [co(1), co(2)]
    assert clients(Stream.STAGE_MOVES, 71) == [co(2)]
    assert clients(Stream.PEOPLE, 5) == []
    assert mirror.clients_of(PORTAL, []) == []


def test_a_contact_of_a_deleted_company_is_a_client_of_its_own(mirror):
    """When the company is gone, its contact stands alone."""
    mirror.absorb(PORTAL, [company(1), contact(11, 1)], NOON)
    mirror.forget(PORTAL, Stream.COMPANIES, [1], NOON)
    assert mirror.clients_of(PORTAL, [Hint(Stream.CONTACTS, 11)]) == [person(11)]


def test_clients_of_many_rows_at_once(mirror):
    """A whole page of a sweep may be asked about."""
    mirror.absorb(PORTAL, [company(number) for number in range(1, 12001)], NOON)
    hints = [Hint(Stream.COMPANIES, number) for number in range(1, 12001)]
    assert len(mirror.clients_of(PORTAL, hints)) == 12000


def test_bindings_of_a_client_name_all_that_a_touch_may_hang_on(mirror):
    """The client comes first, then its contacts and elements; what is gone cannot be asked about."""
    mirror.absorb(PORTAL, [company(1), contact(11, 1), contact(12, 2, 1), contact(13, 1), contact(14)], NOON)
    mirror.absorb(
        PORTAL, [deal(21, company_id=1), deal(22, contact_id=12), deal(23, company_id=1), deal(24, contact_id=14)], NOON
    )
    mirror.forget(PORTAL, Stream.CONTACTS, [13], NOON)
    mirror.forget(PORTAL, Stream.DEALS, [23], NOON)
    assert mirror.bindings_of(PORTAL, co(1)) == [co(1), deal_id(21), deal_id(22), person(11), person(12)]
    assert mirror.bindings_of(PORTAL, person(14)) == [person(14), deal_id(24)]


def test_money_belongs_to_the_client_of_what_it_pays_for(mirror):
    """An order is its company's, else its contact's; payments and shipments are the order's, an invoice's payments its own."""
    mirror.absorb(PORTAL, [company(1), company(2), contact(11, 1), contact(12)], NOON)
    mirror.absorb(PORTAL, [order(21, company_id=2, contact_id=11), order(22, contact_id=11), order(23, contact_id=12)], NOON)
    mirror.absorb(PORTAL, [deal(31, company_id=1, entity=invoice_id(31)), order(24, entity=invoice_id(31)), order(25)], NOON)
    mirror.absorb(PORTAL, [payment(41, 21), payment(42, 99, invoice_id(31)), payment(43, None), shipment(51, 23)], NOON)

    def clients(stream, number):
        return mirror.clients_of(PORTAL, [Hint(stream, number)])

    assert clients(Stream.ORDERS, 21) == [co(2)]
    assert clients(Stream.ORDERS, 22) == [co(1)]
    assert clients(Stream.ORDERS, 23) == [person(12)]
    assert clients(Stream.ORDERS, 24) == [co(1)]
    assert clients(Stream.ORDERS, 25) == []
    assert clients(Stream.PAYMENTS, 41) == [co(2)]
    assert clients(Stream.PAYMENTS, 42) == [co(1)]
    assert clients(Stream.PAYMENTS, 43) == []
    assert clients(Stream.SHIPMENTS, 51) == [person(12)]


def test_bindings_of_a_client_name_its_orders(mirror):
    """Its own orders are among them, and those in which the portal keeps the payments of its invoices; gone ones are not."""
    mirror.absorb(PORTAL, [company(1), order(21, company_id=1), order(22, company_id=1), order(23, company_id=2)], NOON)
    mirror.absorb(PORTAL, [deal(31, company_id=1, entity=invoice_id(31)), order(24, entity=invoice_id(31))], NOON)
    mirror.absorb(PORTAL, [payment(41, 99, invoice_id(31)), payment(42, 98, invoice_id(32))], NOON)
    mirror.forget(PORTAL, Stream.ORDERS, [22], NOON)
    assert mirror.bindings_of(PORTAL, co(1)) == [co(1), order_id(21), order_id(24), order_id(99), invoice_id(31)]


def test_a_payment_taken_back_is_believed(mirror):
    """Payments bear no moment of their last change, so the row read last counts, whatever it says."""
    mirror.absorb(PORTAL, [payment(1, 1)], NOON)
    assert mirror.absorb(PORTAL, [payment(1, 1, is_paid=False, paid_at=None)], NOON) == 1
    assert mirror.absorb(PORTAL, [payment(1, 1, is_paid=False, paid_at=None)], NOON) == 0


def test_cards_are_all_that_is_not_gone(mirror):
    """Comments stand on cards of clients and their elements; gone ones cannot be asked about."""
    mirror.absorb(PORTAL, [company(2), company(1), contact(11), deal(21), deal(22), deal(9, entity=EntityId(LEAD, 9))], NOON)
    mirror.forget(PORTAL, Stream.DEALS, [21], NOON)
    mirror.forget(PORTAL, Stream.COMPANIES, [2], NOON)
    assert set(mirror.entities(PORTAL)) == {co(1), person(11), deal_id(22), EntityId(LEAD, 9)}


def test_the_portal_knows_its_people_and_departments(mirror):
    """People come with their departments, dismissed ones too."""
    mirror.absorb(PORTAL, [employee(5, 2, 1), employee(6, is_active=False)], NOON)
    people = mirror.people(PORTAL)
    assert people[5].department_ids == (2, 1)
    assert not people[6].is_active
    assert mirror.departments(PORTAL) == {}


def test_portals_do_not_see_each_other(mirror):
    """The same ids on two portals are two different companies."""
    mirror.absorb(PORTAL, [company(1, title="ours"), contact(11, 1)], NOON)
    mirror.absorb(OTHER, [company(1, title="theirs"), contact(11)], NOON)
    mirror.forget(OTHER, Stream.COMPANIES, [1], NOON)
    assert titles(mirror, 1) == {1: "ours"}
    assert mirror.counts(PORTAL)[Stream.COMPANIES] == 1
    assert mirror.clients_of(OTHER, [Hint(Stream.CONTACTS, 11)]) == [person(11)]
    assert mirror.clients_of(PORTAL, [Hint(Stream.CONTACTS, 11)]) == [co(1)]


def test_an_erased_portal_is_unknown_and_the_other_untouched(mirror):
    """After erasing, nothing is left to read and nothing more can be written."""
    mirror.absorb(PORTAL, [company(1), activity(1, co(1)), task(1, co(1))], NOON)
    mirror.absorb(OTHER, [company(1)], NOON)
    mirror.erase(PORTAL)
    mirror.erase(PORTAL)
    with pytest.raises(UnknownPortal):
        mirror.counts(PORTAL)
    with pytest.raises(UnknownPortal):
        mirror.absorb(PORTAL, [company(1)], NOON)
    assert mirror.counts(OTHER)[Stream.COMPANIES] == 1


def test_moments_keep_their_microseconds_and_their_order(mirror):
    """A row that is newer by less than a second is newer."""
    mirror.absorb(PORTAL, [company(1, title="new", updated_at=NOON + timedelta(microseconds=1))], NOON)
    assert mirror.absorb(PORTAL, [company(1, title="old", updated_at=NOON)], NOON) == 0
