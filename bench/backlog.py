"""The limits under backlog: how much of what a portal allows is used, and whether it ever has to say no.

One process on one portal, and four on another, both at the same time; the portals' own logs are the judges.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from b24bridge import clock
from b24bridge.core.errors import Busy
from b24sandbox.limits import PLANS
from bench.alone import alone, processes
from bench.figures import Figure, Goal, ratio
from bench.rig import is_request, prepare, rig, wired
from config.process import ProcessSettings

PLAN = "standard"  # its burst is spent within seconds even by a busy machine, so that the window sees the limit alone
WORKERS = (1, 4)
RUN_S, WINDOW_S = 36.0, 30.0
TOO_FAST = 503


def measure(folder: Path) -> dict[str, list[Figure]]:
    """Keep a backlog on every portal at once and read what the portals saw."""
    with processes(len(WORKERS)) as pool:
        logs = list(pool.map(backlog, [folder / f"backlog-{number}" for number in WORKERS], WORKERS))
    return {"throttle": [figure for number, calls in zip(WORKERS, logs, strict=True) for figure in _figures(number, calls)]}


def backlog(folder: Path, workers: int) -> Sequence[dict[str, Any]]:
    """Have so many processes call a portal without a pause; return the requests as the portal logged them."""
    with rig(folder) as made:
        made.sandbox(1, 0, PLAN)
        made.install(made.web())
        alone(prepare, made.settings)
        until = clock.monotonic() + RUN_S  # the clock is the machine's: all its processes read the same
        with processes(workers) as pool:
            for done in [pool.submit(work, made.settings, until) for _ in range(workers)]:
                done.result()
        return [call for call in made.calls() if is_request(call)]


def work(settings: ProcessSettings, until: float) -> None:
    """Ask a portal for something small, again and again, through our client and its throttle."""
    bridge, installation = wired(settings)
    portal = bridge.connect(installation)
    while clock.monotonic() < until:
        try:
            portal.about()
        except Busy:
            continue  # held back for longer than a call may be; a worker would turn to another portal


def _figures(workers: int, calls: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    drain, burst = PLANS[PLAN]
    who = f"{workers} process{'es' if workers > 1 else ''}"
    times = [call["received_real"] for call in calls]
    used, allowed = in_last(times, WINDOW_S), drain * WINDOW_S
    note = f"{used} ÷ {allowed:.0f} in the last {WINDOW_S:.0f} s, plan {PLAN}"
    yield Figure(f"used ÷ allowed under backlog, {who}", ratio(used, allowed), note, Goal(least=0.95, most=1))
    note = f"{(top := highest_level(times, drain)):.1f} ÷ {burst}; it refuses above 1"
    yield Figure(f"highest level ÷ the portal's bucket, {who}", ratio(top, burst), note, Goal(most=0.8))
    refused = sum(call["status"] == TOO_FAST for call in calls)
    yield Figure(f"refused (503), {who}", refused, f"of {len(times)} requests", Goal(most=0), "requests")


def in_last(times: Sequence[float], seconds: float) -> int:
    """Count the moments within the last so many seconds before the last of them; they are in order."""
    return sum(moment > times[-1] - seconds for moment in times)


def highest_level(times: Sequence[float], drain: float) -> float:
    """Return the highest level of a bucket to which each moment, in order, adds one and which drains steadily."""
    level = top = 0.0
    for before, at in pairwise([times[0], *times]):
        level = max(0.0, level - (at - before) * drain) + 1
        top = max(top, level)
    return top
