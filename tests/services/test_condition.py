"""How the bridge of a portal is: the one word on every page, the freshness lines, and what a person must mend."""

from datetime import timedelta

import pytest

from b24bridge.core.errors import Refused, Unknown, UnknownPortal
from b24bridge.core.installations import Status
from b24bridge.core.jobs import APPLY, SCAN, SYNC
from b24bridge.core.streams import Stream
from b24bridge.services.arrivals import Visitor
from b24bridge.services.sync import SWEPT
from tests.records import co, employee
from tests.services.office import MEMBER, Office, never

ADMIN = Visitor(member_id=MEMBER, user_id=1, name="", is_admin=True, language="ru", origin="https://portal.example")


def situation(office: Office):
    return office.condition.situation(ADMIN)


def test_before_everything_is_read_it_says_how_far(office):
    """The share of streams that were read to their end."""
    assert (situation(office).running, situation(office).progress, situation(office).data_as_of) == ("reading", 0, None)

    office.sync.run(office.installation, office.portal, never, only=Stream.COMPANIES)
    now = situation(office)

    assert (now.running, now.progress, now.data_as_of) == ("reading", round(100 / len(SWEPT)), office.clock.now())


def test_at_first_it_only_watches(office):
    """And says until when."""
    office.read()

    now = situation(office)

    assert (now.running, now.observe_until, now.progress) == ("observe", office.today() + timedelta(days=14), None)


def test_then_all_is_well(office):
    """Fresh data, nothing stopped."""
    office.choose(observe_days=0)
    office.read()

    now = situation(office)

    assert (now.running, now.observe_until, now.stream) == ("ok", None, None)


def test_a_stopped_portal_says_so_before_anything_else_but_access(office):
    """People who stopped it want to see that it stands."""
    office.choose(kill_switch=True)
    assert situation(office).running == "stopped"

    office.installations.set_status(MEMBER, Status.SUSPENDED, "invalid_grant")
    assert situation(office).running == "noaccess"


def test_stale_data_are_named_with_what_holds_it_back(office):
    """The oldest stream, and since when."""
    office.read()
    office.clock.advance(90_000)
    read_at = office.clock.now()
    for stream in SWEPT:
        if stream is not Stream.DEALS:
            office.sync.run(office.installation, office.portal, never, only=stream)

    now = situation(office)

    assert (now.running, now.stream, now.since) == ("stale", Stream.DEALS, read_at - timedelta(seconds=90_000))


def test_the_page_knows_zone_day_money_and_whom_to_ask(office):
    """The portal's own, or what people set instead."""
    office.portal.put(employee(1, 1, name="Анна Белова"))
    office.read()
    office.choose(time_zone="Asia/Vladivostok", currency="KZT")
    office.clock.advance(9 * 3600)

    now = situation(office)

    assert (now.zone, now.currency, now.admin_name) == ("Asia/Vladivostok", "KZT", "Анна Белова")
    assert now.today == office.today() + timedelta(days=1)
    assert not now.is_first_count_done
    office.scan.run(office.installation)
    assert not situation(office).is_first_count_done, "nobody to count"


def test_the_first_count_is_known(office):
    """Before it, an empty list means nothing."""
    office.begin(1)

    assert situation(office).is_first_count_done


@pytest.mark.parametrize(
    ("age_h", "freshness"), [(0, "fresh"), (0.99, "fresh"), (1.01, "partial"), (23.9, "partial"), (24.1, "stale")]
)
def test_each_stream_says_how_fresh_it_is(office, age_h, freshness):
    """Within an hour fresh, within a day partly, then stale."""
    office.company(1)
    office.read()
    office.clock.advance(age_h * 3600)

    lines = {line.stream: line for line in office.condition.data(MEMBER)}

    assert (lines[Stream.COMPANIES].freshness, lines[Stream.COMPANIES].rows) == (freshness, 1)


def test_a_stream_that_was_never_read_is_stale(office):
    """Without a moment."""
    assert {(line.freshness, line.read_at) for line in office.condition.data(MEMBER)} == {("stale", None)}


# --- the page of health ---


def view(office: Office):
    return office.condition.view(ADMIN)


def test_what_waits_is_counted(office):
    """Events, actions to be sent, actions in doubt, and what was parked, whichever queue it is in."""
    office.begin(1, 2, 3)
    office.portal.fail_with["perform"] = Unknown("batch", "timeout")
    office.apply._apply_client(office.installation, office.portal, office.ledger.due(MEMBER, 1, office.clock.now(), co(1))[0])
    office.portal.fail_with["perform"] = Refused("batch", "ACCESS_DENIED")
    office.apply._apply_client(office.installation, office.portal, office.ledger.due(MEMBER, 1, office.clock.now(), co(2))[0])
    office.inbox.put(MEMBER, "ONCRMDEALADD", "1", {}, office.clock.now())

    page = view(office)

    assert page.actions_unknown == 1
    assert page.parked >= 1
    assert page.actions_waiting >= 2
    assert page.events_waiting == 1
    assert page.checked_at == office.clock.now()


def test_all_well_means_nothing_to_mend(office):
    """No remark, nobody unjudged."""
    office.begin(1)

    assert (view(office).remarks, view(office).unjudged) == ((), ())


def test_clients_that_could_not_be_judged_are_counted(office):
    """With why, and what follows for them."""
    office.company(1, None, created_at=None)
    office.read()
    office.scan.run(office.installation)

    assert [line.clients for line in view(office).unjudged] == [1]


def test_what_a_person_must_mend_comes_worst_first(office):
    """A verb that fails is named with its error; acting that fails is an alert, the rest a warning."""
    later = office.clock.now() + timedelta(minutes=5)
    office.installations.change(MEMBER, note="telephony: insufficient_scope")
    office.jobs.finish(MEMBER, SYNC, later, "batch: timeout")
    office.jobs.finish(MEMBER, APPLY, later, "tasks.task.add: ACCESS_DENIED")
    office.jobs.finish(MEMBER, SCAN, later)

    remarks = view(office).remarks

    assert [remark.severity for remark in remarks] == ["alert", "warning", "warning"]
    assert remarks[0].code == "tasks.task.add: ACCESS_DENIED"
    assert remarks[0].at == later
    assert {remark.code for remark in remarks[1:]} == {"telephony: insufficient_scope", "batch: timeout"}


def test_a_locked_portal_is_an_alert_with_its_reason(office):
    """What support needs is in the code."""
    office.installations.set_status(MEMBER, Status.SUSPENDED, "oauth/token: invalid_grant")

    remark = view(office).remarks[0]

    assert (remark.severity, remark.code) == ("alert", "oauth/token: invalid_grant")


def test_a_portal_that_removed_us_has_no_condition(office):
    """Neither one that was never there."""
    office.installations.set_status(MEMBER, Status.UNINSTALLED)

    with pytest.raises(UnknownPortal):
        office.condition.installation(MEMBER)
    with pytest.raises(UnknownPortal):
        office.condition.installation("stranger")
