"""Whose turn it is: one lane per portal, verbs in order, slices that end, and what each kind of failure leads to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from b24bridge.core.errors import (
    AccessLost,
    BridgeError,
    Busy,
    DomainMoved,
    PortalError,
    RefreshInProgress,
    Unavailable,
)
from b24bridge.core.installations import Status
from b24bridge.core.jobs import APPLY, LOOK, SCAN, SETUP, SYNC, Job
from b24bridge.services.drain import LONGEST_WAIT, SOON, Drain
from b24bridge.services.relocate import Relocate
from tests.services.authorities import ADMIN, IDENTITY, AuthorityDouble
from tests.services.clocks import START
from tests.services.office import MEMBER, Office

SLICE_S, LEASE_S = 20.0, 155.0


class Bell:
    """Remembers who was rung for."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring(self, member_id: str) -> None:
        self.rung.append(member_id)

    def answered(self, member_id: str) -> None:
        """Nobody asks."""


@pytest.fixture
def done() -> list[str]:
    """Return the verbs that were done, in order."""
    return []


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def drain(office, done, bell) -> Callable[..., Drain]:
    """Return what makes a drain in which each verb says when it is next due, or does what is given for it."""

    def make(worker: str = "w", **verbs: Any) -> Drain:
        def plain(name: str):
            def verb(installation, portal, out_of_time):
                done.append(name)
                return verbs[name](out_of_time) if name in verbs else office.clock.now() + timedelta(hours=1)

            return verb

        return Drain(
            installations=office.installations,
            jobs=office.jobs,
            inbox=office.inbox,
            connect=lambda installation: office.portal,
            verbs={name: plain(name) for name in (SETUP, LOOK, APPLY, SYNC, SCAN)},
            bell=bell,
            relocate=Relocate(installations=office.installations, authority=AuthorityDouble(profiles={"at": ADMIN})),
            clock=office.clock,
            worker=worker,
            slice_s=SLICE_S,
            lease_s=LEASE_S,
        )

    return make


def plan(office: Office, *verbs: str) -> None:
    for verb in verbs:
        office.jobs.plan(MEMBER, verb, office.clock.now())


def job(office: Office, verb: str) -> Job:
    return next(job for job in office.jobs.all(MEMBER) if job.verb == verb)


def raising(error: Exception) -> Callable[[Any], None]:
    def verb(_: Any) -> None:
        raise error

    return verb


def test_what_is_due_is_done_in_order(office, drain, done, bell):
    """Whatever was planned first, the order of the verbs holds; what is not due waits; nobody is rung for nothing."""
    plan(office, SCAN, SETUP, APPLY)
    office.jobs.plan(MEMBER, SYNC, office.clock.now() + timedelta(seconds=1))

    assert drain().run(MEMBER)

    assert done == [SETUP, APPLY, SCAN]
    assert bell.rung == []


def test_what_a_verb_plans_is_done_in_the_same_turn(office, drain, done):
    """A verb that becomes due meanwhile has its turn, in this slice."""
    plan(office, SCAN)

    def scan(_):
        plan(office, APPLY)
        return office.clock.now() + timedelta(hours=1)

    drain(scan=scan).run(MEMBER)

    assert done == [SCAN, APPLY]


def test_a_waiting_event_makes_looking_due(office, drain, done):
    """Nobody has to plan it."""
    office.inbox.put(MEMBER, "ONCRMCOMPANYADD", "1", {}, office.clock.now())

    def look(_):
        office.inbox.done(office.inbox.claim(MEMBER, 50, office.clock.now(), 60))

    drain(look=look).run(MEMBER)

    assert done == [LOOK]


def test_looking_that_failed_waits_although_events_do(office, drain, done):
    """An event that waits does not hammer a portal that just said no."""
    office.inbox.put(MEMBER, "ONCRMCOMPANYADD", "1", {}, office.clock.now())
    broken = drain(look=raising(Unavailable("batch", "timeout")))
    broken.run(MEMBER)

    broken.run(MEMBER)

    assert done == [LOOK]


