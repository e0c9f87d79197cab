"""First sync of a generated portal by the real adapter into the real mirror, then a sweep with nothing changed.

Neither the portal nor we hold requests back here, so that the run shows what our side costs; `backlog` measures the limits.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b24bridge import clock
from b24bridge.bitrix.streams.activities import BINDINGS_METHOD
from b24bridge.bitrix.transport import new_session
from b24bridge.core.streams import Stream
from b24bridge.sites import Sites
from b24sandbox.limits import PLANS
from bench.alone import alone, peak_mb
from bench.figures import PAGE, PAGES_A_REQUEST, Figure, Goal, fewest_requests, ratio
from bench.rig import Rig, prepare, rig, wired
from config.process import ProcessSettings

COMPANIES, ACTIVITIES = 20_000, 60_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What one round of reading came to."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    counts: dict[Stream, int]


class Unlimited:
    """A limiter that lets every request go at once."""

    def throttle(self, *_: object, **__: object) -> "Unlimited":
        """Return the throttle of a portal."""
        return self

    def before(self, method: str, inner: Sequence[str] = ()) -> None:
        """Let a request go."""

    def after(self, method: str, timing: object, code: str = "") -> None:
        """Learn nothing."""

    def meet(self, host: str) -> None:
        """Remember nothing."""


def measure(folder: Path) -> dict[str, list[Figure]]:
    """Read everything once, then once more; return the figures of both."""
    with rig(folder / "reading") as made:
        made.sandbox(COMPANIES, ACTIVITIES, "enterprise")
        made.install(made.web())
        alone(prepare, made.settings)
        made.unlimit()
        first, methods = _counted(made)
        clock.sleep(made.settings.sweep_s)  # a stream that was just read is left alone
        second, repeated = _counted(made)
        portal = made.rows()
    return {"first sync": [*_of_first(first, methods, portal)], "unchanged sweep": [*_of_sweep(second, repeated)]}


def read(settings: ProcessSettings) -> Reading:
    """Bring the mirror up to date and say what it took; made for a process of its own."""
    bridge, installation = wired(settings)
    session = new_session(settings.insecure_hosts, clock.monotonic)
    portal = Sites(settings, bridge.installations, Unlimited(), bridge.policies, session).connect(installation)
    began, worked = clock.monotonic(), time.process_time()
    bridge.sync.run(installation, portal, lambda: False)
    wall_s, cpu_s = clock.monotonic() - began, time.process_time() - worked
    return Reading(wall_s, cpu_s, peak_mb(), dict(bridge.mirror.counts(installation.member_id)))


def _counted(made: Rig) -> tuple[Reading, Counter[str]]:
    """Return what a round came to, and its requests by method."""
    before = made.calls()[-1]["id"]
    done = alone(read, made.settings)
    return done, requests_by_method(made.calls(before))


def requests_by_method(calls: Sequence[dict[str, Any]]) -> Counter[str]:
    """Count the requests of a log of calls; a batch goes by the method of its commands."""
    inner = {call["batch"]: call["method"] for call in calls if call["batch"] is not None}
    return Counter(inner.get(call["id"], call["method"]) for call in calls if call["batch"] is None)


def _of_first(done: Reading, methods: Counter[str], portal: dict[str, int]) -> Iterator[Figure]:
    rows = done.counts[Stream.COMPANIES] + done.counts[Stream.ACTIVITIES]
    there, speed = portal["company"] + portal["activity"], rows / done.wall_s
    least, links = fewest(done.counts), methods[BINDINGS_METHOD]
    lists = methods.total() - links
    yield Figure("rows in the mirror ÷ on the portal", ratio(rows, there), f"{rows:,} ÷ {there:,}", Goal(least=1, most=1))
    yield Figure("requests ÷ minimum", ratio(methods.total(), least), f"{methods.total()} ÷ {least}", Goal(most=1.02))
    yield Figure("the same, links of activities left out", ratio(lists, least), f"{lists} ÷ {least}; links {links}")
    for plan, (drain, _) in sorted(PLANS.items(), reverse=True):
        bound = drain * PAGE * PAGES_A_REQUEST
        yield Figure(f"rows/s, limits off ÷ bound of {plan}", ratio(speed, bound), f"{speed:,.0f} ÷ {bound:,.0f} rows/s")
    yield Figure("our CPU ÷ wall", ratio(done.cpu_s, done.wall_s), f"{done.cpu_s:.1f} ÷ {done.wall_s:.1f} s")
    yield Figure("peak memory", done.peak_mb, "", Goal(most=150), "MB")


def _of_sweep(done: Reading, methods: Counter[str]) -> Iterator[Figure]:
    note = f"{sum(done.counts.values()):,} rows in the mirror, {done.wall_s:.1f} s"
    yield Figure("requests", methods.total(), note, Goal(most=20), "requests")


def fewest(counts: dict[Stream, int]) -> int:
    """Return the fewest requests that reading these rows takes; comments of so many cards are not read in a first sync."""
    return sum(fewest_requests(rows) for stream, rows in counts.items() if stream is not Stream.COMMENTS)
