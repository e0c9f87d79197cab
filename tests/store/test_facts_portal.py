"""What the facts of all clients share: the roster, the buyers' habits, and whose mail nobody sees, on both engines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from b24bridge.core.actions import Reassign
from b24bridge.core.ledger import State
from b24bridge.core.records import Absence, Department
from b24bridge.core.roster import HandOver
from b24bridge.store.tables.ledger import actions
from tests.records import DAY, NOON, activity, co, company, contact, deal, deal_id, employee, invoice_id, person, task
from tests.verdicts import APPROVE, AT, AUTO, FIRST, decision, send, tell

TODAY = date(2026, 11, 2)
APPROVED, EVERYTHING = APPROVE | {"reassign": "approve"}, AUTO | {"reassign": "auto"}


def won(number, days, **changed):
    return deal(number, **{"company_id": 1, "semantics": "S", "moved_at": NOON - days * DAY} | changed)


def test_all_facts_share_one_roster(known, gather):
    """It is made once, with departments, heads and absences of everybody."""
    known(company(1), company(2), employee(5, 1), employee(7, 1, is_active=False), employee(8, 2))
    known(Department(id=1, name="Sales", head_id=8, parent_id=2), Department(id=2, name="All"))
    known(Absence(person_id=5, first_day=TODAY, last_day=TODAY))
    first, second = gather()
    assert first.roster is second.roster
    assert first.habits is second.habits
    assert (first.roster.clients, first.roster.parents) == (2, {1: 2, 2: None})
    people = first.roster.people
    assert (people[5].head_id, people[5].department_ids, people[5].absences) == (8, (1,), ((TODAY, TODAY),))
    assert [(one.id, one.is_head, one.is_active) for one in people.values()] == [
        (5, False, True),
        (7, False, False),
        (8, True, True),
    ]


def test_a_book_is_worth_what_its_clients_bring(known, gather):
    """The revenue of 365 days and the open deals by their probability count, whoever answers for the deal."""
    known(employee(5), employee(6), company(1), company(2, owner_id=6), contact(11, 1), contact(12, owner_id=6))
    known(won(21, 10, owner_id=6), won(22, 400), won(23, 10, company_id=None, contact_id=11, amount=Decimal(7)))
    known(deal(24, contact_id=12, amount=Decimal(200), probability=25), deal(25, company_id=2, amount=Decimal(9)))
    people = gather()[0].roster.people
    assert (people[5].value, people[6].value) == (Decimal("1007.00"), Decimal(50))


def test_clients_of_a_book_are_counted(mirror, known, gather):
    """Our own companies and contacts of companies are no clients."""
    known(employee(5), company(1), company(2, is_mine=True), contact(11, 1), contact(12), company(3, owner_id=None))
    roster = gather()[0].roster
    assert (roster.people[5].clients, roster.clients) == (2, 3)


def test_our_open_tasks_of_everybody_are_counted(known, gather):
    """Tasks of people, and those that are over, weigh nothing."""
    known(employee(5), company(1), task(1, co(1), marker="b24b:a"), task(2, co(1), marker="b24b:b", status=5), task(3, co(1)))
    assert gather()[0].roster.people[5].open_tasks == 1


def reassign(client, entity=None):
    step = str(entity or client)
    return Reassign(client=client, step=step, entity=entity or client, from_owner=5, to_owner=6, cascade="c")


def test_hand_overs_are_counted_for_both_sides(ledger, known, gather):
    """A client that is still to come counts for its receiver as of today; what goes with a client does not count."""
    known(employee(5), employee(6), company(1), company(2))
    tell(ledger, [decision(actions=(reassign(FIRST), reassign(FIRST, co(9))))], EVERYTHING, AT)
    send(ledger, "CO_1", at=AT - 3 * DAY)
    tell(ledger, [decision(co(2), actions=(reassign(co(2)),))], APPROVED, AT)
    people = gather()[0].roster.people
    assert (people[6].received, people[5].given) == ((date(2026, 10, 30), TODAY), (date(2026, 10, 30),))
    assert (people[5].received, people[6].given) == ((), ())


def test_what_was_taken_back_was_not_received(installed, ledger, known, gather):
    """The hand-over is still told of the client, as one that was undone."""
    known(employee(5), employee(6), company(1))
    tell(ledger, [decision(actions=(reassign(FIRST),))], EVERYTHING, AT)
    send(ledger, "CO_1")
    with installed.writing() as connection:
        connection.execute(update(actions).values(state=State.UNDONE))
    (fact,) = gather()
    assert (fact.roster.people[6].received, fact.roster.people[5].given) == ((), ())
    assert fact.hand_overs == (HandOver(on=TODAY, from_owner=5, to_owner=6, is_undone=True),)


def test_habits_are_those_of_all_buyers(known, gather):
    """Pauses of companies and of contacts count; those of a contact of a company are the company's."""
    known(company(1), contact(11, 1), contact(12), won(21, 50), won(22, 40, company_id=None, contact_id=11), won(23, 10))
    known(won(24, 30, company_id=None, contact_id=12), won(25, 10, company_id=None, contact_id=12), won(26, 10))
    habits = gather()[0].habits
    assert (habits.gaps, habits.median, habits.first_gaps, habits.first_p80) == (3, 20, 2, 18)


