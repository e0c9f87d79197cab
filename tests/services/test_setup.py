"""Making a portal ready: what it says of itself is kept, what it refused is told, and the first work is planned."""

from datetime import timedelta

import pytest

from b24bridge.core.jobs import RECOVER, SETUP, SYNC
from b24bridge.services.setup import EVERY
from tests.services.office import MEMBER, Office


def setup(office: Office, **said):
    """Set the portal up when it says this of itself."""
    office.portal.said = said
    return office.setup.run(office.installation, office.portal)


def test_handlers_are_bound_and_the_first_work_is_planned(office):
    """Events come to our address, and reading begins; in an hour the handlers are looked at again."""
    assert setup(office) == office.clock.now() + EVERY

    assert ("ONCRMDEALUPDATE", "https://bridge.example/b24/event") in office.portal.bound
    assert {job.verb for job in office.jobs.due(MEMBER, office.clock.now())} == {SYNC, RECOVER}


def test_a_second_time_plans_nothing_anew(office):
    """Hourly setting up does not hurry the reading along."""
    office.jobs.plan(MEMBER, SETUP, office.clock.now())
    setup(office)
    later = office.clock.now() + timedelta(minutes=4)
    for verb in (SYNC, RECOVER):
        office.jobs.finish(MEMBER, verb, later)

    setup(office)

    assert [job.verb for job in office.jobs.due(MEMBER, office.clock.now())] == [SETUP]


def test_what_the_portal_says_of_itself_is_kept(office):
    """Zone, currency, plan and our user's rights, as of now."""
    setup(office, time_zone="Asia/Omsk", currency="KZT", license_family="ent", is_admin=True)

    kept = office.installation
    assert (kept.time_zone, kept.currency, kept.license_family, kept.is_admin) == ("Asia/Omsk", "KZT", "ent", True)


def test_lost_rights_are_noticed(office):
    """Our user who is no administrator any more is known as such; what the portal does not say stays."""
    setup(office, is_admin=False, currency=None, license_family="")

    kept = office.installation
    assert (kept.is_admin, kept.currency, kept.time_zone) == (False, "RUB", "Europe/Moscow")


@pytest.mark.parametrize(("zone", "expected"), [(None, "Europe/Moscow"), ("Asia/Omsk", "Asia/Omsk")])
def test_a_portal_without_a_zone_is_told_by_its_clock(office, zone, expected):
    """Whoever knows no zone of the portal reads it off the portal's own time, which bears an offset."""
    office.installations.change(MEMBER, time_zone=zone)
    office.portal.now = office.portal.now.astimezone(office.portal.zone)

    setup(office)

    assert office.installation.time_zone == expected


def test_what_could_not_be_done_is_told(office, logs):
    """Gaps are kept as the installation's note, and gone when they are."""
    office.portal.lacking = ("no right to user fields", "no telephony")
    setup(office)
    assert office.installation.note == "no right to user fields; no telephony"
    assert [line["gaps"] for line in logs if line["event"] == "setup_gaps"] == [list(office.portal.lacking)]

    office.portal.lacking = ()
    setup(office)
    assert office.installation.note == ""
