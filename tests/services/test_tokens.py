"""Renewing tokens: once per expiry, saved before used."""

import pytest

from b24bridge import clock
from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Status
from b24bridge.services.install import Door
from b24bridge.services.tokens import TokenKeeper
from b24bridge.store.crypto import Vault
from b24bridge.store.installations import SqlInstallations
from tests.doubles import MemoryInstallations, MemoryJobs
from tests.services.authorities import APPLICATION, ARRIVAL, AuthorityDouble
from tests.services.clocks import StoppedClock
from tests.services.office import KEY, MEMBER
from tests.threads import in_threads


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


@pytest.fixture
def stored(office) -> TokenKeeper:
    office.installations.register(APPLICATION)
    return TokenKeeper(member_id=MEMBER, installations=office.installations, authority=AuthorityDouble())


def test_eight_threads_that_notice_together_renew_once(office):
    """One expiry, one renewal, one pair, and everybody goes on with it."""
    installations = SqlInstallations(office.store, Vault((KEY,)), clock)  # those who wait need a clock that goes
    installations.register(APPLICATION)
    stored = TokenKeeper(member_id=MEMBER, installations=installations, authority=AuthorityDouble())

    brought = in_threads(8, lambda _: stored.renew("at"))

    assert brought == ["at-1"] * 8
    assert stored.authority.renewals == 1
    assert stored.installations.tokens(MEMBER).access == "at-1"


def test_the_new_pair_is_saved_before_it_is_used(stored):
    """Whoever dies right after the renewal leaves the new pair behind, for the old one may be dead."""
    save = stored.installations.save_tokens

    def dying(member_id, tokens):
        save(member_id, tokens)
        raise KeyboardInterrupt

    stored.installations.save_tokens = dying
    with pytest.raises(KeyboardInterrupt):
        stored.renew("at")

    assert stored.current() == "at-1"


def test_an_uninstallation_in_the_meantime_is_no_access(stored):
    """A portal that removed us while we waited has no token for us, and nobody asks for one."""
    stored.installations.set_status(MEMBER, Status.UNINSTALLED)

    with pytest.raises(AccessLost, match="no_tokens"):
        stored.renew("at")

    assert stored.authority.renewals == 0


def test_without_the_applications_keys_nothing_can_be_renewed(office):
    """Who lost the keys is told which ones."""
    keeper = TokenKeeper(member_id=MEMBER, installations=office.installations, authority=AuthorityDouble())

    with pytest.raises(AccessLost, match=r"add the keys of local\.1 again"):
        keeper.renew("at")