@pytest.mark.parametrize(("source", "gaps"), [("deals", 2), ("invoices", 1), ("orders", 0)])
def test_habits_follow_the_source_of_purchases(known, profile, facts_of, source, gaps):
    """Only what counts as a purchase makes a pause."""
    known(company(1), won(21, 50), won(22, 40), won(23, 30))
    known(won(31, 50, entity=invoice_id(31)), won(32, 45, entity=invoice_id(32)))
    (fact,) = facts_of(replace(profile, purchase_source=source))
    assert fact.habits.gaps == gaps


def test_contacts_before_a_deal_was_won_are_counted_on_average(known, gather):
    """Only those before it, by people; deals without any tell nothing of how many it takes."""
    known(company(1), won(21, 10), won(22, 10), won(23, 10), deal(24, company_id=1))
    early = {"starts_at": NOON - 20 * DAY}
    known(*(activity(number, deal_id(21), **early) for number in (1, 2, 3)), activity(4, deal_id(22), **early))
    known(activity(5, deal_id(21), starts_at=NOON - DAY), activity(6, deal_id(21), author_id=0, **early))
    known(activity(7, deal_id(24), **early), activity(8, deal_id(21), is_completed=False, **early))
    assert gather()[0].habits.touches_before_win == 2


def test_the_whole_portal_is_read_once_a_day_for_single_clients(known, gather):
    """A gathering of everybody reads it anew, whatever was known this morning."""
    known(employee(5), company(1), won(21, 50), won(22, 40))
    assert gather(co(1))[0].habits.gaps == 1
    known(won(23, 30))
    assert gather(co(1))[0].habits.gaps == 1
    assert gather()[0].habits.gaps == 2
    assert gather(co(1))[0].habits.gaps == 2


def letters(author, *, days=5, **changed):
    given = {"type_id": 4, "provider": "CRM_EMAIL", "direction": 2, "created_at": NOON - days * DAY, "starts_at": None}
    return {"responsible_id": author, "author_id": author} | given | changed


def blind(facts):
    return {fact.owner.id: fact.owner.blind for fact in facts}


def test_who_is_not_seen_though_others_are_is_blind(known, gather):
    """Mail and calls are looked at apart; where nobody's is seen the portal has none."""
    known(employee(5), employee(6), company(1), company(2, owner_id=6), activity(1, co(2), **letters(6)))
    assert blind(gather()) == {5: ("mail",), 6: ()}
    known(activity(2, co(1), **letters(5, days=70)), activity(3, co(1), **letters(5, provider="SENDER_LETTER")))
    assert blind(gather())[5] == ("mail",)
    known(activity(4, co(1), **letters(5, type_id=2, provider="VOXIMPLANT_CALL")))
    assert blind(gather()) == {5: ("mail",), 6: ("calls",)}
    known(activity(5, co(1), **letters(5, days=59)))
    assert blind(gather())[5] == ()


def test_who_was_away_or_has_left_is_not_blind(known, gather):
    """Thirty working days of presence are needed to say so."""
    known(
        employee(5), employee(6), employee(7, is_active=False), *(company(number, owner_id=4 + number) for number in (1, 2, 3))
    )
    known(activity(1, co(2), **letters(6)))
    known(Absence(person_id=5, first_day=TODAY - timedelta(days=30), last_day=TODAY))
    assert blind(gather()) == {5: (), 6: (), 7: ()}


def test_clients_of_contacts_have_shared_facts_too(known, gather):
    """A contact that is a client is told the same."""
    known(company(1), contact(11))
    first, second = gather()
    assert (first.client, second.client, first.roster is second.roster) == (co(1), person(11), True)
