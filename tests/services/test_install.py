"""Through the door: nothing that is posted is believed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from b24bridge.core.errors import UnknownPortal, WebhookRejected
from b24bridge.core.installations import Application, Status
from b24bridge.core.jobs import SCAN, SETUP, SYNC
from b24bridge.services.install import Door, origin_of, same
from tests.doubles import MemoryInstallations, MemoryJobs
from tests.services.authorities import ADMIN, APPLICATION, ARRIVAL, IDENTITY, MANAGER, AuthorityDouble
from tests.services.clocks import StoppedClock


@pytest.fixture
def door() -> Door:
    clock = StoppedClock()
    installations = MemoryInstallations(clock)
    installations.register(APPLICATION)
    return Door(installations=installations, jobs=MemoryJobs(), authority=AuthorityDouble(), clock=clock)


def test_a_verified_installation_is_kept_and_set_up(door):
    """What the authorization server says is stored, and the setup is due at once."""
    door.install(ARRIVAL)

    kept = door.installations.find("member")
    assert (kept.endpoint, kept.is_admin, kept.status) == (IDENTITY.endpoint, True, Status.ACTIVE)
    assert door.installations.tokens("member").access == "at-admin"
    assert [job.verb for job in door.jobs.due("member", door.clock.now())] == [SETUP]


def test_a_portal_is_met_once(door):
    """Only the very first installation may assume that nothing of the portal's limit is used up."""
    door.install(ARRIVAL)
    door.install(ARRIVAL)

    assert door.authority.met == ["member"]


def test_a_token_that_nobody_vouches_for_installs_nothing(door):
    """A posted token that the authorization server does not know leaves no installation behind."""
    with pytest.raises(WebhookRejected, match="not_vouched"):
        door.install(replace(ARRIVAL, access_token="forged"))

    assert door.installations.all() == []


def test_a_foreign_member_id_is_refused(door):
    """A good token of one portal does not install another."""
    with pytest.raises(WebhookRejected, match="foreign_member_id"):
        door.install(replace(ARRIVAL, member_id="victim"))


def test_an_application_whose_keys_nobody_added_is_refused(door):
    """Somebody else's application on the same portal is not ours."""
    door.authority.identity = replace(IDENTITY, client_id="local.other")

    with pytest.raises(WebhookRejected, match="unknown_application"):
        door.install(ARRIVAL)


def test_an_ordinary_user_does_not_take_an_administrators_place(door):
    """Opening the installer as a manager leaves the administrator's tokens where they are."""
    door.install(ARRIVAL)

    door.install(replace(ARRIVAL, access_token="at-manager", refresh_token="rt-manager"))

    assert door.installations.tokens("member").access == "at-admin"


def test_a_second_installation_replaces_the_first(door):
    """An administrator who installs again brings a new application token, and the old one is worth nothing."""
    door.install(ARRIVAL)
    first = door.installations.find("member").installed_at
    door.clock.advance(60)

    door.install(replace(ARRIVAL, application_token="new-token"))

    kept = door.installations.find("member")
    assert (kept.application_token, kept.installed_at) == ("new-token", first)


def test_the_day_of_installation_is_the_portals(door):
    """On a portal whose clock is wrong by months the time of watching begins on its own day, not on ours."""
    behind = -90 * 86_400.0
    door.authority.profiles["at-admin"] = replace(ADMIN, skew=behind)

    door.install(ARRIVAL)

    kept = door.installations.find("member")
    assert kept.skew == behind
    assert kept.installed_at == door.clock.now() - timedelta(days=90)


def test_a_visitor_is_who_the_portal_says(door):
    """The frame learns the person's name and rights from the portal, not from the POST."""
    door.install(ARRIVAL)

    visitor = door.open(replace(ARRIVAL, access_token="at-manager"))

    assert (visitor.user_id, visitor.is_admin, visitor.origin) == (7, False, "https://portal.example")


def test_a_wrong_application_token_opens_nothing(door):
    """A frame POST with another application token is refused before any token is looked at."""
    door.install(ARRIVAL)

    with pytest.raises(WebhookRejected, match="wrong_application_token"):
        door.open(replace(ARRIVAL, application_token="guess"))


