"""What the ledger promises of plans: nothing of a draft is due, and a halted one asks first."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from b24bridge.core.ledger import PlanStatus, State
from tests.records import co
from tests.verdicts import APPROVE, AT, AUTO, LATER, NAME, OTHER, PORTAL, claim, closing, decision, key, put_task, send, tell

MODES = {NAME: AUTO}


def draft(ledger, *verdicts, kind="scan", at=AT, modes=MODES):
    plan = ledger.begin_plan(PORTAL, kind, at)
    ledger.record(PORTAL, verdicts, modes, at, plan)
    return plan


def end(ledger, plan, status=PlanStatus.OPEN, at=AT):
    ledger.end_plan(PORTAL, plan, status, "", at, 100)


def test_nothing_of_a_draft_is_due(ledger):
    """A run is weighed as a whole before anything of it is done."""
    plan = draft(ledger, decision())
    assert ledger.due(PORTAL, 10, AT) == []
    assert claim(ledger, key("task")) is None
    end(ledger, plan)
    assert [row.key for row in ledger.due(PORTAL, 10, AT)] == [key("task")]


def test_nobody_consents_to_a_draft(ledger):
    """What may still be halted as a whole is not shown for consent yet."""
    plan = draft(ledger, decision(), modes={NAME: APPROVE})
    assert ledger.waiting(PORTAL, AT) == []
    assert ledger.answer(PORTAL, [key("task")], 7, AT, None) == 0
    end(ledger, plan)
    assert len(ledger.waiting(PORTAL, AT)) == 2


def test_a_halted_plan_asks_before_it_opens_anything(ledger):
    """Its opening actions wait for 72 hours; what takes our own marks back goes on."""
    end(ledger, draft(ledger, decision(co(2))))
    send(ledger, "task", co(2))
    plan = draft(ledger, decision(), closing(co(2)), at=LATER)
    end(ledger, plan, PlanStatus.HALTED, LATER)
    assert [row.action.kind for row in ledger.due(PORTAL, 10, LATER)] == ["close_task"]
    waiting = ledger.waiting(PORTAL, LATER)
    assert {row.key for row in waiting} == {key("task"), key("label")}
    assert {row.answer_by for row in waiting} == {LATER + timedelta(hours=72)}


def test_a_plan_that_is_open_may_be_halted_while_it_is_carried_out(ledger):
    """What was sent stays; the rest asks, and so does what is decided within it from then on."""
    plan = draft(ledger, decision(), decision(co(2)))
    end(ledger, plan)
    send(ledger, "task")
    end(ledger, plan, PlanStatus.HALTED)
    ledger.record(PORTAL, [decision(co(3))], MODES, AT, plan)
    assert ledger.due(PORTAL, 10, AT) == []
    assert len(ledger.waiting(PORTAL, AT)) == 5
    assert ledger.plans(PORTAL)[0].states == {State.DONE: 1, State.WAITING: 5}


def test_plans_tell_their_sizes_and_what_became_of_them(ledger):
    """Sizes count clients with something to open; they stay when the plan is over, states follow the actions."""
    plan = draft(ledger, decision(), decision(co(2)))
    (shown,) = ledger.plans(PORTAL)
    assert (shown.id, shown.status, shown.sizes) == (plan, PlanStatus.DRAFT, {NAME: 2})
    end(ledger, plan)
    send(ledger, "task")
    second = draft(ledger, decision(), closing(co(2)), kind="look", at=LATER)
    end(ledger, second, at=LATER)
    (first,) = ledger.plans(PORTAL)
    assert (first.status, first.clients, first.sizes, first.made_at) == (PlanStatus.OPEN, 100, {NAME: 2}, AT)
    assert first.states == {State.DONE: 1, State.NEW: 1, State.CANCELLED: 2}
    assert [shown.id for shown in ledger.plans(PORTAL, kind="look")] == [second]
    assert ledger.plans(PORTAL, kind="look")[0].sizes == {}
    assert [row.action.step for row in ledger.of_plan(PORTAL, plan)] == ["task", "label", "task", "label"]


def test_the_next_run_goes_on_with_what_a_killed_one_left(ledger):
    """Opening actions come along when they are called for again, in the modes of now; they count as that run's own."""
    draft(ledger, decision(), decision(co(2)))
    plan = ledger.begin_plan(PORTAL, "scan", LATER)
    assert ledger.record(PORTAL, [decision()], {NAME: AUTO | {"label": "approve"}}, LATER, plan) == 2
    end(ledger, plan, at=LATER)
    assert [row.key for row in ledger.due(PORTAL, 10, LATER)] == [key("task")]
    assert [row.key for row in ledger.waiting(PORTAL, LATER)] == [key("label")]
    assert {row.client for row in ledger.of_plan(PORTAL, plan)} == {co(1)}


def test_what_a_killed_run_meant_to_take_back_is_taken_back_by_the_next(ledger):
    """The episode is over already, so nobody calls for its closing again."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    draft(ledger, closing(), at=LATER)
    assert ledger.due(PORTAL, 10, LATER) == []
    end(ledger, draft(ledger, kind="look", at=LATER), at=LATER)
    assert [row.action.kind for row in ledger.due(PORTAL, 10, LATER)] == ["close_task"]


def test_a_plan_belongs_to_one_portal(ledger):
    """Another portal's number is unknown, and ends nothing."""
    plan = draft(ledger, decision(actions=(put_task(co(1)),)))
    with pytest.raises(NoResultFound):
        ledger.record(OTHER, [decision()], MODES, AT, plan)
    ledger.end_plan(OTHER, plan, PlanStatus.OPEN, "", AT, 1)
    assert ledger.due(PORTAL, 10, AT) == []
    assert ledger.of_plan(OTHER, plan) == ledger.plans(OTHER) == []
