"""One client, one open task: further reasons join it, the most important gives it its title, the last one closes it."""

from dataclasses import replace

import pytest

from b24bridge.core.actions import CloseTask, JoinTask, LeaveTask, PutTask
from b24bridge.core.errors import Unknown
from b24bridge.core.ledger import State
from b24bridge.core.streams import Stream
from tests.records import co
from tests.services.office import MEMBER, Office
from tests.services.scripts import AUTO, IVAN, OLGA, Script, staffed
from tests.verdicts import put_task

CLIENT = co(1)


@pytest.fixture
def high() -> Script:
    return Script("debts")


@pytest.fixture
def low() -> Script:
    return Script("silence")


@pytest.fixture
def office(store, high, low) -> Office:
    """Return an office with one client of Ivan's and two assistants, the first of which is the more important."""
    office = staffed(store, high, low, modes=AUTO)
    office.company(1, None, owner_id=IVAN)
    office.read()
    return office


def task(title: str, owner: int = IVAN) -> PutTask:
    return replace(put_task(CLIENT), title=title, owner=owner)


def over(step: str = "close") -> CloseTask:
    return CloseTask(client=CLIENT, step=step, closes_step="task", text="done")


def act(office: Office) -> None:
    office.scan.run(office.installation)
    office.send()


def titles(office: Office) -> dict[int, str]:
    """Return the titles of our open tasks by number."""
    rows = office.portal.rows[Stream.TASKS].values()
    return {row.id: office.portal.titles[str(row.id)] for row in rows if row.marker and row.status == 2}


def points(office: Office, number: int = 1) -> dict[str, bool]:
    """Return which points of a task are done, by the key of their reason."""
    return dict(office.portal.effects.points[str(number)])


def finish(office: Office, number: int = 1) -> None:
    """Let a person complete a task, and the mirror read it."""
    row = office.portal.rows[Stream.TASKS][number]
    office.clock.advance(400)
    office.portal.now = office.clock.now()
    office.portal.put(replace(row, status=5, updated_at=office.clock.now()))


def test_a_second_reason_joins_the_standing_task(office, high, low):
    """The less important one becomes a point of it and leaves its title alone."""
    high.call_for(CLIENT, task("Pay"))
    act(office)
    low.call_for(CLIENT, task("Call"))

    act(office)

    assert titles(office) == {1: "Pay"}
    assert points(office) == {low.key(CLIENT, "task"): False}
    row = office.ledger.find(low.key(CLIENT, "task"))
    assert (row.action.kind, row.object_id) == (JoinTask.kind, "1")


def test_a_more_important_reason_raises_the_title(office, high, low):
    """It joins as well, and the task is called after it."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    high.call_for(CLIENT, task("Pay"))

    act(office)

    assert titles(office) == {1: "Pay"}
    assert points(office) == {high.key(CLIENT, "task"): False}


def test_both_at_once_make_one_task(office, high, low):
    """Called for in the same night, one of them puts it and the other joins."""
    high.call_for(CLIENT, task("Pay"))
    low.call_for(CLIENT, task("Call"))

    act(office)

    assert titles(office) == {1: "Pay"}
    assert {row.action.kind for row in office.rows()} == {"task", "join_task"}


@pytest.mark.parametrize(("first", "left"), [("high", "Call"), ("low", "Pay")])
def test_the_task_goes_on_for_the_other_reason(office, high, low, first, left):
    """Whoever leaves first, the one that put the task or the one that joined, the task stays and is called after the rest."""
    scripts = {"high": high, "low": low}
    low.call_for(CLIENT, task("Call"))
    act(office)
    high.call_for(CLIENT, task("Pay"))
    act(office)

    scripts[first].end(CLIENT, over())
    act(office)

    assert titles(office) == {1: left}
    closing = office.ledger.find(scripts[first].key(CLIENT, "close"))
    assert (closing.state, closing.action.kind) == (State.DONE, LeaveTask.kind)
    assert all(points(office)[key] for key in points(office) if key == scripts[first].key(CLIENT, "task"))


def test_the_last_reason_closes_the_task(office, high, low):
    """After both are gone the task is completed."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    high.call_for(CLIENT, task("Pay"))
    act(office)
    for script in (low, high):
        script.end(CLIENT, over())
        act(office)

    assert titles(office) == {}
    assert office.tasks() == {"CO_1": [5]}
    assert office.ledger.desk(MEMBER, CLIENT) == []


def read_as_finished(office: Office) -> None:
    finish(office)
    office.read()


def delete(office: Office) -> None:
    """Let a person delete the task, of which no reading tells."""
    office.portal.drop(Stream.TASKS, 1)


ENDS = pytest.mark.parametrize("end", [read_as_finished, finish, delete], ids=["known", "not known yet", "deleted"])


@ENDS
def test_a_task_that_a_person_ended_is_not_joined(office, high, low, end):
    """A new one is put, whether the mirror knows already or only the portal does."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    end(office)
    high.call_for(CLIENT, task("Pay"))

    act(office)

    (title,) = titles(office).values()
    assert title == "Pay"
    row = office.ledger.find(high.key(CLIENT, "task"))
    assert (row.state, row.action.kind) == (State.DONE, PutTask.kind)


@ENDS
def test_a_new_task_instead_of_a_joined_one_is_within_the_limits(office, high, low, end):
    """What was to be a point and must be a task of its own waits for tomorrow when today's ten are given."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    end(office)
    office.choose(limits={"tasks_a_day": 1})
    high.call_for(CLIENT, task("Pay"))

    act(office)

    assert titles(office) == {}
    assert office.ledger.find(high.key(CLIENT, "task")).note == "Limit: 1 tasks for one manager a day."


def test_points_are_not_counted_as_tasks(office, high, low):
    """Joining costs nobody a task of his day."""
    office.choose(limits={"tasks_a_day": 1})
    low.call_for(CLIENT, task("Call"))
    high.call_for(CLIENT, task("Pay"))

    act(office)

    assert {row.state for row in office.rows()} == {State.DONE}


def test_a_joining_in_doubt_is_looked_up_by_its_point(office, high, low):
    """Lost after it was done, it is found on the task and not done twice."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    high.call_for(CLIENT, task("Pay"))
    perform = office.portal.perform

    def losing(action, key, done_by):
        perform(action, key, done_by)
        raise Unknown("batch", "timeout")

    office.portal.perform = losing
    act(office)
    office.portal.perform = perform
    office.clock.advance(80)

    office.recover.run(office.installation, office.portal)

    assert office.ledger.find(high.key(CLIENT, "task")).state is State.DONE
    assert titles(office) == {1: "Pay"}


def test_another_person_gets_his_point_too(office, high, low):
    """A reason for a colleague joins the same task; two people never get two tasks about one client."""
    low.call_for(CLIENT, task("Call"))
    act(office)
    high.call_for(CLIENT, task("Decide", OLGA))

    act(office)

    assert titles(office) == {1: "Decide"}
    assert office.ledger.find(high.key(CLIENT, "task")).action.owner == OLGA
