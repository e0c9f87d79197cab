"""`python -m bench [NAME …]`: runs the programs, prints their table and writes bench/results.json."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console

from b24bridge import clock
from bench import backlog, deciding, intake, reading, report, scanning
from bench.figures import Figure

Program = Callable[[Path], dict[str, list[Figure]]]
PROGRAMS: dict[str, Program] = {
    "reading": reading.measure,
    "scanning": scanning.measure,
    "deciding": deciding.measure,
    "intake": intake.measure,
    "backlog": backlog.measure,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PROGRAMS)))
def main(names: Sequence[str]) -> None:
    """Measure. Without names, everything; only then are the results kept."""
    console, began, at = Console(highlight=False), clock.monotonic(), clock.now()
    before, found = report.machine(), {}
    with tempfile.TemporaryDirectory(prefix="b24bridge-bench-") as folder:
        for name in names or PROGRAMS:
            with console.status(f"{name} …"):
                found |= PROGRAMS[name](Path(folder))
    after = report.machine()
    report.show(console, found, before, after, clock.monotonic() - began)
    if not names:
        report.keep(found, at, before, after)
        console.print(f"kept in bench/{report.RESULTS.name}")


if __name__ == "__main__":
    main()
