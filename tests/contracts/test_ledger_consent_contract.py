"""What the ledger promises to those who consent: nothing is done without, or other than what they saw, or after a no."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.actions import JoinTask
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Outcome, State
from b24bridge.core.money import Money
from tests.handovers import handover
from tests.records import co
from tests.verdicts import AT, LATER, LEASE_S, OBSERVE, PORTAL, because, claim, closing, decision, key, put_task, send, tell

MODES = {"reassign": "approve", "notify": "auto", "task": "approve", "label": "auto"}
NO = Because("Не отдаём", "we keep them")
HEAD = 7
STEPS = ("owner", "deal", "note")


def rubles(amount):
    return Money(Decimal(amount), "RUB")


def asked(ledger, at=AT):
    return [row.key for row in ledger.waiting(PORTAL, at)]


def test_a_hand_over_waits_with_all_its_steps(ledger):
    """A step that might go by itself waits for the first of its cascade."""
    assert tell(ledger, [handover()], MODES, AT) == 3
    assert asked(ledger) == [key(step) for step in STEPS]
    assert ledger.due(PORTAL, 10, AT) == []
    assert {row.answer_by for row in ledger.waiting(PORTAL, AT)} == {AT + timedelta(hours=72)}


@pytest.mark.parametrize("mode", ["off", "observe"])
def test_no_step_of_a_hand_over_goes_without_the_first(ledger, mode):
    """A note about a hand-over that may not happen is not written."""
    assert tell(ledger, [handover()], MODES | {"reassign": mode}, AT) == 0
    assert len(ledger.standings(PORTAL)[0].would) == 3


def test_consent_is_given_by_keys(ledger):
    """Only what was named becomes due; the journal tells who consented."""
    tell(ledger, [handover(), handover(co(2))], MODES, AT)
    keys = [key(step, co(2)) for step in STEPS]
    assert ledger.answer(PORTAL, keys, HEAD, LATER, None) == 3
    assert ledger.answer(PORTAL, [*keys, "nosuchkey"], HEAD, LATER, None) == 0
    (row,) = ledger.due(PORTAL, 10, LATER)
    assert (row.key, row.answered_by, row.answered_at) == (keys[0], HEAD, LATER)
    line = ledger.journal(PORTAL, limit=1)[0]
    assert (line["state"], line["by"], line["plan_id"]) == ("new", HEAD, row.plan_id)
    assert "consented to" in line["text"]["en"]


def test_what_waits_is_sorted_by_money_with_a_clients_steps_in_order(ledger):
    """The head sees the largest sum first."""
    tell(ledger, [handover(co(1)), handover(co(2), money_at_risk=rubles(500))], MODES, AT)
    assert asked(ledger) == [key(step, client) for client in (co(2), co(1)) for step in STEPS]
    assert ledger.waiting(PORTAL, AT)[0].money == rubles(500)


def test_refused_stays_refused(ledger):
    """A no ends the steps for this episode, however often they are called for; the reason is kept."""
    tell(ledger, [handover()], MODES, AT)
    assert ledger.answer(PORTAL, [key(step) for step in STEPS], HEAD, AT, NO) == 3
    assert tell(ledger, [handover()], MODES, LATER) == 0
    assert tell(ledger, [handover()], dict.fromkeys(MODES, "auto"), LATER) == 0
    row = ledger.find(key("owner"))
    assert (row.state, row.note, row.answered_by) == (State.CANCELLED, "we keep them", HEAD)
    assert ledger.journal(PORTAL)[0]["because"] == {"ru": "Не отдаём", "en": "we keep them"}
    assert ledger.standings(PORTAL)[0].would == ()


def test_silence_is_no_consent_and_no_refusal(ledger):
    """What nobody answered is cancelled, said, and asked for again the next night, under the same key."""
    tell(ledger, [handover()], MODES, AT)
    late = AT + timedelta(hours=72)
    assert ledger.expire(PORTAL, late - timedelta(seconds=1)) == []
    assert asked(ledger, late) == []
    assert ledger.answer(PORTAL, [key("owner")], HEAD, late, None) == 0
    assert [row.action.step for row in ledger.expire(PORTAL, late)] == list(STEPS)
    assert "nobody answered in time" in ledger.journal(PORTAL)[0]["text"]["en"]
    night = late + timedelta(hours=5)
    assert tell(ledger, [handover()], MODES, night) == 3
    assert ledger.waiting(PORTAL, night)[0].answer_by == night + timedelta(hours=72)


def test_a_decision_may_name_the_day_until_which_it_can_be_answered(ledger):
    """That day ends where the portal is; one that is over already leaves the usual time."""
    night = datetime(2026, 11, 3, 2, tzinfo=ZoneInfo("Asia/Vladivostok"))
    tell(ledger, [handover(answer_by=night.date() + timedelta(days=2))], MODES, night)
    tell(ledger, [handover(co(2), answer_by=night.date() - timedelta(days=1))], MODES, night)
    by_client = {row.client: row.answer_by for row in ledger.waiting(PORTAL, night)}
    assert by_client[co(1)] == datetime(2026, 11, 6, tzinfo=night.tzinfo)
    assert by_client[co(2)] == night + timedelta(hours=72)


@pytest.mark.parametrize("is_answered", [False, True])
def test_another_receiver_is_asked_for_anew(ledger, is_answered):
    """Whoever consented to one receiver, or looks at him, did not consent to another."""
    tell(ledger, [handover()], MODES, AT)
    if is_answered:
        ledger.answer(PORTAL, [key(step) for step in STEPS], HEAD, AT, None)
    assert tell(ledger, [handover(to_owner=10)], MODES, LATER) == 2
    row = ledger.find(key("owner"))
    assert (row.state, row.action.to_owner, row.answered_by) == (State.WAITING, 10, 0)
    assert row.answer_by == LATER + timedelta(hours=72)
    assert ledger.due(PORTAL, 10, LATER) == []


def test_other_words_are_no_other_action(ledger):
    """Tonight's reason and sum are shown, while the time to answer goes on and a consent holds."""
    tell(ledger, [handover()], MODES, AT)
    again = handover(because=because("silent for 83 days"), money_at_risk=rubles(9))
    assert tell(ledger, [again], MODES, LATER) == 0
    row = ledger.find(key("owner"))
    assert (row.because.en, row.money, row.answer_by) == ("silent for 83 days", rubles(9), AT + timedelta(hours=72))
    ledger.answer(PORTAL, [key(step) for step in STEPS], HEAD, LATER, None)
    assert tell(ledger, [handover()], MODES, LATER) == 0
    assert [row.key for row in ledger.due(PORTAL, 10, LATER)] == [key("owner")]


