"""Limits as they are kept while sending: what is above waits, the least money first, and nothing is ever dropped."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.actions import SendLetter
from b24bridge.core.ledger import State
from b24bridge.core.money import Money
from tests.handovers import reassign
from tests.records import co, employee
from tests.services.office import MEMBER, Office
from tests.services.scripts import ANNA, AUTO, IVAN, Script, staffed
from tests.verdicts import put_task

MOSCOW = ZoneInfo("Europe/Moscow")
ONE_PORTAL = {"breaker_clients": 100, "portal_share_a_day": 100, "book_share_a_week": 100}


@pytest.fixture
def script() -> Script:
    return Script("watcher")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office with thirty clients of Ivan's on a Monday, nine in the morning in Moscow."""
    office = staffed(store, script, modes=AUTO, limits=ONE_PORTAL)
    office.portal.page_size = 50
    for number in range(1, 31):
        office.company(number, None, owner_id=IVAN)
    office.read()
    return office


def letter(number: int, total: str = "100") -> SendLetter:
    return SendLetter(
        client=co(number),
        step="letter",
        person=IVAN,
        subject="{client}",
        text="Please pay",
        level="L1",
        documents=("SI_1",),
        total=Money(Decimal(total), "RUB"),
    )


def at(office: Office, moment: datetime) -> None:
    """Let it be that moment, with a mirror that was just read."""
    office.clock.moment = moment
    office.read()
    office.send()


def sent(office: Office, step: str) -> set[int]:
    return {row.client.id for row in office.rows() if row.action.step == step and row.state is State.DONE}


def test_the_eleventh_task_of_a_manager_comes_tomorrow_at_nine(office, script):
    """The clients with the least money wait; in the morning they get theirs, and each got one."""
    for number in range(1, 14):
        script.call_for(co(number), put_task(co(number)), risk=str(1000 * number))
    office.scan.run(office.installation)

    office.send()

    assert sent(office, "task") == set(range(4, 14))
    waiting = [row for row in office.rows() if row.state is State.NEW]
    assert {row.note for row in waiting} == {"Limit: 10 tasks for one manager a day."}
    nine = datetime(2026, 11, 24, 9, tzinfo=MOSCOW)
    assert {row.not_before for row in waiting} == {nine}
    at(office, nine - timedelta(seconds=1))
    assert len(office.tasks()) == 10
    at(office, nine)
    assert office.tasks() == {f"CO_{number}": [2] for number in range(1, 14)}


def test_tomorrow_is_the_portals(office, script):
    """The portal's clock is ahead of ours by an hour, and its nine o'clock is our eight."""
    office.installations.change(MEMBER, skew=3600.0)
    office.choose(limits={**ONE_PORTAL, "tasks_a_day": 0})
    script.call_for(co(1), put_task(co(1)))
    office.scan.run(office.installation)

    office.send()

    assert office.rows()[0].not_before == datetime(2026, 11, 24, 8, tzinfo=MOSCOW)


def test_one_manager_full_does_not_hold_up_another(office, script):
    """Anna gets hers while Ivan's wait."""
    office.choose(limits={**ONE_PORTAL, "tasks_a_day": 1})
    for number, person in ((1, IVAN), (2, IVAN), (3, ANNA)):
        script.call_for(co(number), replace(put_task(co(number)), owner=person))
    office.scan.run(office.installation)

    office.send()

    assert sent(office, "task") == {1, 3}


def test_what_a_limit_puts_off_holds_up_no_other_step_of_its_client(office, script):
    """The hand-over waits, the task of the same client does not."""
    office.choose(limits={**ONE_PORTAL, "hand_overs_a_day": 0})
    script.call_for(co(1), reassign(co(1), "owner", co(1)), put_task(co(1)))
    office.scan.run(office.installation)

    office.send()

    assert office.states() == {("CO_1", "owner"): State.NEW, ("CO_1", "task"): State.DONE}


