"""The digest as it is sent: one message for each head and working day, silent when nothing is new, never twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.jobs import DIGEST, SCAN
from b24bridge.core.ledger import BRIDGE, State
from tests.handovers import reassign
from tests.records import co
from tests.services.office import ADMIN, MEMBER, Office, never
from tests.services.scripts import ANNA, HEAD, IVAN, OLGA, OTHER_HEAD, Script, staffed
from tests.verdicts import put_task

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=MOSCOW)
BOSS = ANNA


@pytest.fixture
def script() -> Script:
    return Script("watcher")


@pytest.fixture
def office(store, script) -> Office:
    """Return an office on a Monday at half past nine, in which a client of Ivan's was found forgotten this night."""
    return at_work(store, script)


def at_work(store, script: Script, **chosen) -> Office:
    office = staffed(store, script, **chosen)
    office.clock.moment = MONDAY
    for number, owner in ((1, IVAN), (2, IVAN), (3, OLGA)):
        office.company(number, None, owner_id=owner, title=f"Client {number}")
    office.read()
    find(office, script, 1, IVAN)
    return office


def find(office: Office, script: Script, number: int, owner: int, **changed) -> None:
    """Have a client found out of order today."""
    script.call_for(co(number), put_task(co(number)), owner_id=owner, risk="5000", **{"since": office.today()} | changed)
    office.scan.run(office.installation)


def tell(office: Office) -> dict[int, str]:
    """Let the digest run and its messages leave; return them by person."""
    office.digest.run(office.installation)
    office.send()
    return {person: text.replace("\u00a0", " ") for person, text in office.portal.notices.values()}


def test_each_head_hears_of_his_own(office, script):
    """The head of the north and the administrator are told of Ivan's client; to the south it is no news."""
    told = tell(office)

    assert set(told) == {HEAD, ADMIN}
    assert told[HEAD].splitlines() == [
        "Под риском ≈ 5 тыс. ₽: Помощник watcher ≈ 5 тыс. ₽.",
        "Помощник watcher: 1 (новых 1).",
    ]


def test_no_manager_gets_one(office, script):
    """It is for heads; a manager has his tasks."""
    find(office, script, 3, OLGA)

    assert set(tell(office)) == {HEAD, OTHER_HEAD, ADMIN}


def test_it_is_silent_when_nothing_is_new(office, script):
    """On Tuesday the client is as forgotten as on Monday, and nobody is told again."""
    tell(office)
    office.portal.notices.clear()
    office.clock.advance(86_400)
    office.read()

    assert tell(office) == {}


def test_what_the_weekend_brought_is_told_on_monday(office, script):
    """Found on Saturday night, it is still new."""
    find(office, script, 1, IVAN, since=office.today() - timedelta(days=2))

    assert HEAD in tell(office)


def test_it_is_told_once_however_often_it_is_run(office, script):
    """A second run, a second worker and another client found at noon send no second message that day."""
    tell(office)
    find(office, script, 2, IVAN)

    for _ in range(3):
        told, _ = office.digest.run(office.installation)
        assert told == 0
    office.send()

    assert len(office.portal.notices) == 2


def test_whoever_dies_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(office, script):
    """Killed after the first order: the next run orders the rest."""

    class Killed(BaseException):
        """The process died."""

    order = office.ledger.order
    office.ledger.order = lambda *given: order(*given) and (_ for _ in ()).throw(Killed)
    with pytest.raises(Killed):
        office.digest.run(office.installation)
    del office.ledger.order

    assert set(tell(office)) == {HEAD, ADMIN}
    assert len(office.portal.notices) == 2


@pytest.mark.parametrize(
    ("now", "is_told", "following"),
    [
        (MONDAY - timedelta(minutes=1), False, MONDAY),
        (MONDAY, True, MONDAY + timedelta(days=1)),
        (MONDAY + timedelta(hours=9), True, MONDAY + timedelta(days=1)),
        (MONDAY + timedelta(days=4), True, MONDAY + timedelta(days=7)),
        (MONDAY - timedelta(days=1), False, MONDAY),
    ],
    ids=["too early", "at its time", "in the evening", "on Friday", "on Sunday"],
)
def test_it_comes_on_working_days_at_its_time(office, script, now, is_told, following):
    """And says when to look again: the next working day at the same time."""
    office.clock.moment = now
    office.read()
    find(office, script, 1, IVAN)

    told, next_at = office.digest.run(office.installation)

    assert (told > 0) is is_told
    assert next_at == following


