"""The shared bucket, in a real Redis-compatible server: a portal's own never runs over, whoever calls and whatever is lost."""

import threading

import pytest
from redis import Redis
from structlog.testing import capture_logs

from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.throttle import Limiter, PortalThrottle, Rate, connect
from b24bridge.core.errors import Busy
from tests.bitrix.doubles import HOST, START, FakeClock, new_limiter

EPOCH = START.timestamp()
METHOD = "crm.item.list"


class Bucket:
    """The portal's own bucket, as it counts arrivals (limits.md)."""

    def __init__(self, clock: FakeClock, size: float = 50, drain: float = 2) -> None:
        self.clock, self.size, self.drain = clock, size, drain
        self.level, self.at, self.highest, self.arrived = 0.0, 0.0, 0.0, 0

    def arrive(self) -> None:
        now = self.clock.monotonic()
        self.level = max(0.0, self.level - (now - self.at) * self.drain) + 1
        self.at, self.highest, self.arrived = now, max(self.highest, self.level), self.arrived + 1

    @property
    def is_spared(self) -> bool:
        return self.highest <= 0.8 * self.size


def call(throttle: PortalThrottle, bucket: Bucket, times: int) -> None:
    for _ in range(times):
        throttle.before(METHOD)
        bucket.arrive()


@pytest.mark.parametrize(("family", "size", "drain"), [("", 50, 2), ("pro", 50, 2), ("ent", 250, 5), ("ENT10000", 250, 5)])
def test_a_plan_has_its_rate(idle: Limiter, clock: FakeClock, family: str, size: float, drain: float):
    """A fifth of the bucket stays free, and 98 % of the drain is used under load."""
    bucket, began = Bucket(clock, size, drain), clock.passed
    call(idle.throttle(HOST, family, longest_wait_s=60), bucket, 1000)
    assert bucket.is_spared
    assert bucket.highest > 0.6 * size
    assert (clock.passed - began) * drain < 1000
    assert 1000 / ((clock.passed - began) * drain + 0.8 * size) > 0.95


def test_a_portal_that_was_never_called_is_not_called_in_a_burst(limiter: Limiter, clock: FakeClock):
    """Nobody knows what another copy of ours has sent from here, so the first calls come at the pace of the drain."""
    bucket = Bucket(clock)
    bucket.level = 40
    call(limiter.throttle(HOST), bucket, 50)
    assert bucket.is_spared


def test_a_portal_met_for_the_first_time_has_an_empty_bucket(limiter: Limiter, clock: FakeClock):
    """Who knows that nobody of us ever called a portal may say so; a bucket that is in use is left as it is."""
    limiter.meet(HOST)
    bucket = Bucket(clock)
    call(limiter.throttle(HOST), bucket, 35)
    assert clock.passed == 0
    limiter.meet(HOST)
    call(limiter.throttle(HOST), bucket, 35)
    assert bucket.is_spared


def test_an_idle_bucket_is_empty(idle: Limiter, clock: FakeClock):
    """After a quiet minute a burst costs no waiting."""
    before = clock.passed
    call(idle.throttle(HOST), Bucket(clock), 35)
    assert clock.passed == before


def test_what_the_server_lost_counts_as_used(idle: Limiter, redis: Redis, clock: FakeClock):
    """Emptied again and again in the middle of a load, the store never allows a second burst."""
    bucket = Bucket(clock)
    for _ in range(20):
        call(idle.throttle(HOST), bucket, 7)
        redis.flushall()
    assert bucket.is_spared


def test_a_restart_from_an_older_copy_counts_as_a_loss(idle: Limiter, redis: Redis, clock: FakeClock):
    """A state that another run of the server wrote is not believed: it may be from before the burst."""
    key = next(key for key in redis.scan_iter() if b"bucket" in key)
    old = redis.hgetall(key)
    bucket = Bucket(clock)
    call(idle.throttle(HOST), bucket, 35)
    redis.hset(key, mapping=old | {b"run": b"another-run"})
    call(idle.throttle(HOST), bucket, 35)
    assert bucket.is_spared


def test_a_clock_that_goes_back_gives_nothing_away(idle: Limiter, redis: Redis, clock: FakeClock):
    """Time that runs backwards drains nothing."""
    bucket = Bucket(clock)
    call(idle.throttle(HOST), bucket, 35)
    behind = Limiter(redis, clock, jitter=lambda: 0.5, moment=lambda: EPOCH + clock.passed - 3600)
    call(behind.throttle(HOST), bucket, 35)
    assert bucket.is_spared


def test_portals_and_addresses_of_ours_have_buckets_of_their_own(idle: Limiter, redis: Redis, clock: FakeClock):
    """One portal's load does not slow another; the same portal is counted per address from which we call."""
    call(idle.throttle(HOST), Bucket(clock), 35)
    other = Limiter(redis, clock, jitter=lambda: 0.5, egress="second", moment=lambda: EPOCH + clock.passed)
    for throttle in (idle.throttle("other.bitrix24.ru"), other.throttle(HOST)):
        before = clock.passed
        throttle.before(METHOD)
        assert 2.9 < clock.passed - before < 3.5


