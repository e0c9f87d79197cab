"""Moments on screens: what was decided bears the portal's clock, what was sent ours, and a page shows both rightly."""

from datetime import timedelta

import pytest

from b24bridge.core.screens_undo import UndoScope
from tests.handovers import reassign
from tests.records import co
from tests.services.office import ADMIN, MEMBER, Office, visitor
from tests.services.scripts import ANNA, IVAN, Script, staffed
from tests.verdicts import put_task

AHEAD = [timedelta(), timedelta(hours=5), timedelta(hours=-7)]


@pytest.fixture
def script() -> Script:
    return Script("release")


@pytest.fixture(params=AHEAD, ids=["clocks agree", "portal ahead", "portal behind"])
def office(request, store, script) -> Office:
    """Return an office whose portal asks about one hand-over and got one task; its clock differs from ours."""
    office = staffed(store, script)
    office.installations.change(MEMBER, skew=request.param.total_seconds())
    for number in (1, 2):
        office.company(number, None, owner_id=IVAN)
    office.read()
    script.call_for(co(1), reassign(co(1), "owner", co(1), ANNA), state="PENDING")
    script.call_for(co(2), put_task(co(2)), state="FORGOTTEN")
    office.scan.run(office.installation)
    return office


def test_a_plan_is_made_when_it_was_made_by_our_clock(office):
    """The page adds how far the portal is ahead by itself, so it is given our own moments."""
    view = office.decisions.view(visitor(ADMIN))

    assert view.made_at == office.clock.now()
    assert timedelta(hours=71) < view.answer_by - office.clock.now() <= timedelta(hours=72)


def test_the_journal_tells_our_moments(office):
    """Of what was done as of what only was decided; a plan to take back was made now, whatever the portal's clock says."""
    office.send()
    journal = office.journal.view(visitor(ADMIN), None, None)

    assert {row.at for row in journal.rows} == {office.clock.now()}
    assert [plan.made_at for plan in journal.plans] == [office.clock.now()]
    assert sum(journal.per_day.values()) == len(journal.rows)
    assert journal.per_day.keys() == {office.today()}


def test_what_may_be_undone_may_be_so_for_thirty_days_of_the_portal(office):
    """The last day is the portal's own."""
    office.send()
    (row,) = [row for row in office.journal.view(visitor(ADMIN), None, None).rows if row.may_undo]

    view = office.journal.undo(visitor(ADMIN), UndoScope(key=row.key))

    assert [line.at for line in view.restored] == [office.clock.now()]
    assert view.until == office.today() + timedelta(days=30)


def test_a_yes_is_taken_until_the_portal_says_it_is_too_late(office, script):
    """The term of a consent is the portal's: an answer that the page still offers is taken."""
    view = office.decisions.view(visitor(ADMIN))
    key = script.key(co(1), "owner")

    assert office.consent.approve(visitor(ADMIN), [key], view.code) == 1
    assert office.ledger.find(key).state == "new"
