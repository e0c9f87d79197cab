"""What is known of a client itself: who it is, whose, what it buys and where it stands, on both engines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from b24bridge.core.calendar import Calendar
from b24bridge.core.errors import UnknownPortal
from b24bridge.core.money import Money
from b24bridge.core.records import Absence, Currency, Department
from b24bridge.core.streams import Page, Stream
from b24bridge.store.facts import StoreFacts
from tests.records import DAY, NOON, activity, co, company, contact, deal, employee, person, task
from tests.verdicts import AT, AUTO, OTHER, PORTAL, skip, tell


def test_clients_come_in_order_companies_first(known, gather):
    """Companies, then contacts without one; a contact of a company is no client of its own."""
    known(contact(3), contact(1, 10), contact(2), company(10), company(9))
    assert [fact.client for fact in gather()] == [co(9), co(10), person(2), person(3)]
    assert [fact.client for fact in gather(person(3), co(10), co(77), person(1))] == [co(10), person(3)]


def test_a_fact_says_what_the_portal_says_of_a_client(known, gather, profile):
    """Columns come back as they are, moments in the portal's zone."""
    row = company(
        1,
        title="Romashka",
        company_type="CUSTOMER",
        is_mine=True,
        hold=True,
        hold_until=date(2026, 12, 1),
        hold_reason="vacation",
    )
    known(row)
    (fact,) = gather()
    for name in ("title", "company_type", "is_mine", "hold", "hold_until", "hold_reason", "created_at"):
        assert getattr(fact, name) == getattr(row, name)
    assert fact.created_at.tzinfo is profile.zone
    assert (fact.member_id, fact.currency, fact.calendar, fact.is_gone) == (PORTAL, "RUB", Calendar(), False)
    assert (fact.owner_since, fact.episode, fact.touches, fact.purchases) == (None, None, (), ())


def test_owner_since_is_the_moment_the_owner_changed(known, gather):
    """On first sight nobody knows since when; a change of owner is remembered, another change is not taken for one."""
    known(company(1, owner_id=5, updated_at=NOON - 9 * DAY))
    known(company(1, owner_id=6, updated_at=NOON - 5 * DAY))
    known(company(1, owner_id=6, title="new", updated_at=NOON))
    (fact,) = gather()
    assert (fact.owner.id, fact.owner_since) == (6, NOON - 5 * DAY)


def test_an_owner_has_a_head_a_deputy_and_absences(known, gather):
    """The head is that of the department; somebody the portal does not list is not active."""
    known(employee(5, 1), employee(7, 1), Department(id=1, name="Sales", head_id=7), company(1), company(2, owner_id=8))
    known(company(3, owner_id=None))
    known(employee(6))
    known(Absence(person_id=5, first_day=date(2026, 11, 9), last_day=date(2026, 11, 13)))
    of_5, of_8, of_nobody = (fact.owner for fact in gather())
    assert (of_5.name, of_5.is_active, of_5.head_id, of_5.deputy_id) == ("P5", True, 7, 6)
    assert of_5.absences == ((date(2026, 11, 9), date(2026, 11, 13)),)
    assert (of_8.is_active, of_8.head_id) == (False, 99)
    assert of_nobody is None


def test_who_has_left_stands_in_for_nobody(known, gather):
    """A deputy who was dismissed, or whom the portal does not list, is none."""
    known(employee(5), company(1))
    assert gather()[0].owner.deputy_id is None
    known(employee(6, is_active=False))
    assert gather()[0].owner.deputy_id is None


def test_sums_are_told_in_the_portals_currency(known, gather):
    """Other currencies are converted by the portal's rates; those without a rate stand apart."""
    known(Currency(code="RUB", rate=Decimal(1), is_base=True), Currency(code="USD", rate=Decimal("80.5"), is_base=False))
    won = {"semantics": "S", "closes_on": date(2026, 10, 1), "moved_at": datetime(2026, 9, 30, 22, tzinfo=UTC), "company_id": 1}
    known(company(1), deal(21, amount=Decimal(10), currency="USD", **won), deal(22, amount=Decimal(5), **won))
    known(deal(23, company_id=1, amount=Decimal(2), currency="USD", probability=40, stage_id="C1:NEW"))
    known(deal(24, company_id=1, amount=Decimal(7), currency="XYZ"))
    (fact,) = gather()
    assert [(purchase.on, purchase.amount) for purchase in fact.purchases] == [
        (date(2026, 10, 1), Money(Decimal("810.0"), "RUB"))
    ]
    (open_deal,) = fact.deals
    assert (open_deal.id, open_deal.amount, open_deal.probability) == (23, Money(Decimal("161.0"), "RUB"), 40)
    assert fact.unpriced == (Money(Decimal(7), "XYZ"),)


def test_a_client_that_is_gone_is_told_so(mirror, known, gather):
    """A deleted company is yielded once more as gone, so that its episode can end."""
    known(company(1), contact(11, 1))
    mirror.forget(PORTAL, Stream.COMPANIES, [1], NOON)
    assert [(fact.client, fact.is_gone) for fact in gather()] == [(co(1), True), (person(11), False)]


def test_a_contact_that_joined_a_company_is_gone_as_a_client(ledger, known, gather):
    """It was judged alone; now its company is the client, and its own episode must end."""
    known(company(1), contact(11, updated_at=NOON - DAY), contact(12, 1))
    tell(ledger, [skip(person(11))], AUTO, AT)
    known(contact(11, 1))
    assert [(fact.client, fact.is_gone) for fact in gather()] == [(co(1), False), (person(11), True)]


def test_more_clients_than_one_group_are_all_gathered(known, gather):
    """Groups follow each other without a gap or a double."""
    known(*(company(number) for number in range(1, 2502)), *(contact(number) for number in range(1, 1001)))
    facts = gather()
    assert [fact.client for fact in facts] == [co(n) for n in range(1, 2502)] + [person(n) for n in range(1, 1001)]


def test_portals_do_not_see_each_other(mirror, known, gather):
    """The same ids on another portal are other clients with other touches."""
    known(company(1), activity(31, co(1)))
    mirror.absorb(OTHER, [company(1), contact(11, 1), deal(31, company_id=1), task(31, co(1))], NOON)
    (ours,), (theirs,) = gather(), gather(portal=OTHER)
    assert (len(ours.touches), len(ours.deals), len(ours.appointments)) == (1, 0, 0)
    assert (len(theirs.touches), len(theirs.deals), len(theirs.appointments)) == (0, 1, 1)


def test_an_unknown_portal_has_no_facts(installed, profile):
    """Nothing is gathered for a portal that never installed us."""
    facts = StoreFacts(installed, lambda _: profile)
    with pytest.raises(UnknownPortal):
        next(facts.gather("portal-c", NOON))


def test_absences_that_were_called_off_are_gone(mirror, known, gather):
    """The list of absences is read whole, so what is not in it any more does not hold."""
    known(company(1), employee(5))
    away = Absence(person_id=5, first_day=date(2026, 11, 9), last_day=date(2026, 11, 13))
    for listed in ((away,), ()):
        mirror.put(PORTAL, Stream.ABSENCES, Page(records=listed, cursor={}, is_last=True, replaces_all=True), NOON)
    assert gather()[0].owner.absences == ()
