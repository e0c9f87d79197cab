"""First sync of a generated portal by the real adapter into the real mirror; then nights: quiet, with changes, with losses.

Neither the portal nor we hold requests back here, so that the run shows what our side costs; `backlog` measures the limits.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

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
ONE_IN = 100  # rows that change in a night
BATCH = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What one round of reading came to."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    counts: dict[Stream, int]
    gone: int = 0


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
        night, compared = _counted(made, compare)
        changed = alone(change, made.settings, COMPANIES, ACTIVITIES)
        clock.sleep(made.settings.sweep_s)
        third, swept = _counted(made)
        alone(delete, made.settings, ACTIVITIES)
        last, closed_in = _counted(made, compare)
    return {
        "first sync": [*_of_first(first, methods, portal)],
        "unchanged sweep": [*_of_sweep(second, repeated)],
        "a night's comparison": [*_of_night(night, compared, "nothing changed"), *_of_night(last, closed_in, "100 deleted")],
        "sweep with 1 % changed": [*_of_changes(third, swept, changed, repeated.total())],
    }


def read(settings: ProcessSettings) -> Reading:
    """Bring the mirror up to date and say what it took; made for a process of its own."""
    bridge, installation = wired(settings)
    session = new_session(settings.insecure_hosts, clock.monotonic)
    portal = Sites(settings, bridge.installations, Unlimited(), bridge.policies, session).connect(installation)
    began, worked = clock.monotonic(), time.process_time()
    bridge.sync.run(installation, portal, lambda: False)
    wall_s, cpu_s = clock.monotonic() - began, time.process_time() - worked
    return Reading(wall_s, cpu_s, peak_mb(), dict(bridge.mirror.counts(installation.member_id)))


def compare(settings: ProcessSettings) -> Reading:
    """Compare the mirror with the portal; made for a process of its own."""
    bridge, installation = wired(settings)
    session = new_session(settings.insecure_hosts, clock.monotonic)
    portal = Sites(settings, bridge.installations, Unlimited(), bridge.policies, session).connect(installation)
    began, worked = clock.monotonic(), time.process_time()
    found = bridge.sync.compare(installation, portal)
    wall_s, cpu_s = clock.monotonic() - began, time.process_time() - worked
    return Reading(wall_s, cpu_s, peak_mb(), dict(bridge.mirror.counts(installation.member_id)), found.gone.total())


def change(settings: ProcessSettings, companies: int, activities: int) -> dict[Stream, int]:
    """Have one row in a hundred changed on the portal, and return how many of each stream that were."""
    first, second = range(1, companies + 1, ONE_IN), range(1, activities + 1, ONE_IN)
    _order(settings, [f"crm.item.update?entityTypeId=4&id={number}&fields[title]=Changed" for number in first])
    _order(settings, [f"crm.activity.update?id={number}&fields[SUBJECT]=Changed" for number in second])
    return {Stream.COMPANIES: len(first), Stream.ACTIVITIES: len(second)}


def delete(settings: ProcessSettings, activities: int) -> None:
    """Have a hundred activities deleted on the portal; nobody listens here, so no event tells of it."""
    _order(settings, [f"crm.activity.delete?id={number}" for number in range(2, activities, activities // 100)][:100])


def _order(settings: ProcessSettings, commands: Sequence[str]) -> None:
    """Have the portal do these, as another application of it would."""
    bridge, installation = wired(settings)
    tokens = bridge.installations.tokens(installation.member_id)
    assert tokens is not None
    for place in range(0, len(commands), BATCH):
        body = {"cmd": commands[place : place + BATCH], "auth": tokens.access}
        done = requests.post(f"{installation.endpoint}batch", json=body, timeout=60).json()["result"]
        if done["result_error"]:
            raise SystemExit(f"the portal refused a change: {done['result_error']}")


def _counted(made: Rig, program: Callable[[ProcessSettings], Reading] = read) -> tuple[Reading, Counter[str]]:
    """Return what a round came to, and its requests by method."""
    before = made.calls()[-1]["id"]
    done = alone(program, made.settings)
    return done, requests_by_method(made.calls(before))


def requests_by_method(calls: Sequence[dict[str, Any]]) -> Counter[str]:
    """Count the requests of a log of calls; a batch goes by the method of its commands."""
    inner = {call["batch"]: call["method"] for call in calls if call["batch"] is not None}
    return Counter(inner.get(call["id"], call["method"]) for call in calls if call["batch"] is None)


def _of_first(done: Reading, methods: Counter[str], portal: dict[str, int]) -> Iterator[Figure]:
    rows = done.counts[Stream.COMPANIES] + done.counts[Stream.ACTIVITIES]
    there, speed = portal["company"] + portal["activity"], rows / done.wall_s
    least, links = fewest(done.counts), methods[BINDINGS_METHOD]
    yield Figure("rows in the mirror ÷ on the portal", ratio(rows, there), f"{rows:,} ÷ {there:,}", Goal(least=1, most=1))
    note = f"{methods.total()} ÷ {least}; for links {links}"
    yield Figure("requests ÷ minimum", ratio(methods.total(), least), note, Goal(most=1.02))
    for plan, (drain, _) in sorted(PLANS.items(), reverse=True):
        bound = drain * PAGE * PAGES_A_REQUEST
        yield Figure(f"rows/s, limits off ÷ bound of {plan}", ratio(speed, bound), f"{speed:,.0f} ÷ {bound:,.0f} rows/s")
    yield Figure("our CPU ÷ wall", ratio(done.cpu_s, done.wall_s), f"{done.cpu_s:.1f} ÷ {done.wall_s:.1f} s")
    yield Figure("peak memory", done.peak_mb, "", Goal(most=150), "MB")


def _of_sweep(done: Reading, methods: Counter[str]) -> Iterator[Figure]:
    note = f"{sum(done.counts.values()):,} rows in the mirror, {done.wall_s:.1f} s"
    yield Figure("requests", methods.total(), note, Goal(most=20), "requests")


def _of_night(done: Reading, methods: Counter[str], name: str) -> Iterator[Figure]:
    note = f"{sum(done.counts.values()):,} rows in the mirror, {done.gone} found gone, {done.wall_s:.1f} s"
    yield Figure(f"requests, {name}", methods.total(), note, None if done.gone else Goal(most=20), "requests")


def _of_changes(done: Reading, methods: Counter[str], changed: dict[Stream, int], quiet: int) -> Iterator[Figure]:
    least, links = fewest(changed), methods[BINDINGS_METHOD]
    note = f"{sum(changed.values()):,} rows changed; for links {links}, {done.wall_s:.1f} s"
    yield Figure("requests", methods.total(), note, unit="requests")
    beyond = methods.total() - quiet
    yield Figure("beyond a quiet sweep ÷ minimum", ratio(max(beyond, 0), least), f"{beyond} ÷ {least}", Goal(most=1.1))


def fewest(counts: dict[Stream, int]) -> int:
    """Return the fewest requests that reading these rows takes, with lists of a single page sharing one.

    Comments of so many cards are not read in a first sync.
    """
    long = [rows for stream, rows in counts.items() if stream is not Stream.COMMENTS and rows > PAGE]
    return sum(map(fewest_requests, long)) or 1
