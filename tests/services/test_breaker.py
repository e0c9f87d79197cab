"""Runs as plans: one that is too large is halted as a whole, and somebody is told; what it decided waits for a yes."""

import pytest

from b24bridge.core.errors import Refused
from b24bridge.core.jobs import SCAN
from b24bridge.core.ledger import PlanStatus, State
from tests.records import co
from tests.services.office import MEMBER, Office, never, visitor
from tests.services.scripts import AUTO, Script, staffed
from tests.verdicts import put_label, put_task

DAY = 86_400
FREE = {"tasks_a_day": 1000, "open_tasks": 1000, "breaker_share": 100}


@pytest.fixture
def script() -> Script:
    return Script("watcher")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office with a hundred clients and one assistant, whose runs are weighed by their number only."""
    office = staffed(store, script, modes=AUTO, limits=FREE)
    office.portal.page_size = 50
    for number in range(1, 101):
        office.company(number, None)
    office.read()
    return office


def run(office: Office, script: Script, *numbers: int):
    """Have tasks called for about these clients, and scan."""
    for number in numbers:
        script.call_for(co(number), put_task(co(number)))
    return office.scan.run(office.installation)


def plan(office: Office):
    return office.ledger.plans(MEMBER, 1)[0]


@pytest.mark.parametrize(("count", "is_halted"), [(20, False), (21, True)])
def test_the_first_run_is_halted_above_twenty_clients(office, script, count, is_halted):
    """Nothing of a halted plan is due; all of it asks."""
    tally = run(office, script, *range(1, count + 1))

    assert (tally.halted is not None) is is_halted
    assert plan(office).status is (PlanStatus.HALTED if is_halted else PlanStatus.OPEN)
    assert plan(office).states == {State.WAITING if is_halted else State.NEW: count}
    office.send()
    assert len(office.tasks()) == (0 if is_halted else count)


@pytest.mark.parametrize(("count", "is_halted"), [(30, False), (31, True)])
def test_later_runs_may_be_three_times_the_usual(office, script, count, is_halted):
    """Ten clients a night for three nights, so thirty are still usual."""
    for night in range(3):
        assert run(office, script, *range(10 * night + 1, 10 * night + 11)).halted is None

    tally = run(office, script, *range(40, 40 + count))

    assert (tally.halted is not None) is is_halted


def test_a_look_does_not_count_as_a_usual_run(office, script):
    """A client judged because of an event is no night's run, and is never halted either."""
    run(office, script, *range(1, 11))
    for number in range(11, 21):
        script.call_for(co(number), put_task(co(number)))
        office.scan.run(office.installation, [co(number)])

    assert run(office, script, *range(30, 60)).halted is None


def test_too_great_a_part_of_all_is_halted(office, script):
    """Twenty-one of a hundred clients are above five percent, however usual they are."""
    office.choose(limits={**FREE, "breaker_share": 5, "breaker_clients": 15})
    run(office, script, *range(1, 16))

    tally = run(office, script, *range(20, 36))

    assert tally.halted.en == "Assistant watcher. Too many at once: 16 of 100 clients."
    assert tally.halted.ru == "Помощник watcher. Слишком много за раз: 16 из 100 клиентов."


def test_taking_back_is_not_weighed(office, script):
    """A night on which everybody is well again is no danger."""
    run(office, script, *range(1, 11))
    office.send()
    for number in range(1, 11):
        script.forget(co(number))

    assert office.scan.run(office.installation).halted is None


def test_the_administrator_is_told_of_a_halt_at_once(office, script):
    """One notice, with the reason, however often the night's work is repeated; and nothing else leaves."""
    for number in range(1, 31):
        script.call_for(co(number), put_task(co(number)))
    for _ in range(2):
        office.work.verbs()[SCAN](office.installation, office.portal, never)

    office.send()

    ((person, text),) = office.portal.notices.values()
    assert person == office.installation.user_id
    assert text.startswith("b24bridge остановил план и ждёт вашего решения. Помощник watcher. Слишком много за раз: 30")
    assert office.tasks() == {}


def test_a_halted_plan_goes_out_with_a_yes(office, script):
    """The administrator consents to what he saw, and it is sent."""
    run(office, script, *range(1, 31))
    view = office.decisions.view(visitor(1))

    office.consent.approve(visitor(1), [row.key for row in view.waiting], view.code)
    office.send()

    assert len(office.tasks()) == 30


def test_of_a_halted_plan_nothing_goes_out_without_one(office, script):
    """The next night finds the same clients and does not smuggle them out."""
    run(office, script, *range(1, 31))
    office.clock.advance(DAY)
    office.read()

    office.scan.run(office.installation)
    office.send()

    assert office.tasks() == {}
    assert len(office.ledger.waiting(MEMBER, office.clock.now())) == 30


# --- a plan that fails ---


def refusing(office: Office, *numbers: int) -> None:
    """Let the portal refuse what is about these clients."""
    perform = office.portal.perform

    def perform_or_refuse(action, key, done_by):
        if action.client.id in numbers:
            raise Refused("tasks.task.add", "ACCESS_DENIED")
        return perform(action, key, done_by)

    office.portal.perform = perform_or_refuse


@pytest.mark.parametrize(("failing", "sent"), [((1, 2), 8), ((1, 2, 3), 0)], ids=["two of ten", "three of ten"])
def test_a_plan_of_which_too_much_fails_is_halted(office, script, failing, sent):
    """From three failures on, and more than a twentieth, the rest waits for a person; single ones are only parked."""
    refusing(office, *failing)
    for number in range(1, 11):
        script.call_for(co(number), put_task(co(number)), risk=str(1000 - number))
    office.scan.run(office.installation)

    office.send()

    assert len(office.tasks()) == sent
    assert plan(office).status is (PlanStatus.OPEN if sent else PlanStatus.HALTED)
    assert plan(office).states[State.PARKED] == len(failing)


def test_a_run_that_was_killed_left_a_draft_of_which_nothing_is_done(office, script):
    """What a killed run recorded is not sent until the next one has weighed it as a whole."""

    class Killed(BaseException):
        """The process died."""

    for number in range(1, 31):
        script.call_for(co(number), put_task(co(number)), put_label(co(number)))

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        office.scan.run(office.installation, each_batch=die)
    office.send()
    assert office.tasks() == {}

    assert office.scan.run(office.installation).halted is not None
    office.send()
    assert office.tasks() == {}