def test_another_workers_lane_is_left_to_it(office, drain, done):
    """Two workers never work for one portal at the same time; a dead one is replaced when its lease is over."""
    plan(office, SYNC)
    office.jobs.take(MEMBER, "another", office.clock.now(), LEASE_S)

    assert not drain().run(MEMBER)
    assert done == []

    office.clock.advance(LEASE_S + 1)
    assert drain().run(MEMBER)
    assert done == [SYNC]


def test_the_lane_is_free_again_whatever_happened(office, drain):
    """Even when a verb takes the whole worker with it, the next one finds the lane free."""
    plan(office, SYNC)

    class Killed(BaseException):
        pass

    with pytest.raises(Killed):
        drain(sync=raising(Killed())).run(MEMBER)  # type: ignore[arg-type]

    assert office.jobs.take(MEMBER, "another", office.clock.now(), LEASE_S)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.UNINSTALLED])
def test_nothing_is_done_where_nothing_may_be_done(office, drain, done, status):
    """A portal that does not let us in, or has removed us, has no turn."""
    plan(office, SYNC)
    office.installations.set_status(MEMBER, status)

    assert not drain().run(MEMBER)
    assert not drain().run("nobody")
    assert done == []


def test_a_slice_ends_and_the_bell_rings_for_the_rest(office, drain, done, bell):
    """After twenty seconds others have their turn; what is left is rung for."""
    plan(office, APPLY, SYNC)

    def apply(out_of_time):
        assert not out_of_time()
        office.clock.advance(SLICE_S + 1)
        assert out_of_time()
        return office.clock.now()

    drain(apply=apply).run(MEMBER)

    assert done == [APPLY]
    assert bell.rung == [MEMBER]


def test_asking_for_the_time_keeps_the_lane(office, drain):
    """A verb that goes on asking may take longer than a lease; one that lost its lane stops."""
    plan(office, SYNC)
    seen = []

    def sync(out_of_time):
        office.clock.advance(SLICE_S - 1)
        out_of_time()
        office.clock.advance(LEASE_S - 1)
        seen.append(office.jobs.take(MEMBER, "another", office.clock.now(), 1))
        office.clock.advance(2)
        seen.append(office.jobs.take(MEMBER, "another", office.clock.now(), LEASE_S))
        seen.append(out_of_time())
        return office.clock.now() + timedelta(hours=1)

    drain(sync=sync).run(MEMBER)

    assert seen == [False, True, True]


