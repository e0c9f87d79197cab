"""A year on a portal, day by day: `python -m tests.prove.year --days 365 --seed 1`. Prints what it saw; fails on any fault."""

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import structlog

from b24bridge import clock
from b24bridge.cli.broker import free_port
from b24bridge.core.ledger import State
from b24sandbox.clock import Dice
from tests.bitrix.valkey import running
from tests.prove.journey import Journey, journey, lines_of
from tests.prove.judge import Judge
from tests.prove.people import People

OBSERVED = timedelta(days=14)
SETTINGS = {"currency": "RUB"}
NIGHT = time(6, 30)
CLOSELY, BRIEFLY = (NIGHT, time(9, 40), time(11, 20), time(15, 10)), (NIGHT, time(11, 20))
RESTING = (NIGHT, time(16))
SATURDAY, DECISIONS_EVERY, TOUCHES_EVERY = 5, 5, 10


@dataclass(frozen=True)
class Year:
    """A journey of so many days, with its people and its judge; `moments` are those of a working day, the first at night.

    At the second the head answers, and from the third on (where there is none, from the second) people work.
    """

    journey: Journey
    people: People
    judge: Judge
    moments: Sequence[time]

    def live(self, days: int) -> Iterator[date]:
        """Live through days; yield each when it is over and judged."""
        self.journey.work()
        self.judge.judge()
        for number in range(1, days + 1):
            day = self.journey.today() + timedelta(days=1)
            self._day(day, number)
            if number % TOUCHES_EVERY == 0 or number == days:
                self.judge.judge_touches()
            yield day
        self.judge.judge_journal()

    def _day(self, day: date, number: int) -> None:
        is_working = day.weekday() < SATURDAY
        for place, at in enumerate(self.moments if is_working else RESTING):
            self.journey.until(at, day)
            if is_working and place == 1:
                self.people.answer()
            if is_working and place >= min(2, len(self.moments) - 1):
                self.people.work()
            self.journey.work()
            self.judge.judge()
            if at == NIGHT and number % DECISIONS_EVERY == 0:
                self.judge.judge_decisions()
        if is_working:
            self.people.live(number)


def begin(travelled: Journey, number: int, moments: Sequence[time] = BRIEFLY) -> Year:
    """Return a year that begins now; the same number makes the same people."""
    people = People(travelled, Dice(number))
    return Year(travelled, people, Judge(travelled, people, travelled.today() + OBSERVED), moments)


def figures(year: Year) -> str:
    """Return what a year came to, in a few lines."""
    rows = year.judge.rows()
    done = Counter(row.action.kind for row in rows if row.state in (State.DONE, State.UNDONE))
    requests = sum(call["batch"] is None and call["application"] is not None for call in year.journey.calls())
    parts = {
        "requests": requests,
        "done": dict(done.most_common()),
        "states": dict(Counter(str(row.state) for row in rows).most_common()),
        "letters": sum(map(len, year.judge.letters.values())),
        "people": dict(year.people.did.most_common()),
        "writes": dict(year.judge.writes.most_common()),
    }
    return "\n".join(f"  {name}: {value}" for name, value in parts.items())


def main() -> int:
    """Run it; return 1 when anything happened that must not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--portal", default="demo", help="a seed of the sandbox")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port, began = free_port(), clock.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(None, "--port", str(port)),
        journey(lines_of(given.portal), Path(folder), f"redis://127.0.0.1:{port}", SETTINGS) as travelled,
    ):
        year, told = begin(travelled, given.seed, CLOSELY), 0
        for day in year.live(given.days):
            sys.stdout.write(f"{day} {clock.monotonic() - began:6.0f} s\n")
            told = _tell(year.judge.faults, told)
        sys.stdout.write(f"seed {given.seed}, portal {given.portal}, {given.days} days\n{figures(year)}\n")
    _tell(year.judge.faults, told)
    return bool(year.judge.faults)


def _tell(faults: Sequence[str], told: int) -> int:
    """Print the faults that were not printed yet; return how many are."""
    sys.stdout.writelines(f"FAULT {fault}\n" for fault in faults[told:])
    sys.stdout.flush()
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
