"""Running time of methods, learnt from envelopes and kept for all processes: a method stops before the portal stops it."""

import pytest
from redis import Redis

from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.throttle import Limiter
from b24bridge.core.errors import Busy
from tests.bitrix.doubles import HOST, START, FakeClock

EPOCH = START.timestamp()
METHOD = "crm.item.list"


def timing(operating: float, reset_in: float = 600) -> Timing:
    return Timing(EPOCH, EPOCH, operating, EPOCH + reset_in)


def test_a_method_that_used_up_its_time_waits_and_the_others_go_on(idle: Limiter, clock: FakeClock):
    """At 80 % of the limit one method is parked until a part of its time is given back."""
    throttle = idle.throttle(HOST)
    throttle.after(METHOD, timing(384, 240))
    for inner in ((), ("profile", METHOD)):
        with pytest.raises(Busy) as raised:
            throttle.before("batch" if inner else METHOD, inner)
        assert raised.value.method == METHOD
        assert (raised.value.retry_at - clock.now()).total_seconds() == pytest.approx(240, abs=0.01)
    throttle.before("batch", ["profile"])
    clock.sleep(241)
    throttle.before(METHOD)


def test_a_method_that_comes_near_its_limit_slows_down(idle: Limiter, clock: FakeClock):
    """From 70 % on each call is preceded by a pause that grows up to five seconds."""
    throttle, pauses = idle.throttle(HOST), []
    for used in (300, 336, 348, 360, 383):
        throttle.after("x", None)
        throttle.after(f"method-{used}", timing(used))
        before = clock.passed
        throttle.before(f"method-{used}")
        pauses.append(clock.passed - before)
    assert pauses == pytest.approx([0, 0, 1.25, 2.5, 4.9], abs=0.01)


def test_the_next_request_is_foreseen(idle: Limiter):
    """A method whose requests take half a minute stops before the one that would cross the line."""
    throttle = idle.throttle(HOST)
    throttle.after(METHOD, timing(320))
    throttle.after(METHOD, timing(350))
    throttle.before(METHOD)
    throttle.after(METHOD, timing(355))
    with pytest.raises(Busy):
        throttle.before(METHOD)


@pytest.mark.parametrize(("given", "wait"), [(None, 300), (Timing(EPOCH, EPOCH, 480, EPOCH + 120), 120), (Timing(), 300)])
def test_a_refused_method_waits_for_its_reset(idle: Limiter, clock: FakeClock, given: Timing | None, wait: float):
    """The portal's own refusal parks the method, for the ban of the newer portals when it says no time."""
    throttle = idle.throttle(HOST)
    throttle.after(METHOD, given, "OPERATION_TIME_LIMIT")
    with pytest.raises(Busy) as raised:
        throttle.before(METHOD)
    assert (raised.value.retry_at - clock.now()).total_seconds() == pytest.approx(wait, abs=0.01)


def test_a_portal_without_running_times_is_not_held_back(idle: Limiter, redis: Redis):
    """A portal on its owner's server says nothing of running time."""
    idle.throttle(HOST).after(METHOD, Timing(EPOCH, EPOCH))
    assert not [key for key in redis.scan_iter() if b"operating" in key]


def test_all_state_forgets_itself(idle: Limiter, redis: Redis):
    """No portal that is gone leaves a key for ever, and keys bear our prefix."""
    throttle = idle.throttle(HOST)
    throttle.after(METHOD, timing(10))
    throttle.after(METHOD, None, "OVERLOAD_LIMIT")
    assert all(redis.ttl(key) > 0 for key in redis.scan_iter())
    assert all(key.startswith(b"b24b:throttle:") for key in redis.scan_iter())
