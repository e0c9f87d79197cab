"""What follows what on a portal, and when: setting up, reading, judging, acting, and the night's scan."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.errors import Unknown
from b24bridge.core.jobs import APPLY, DIGEST, LOOK, RECOVER, SCAN, SETUP, SYNC
from b24bridge.core.ledger import State
from b24bridge.services import work as module
from b24bridge.services.scan import StaleMirror
from tests.records import co, comment
from tests.services.office import MEMBER, Office, after, never

MOSCOW = ZoneInfo("Europe/Moscow")


def do(office: Office, verb: str, out_of_time=never):
    """Do one verb; return when it wants to be done again."""
    office.portal.now = office.clock.now()
    return office.work.verbs()[verb](office.installation, office.portal, out_of_time)


def due(office: Office) -> set[str]:
    """Return the verbs that are due now."""
    return {job.verb for job in office.jobs.due(MEMBER, office.clock.now())}


def event(office: Office, number: int) -> None:
    office.inbox.put(MEMBER, "ONCRMACTIVITYADD", str(number), {"FIELDS": {"ID": str(number)}}, office.clock.now())


def all_done(office: Office) -> None:
    """Let nothing be due for an hour."""
    for job in office.jobs.all(MEMBER):
        office.jobs.finish(MEMBER, job.verb, office.clock.now() + timedelta(hours=1))


def test_doubt_and_people_come_before_bulk(office):
    """A portal's verbs are done in this order."""
    assert list(office.work.verbs()) == [SETUP, RECOVER, LOOK, APPLY, SYNC, SCAN, DIGEST]


def test_one_thing_leads_to_another(office):
    """Setting up plans the reading, this a scan, this the sending and the digest, the sending a look at what is in doubt."""
    office.choose(observe_days=0)
    office.company(1)

    assert do(office, SETUP) == office.clock.now() + timedelta(hours=1)
    assert due(office) == {SYNC, RECOVER}
    all_done(office)
    assert do(office, SYNC) == office.clock.now() + timedelta(seconds=300)
    assert due(office) == {SCAN}
    all_done(office)
    do(office, SCAN)
    assert due(office) == {APPLY, DIGEST}
    all_done(office)
    assert do(office, APPLY) == office.clock.now() + timedelta(minutes=5)
    recover = next(job for job in office.jobs.all(MEMBER) if job.verb == RECOVER)
    assert recover.due_at == office.clock.now() + timedelta(seconds=75)
    assert office.tasks() == {"CO_1": [2]}
    assert do(office, RECOVER) == office.clock.now() + timedelta(minutes=10)


def test_what_stood_behind_a_doubt_goes_on_once_it_is_settled(office):
    """The label's answer is lost, so the client's task waits; found done, the look-up has the task sent at once."""
    office.begin(1)
    perform = office.portal.perform

    def losing(action, key, done_by):
        perform(action, key, done_by)
        raise Unknown("crm.item.update", "timeout")

    office.portal.perform = losing
    do(office, APPLY)
    office.portal.perform = perform
    office.clock.advance(76)
    all_done(office)

    do(office, RECOVER)

    assert (due(office), office.tasks()) == ({APPLY}, {})
    do(office, APPLY)
    assert office.tasks() == {"CO_1": [2]}


def test_what_a_portal_does_not_let_us_read_is_told(office, logs):
    """A stream that came as one empty page is in the log with the portal's reason."""
    office.portal.unread = ("calls: voximplant.statistic.get: insufficient_scope",)

    do(office, SYNC)

    assert [line["gaps"] for line in logs if line["event"] == "not_readable"] == [list(office.portal.unread)]


def test_an_unfinished_reading_goes_on_at_once(office):
    """A slice that ends before the end asks for the next one now, and nobody is judged in between."""
    office.company(1)

    assert do(office, SYNC, after(1)) == office.clock.now()
    assert due(office) == set()
    assert office.ledger.standings(MEMBER) == []


def test_a_sending_that_did_not_end_goes_on_at_once(office):
    """A slice of sending that ends early asks for the next one now."""
    office.begin(1, 2)

    assert do(office, APPLY, after(2)) == office.clock.now()


def test_events_during_the_first_reading_are_kept_for_the_scan(office):
    """Before everything was read once an event brings its row and judges nobody; the scan that follows judges all."""
    office.company(1)
    event(office, 10)

    do(office, LOOK)

    assert office.ledger.standings(MEMBER) == []
    assert office.inbox.waiting() == {}
    do(office, SYNC)
    assert due(office) == {SCAN}


def test_an_event_leads_to_the_sending(office):
    """What it brought is judged at once, and what is to be done is due."""
    office.begin(1)
    office.send()
    all_done(office)
    office.clock.advance(60)
    office.meeting(99, co(1), 0)
    event(office, 99)

    assert do(office, LOOK) is None
    assert due(office) == {APPLY}
    do(office, APPLY)
    assert office.tasks() == {"CO_1": [5]}


def test_looking_ends_with_the_slice(office):
    """Fifty events at a time, as long as there is time."""
    office.read()
    for number in range(1, 61):
        event(office, number)

    do(office, LOOK, after(1))
    assert office.inbox.waiting() == {MEMBER: 10}
    do(office, LOOK)
    assert office.inbox.waiting() == {}


