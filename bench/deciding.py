"""What all assistants decide of 100,000 clients with 1,000,000 activities: CPU by part, and whether memory stays flat.

Gathering and deciding only, as a preview does: nothing is recorded. `scanning` measures the recording too, of fewer clients.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from b24bridge.bootstrap import wire
from b24bridge.logs import configure
from b24bridge.services.clocks import portal_now
from bench.alone import alone, peak_mb, resident_mb
from bench.crowd import crowd
from bench.figures import Figure, Goal, ratio
from bench.scanning import Stopwatch, nowhere, timed
from config.process import ProcessSettings

CLIENTS, FEWER, ACTIVITIES_EACH = 100_000, 10_000, 10


@dataclass(frozen=True, slots=True)
class Decided:
    """What judging everybody came to; `parts` are CPU seconds of gathering and of all assistants together."""

    clients: int
    cpu_s: float
    parts: Mapping[str, float]
    verdicts: int
    before_mb: float
    peak_mb: float


def measure(folder: Path) -> dict[str, list[Figure]]:
    """Judge a large portal and a tenth of it, each in processes of their own."""
    few, many = (_judged(folder / f"crowd-{clients}", clients) for clients in (FEWER, CLIENTS))
    return {"decide": list(_figures(few, many))}


def decide(settings: ProcessSettings) -> Decided:
    """Judge everybody and forget what was said; made for a process of its own."""
    configure("ERROR")
    bridge = wire(settings, needs_broker=False)
    installation, watch = bridge.installations.all()[0], Stopwatch()
    before_mb, began = resident_mb(), time.process_time()
    counted = Counter(
        verdict.assistant
        for verdict in timed(bridge.scan, watch).judge(installation, portal_now(installation, bridge.clock.now()))
    )
    spent = time.process_time() - began
    parts = {part: float(watch.spent[part]) for part in ("gather", "decide")}
    return Decided(max(counted.values()), spent, parts, counted.total(), before_mb, peak_mb())


def _judged(folder: Path, clients: int) -> Decided:
    settings = nowhere(folder)
    alone(crowd, settings, clients, clients * ACTIVITIES_EACH)
    return alone(decide, settings)


def _figures(few: Decided, many: Decided) -> Iterator[Figure]:
    note = f"{many.clients:,} clients, {CLIENTS * ACTIVITIES_EACH:,} activities, {many.verdicts:,} verdicts"
    yield Figure(f"CPU for {CLIENTS:,} clients", many.cpu_s, note, Goal(most=60), "s")
    for part, seconds in many.parts.items():
        yield Figure(f"share of {part}", ratio(seconds, many.cpu_s), f"{seconds:.1f} s")
    each = ratio(many.cpu_s, many.clients), ratio(few.cpu_s, few.clients)
    note = f"{each[0] * 1000:.2f} ÷ {each[1] * 1000:.2f} ms"
    yield Figure(f"CPU a client at {CLIENTS:,} ÷ at {FEWER:,}", ratio(*each), note)
    note = f"{many.peak_mb:.0f} ÷ {few.peak_mb:.0f} MB; judging itself took {_grown(many):.0f} and {_grown(few):.0f} MB"
    yield Figure(f"peak memory at {CLIENTS:,} ÷ at {FEWER:,}", ratio(many.peak_mb, few.peak_mb), note)


def _grown(done: Decided) -> float:
    return done.peak_mb - done.before_mb