def test_people_who_wait_go_before_background_work(idle: Limiter, clock: FakeClock):
    """Background work leaves room, so that a person's call goes at once in the middle of a load."""
    bucket = Bucket(clock)
    call(idle.throttle(HOST), bucket, 100)
    before = clock.passed
    call(idle.throttle(HOST, is_background=False), bucket, 4)
    assert clock.passed == before
    assert bucket.is_spared


def test_a_call_that_would_wait_too_long_is_busy(idle: Limiter, clock: FakeClock):
    """The worker turns to another portal and comes back when there is room."""
    call(idle.throttle(HOST), Bucket(clock), 35)
    before = clock.passed
    with pytest.raises(Busy) as raised:
        idle.throttle(HOST, longest_wait_s=0.2).before(METHOD)
    assert 0 < (raised.value.retry_at - clock.now()).total_seconds() < 1
    assert clock.passed == before


def test_callers_in_threads_share_one_bucket(idle: Limiter, redis: Redis, clock: FakeClock):
    """Four workers with a limiter each never get more than one would."""
    bucket, lock, taken = Bucket(clock), threading.Lock(), []

    def work() -> None:
        throttle = new_limiter(redis, clock).throttle(HOST, longest_wait_s=0)
        for _ in range(40):
            try:
                throttle.before(METHOD)
            except Busy:
                continue
            with lock:
                bucket.arrive()
                taken.append(METHOD)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(taken) == 35
    assert bucket.is_spared


def test_a_refusal_for_speed_stops_all_calls_for_a_while(idle: Limiter, clock: FakeClock):
    """Somebody else shares our address: we stop, longer each time, and start again without a burst."""
    throttle, waits = idle.throttle(HOST, longest_wait_s=0), []
    for _ in range(7):
        throttle.after(METHOD, None, "QUERY_LIMIT_EXCEEDED")
        with pytest.raises(Busy) as raised:
            throttle.before("profile")
        waits.append((raised.value.retry_at - clock.now()).total_seconds())
        clock.sleep(waits[-1])
    assert waits == pytest.approx([2, 4, 8, 16, 32, 60, 60], abs=0.01)
    clock.sleep(180)
    throttle.after(METHOD, None, "query_limit_exceeded")
    with pytest.raises(Busy) as raised:
        throttle.before("profile")
    assert (raised.value.retry_at - clock.now()).total_seconds() == pytest.approx(2, abs=0.01)


def test_a_manual_block_stops_all_calls_for_an_hour(idle: Limiter, clock: FakeClock):
    """The vendor blocked the portal by hand (limits.md): one call an hour asks whether it is over."""
    throttle = idle.throttle(HOST)
    throttle.after(METHOD, None, "OVERLOAD_LIMIT")
    with pytest.raises(Busy) as raised:
        throttle.before("profile")
    assert (raised.value.retry_at - clock.now()).total_seconds() == pytest.approx(3600, abs=0.01)


def test_without_redis_one_call_a_second_goes(clock: FakeClock, tmp_path):
    """The pace of processes that cannot ask Redis; the trouble is told once."""
    limiter = Limiter(connect(f"unix://{tmp_path}/none"), clock, jitter=lambda: 0.0, folder=tmp_path)
    throttle = limiter.throttle(HOST)
    with capture_logs() as logs:
        for _ in range(10):
            throttle.before(METHOD)
            throttle.after(METHOD, Timing(EPOCH, EPOCH, 10, EPOCH + 600))
    assert clock.passed >= 10
    assert [log["event"] for log in logs] == ["redis_unreachable"]


def test_redis_that_comes_back_is_told_that_it_missed_calls(idle: Limiter, redis: Redis, clock: FakeClock, tmp_path):
    """What went out without it is unknown to the bucket, which therefore starts full."""
    bucket, pool = Bucket(clock), redis.connection_pool
    call(idle.throttle(HOST), bucket, 35)
    redis.connection_pool = connect(f"unix://{tmp_path}/none").connection_pool
    call(idle.throttle(HOST, longest_wait_s=60), bucket, 20)
    redis.connection_pool = pool
    call(idle.throttle(HOST), bucket, 45)
    assert bucket.is_spared


def test_redis_gives_the_time_unless_told_otherwise(redis: Redis):
    """Workers' clocks may differ: two limiters with wild clocks share one bucket by the server's own."""
    clocks = [FakeClock(), FakeClock()]
    clocks[1].sleep(3600)
    throttles = [Limiter(redis, clock, jitter=lambda: 0.0).throttle(HOST, longest_wait_s=0) for clock in clocks]
    for throttle in throttles:
        with pytest.raises(Busy) as raised:
            throttle.before(METHOD)
        assert (raised.value.retry_at - throttle.limiter.clock.now()).total_seconds() < 4


def test_rates_are_those_of_the_documents():
    """50 and 2 a second, or 250 and 5, less our margin."""
    assert Rate.of("std") == Rate(40, 1.96)
    assert Rate.of("ent") == Rate(200, 4.9)
