"""Settling doubt: looked up by its marker after the portal's longest request must be over, never sent on a guess."""

from datetime import timedelta

import pytest

from b24bridge.core.errors import Busy, Refused, Unknown
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import State
from b24bridge.core.streams import Stream
from b24bridge.services.apply import SLACK_S
from b24bridge.services.recover import EVERY, MOST_ROUNDS
from tests.records import co
from tests.services.office import MEMBER, NAME, SERVER_MAX_S, Office

WAIT_S = SERVER_MAX_S + SLACK_S
LABEL = action_key(MEMBER, NAME, co(1), "activity:10", "label")
TASK = action_key(MEMBER, NAME, co(1), "activity:10", "task")


def lose(office: Office, kind: str, *, is_done: bool) -> None:
    """Send what is due, and lose the answer about one kind of action, done or not."""
    perform = office.portal.perform

    def losing(action, key, done_by):
        if action.kind != kind:
            return perform(action, key, done_by)
        if is_done:
            perform(action, key, done_by)
        raise Unknown("batch", "timeout")

    office.portal.perform = losing
    office.send()
    office.portal.perform = perform


def recover(office: Office):
    """Look up what is in doubt."""
    return office.recover.run(office.installation, office.portal)


@pytest.mark.parametrize(("kind", "key"), [("label", LABEL), ("task", TASK)])
def test_what_is_found_is_done_without_a_second_sending(office, kind, key):
    """The marker on the portal settles it, with the object's id, and the journal says how."""
    office.begin(1)
    lose(office, kind, is_done=True)
    assert office.ledger.find(key).state is State.UNKNOWN
    office.clock.advance(WAIT_S + 1)
    office.portal.calls.clear()

    recover(office)

    row = office.ledger.find(key)
    assert (row.state, row.note) == (State.DONE, "found by its marker")
    assert row.object_id == ("CO_1" if kind == "label" else "1")
    assert office.portal.calls == ["find"]


def test_what_is_not_found_is_sent_again_under_the_same_key(office):
    """The second task bears the marker that the first would have borne, and there is one."""
    office.begin(1)
    lose(office, "task", is_done=False)
    office.clock.advance(WAIT_S + 1)

    recover(office)
    assert office.ledger.find(TASK).state is State.NEW
    office.send()

    assert [task.marker for task in office.portal.rows[Stream.TASKS].values()] == [TASK]
    assert office.ledger.find(TASK).state is State.DONE


def test_nothing_is_looked_up_too_early(office):
    """As long as the portal may still be at it, a look would prove nothing."""
    office.begin(1)
    lose(office, "task", is_done=False)
    office.clock.advance(WAIT_S - 1)
    office.portal.calls.clear()

    again = recover(office)

    assert office.portal.calls == []
    assert office.ledger.find(TASK).state is State.UNKNOWN
    assert again == office.clock.now() + timedelta(seconds=WAIT_S), "doubt is looked at soon"


def test_what_leaves_no_trace_is_parked_after_eight_tries(office):
    """Sent eight times and never found, it waits for a person, and no ninth is sent."""
    office.begin(1)
    tries = 0
    while office.ledger.find(TASK).state in (State.NEW, State.UNKNOWN):
        lose(office, "task", is_done=False)
        tries += 1
        office.clock.advance(WAIT_S + 1)
        recover(office)

    assert tries == MOST_ROUNDS
    assert office.ledger.find(TASK).state is State.PARKED
    assert office.ledger.find(TASK).note == "no trace after 8 tries"
    office.send()
    assert office.tasks() == {}


def test_what_a_dead_worker_left_behind_is_looked_up(office):
    """An action whose lease ran out while it was being sent counts as doubt."""
    office.begin(1)
    row = office.ledger.find(LABEL)
    office.ledger.claim(LABEL, "dead", office.clock.now(), WAIT_S, row.action)
    office.clock.advance(WAIT_S + 1)

    recover(office)

    assert office.ledger.find(LABEL).state is State.NEW


def test_a_closing_in_doubt_is_looked_up_by_the_task_it_closes(office):
    """That the task is completed proves the closing; that it is open disproves it."""
    office.begin(1)
    office.send()
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    office.meeting(99, co(1), 0)
    office.read()
    office.scan.run(office.installation)
    close = action_key(MEMBER, NAME, co(1), "activity:10", "close")
    lose(office, "close_task", is_done=False)
    office.clock.advance(WAIT_S + 1)
    recover(office)
    assert office.ledger.find(close).state is State.NEW

    lose(office, "close_task", is_done=True)
    office.clock.advance(WAIT_S + 1)
    recover(office)

    assert office.ledger.find(close).state is State.DONE
    assert office.tasks() == {"CO_1": [5]}


def test_a_busy_portal_puts_the_look_off(office):
    """What cannot be looked up stays in doubt."""
    office.begin(1)
    lose(office, "task", is_done=True)
    office.clock.advance(WAIT_S + 1)
    office.portal.fail_with["find"] = Busy("batch", "x", retry_at=office.clock.now())

    with pytest.raises(Busy):
        recover(office)

    assert office.ledger.find(TASK).state is State.UNKNOWN


def test_what_cannot_be_looked_up_holds_up_nobody(office):
    """A refused look parks this action for a person, and the next one is looked up."""
    office.begin(1, 2)
    lose(office, "label", is_done=True)
    office.clock.advance(WAIT_S + 1)
    office.portal.fail_with["find"] = Refused("tasks.task.list", "ACCESS_DENIED")

    recover(office)

    assert office.states()["CO_1", "label"] is State.PARKED
    assert office.ledger.find(LABEL).note == "could not be looked up: tasks.task.list: ACCESS_DENIED"
    assert office.states()["CO_2", "label"] is State.DONE


def test_without_doubt_there_is_time(office):
    """Nothing in doubt: the next look is in ten minutes."""
    office.begin(1)
    office.send()

    assert recover(office) == office.clock.now() + EVERY
