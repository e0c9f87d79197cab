"""What the ledger promises to those who send actions, on both engines."""

from datetime import timedelta

import pytest

from b24bridge.core.errors import UnknownPortal
from b24bridge.core.ledger import Outcome, State
from tests.records import co
from tests.threads import in_threads
from tests.verdicts import (
    AT,
    AUTO,
    LATER,
    LEASE_S,
    NAME,
    OTHER,
    PORTAL,
    claim,
    closing,
    decision,
    key,
    put_task,
    send,
    tell,
)


def test_due_gives_each_client_one_action_in_order(ledger):
    """A client's second action waits for its first; clients take turns by age."""
    tell(ledger, [decision(co(2)), decision(co(1))], AUTO, AT)
    assert [(row.client, row.action.step) for row in ledger.due(PORTAL, 10, AT)] == [(co(1), "task"), (co(2), "task")]
    assert len(ledger.due(PORTAL, 1, AT)) == 1
    assert [row.client for row in ledger.due(PORTAL, 10, AT, co(2))] == [co(2)]
    send(ledger, "task")
    assert [(row.client, row.action.step) for row in ledger.due(PORTAL, 10, AT)] == [(co(1), "label"), (co(2), "task")]


def test_an_action_put_back_is_due_at_its_time_and_keeps_its_place(ledger):
    """The portal asked us to come back in an hour; what follows for this client waits as well."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    hour = AT + timedelta(hours=1)
    ledger.settle(key("task"), Outcome(state=State.NEW, note="busy", not_before=hour), AT)
    assert ledger.due(PORTAL, 10, AT) == []
    assert claim(ledger, key("task"), "w2") is None
    (row,) = ledger.due(PORTAL, 10, hour)
    assert (row.action.step, row.attempts, row.note) == ("task", 1, "busy")
    assert ledger.journal(PORTAL) == []


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_a_client_with_an_action_in_flight_gets_no_other(ledger, state):
    """While nobody knows what became of the task, the label waits."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    if state is State.UNKNOWN:
        ledger.settle(key("task"), Outcome(state=state), AT)
    assert ledger.due(PORTAL, 10, AT) == []
    assert claim(ledger, key("label"), "w2") is None


def test_an_action_is_claimed_once(ledger):
    """The second worker gets nothing; neither does one that asks for a key nobody decided."""
    tell(ledger, [decision()], AUTO, AT)
    row = claim(ledger, key("task"))
    assert (row.state, row.attempts, row.sent_at) == (State.SENDING, 1, AT)
    assert claim(ledger, key("task"), "w2") is None
    assert ledger.claim("nosuchkey", "w2", AT, LEASE_S, row.action) is None


def test_an_abandoned_action_is_in_doubt_when_its_lease_is_over(ledger):
    """A worker that died while sending leaves an action that must be looked up, not sent again."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    assert ledger.in_doubt(PORTAL, AT + timedelta(seconds=74)) == []
    assert [row.key for row in ledger.in_doubt(PORTAL, AT + timedelta(seconds=75))] == [key("task")]


def test_an_unknown_action_is_in_doubt_from_its_time_on(ledger):
    """A look-up right after a lost answer is not safe, so it waits."""
    tell(ledger, [decision()], AUTO, AT)
    claim(ledger, key("task"))
    soon = AT + timedelta(seconds=70)
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN, note="timeout", not_before=soon), AT)
    assert ledger.in_doubt(PORTAL, AT) == []
    (row,) = ledger.in_doubt(PORTAL, soon)
    assert (row.state, row.note, row.sent_at) == (State.UNKNOWN, "timeout", AT)


def test_settling_writes_the_journal_in_both_languages(ledger):
    """What was done is told with the reason for which it was decided."""
    tell(ledger, [decision(), decision(co(2))], AUTO, AT)
    send(ledger, "task")
    ledger.settle(key("task", co(2)), Outcome(state=State.PARKED, note="no right to do this"), LATER)
    newest, oldest = ledger.journal(PORTAL)
    assert oldest["text"] == {
        "ru": "Задача поставлена. по-русски: silent for 82 days",
        "en": "Task given. silent for 82 days",
    }
    assert (oldest["client"], oldest["object_id"], oldest["at"]) == ("CO_1", "task-object", AT.isoformat())
    assert (newest["state"], newest["note"]) == ("parked", "no right to do this")
    assert [line["client"] for line in ledger.journal(PORTAL, co(2))] == ["CO_2"]
    assert len(ledger.journal(PORTAL, limit=1)) == 1


def test_what_is_final_stays(ledger):
    """A frozen worker that wakes up cannot undo what recovery found out, nor write it twice."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    ledger.settle(key("task"), Outcome(state=State.UNKNOWN), LATER)
    ledger.settle(key("task"), Outcome(state=State.DONE, object_id="another"), LATER)
    ledger.settle("nosuchkey", Outcome(state=State.DONE), LATER)
    row = ledger.find(key("task"))
    assert (row.state, row.object_id) == (State.DONE, "task-object")
    assert len(ledger.journal(PORTAL)) == 1