def test_a_task_that_was_to_join_another_is_still_the_one_consented_to(ledger):
    """Which form a task takes on the portal is no matter of consent."""
    tell(ledger, [decision(actions=(put_task(co(1)),))], MODES, AT)
    ledger.answer(PORTAL, [key("task")], HEAD, AT, None)
    names = {"client": co(1), "step": "task", "owner": 5, "title": "t", "text": "w"}
    form = JoinTask(**names, task_id="3", deadline=AT.date(), raises=False)
    assert ledger.claim(key("task"), "w1", AT, LEASE_S, form) is not None
    ledger.settle(key("task"), Outcome(state=State.NEW, note="busy"), AT)
    assert tell(ledger, [decision(actions=(put_task(co(1)),))], MODES, LATER) == 0
    assert ledger.due(PORTAL, 10, LATER)[0].action == put_task(co(1))


def test_the_end_of_an_episode_ends_the_asking(ledger):
    """The client called: nobody is asked any more, and the journal says why."""
    tell(ledger, [handover()], MODES, AT)
    tell(ledger, [closing()], MODES, LATER)
    assert ledger.find(key("owner")).state is State.CANCELLED
    assert ledger.journal(PORTAL)[0]["because"]["en"] == "the client called"
    assert asked(ledger, LATER) == []


def test_what_is_not_called_for_any_more_is_not_asked_for(ledger):
    """A comment stopped the countdown within the episode; when it runs again the head is asked again."""
    tell(ledger, [handover()], MODES, AT)
    tell(ledger, [decision(actions=())], MODES, AT)
    assert asked(ledger) == []
    assert tell(ledger, [handover()], MODES, LATER) == 3
    assert asked(ledger, LATER) == [key(step) for step in STEPS]


def test_a_mode_that_forbids_ends_the_asking_and_shows_what_would_be_done(ledger):
    """Switched to observe, nobody can consent to what would not be sent."""
    tell(ledger, [handover()], MODES, AT)
    tell(ledger, [handover()], OBSERVE | {"reassign": "observe"}, LATER)
    assert asked(ledger, LATER) == []
    assert len(ledger.standings(PORTAL)[0].would) == 3


def test_a_mode_that_comes_to_ask_asks_for_what_was_not_sent(ledger):
    """From auto to approve: what nobody looked at is looked at first."""
    tell(ledger, [handover()], dict.fromkeys(MODES, "auto"), AT)
    assert tell(ledger, [handover()], MODES, LATER) == 3
    assert asked(ledger, LATER) == [key(step) for step in STEPS]
    tell(ledger, [handover()], dict.fromkeys(MODES, "auto"), LATER)
    assert asked(ledger, LATER) == [key(step) for step in STEPS]


def test_what_takes_our_own_marks_back_needs_no_consent(ledger):
    """A task that somebody consented to is closed without asking him again."""
    tell(ledger, [decision()], MODES, AT)
    ledger.answer(PORTAL, [key("task")], HEAD, AT, None)
    send(ledger, "task")
    assert tell(ledger, [closing()], MODES, LATER) == 1
    assert [row.action.kind for row in ledger.due(PORTAL, 10, LATER)] == ["close_task"]


def test_a_consent_given_twice_at_once_counts_once(ledger):
    """Whoever comes second learns that there was nothing left to answer."""
    tell(ledger, [handover()], MODES, AT)
    assert ledger.answer(PORTAL, [key("owner")], HEAD, AT, None) == 1
    assert ledger.answer(PORTAL, [key("owner")], 8, AT, NO) == 0
    assert claim(ledger, key("owner")).answered_by == HEAD