def test_a_sweep_judges_whom_it_concerns(office):
    """Without any event the change is noticed by the next sweep, and leads to the sending."""
    office.begin(1, 2)
    office.send()
    office.jobs.plan(MEMBER, SCAN, office.clock.now())
    all_done(office)
    office.clock.advance(400)
    office.meeting(99, co(1), 0)

    do(office, SYNC)

    assert office.standing(co(1)).state == "CALM"
    assert due(office) == {APPLY}


def test_a_scan_is_planned_even_if_the_last_process_died_before_it_could(office):
    """Killed right after the first reading, the next sweep notices that nobody was ever going to be judged."""
    office.company(1)
    office.read()
    office.clock.advance(400)

    do(office, SYNC)

    assert due(office) == {SCAN}


# --- after a long silence ---


@pytest.fixture
def silent(office) -> Office:
    """Return an office that did nothing for two days, while a forgotten client answered."""
    office.begin(1, 2)
    office.send()
    office.jobs.plan(MEMBER, SCAN, office.clock.now())
    all_done(office)
    office.clock.advance(2 * 86_400)
    office.meeting(99, co(1), 0)
    return office


def test_after_a_long_silence_the_mirror_is_read_and_everybody_is_judged(silent):
    """A mirror too old to judge by is no reason not to read it: reading goes first, then a scan of all."""
    assert do(silent, SYNC) == silent.clock.now() + timedelta(seconds=300)

    assert SCAN in due(silent)
    do(silent, SCAN)
    assert silent.standing(co(1)).state == "CALM"


def test_after_a_long_silence_every_slice_knows_it(silent):
    """A catching-up that takes several slices ends in a scan all the same."""
    all_done(silent)
    while do(silent, SYNC, after(1)) == silent.clock.now():
        assert SCAN not in due(silent)

    assert SCAN in due(silent)


def test_after_a_long_silence_events_cost_nobody_a_try(silent):
    """An event that arrives before the reading is looked at; the scan that follows judges its client."""
    event(silent, 99)

    do(silent, LOOK)

    assert silent.inbox.waiting() == {}
    assert silent.inbox.parked(MEMBER) == []


def test_a_scan_of_a_stale_mirror_asks_the_portal_nothing(silent):
    """It is refused before any comment is read."""
    silent.portal.calls.clear()

    with pytest.raises(StaleMirror):
        do(silent, SCAN)

    assert silent.portal.calls == []


# --- the scan ---


def test_comments_of_marked_clients_are_read_before_a_scan(office):
    """Only those whom nothing else protects cost a request, and their newest comment counts."""
    office.choose(observe_days=0)
    office.company(1)
    office.company(2, -1)
    office.read()
    office.portal.put(comment(1, co(1), "договорились о встрече на выставке", created_at=office.clock.now()))
    asked = []
    comments = office.portal.comments
    office.portal.comments = lambda entities: asked.append(list(entities)) or comments(entities)

    do(office, SCAN)

    assert asked == [[co(1)]]
    assert office.standing(co(1)).state == "CALM"


def test_a_long_scan_keeps_the_lane(office, monkeypatch):
    """However many clients there are, the lane is asked for again and again on the way."""
    monkeypatch.setattr(module, "CLIENTS_AT_ONCE", 2)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    for number in range(1, 6):
        office.company(number)
    office.read()
    asked: list[int] = []

    do(office, SCAN, lambda: bool(asked.append(1)))

    assert len(asked) == 3 + 3 + 1, "three groups of verdicts, three of comments, one commit"


@pytest.mark.parametrize("skew", [0.0, 7200.0, -10_800.0])
@pytest.mark.parametrize(
    ("now", "zone"),
    [
        (datetime(2026, 11, 23, 6, 12, tzinfo=UTC), "Europe/Moscow"),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "Europe/Moscow"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "Asia/Vladivostok"),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Berlin"),
    ],
)
def test_the_next_scan_is_in_the_portals_night(office, now, zone, skew):
    """Between two and six of the portal's own clock, whatever ours says, in the future and within a day."""
    office.clock.moment = now
    office.installations.change(MEMBER, skew=skew)
    office.choose(time_zone=zone)
    office.read()

    at = do(office, SCAN)

    there = (at + timedelta(seconds=skew)).astimezone(ZoneInfo(zone))
    assert 2 <= there.hour < 6
    assert timedelta(0) < at - now <= timedelta(days=1, hours=1)


def test_portals_have_minutes_of_their_own(office):
    """Two portals of one zone are not scanned at the same minute."""
    minutes = {sum(member.encode()) % module.NIGHT_MINUTES for member in ("a1b2", "a1b3", "ffff")}

    assert len(minutes) == 3


def test_the_zone_that_was_set_decides_what_today_is(office):
    """At ten in the evening in Moscow it is already tomorrow for people in Vladivostok, and they are judged by that."""
    office.clock.moment = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    office.company(1)
    office.read()

    do(office, SCAN)
    assert office.standing(co(1)).judged_on.isoformat() == "2026-11-23"
    office.choose(time_zone="Asia/Vladivostok")
    do(office, SCAN)

    assert office.standing(co(1)).judged_on.isoformat() == "2026-11-24"


def test_a_scan_without_anything_to_do_plans_nothing(office):
    """While only watching, nothing but the digest is due after a scan."""
    office.company(1)
    office.read()

    do(office, SCAN)

    assert due(office) == {DIGEST}
    assert State.NEW not in office.ledger.action_counts(MEMBER)
