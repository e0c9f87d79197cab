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

PLAN = "standard"
WORKERS = (1, 4)
RUN_S = 32.0
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
        with processes(workers) as pool:
            for done in [pool.submit(work, made.settings) for _ in range(workers)]:
                done.result()
        return [call for call in made.calls() if is_request(call)]


def work(settings: ProcessSettings) -> None:
    """Ask a portal for something small, again and again, through our client and its throttle."""
    bridge, installation = wired(settings)
    portal, until = bridge.connect(installation), clock.monotonic() + RUN_S
    while clock.monotonic() < until:
        try:
            portal.about()
        except Busy:
            continue  # held back for longer than a call may be; a worker would turn to another portal


def _figures(workers: int, calls: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    drain, burst = PLANS[PLAN]
    who = f"{workers} process{'es' if workers > 1 else ''}"
    times = [call["received_real"] for call in calls]
    used, seconds = since_full(times, drain)
    note = f"{used} ÷ {drain * seconds:.1f} in {seconds:.0f} s, plan {PLAN}, burst left out"
    yield Figure(f"used ÷ allowed under backlog, {who}", ratio(used, drain * seconds), note, Goal(least=0.95, most=1))
    top = max(levels(times, drain))
    note = f"{top:.1f} ÷ {burst}; it refuses above 1"
    yield Figure(f"highest level ÷ the portal's bucket, {who}", ratio(top, burst), note, Goal(most=0.8))
    refused = sum(call["status"] == TOO_FAST for call in calls)
    yield Figure(f"refused (503), {who}", refused, f"of {len(times)} requests", Goal(most=0), "requests")


def since_full(times: Sequence[float], drain: float) -> tuple[int, float]:
    """Return how many calls came once the bucket was as full as it ever got (but for one call), and in how many seconds."""
    reached = levels(times, drain)
    first = next(place for place, level in enumerate(reached) if level > max(reached) - 1)
    return len(times) - 1 - first, times[-1] - times[first]


def levels(times: Sequence[float], drain: float) -> list[float]:
    """Return the level of a bucket after each moment: every one, in order, adds one, and it drains steadily."""
    reached = [1.0]
    for before, at in pairwise(times):
        reached.append(max(0.0, reached[-1] - (at - before) * drain) + 1)
    return reached