def test_the_task_of_a_client_is_that_of_its_open_episode(ledger):
    """Only a task that stands on the portal counts, and only while its episode is open."""
    tell(ledger, [decision()], AUTO, AT)
    assert ledger.task_of(PORTAL, NAME, co(1)) is None
    send(ledger, "task")
    assert ledger.task_of(PORTAL, NAME, co(1)).object_id == "task-object"
    tell(ledger, [closing()], AUTO, LATER)
    assert ledger.task_of(PORTAL, NAME, co(1)) is None


def test_actions_are_counted_by_state(ledger):
    """Health shows how much waits and how much is done."""
    tell(ledger, [decision(), decision(co(2))], AUTO, AT)
    send(ledger, "task")
    assert ledger.action_counts(PORTAL) == {State.NEW: 3, State.DONE: 1}


def test_portals_do_not_see_each_other(ledger):
    """The same client id on another portal is another client, with actions of its own."""
    tell(ledger, [decision()], AUTO, AT)
    assert tell(ledger, [decision()], AUTO, AT, OTHER) == 2
    assert {row.member_id for row in ledger.due(OTHER, 10, AT)} == {OTHER}
    assert claim(ledger, key("task")) is not None
    assert len(ledger.due(OTHER, 10, AT)) == 1
    assert ledger.in_doubt(OTHER, LATER) == []
    with pytest.raises(UnknownPortal):
        ledger.standings("portal-c")


def test_eight_scans_at_once_queue_each_action_once(ledger):
    """However many schedulers record the same verdicts, each decision has its actions once."""
    verdicts = [decision(co(number)) for number in range(1, 31)]
    plan, modes = ledger.begin_plan(PORTAL, "scan", AT), {NAME: AUTO}
    said = (verdicts, verdicts[::-1])
    counts = in_threads(8, lambda which: ledger.record(PORTAL, said[which % 2], modes, AT, plan))
    assert sum(counts) == 60
    assert ledger.action_counts(PORTAL) == {State.NEW: 60}
    assert ledger.episode(PORTAL, NAME, co(30)).number == 1


def test_one_worker_of_eight_gets_an_action(ledger):
    """Claims of the same actions at the same moment are each given once."""
    tell(ledger, [decision(co(number), actions=(put_task(co(number)),)) for number in range(1, 11)], AUTO, AT)
    rows = ledger.due(PORTAL, 10, AT)
    claims = in_threads(8, lambda which: [ledger.claim(row.key, f"w{which}", AT, LEASE_S, row.action) for row in rows])
    assert sum(row is not None for taken in claims for row in taken) == len(rows) == 10


def test_an_action_cancelled_before_it_was_sent_may_be_called_for_again(ledger):
    """Switched off and on again, the bridge still puts the task, in its old place; one that was sent stays as it is."""
    tell(ledger, [decision()], AUTO, AT)
    send(ledger, "task")
    ledger.settle(key("label"), Outcome(state=State.CANCELLED, note="mode: off"), AT)
    assert tell(ledger, [decision()], AUTO, LATER) == 1
    (row,) = ledger.due(PORTAL, 10, LATER)
    assert (row.action.step, row.state, row.note, row.decided_at) == ("label", State.NEW, "", LATER)
    assert tell(ledger, [decision()], AUTO, LATER) == 0
