"""Installations: what was verified is kept whole, tokens are renewed by one worker at a time, and leaving destroys them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from b24bridge import clock as wall_clock
from b24bridge.core.errors import AccessLost, RefreshInProgress, UnknownPortal
from b24bridge.core.installations import Application, Installation, Status, Tokens
from b24bridge.store.crypto import Vault, new_key
from b24bridge.store.installations import SqlInstallations
from tests.doubles import MemoryInstallations
from tests.threads import in_threads

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE = Installation(
    member_id="one",
    client_id="local.1",
    domain="one.example",
    endpoint="https://one.example/rest/",
    oauth_endpoint="https://oauth.example/rest/",
    scope=("crm", "task"),
    status=Status.ACTIVE,
    installed_at=NOON,
    application_token="application secret",
    user_id=7,
    is_admin=True,
    time_zone="Asia/Omsk",
    currency="KZT",
    license_family="pro",
    skew=-1.5,
    note="as good as new",
)
PAIR = Tokens(access="access secret", refresh="refresh secret", expires_at=NOON + timedelta(hours=1), user_id=7)
NEXT = Tokens(access="next access", refresh="next refresh", expires_at=NOON + timedelta(hours=2), user_id=None)


def made(backend, clock):
    return MemoryInstallations(clock) if backend is None else SqlInstallations(backend, Vault([new_key()]), clock)


@pytest.fixture
def installations(backend, clock):
    return made(backend, clock)


@pytest.fixture
def installed(installations):
    installations.save(ONE, PAIR)
    return installations


def changed(**columns) -> Installation:
    return Installation(**{name: getattr(ONE, name) for name in ONE.__dataclass_fields__} | columns)


def test_application(installations):
    """An application's keys are kept, and replaced by those registered last."""
    assert installations.application("local.1") is None
    installations.register(Application(client_id="local.1", client_secret="old"))
    installations.register(Application(client_id="local.1", client_secret="new"))
    assert installations.application("local.1") == Application(client_id="local.1", client_secret="new")


def test_saved_whole(installed):
    """An installation and its tokens are found as they were saved."""
    assert (installed.find("one"), installed.tokens("one")) == (ONE, PAIR)
    assert (installed.find("two"), installed.tokens("two")) == (None, None)


def test_saved_anew(installed):
    """Installing again replaces everything."""
    again = changed(domain="moved.example", client_id="local.2", scope=(), user_id=None, time_zone=None)
    installed.save(again, NEXT)
    assert (installed.find("one"), installed.tokens("one")) == (again, NEXT)


def test_new_portal(installations):
    """A portal that nobody has heard of is added by being installed."""
    installations.save(changed(member_id="new"), PAIR)
    assert installations.find("new") == changed(member_id="new")


def test_all_by_member_id(installed):
    """All installations are listed by their member_id."""
    installed.save(changed(member_id="b"), PAIR)
    installed.save(changed(member_id="a"), PAIR)
    assert [installation.member_id for installation in installed.all()] == ["a", "b", "one"]


def test_save_tokens(installed):
    """A new pair replaces the old one, of that portal only."""
    installed.save(changed(member_id="two"), PAIR)
    installed.save_tokens("one", NEXT)
    assert (installed.tokens("one"), installed.tokens("two")) == (NEXT, PAIR)


def test_change(installed):
    """Columns are changed one by one."""
    installed.change("one", domain="new.example", skew=2.0, scope=("crm",), application_token="next")
    assert installed.find("one") == changed(domain="new.example", skew=2.0, scope=("crm",), application_token="next")


def test_change_of_what_is_not_there(installed):
    """A column that an installation does not have, and a portal that has not installed us, are refused."""
    with pytest.raises(TypeError):
        installed.change("one", colour="red")
    with pytest.raises(UnknownPortal):
        installed.change("two", domain="new.example")
    with pytest.raises(UnknownPortal):
        installed.save_tokens("nobody", NEXT)


def test_suspended_keeps_tokens(installed):
    """Suspending says why and destroys nothing."""
    installed.set_status("one", Status.SUSPENDED, "licence ended")
    assert installed.find("one") == changed(status=Status.SUSPENDED, note="licence ended")
    assert installed.tokens("one") == PAIR
    installed.set_status("one", Status.ACTIVE)
    assert installed.find("one") == changed(note="")


@pytest.mark.parametrize("leave", [lambda it: it.set_status("one", Status.UNINSTALLED, "left"), "change"])
def test_uninstalled_destroys_tokens(installed, leave):
    """Leaving destroys the tokens and the token of events at once."""
    if leave == "change":
        installed.change("one", status=Status.UNINSTALLED, note="left")
    else:
        leave(installed)
    assert installed.tokens("one") is None
    assert installed.find("one") == changed(status=Status.UNINSTALLED, note="left", application_token="")


def test_uninstalled_stays_so(installed):
    """A worker that was renewing tokens while the portal left brings nothing back to life; installing again does."""
    installed.set_status("one", Status.UNINSTALLED, "left")
    with pytest.raises(AccessLost):
        installed.save_tokens("one", NEXT)
    installed.set_status("one", Status.SUSPENDED, "renewal failed")
    installed.change("one", status=Status.ACTIVE, application_token="old", skew=3.0)
    assert installed.tokens("one") is None
    assert installed.find("one") == changed(status=Status.UNINSTALLED, note="left", application_token="", skew=3.0)
    installed.save(ONE, NEXT)
    assert (installed.find("one"), installed.tokens("one")) == (ONE, NEXT)


def test_refresh_lock_waits_and_gives_up(installed, clock):
    """Who does not get the lock within half a minute is told so; of another portal it is free."""
    installed.save(changed(member_id="two"), PAIR)
    with (
        installed.refreshing("one"),
        pytest.raises(RefreshInProgress),
        installed.refreshing("two"),
        installed.refreshing("one"),
    ):
        pytest.fail("two held one lock")
    assert 30 <= clock.slept < 31
    with installed.refreshing("one"):
        pass


def test_refresh_lock_is_given_back_on_failure(installed, clock):
    """A renewal that fails gives the lock back."""
    with pytest.raises(ZeroDivisionError), installed.refreshing("one"):
        raise ZeroDivisionError
    with installed.refreshing("one"):
        assert clock.slept == 0


def test_refresh_lock_of_the_dead(installed, clock):
    """A lock whose holder died is free after its lease; when the dead one wakes up it does not free another's."""
    dead = installed.refreshing("one")
    dead.__enter__()
    clock.advance(91)
    with installed.refreshing("one"):
        assert clock.slept == 0
        dead.__exit__(None, None, None)
        with pytest.raises(RefreshInProgress), installed.refreshing("one"):
            pytest.fail("two held one lock")


def test_refresh_by_one_of_eight(backend):
    """Eight workers that notice the same expiry renew once; the others find what the first one fetched."""
    installations = made(backend, wall_clock)
    installations.save(ONE, PAIR)
    renewals: list[int] = []
    alone = threading.Lock()

    def renew(which: int) -> str:
        with installations.refreshing("one"):
            assert alone.acquire(blocking=False)
            if installations.tokens("one") == PAIR:
                renewals.append(which)
                installations.save_tokens("one", NEXT)
            alone.release()
            return installations.tokens("one").access

    assert in_threads(8, renew) == ["next access"] * 8
    assert len(renewals) == 1