def test_its_time_is_the_portals(office, script):
    """The portal's clock is an hour behind ours, so half past nine there is half past ten here."""
    office.installations.change(MEMBER, skew=-3600.0)

    told, next_at = office.digest.run(office.installation)

    assert (told, next_at) == (0, MONDAY + timedelta(hours=1))


def test_who_does_not_want_it_gets_none(store, script):
    """Without a time there is no digest, and no next one."""
    office = at_work(store, script, digest_at=None)

    assert office.digest.run(office.installation) == (0, None)


def test_it_speaks_the_portals_language(store, script):
    """English where English was chosen."""
    office = at_work(store, script, language="en")

    assert tell(office)[HEAD].splitlines()[1] == "Assistant watcher: 1 (1 new)."


def test_what_waits_for_a_head_is_told_every_day(office, script):
    """How many clients wait for his word, and until when."""
    script.call_for(co(2), reassign(co(2), "owner", co(2), ANNA), owner_id=IVAN, state="PENDING")
    office.scan.run(office.installation)

    assert "Ждут вашего решения: 1, ответить до 26 ноября." in tell(office)[HEAD].splitlines()


def test_what_the_robot_did_is_counted_among_his_own(office, script):
    """Neither another department's tasks nor the messages to heads themselves."""
    find(office, script, 3, OLGA)
    office.send()
    find(office, script, 2, IVAN)

    told = tell(office)

    assert [told[who].splitlines()[-1] for who in (HEAD, OTHER_HEAD, ADMIN)] == [
        "Робот сделал 1 действие.",
        "Робот сделал 1 действие.",
        "Робот сделал 2 действия.",
    ]


@pytest.mark.parametrize(("level", "told"), [("line", {HEAD, ADMIN, BOSS}), ("supervisor", {BOSS})])
def test_what_was_left_lying_climbs(store, script, level, told):
    """The head gets a line first; what he left lying too, the supervisor gets and nobody else."""
    office = at_work(store, script, supervisor_id=BOSS)
    old = office.today() - timedelta(days=30)
    brief = {"ru": "молчит 90 дней", "en": "silent for 90 days"}
    find(office, script, 1, IVAN, since=old, facts={"escalated": level, "brief": brief})

    messages = tell(office)

    assert set(messages) == told
    assert "Client 1. молчит 90 дней" in messages[BOSS].splitlines()


def test_a_client_that_called_in_vain_today_is_told(office, script):
    """With its name."""
    old = office.today() - timedelta(days=30)
    find(office, script, 1, IVAN, since=old, facts={"called_in_vain": {"on": office.today().isoformat()}})

    assert "Звонили сами, им не ответили: Client 1." in tell(office)[HEAD].splitlines()


@pytest.mark.parametrize(("days", "is_told"), [(4, False), (3, True), (2, False)])
def test_the_end_of_the_watching_is_announced_three_days_before(store, script, days, is_told):
    """With what the first night would do, so that nobody is surprised."""
    until = (MONDAY + timedelta(days=days)).date()
    office = at_work(store, script, observe_until=until.isoformat())
    find(office, script, 1, IVAN, since=office.today() - timedelta(days=30))

    told = tell(office)

    assert (HEAD in told) is is_told
    if is_told:
        assert (
            told[HEAD].splitlines()[0].startswith("26 ноября включатся метки, задачи и уведомления. Первой ночью: 0 меток, 1")
        )


def test_twelve_lines_at_most(office, script):
    """However many clients need him."""
    for number in range(10, 40):
        office.company(number, None, owner_id=IVAN, title=f"N{number}", updated_at=office.clock.now())
        script.call_for(co(number), owner_id=IVAN, facts={"escalated": "line", "called_on": office.today().isoformat()})
    office.clock.advance(400)
    office.read()
    office.scan.run(office.installation)

    assert len(tell(office)[HEAD].splitlines()) <= 12


def test_the_stop_holds_it_back(office, script):
    """Nothing is written while everything is stopped; it leaves afterwards."""
    office.choose(kill_switch=True)
    assert tell(office) == {}

    office.choose(kill_switch=False)
    office.send()

    assert len(office.portal.notices) == 2


def test_a_night_leads_to_the_digest(office, script):
    """The scan plans it, and the verb orders messages and plans their sending."""
    office.work.verbs()[SCAN](office.installation, office.portal, never)
    assert DIGEST in {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}

    next_at = office.work.verbs()[DIGEST](office.installation, office.portal, never)

    assert next_at == MONDAY + timedelta(days=1)
    assert {row.state for row in office.rows() if row.assistant == BRIDGE} == {State.NEW}
