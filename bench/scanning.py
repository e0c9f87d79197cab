"""A scan of everybody: gather, decide, record; its CPU, what takes it, and whether memory stays flat as portals grow."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from b24bridge.core.facts import ClientFact
from b24bridge.core.ports import Facts, Ledger
from b24bridge.services.scan import Scan
from bench.alone import alone, peak_mb, resident_mb
from bench.figures import Figure, ratio
from bench.portfolio import fill
from bench.rig import wired
from config.process import ProcessSettings

CLIENTS, FEWER, ACTIVITIES_EACH = 10_000, 2_000, 10
PARTS = ("gather", "decide", "record")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan came to; `parts` are CPU seconds, `before_mb` was resident before it began.

    `states` are those that Forgotten clients found; every other assistant judged the same clients.
    """

    cpu_s: float
    parts: Mapping[str, float]
    states: Mapping[str, int]
    before_mb: float
    peak_mb: float


@dataclass(slots=True)
class Stopwatch:
    """Adds up CPU seconds of this process by part."""

    spent: Counter[str] = field(default_factory=Counter)

    def during(self, part: str, work: Callable[..., T]) -> Callable[..., T]:
        """Return the same function, its time counted."""

        def timed(*given: Any, **named: Any) -> T:
            began = time.process_time()
            try:
                return work(*given, **named)
            finally:
                self.spent[part] += time.process_time() - began  # type: ignore[assignment] # seconds

        return timed


@dataclass(frozen=True, slots=True)
class TimedFacts:
    """Facts whose gathering is timed, one fact at a time, because they are gathered as they are asked for."""

    facts: Facts
    watch: Stopwatch

    def gather(self, *given: Any, **named: Any) -> Iterator[ClientFact]:
        """Yield the same facts."""
        following = self.watch.during("gather", lambda: next(facts, None))
        facts = self.facts.gather(*given, **named)
        while (fact := following()) is not None:
            yield fact


@dataclass(frozen=True, slots=True)
class TimedLedger:
    """A ledger whose recording is timed."""

    ledger: Ledger
    watch: Stopwatch

    def record(self, *given: Any, **named: Any) -> int:
        """Record the same verdicts."""
        return self.watch.during("record", self.ledger.record)(*given, **named)

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the ledger does."""
        return getattr(self.ledger, name)


def timed(scan: Scan, watch: Stopwatch) -> Scan:
    """Return the same scan with every part timed."""
    rules = {name: replace(rule, decide=watch.during("decide", rule.decide)) for name, rule in scan.rules.items()}
    return replace(scan, facts=TimedFacts(scan.facts, watch), ledger=TimedLedger(scan.ledger, watch), rules=rules)


def measure(folder: Path) -> dict[str, list[Figure]]:
    """Scan a small portal and a large one, each in processes of its own; the large one a second time, as on a quiet night."""
    fewer, many = (_filled(folder / f"{count}", count) for count in (FEWER, CLIENTS))
    small, first, night = alone(scan, fewer), alone(scan, many), alone(scan, many)
    return {"scan": list(_figures(small, first, night))}


def scan(settings: ProcessSettings) -> Scanned:
    """Judge everybody and record it; made for a process of its own."""
    bridge, installation = wired(settings)
    watch = Stopwatch()
    before_mb, began = resident_mb(), time.process_time()
    tally = timed(bridge.scan, watch).run(installation)
    spent = time.process_time() - began
    states = {state: count for (name, state), count in tally.states.items() if name == "forgotten_clients"}
    return Scanned(spent, {part: float(watch.spent[part]) for part in PARTS}, states, before_mb, peak_mb())


def nowhere(folder: Path) -> ProcessSettings:
    """Return settings of a bridge in a new folder, with a broker that nobody asks: a scan needs the database only."""
    folder.mkdir()
    given = {"data_dir": folder, "database_url": "", "redis_url": "redis://127.0.0.1:1/0", "secret_keys": ""}
    return ProcessSettings(_env_file=None, **given)


def _filled(folder: Path, clients: int) -> ProcessSettings:
    settings = nowhere(folder)
    alone(fill, settings, clients, clients * ACTIVITIES_EACH)
    return settings


def _figures(small: Scanned, first: Scanned, night: Scanned) -> Iterator[Figure]:
    judged = sum(first.states.values())
    states = ", ".join(f"{count} {state}" for state, count in sorted(first.states.items()))
    each = f"{judged:,} clients, {CLIENTS * ACTIVITIES_EACH:,} activities"
    yield Figure("CPU per 1,000 clients, first scan", ratio(first.cpu_s * 1000, judged), states, None, "s")
    yield Figure("CPU per 1,000 clients, next scan", ratio(night.cpu_s * 1000, judged), f"{each}; nothing new", None, "s")
    for part in PARTS:
        note = f"first scan {ratio(first.parts[part], first.cpu_s):.2f}"
        yield Figure(f"share of {part}, next scan", ratio(night.parts[part], night.cpu_s), note)
    note = f"{first.peak_mb:.0f} ÷ {small.peak_mb:.0f} MB; the scan itself took {grown(first):.0f} and {grown(small):.0f} MB"
    yield Figure(f"peak memory at {CLIENTS:,} ÷ at {FEWER:,}", ratio(first.peak_mb, small.peak_mb), note)


def grown(done: Scanned) -> float:
    """Return by how many MB a scan made its process grow."""
    return done.peak_mb - done.before_mb
