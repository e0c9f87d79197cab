"""How figures are shown and kept: a table for people, bench/results.json for programs, with the machine they come from."""

import json
import os
import platform
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from b24bridge import clock
from bench.figures import Figure

RESULTS = Path(__file__).resolve().parent / "results.json"
SYNCS = 50
Programs = Mapping[str, Sequence[Figure]]


def machine() -> dict[str, Any]:
    """Return, in words and numbers, what the figures depend on; nothing that names this machine."""
    return {
        "cpus": len(os.sched_getaffinity(0)),
        "load_1min": round(os.getloadavg()[0], 1),
        "fsync_ms": round(fsync_ms(), 2),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def fsync_ms() -> float:
    """Return the median time in ms that the disk under the runs takes to keep a page for good: intake waits for it."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(SYNCS):
            file.write(bytes(4096))
            began = clock.monotonic()
            file.flush()
            os.fsync(file.fileno())
            times.append(clock.monotonic() - began)
    return statistics.median(times) * 1000


def show(console: Console, programs: Programs, before: Mapping[str, Any], after: Mapping[str, Any], wall_s: float) -> None:
    """Print the table, and under it what it depends on."""
    table = Table("program", "figure", "measured", "goal", "", "from", box=None, pad_edge=False, header_style="bold")
    for program, figures in programs.items():
        for place, figure in enumerate(figures):
            name = "" if place else program
            goal = str(figure.goal) if figure.goal else ""
            table.add_row(name, figure.name, measured(figure), goal, verdict(figure), figure.note)
    console.print(table)
    console.print(
        f"\n{before['cpus']} CPUs, {before['system']}, Python {before['python']}, fsync {before['fsync_ms']} ms; "
        f"load {before['load_1min']} before and {after['load_1min']} after; {wall_s:.0f} s in all"
    )


def measured(figure: Figure) -> str:
    """Return a figure's value with its unit."""
    digits = f"{figure.value:,.0f}" if figure.value >= 100 or figure.unit == "requests" else f"{figure.value:.3g}"
    return f"{digits} {figure.unit}".strip()


def verdict(figure: Figure) -> str:
    """Return whether a figure keeps its goal, in a word."""
    return {None: "", True: "met", False: "missed"}[figure.is_met]


def keep(programs: Programs, at: datetime, before: Mapping[str, Any], after: Mapping[str, Any], path: Path = RESULTS) -> None:
    """Write the figures and the machine as JSON."""
    told = {program: [figure.as_json() for figure in figures] for program, figures in programs.items()}
    whole = {"measured_at": at.isoformat(timespec="seconds"), "before": before, "after": after, "programs": told}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
