"""A worker killed at any moment of sending: after recovery every action is done, and none was done twice."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from b24bridge.core.errors import Unknown
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from tests.records import co
from tests.services.office import MEMBER, Office

MANY = {"tasks_a_day": 100, "open_tasks": 100, "breaker_clients": 100}


class Killed(BaseException):
    """The process died."""


class Deadline:
    """Counts what a worker does to the world, and kills it after the n-th time."""

    def __init__(self, number: int) -> None:
        self.left = number

    def over(self, target: Any) -> Any:
        """Return the same object, watched."""
        return Watched(target, self)


class Watched:
    """An object whose calls count."""

    def __init__(self, target: Any, deadline: Deadline) -> None:
        self.target, self.deadline = target, deadline

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            done = getattr(self.target, name)(*args)
            self.deadline.left -= 1
            if self.deadline.left == 0:
                raise Killed
            return done

        return call


def send_and_die(office: Office, client: EntityId, number: int) -> bool:
    """Send what is due about a client and die after the n-th step; return whether it came to that."""
    deadline = Deadline(number)
    office.wire(deadline.over(office.ledger), deadline.over(office.mirror))
    try:
        row = office.ledger.due(MEMBER, 1, office.clock.now(), client)[0]
        office.apply._apply_client(office.installation, deadline.over(office.portal), row)
    except Killed:
        return True
    finally:
        office.wire(office.ledger, office.mirror)
    return False


def watch(office: Office) -> Counter[str]:
    """Return the counter of what was sent, by action key."""
    sent: Counter[str] = Counter()
    perform = office.portal.perform

    def counted(action: Any, key: str, done_by: Any) -> str:
        sent[key] += 1
        return perform(action, key, done_by)

    office.portal.perform = counted
    return sent


def recover(office: Office) -> None:
    """Let everything be looked up and sent again, as the next worker does."""
    for _ in range(4):
        office.clock.advance(80)
        office.portal.now = office.clock.now()
        office.recover.run(office.installation, office.portal)
        office.send()


def die_everywhere(office: Office, clients: list[EntityId]) -> int:
    """Die once at each step, each time about another client; return the number of steps."""
    for number, client in enumerate(clients, start=1):
        if not send_and_die(office, client, number):
            return number - 1
    raise AssertionError("there are more steps than clients")


def test_whoever_dies_while_sending_leaves_each_effect_once(office):
    """Killed after every single step of label and task, then recovered: one task and one label each, all known as done."""
    numbers = range(1, 31)
    office.choose(limits=MANY)
    office.begin(*numbers)
    sent = watch(office)

    steps = die_everywhere(office, [co(number) for number in numbers])
    for client in map(co, range(1, steps + 1)):
        assert len(office.tasks().get(str(client), [])) <= 1
    recover(office)

    assert steps > 12, "the worker has become simpler than this test believes"
    assert office.tasks() == {f"CO_{number}": [2] for number in numbers}
    assert office.labelled() == {f"CO_{number}" for number in numbers}
    assert set(office.states().values()) == {State.DONE}
    assert set(sent.values()) == {1}, "something was sent although it had been done"


def test_whoever_dies_while_taking_back_leaves_it_taken_back(office):
    """Killed after every step of closing the task and dropping the label, then recovered: both are gone for everybody."""
    numbers = range(1, 14)
    office.choose(limits=MANY)
    office.begin(*numbers)
    office.send()
    office.clock.advance(3600)
    office.portal.now = office.clock.now()
    for number in numbers:
        office.meeting(500 + number, co(number), 0)
    office.read()
    office.scan.run(office.installation)

    steps = die_everywhere(office, [co(number) for number in numbers])
    recover(office)

    assert steps > 5
    assert office.tasks() == {f"CO_{number}": [5] for number in numbers}
    assert office.labelled() == set()
    assert set(office.states().values()) == {State.DONE}
    assert len(office.portal.reasons) == len(numbers), "a task was closed twice"


def test_whatever_answer_is_lost_nothing_is_doubled(office):
    """Every first answer of the portal is lost after it acted: each action is looked up, found, and not sent again."""
    office.begin(1, 2, 3)
    sent: Counter[str] = Counter()
    perform = office.portal.perform

    def losing(action: Any, key: str, done_by: Any) -> str:
        sent[key] += 1
        perform(action, key, done_by)
        raise Unknown("batch", "timeout")

    office.portal.perform = losing
    office.send()
    recover(office)

    assert office.tasks() == {f"CO_{number}": [2] for number in (1, 2, 3)}
    assert set(office.states().values()) == {State.DONE}
    assert set(sent.values()) == {1}
