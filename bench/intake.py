"""Events: stored and committed by our web application under gunicorn as shipped, beside a bare Flask on the same server.

Both are asked in turns, in one run, by the same generator in a process of its own.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.alone import alone
from bench.figures import Figure, Goal, percentile, ratio
from bench.load import Heard, event_post, flood, steady
from bench.portfolio import APPLICATION_TOKEN, MEMBER_ID, install
from bench.rig import BARE, rig, wired
from config.process import ProcessSettings

ROUNDS, ROUND_S, MOST_A_ROUND = 3, 3.0, 12_000
CONNECTIONS = 16
RATE, STEADY = 200, 2_000


def measure(folder: Path) -> dict[str, list[Figure]]:
    """Flood both servers in turns, then send to ours at a steady rate; see that all that was acknowledged is stored."""
    with rig(folder / "intake") as made:
        alone(install, made.settings)
        ours, bare = made.web(), made.web(BARE)
        fast, yardstick, calm = alone(generate, ours, bare)
        stored = alone(waiting, made.settings)
    return {"intake": list(_figures(fast, yardstick, calm, stored))}


def generate(ours: str, bare: str) -> tuple[list[Heard], list[Heard], Heard]:
    """Flood both in turns, then send to ours steadily; made for a process of its own."""
    fast, yardstick = [], []
    for turn in range(ROUNDS):
        yardstick.append(flooded(bare, turn))
        fast.append(flooded(ours, turn))
    return fast, yardstick, steadily(ours)


def flooded(address: str, turn: int) -> Heard:
    """Send as much as is taken within a round; each event is about a company of its own, so none are merged."""
    first = 1 + turn * MOST_A_ROUND
    return flood(address, _posts(address, first, MOST_A_ROUND), CONNECTIONS, ROUND_S)


def steadily(address: str) -> Heard:
    """Send at the rate of the promise."""
    return steady(address, _posts(address, 1 + ROUNDS * MOST_A_ROUND, STEADY), CONNECTIONS, RATE)


def waiting(settings: ProcessSettings) -> int:
    """Return how many events are in the inbox."""
    bridge, installation = wired(settings)
    return bridge.inbox.waiting()[installation.member_id]


def _posts(address: str, first: int, count: int) -> list[bytes]:
    return [event_post(address, MEMBER_ID, APPLICATION_TOKEN, number) for number in range(first, first + count)]


def _figures(fast: Sequence[Heard], yardstick: Sequence[Heard], calm: Heard, stored: int) -> Iterator[Figure]:
    ours, bare = (_per_second(heard) for heard in (fast, yardstick))
    note = f"{ours:,.0f} ÷ {bare:,.0f} events/s, one commit each"
    yield Figure("events/s stored ÷ bare Flask that parses", ratio(ours, bare), note, Goal(least=0.6))
    everything = [*fast, calm]
    taken, others = sum(len(heard.seconds) for heard in everything), sum(len(heard.others) for heard in everything)
    note = f"{stored:,} ÷ {taken:,}; answered otherwise: {others}"
    yield Figure("events in the inbox ÷ acknowledged", ratio(stored, taken), note, Goal(least=1, most=1))
    for share, bound in ((0.5, 25), (0.99, 300)):
        note = f"at {len(calm.seconds) / calm.wall_s:.0f} events/s"
        yield Figure(f"p{share * 100:.0f}", percentile(calm.seconds, share) * 1000, note, Goal(most=bound), "ms")


def _per_second(rounds: Sequence[Heard]) -> float:
    return ratio(sum(len(heard.seconds) for heard in rounds), sum(heard.wall_s for heard in rounds))
