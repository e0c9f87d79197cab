"""Renewing tokens: once per expiry, saved before used."""

import pytest

from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Status
from b24bridge.services.install import Door
from b24bridge.services.tokens import TokenKeeper
from tests.doubles import MemoryInstallations, MemoryJobs
from tests.services.authorities import APPLICATION, ARRIVAL, AuthorityDouble
from tests.services.clocks import StoppedClock


@pytest.fixture
def keeper() -> TokenKeeper:
    clock, authority = StoppedClock(), AuthorityDouble()
    installations = MemoryInstallations(clock)
    installations.register(APPLICATION)
    Door(installations=installations, jobs=MemoryJobs(), authority=authority, clock=clock).install(ARRIVAL)
    return TokenKeeper(member_id="member", installations=installations, authority=authority)


def test_the_first_who_notices_renews(keeper):
    """The new pair is stored and returned."""
    assert keeper.renew("at-admin") == "at-1"
    assert keeper.installations.tokens("member").refresh == "rt-1"


def test_the_second_who_notices_gets_what_the_first_fetched(keeper):
    """Two workers that met the same expiry make one renewal."""
    keeper.renew("at-admin")

    assert keeper.renew("at-admin") == "at-1"
    assert keeper.authority.renewals == 1


def test_dead_tokens_suspend_the_portal(keeper):
    """When the server refuses the refresh token, people are told and nobody keeps trying."""
    keeper.authority.is_refusing = True

    with pytest.raises(AccessLost):
        keeper.renew("at-admin")

    assert keeper.installations.find("member").status is Status.SUSPENDED


def test_without_tokens_there_is_no_access(keeper):
    """An uninstalled portal has no token to give."""
    keeper.installations.set_status("member", Status.UNINSTALLED)

    with pytest.raises(AccessLost):
        keeper.current()