def test_a_portal_that_has_not_installed_us_is_unknown(door):
    """Opening without an installation is refused."""
    with pytest.raises(UnknownPortal):
        door.open(ARRIVAL)


def test_an_administrator_who_opens_the_app_revives_a_suspended_portal(door):
    """After the tokens died, an administrator's visit brings new ones."""
    door.install(ARRIVAL)
    door.installations.set_status("member", Status.SUSPENDED, "invalid_grant")

    door.open(replace(ARRIVAL, refresh_token="rt-new"))

    assert door.installations.find("member").status is Status.ACTIVE
    assert door.installations.tokens("member").refresh == "rt-new"


@pytest.mark.parametrize(
    ("given", "stored", "expected"), [("a", "a", True), ("a", "b", False), ("", "", False), ("й", "a", False)]
)
def test_secrets_are_compared_whole(given, stored, expected):
    """An empty stored secret equals nothing, and letters beyond ASCII are no error."""
    assert same(given, stored) is expected


def test_the_origin_is_scheme_and_host():
    """A frame may only stand in the portal's own pages."""
    assert origin_of("http://127.0.0.1:8080/rest/") == "http://127.0.0.1:8080"


def test_keys_are_not_shown():
    """An application's secret is in no repr."""
    assert "hush" not in repr(Application(client_id="local.1", client_secret="hush"))


def test_an_ordinary_visitor_does_not_revive_a_suspended_portal(door):
    """A manager who opens the frame is who he is, and the portal stays suspended."""
    door.install(ARRIVAL)
    door.installations.set_status("member", Status.SUSPENDED, "invalid_grant")

    door.open(replace(ARRIVAL, access_token="at-manager"))

    assert door.installations.find("member").status is Status.SUSPENDED


@pytest.mark.parametrize("way", ["open", "install"])
def test_what_failed_while_we_were_locked_out_is_due_at_once(door, way):
    """The verb that met the locked door waits no longer than for the administrator; what went well keeps its time."""
    door.install(ARRIVAL)
    later = door.clock.now() + timedelta(hours=6)
    for verb, error in ((SETUP, ""), (SYNC, "batch: invalid_grant"), (SCAN, "")):
        door.jobs.finish("member", verb, later, error)
    door.installations.set_status("member", Status.SUSPENDED, "invalid_grant")

    getattr(door, way)(ARRIVAL)

    assert {job.verb for job in door.jobs.due("member", door.clock.now())} == {SETUP, SYNC}


def test_a_visitor_is_verified_again_by_a_fresh_token(door):
    """The same person goes on, with the rights he has by now."""
    door.install(ARRIVAL)
    visitor = door.open(replace(ARRIVAL, access_token="at-manager"))
    door.authority.profiles["at-fresh"] = replace(MANAGER, is_admin=True)

    again = door.renew(visitor, "at-fresh")

    assert again == replace(visitor, is_admin=True)


@pytest.mark.parametrize("happened", ["another person", "another portal"])
def test_nobody_becomes_somebody_else(door, happened):
    """A token of another person or portal renews nobody."""
    door.install(ARRIVAL)
    visitor = door.open(replace(ARRIVAL, access_token="at-manager"))
    if happened == "another portal":
        door.authority.identity = replace(IDENTITY, member_id="another")

    with pytest.raises(WebhookRejected, match="another_person"):
        door.renew(visitor, "at-admin" if happened == "another person" else "at-manager")


def test_after_an_uninstallation_nobody_is_renewed(door):
    """A frame that is still open when the application goes learns that it is gone."""
    door.install(ARRIVAL)
    visitor = door.open(ARRIVAL)
    door.installations.set_status("member", Status.UNINSTALLED)

    with pytest.raises(UnknownPortal):
        door.renew(visitor, "at-admin")
    with pytest.raises(UnknownPortal):
        door.open(ARRIVAL)


def test_an_uninstalled_portal_is_installed_anew(door):
    """Coming back is a new installation, with its own time of watching."""
    door.install(ARRIVAL)
    door.installations.set_status("member", Status.UNINSTALLED)
    door.clock.advance(60)

    door.install(ARRIVAL)

    kept = door.installations.find("member")
    assert (kept.status, kept.installed_at) == (Status.ACTIVE, door.clock.now())
