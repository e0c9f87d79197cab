"""Real processes, real time and a store that is emptied under them: the portal's bucket still never runs over."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, wait

import pytest
from redis import Redis

from b24bridge import clock
from b24bridge.bitrix.throttle import Limiter, PortalThrottle, Rate, connect

SIZE, DRAIN = 50, 204
CALLS, WORKERS = 100, 4


def work(socket: str, seed: int) -> list[float]:
    """Call as fast as the throttle lets us; return when each call went out, by the clock that all processes share."""
    limiter = Limiter(connect(f"unix://{socket}"), clock, jitter=lambda: seed / WORKERS)
    throttle = PortalThrottle(limiter, "portal.bitrix24.ru", Rate(0.8 * SIZE, 0.98 * DRAIN), 0, 60)
    sent = []
    for _ in range(CALLS):
        throttle.before("crm.item.list")
        sent.append(clock.monotonic())
    return sent


def highest(arrivals: list[float]) -> float:
    """Return the highest level of the portal's own bucket."""
    level = top = 0.0
    before = arrivals[0]
    for at in arrivals:
        level = max(0.0, level - (at - before) * DRAIN) + 1
        before, top = at, max(top, level)
    return top


@pytest.mark.slow
@pytest.mark.parametrize("is_emptied", [False, True])
def test_processes_never_exceed_the_portals_bucket(redis: Redis, valkey_socket: str, is_emptied: bool):
    """Each process holds at most one ticket that it has not used yet, so our margin covers any delay of theirs."""
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(work, valkey_socket, seed) for seed in range(WORKERS)]
        while wait(jobs, timeout=0.1).not_done:
            if is_emptied:
                redis.flushall()
        arrivals = sorted(at for job in jobs for at in job.result())
    assert len(arrivals) == CALLS * WORKERS
    assert highest(arrivals) <= SIZE
    assert arrivals[-1] - arrivals[0] > (CALLS * WORKERS - SIZE) / DRAIN