@pytest.mark.parametrize(
    ("limits", "moved"),
    [
        ({"received_a_day": 2}, {29, 30}),
        ({"book_share_a_week": 10}, {28, 29, 30}),
        ({"portal_share_a_day": 4}, {30}),
        ({"hand_overs_a_run": 4}, {27, 28, 29, 30}),
    ],
    ids=["receiver", "book", "portal", "run"],
)
def test_hand_overs_are_few_a_day(office, script, limits, moved):
    """By the receiver, by the book of the loser, by the portal: the clients with the most money go first."""
    office.choose(limits={**ONE_PORTAL, **limits})
    for number in range(21, 31):
        script.call_for(co(number), reassign(co(number), "owner", co(number), ANNA), risk=str(number))
    office.scan.run(office.installation)

    office.send()

    assert sent(office, "owner") == moved
    assert {row.state for row in office.rows()} == {State.DONE, State.NEW}
    assert {row.not_before for row in office.rows() if row.state is State.NEW} == {datetime(2026, 11, 24, 9, tzinfo=MOSCOW)}


def test_an_owner_who_has_left_loses_his_clients_faster(office, script):
    """His book is no limit; the portal's share of such clients is."""
    office.choose(limits={**ONE_PORTAL, "book_share_a_week": 1, "portal_share_a_day": 1, "orphan_share_a_day": 10})
    office.portal.put(employee(IVAN, 2, is_active=False))
    office.clock.advance(400)
    office.read()
    for number in range(21, 31):
        script.call_for(co(number), reassign(co(number), "owner", co(number), ANNA), risk=str(number))
    office.scan.run(office.installation)

    office.send()

    assert sent(office, "owner") == {28, 29, 30}


# --- letters ---

NOON = datetime(2026, 11, 23, 12, tzinfo=MOSCOW)


def write(office: Office, script: Script, number: int, moment: datetime = NOON, anchor: str = "a:1") -> None:
    """Have a letter called for, and its half hour of grace go by."""
    office.clock.moment = moment
    office.read()
    script.call_for(co(number), letter(number), anchor=anchor)
    office.scan.run(office.installation)
    office.send()
    at(office, moment + timedelta(minutes=30))


def test_a_letter_can_be_stopped_for_half_an_hour(office, script):
    """It leaves thirty minutes later and not before; called off in between, it never leaves."""
    office.clock.moment = NOON
    office.read()
    for number in (1, 2):
        script.call_for(co(number), letter(number))
    office.scan.run(office.installation)
    office.send()
    assert {row.note for row in office.rows()} == {"It leaves in 30 minutes."}
    at(office, NOON + timedelta(minutes=29))
    assert office.portal.effects.letters == {}
    script.forget(co(2))

    at(office, NOON + timedelta(minutes=30))

    assert [each.client for each in office.portal.effects.letters.values()] == [co(1)]
    assert office.states()["CO_2", "letter"] is State.CANCELLED


def test_without_a_window_a_letter_leaves_at_once(office, script):
    """People may choose not to wait."""
    office.choose(limits={**ONE_PORTAL, "cancel_window_min": 0})
    office.clock.moment = NOON
    office.read()
    script.call_for(co(1), letter(1))
    office.scan.run(office.installation)

    office.send()

    assert len(office.portal.effects.letters) == 1


def test_a_letter_of_the_evening_leaves_in_the_morning(office, script):
    """Decided at a quarter to six, its half hour ends after hours; it leaves at ten on the next working day."""
    evening = datetime(2026, 11, 27, 17, 45, tzinfo=MOSCOW)
    write(office, script, 1, evening)
    assert office.portal.effects.letters == {}
    at(office, datetime(2026, 11, 30, 9, 59, tzinfo=MOSCOW))
    assert office.portal.effects.letters == {}

    at(office, datetime(2026, 11, 30, 10, 0, tzinfo=MOSCOW))

    assert len(office.portal.effects.letters) == 1


def test_two_letters_to_one_client_keep_their_distance(office, script):
    """Whichever episode asks for the second, it leaves five days after the first."""
    write(office, script, 1)
    script.end(co(1))
    office.scan.run(office.installation)
    write(office, script, 1, NOON + timedelta(days=1), "a:2")
    assert len(office.portal.effects.letters) == 1
    at(office, NOON.replace(hour=9, minute=59) + timedelta(days=7))
    assert len(office.portal.effects.letters) == 1, "the fifth day is a Saturday"

    at(office, NOON.replace(hour=10) + timedelta(days=7))

    assert len(office.portal.effects.letters) == 2