@pytest.mark.parametrize(
    ("error", "waits", "is_shown"),
    [
        (Busy("batch", "QUERY_LIMIT_EXCEEDED", retry_at=START + timedelta(seconds=77)), timedelta(seconds=77), False),
        (RefreshInProgress("member"), SOON, False),
        (DomainMoved("batch", "new.example"), SOON, False),
        (AccessLost("batch", "invalid_grant"), LONGEST_WAIT, True),
        (PortalError("batch", "strange"), SOON, True),
        (BridgeError("named"), SOON, True),
        (ZeroDivisionError("a bug"), SOON, True),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
def test_what_a_verb_raises_decides_when_it_is_tried_again(office, drain, error, waits, is_shown):
    """What passes by itself is only waited for; what a person must know of is kept with its text."""
    plan(office, SYNC)

    drain(sync=raising(error)).run(MEMBER)

    after = job(office, SYNC)
    assert after.due_at == office.clock.now() + waits
    assert (str(error) in after.error) is is_shown


def test_a_failing_verb_is_tried_ever_more_rarely(office, drain, done):
    """Five seconds, ten, twenty … up to six hours, and never given up; a success starts anew."""
    plan(office, SYNC)
    pauses = []
    for _ in range(15):
        drain(sync=raising(ZeroDivisionError())).run(MEMBER)
        due = job(office, SYNC).due_at
        pauses.append((due - office.clock.now()).total_seconds())
        office.clock.moment = due

    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == LONGEST_WAIT.total_seconds()
    assert sorted(pauses) == pauses
    assert len(done) == 15

    drain().run(MEMBER)
    assert (job(office, SYNC).error, job(office, SYNC).attempts) == ("", 0)


def test_a_failing_verb_stops_no_other(office, drain, done):
    """A bug in one verb costs the others nothing."""
    plan(office, SETUP, SYNC)

    drain(setup=raising(ZeroDivisionError())).run(MEMBER)

    assert done == [SETUP, SYNC]


def test_a_portal_that_locks_us_out_is_suspended_with_its_reason(office, drain):
    """Its people see why, and nobody knocks again before they act."""
    plan(office, SYNC)

    drain(sync=raising(AccessLost("batch", "invalid_grant"))).run(MEMBER)

    assert office.installation.status is Status.SUSPENDED
    assert "invalid_grant" in office.installation.note
    office.clock.advance(100_000)
    assert not drain().run(MEMBER)


def test_a_portal_that_moved_is_asked_for_where_it_is(office, drain):
    """The authorization server says the new address, and the next try goes there."""
    plan(office, SYNC)
    office.installations.change(MEMBER, domain="old.example", endpoint="https://old.example/rest/")

    drain(sync=raising(DomainMoved("batch", "portal.example"))).run(MEMBER)

    assert office.installation.domain == IDENTITY.domain
    assert job(office, SYNC).due_at == office.clock.now() + SOON


def test_where_a_portal_moved_to_may_be_unknown(office, drain):
    """When nobody vouches for a new address the verb has failed, with its reason, and is tried ever more rarely."""
    plan(office, SYNC)
    moved = drain(sync=raising(DomainMoved("batch", "evil.example")))
    moved.relocate.authority.profiles.clear()

    moved.run(MEMBER)

    assert "token_not_vouched_for" in job(office, SYNC).error
    assert office.installation.domain == "portal.example"


@pytest.mark.parametrize(
    "happening",
    [
        lambda office: office.installations.set_status(MEMBER, Status.UNINSTALLED),
        lambda office: office.installations.set_status(MEMBER, Status.SUSPENDED),
        lambda office: office.installations.change(MEMBER, endpoint="https://new.example/rest/"),
    ],
    ids=["uninstalled", "suspended", "moved"],
)
def test_a_turn_ends_when_the_portal_is_not_what_it_was(office, drain, done, happening):
    """Removed, locked or moved in the middle of a turn: the next verb is not begun on what we knew."""
    plan(office, SETUP, SYNC)

    def setup(_):
        happening(office)
        return office.clock.now() + timedelta(hours=1)

    drain(setup=setup).run(MEMBER)

    assert done == [SETUP]


def test_a_portal_erased_in_the_middle_of_a_turn_ends_it(office, drain, done):
    """Its people removed us and all we held: no trace, no error, no further verb."""
    plan(office, SETUP, SYNC)

    assert not drain(setup=lambda _: office.mirror.erase(MEMBER)).run(MEMBER)

    assert done == [SETUP]
    assert office.installations.find(MEMBER) is None


def test_the_portals_clock_is_kept_when_it_says_something_new(office, drain, done):
    """Two seconds are nothing; an hour is kept, and the next verb of the same turn goes by it."""
    seen = []
    made = drain()
    verbs = {SYNC: lambda installation, *_: seen.append(installation.skew), SCAN: made.verbs[SCAN], SETUP: made.verbs[SETUP]}
    plan(office, SETUP, SYNC)
    office.portal.skew = lambda: 1.9  # type: ignore[method-assign]
    replace(made, verbs=verbs).run(MEMBER)
    assert office.installation.skew == 0.0

    plan(office, SETUP, SYNC)
    office.portal.skew = lambda: 3600.0  # type: ignore[method-assign]
    replace(made, verbs={SETUP: made.verbs[SETUP], **verbs}).run(MEMBER)
    assert office.installation.skew == 3600.0

    plan(office, SYNC)
    office.portal.skew = lambda: None  # type: ignore[method-assign,return-value]
    replace(made, verbs=verbs).run(MEMBER)
    assert seen[-1] == 3600.0
