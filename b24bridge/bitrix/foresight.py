"""Answers asked for together, ahead of their use: the first pages of many lists fit into one request. Not a cache.

Each answer is given out as often as it was asked for, and only while it is fresh: what is read by it takes the moment of
its use for the moment at which the portal was seen, and sweeps overlap by minutes, not by hours.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from b24bridge.bitrix.batch import MOST, Commands, Outcomes
from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.query import command

FRESH_S: Final = 60.0
Asked = tuple[str, Mapping[str, Any]]


class Foresight:
    """Answers that wait for whoever asks for them. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Start with none."""
        self._monotonic = monotonic
        self._kept: dict[str, list[tuple[float, Answer]]] = defaultdict(list)

    def keep(self, commands: Iterable[Asked], ask: Callable[[Commands], Outcomes]) -> None:
        """Ask all of these, each once, fifty a request. A command that fails is left to whoever wants it, with its error."""
        wanted = [(command(*asked), asked) for asked in commands]
        left = iter(dict(wanted).items())
        while part := dict(islice(left, MOST)):
            answers = ask({str(place): asked for place, asked in enumerate(part.values())})
            at = self._monotonic()
            for name, outcome in zip(part, answers.values(), strict=True):
                if isinstance(outcome, Answer):
                    self._kept[name] = [(at, outcome)] * sum(name == other for other, _ in wanted)

    def has(self, commands: Iterable[Asked]) -> bool:
        """Say whether every one of these has a fresh answer."""
        return all(self._is_fresh(command(*asked)) for asked in commands)

    def take(self, commands: Commands) -> Outcomes | None:
        """Return the answers to all of these, or None when a single one is missing: commands may build on each other."""
        if not self._kept:
            return None
        names = dict(self._names(commands))
        if len(set(names.values())) < len(commands) or not all(map(self._is_fresh, names.values())):
            return None
        return {key: self._kept[name].pop()[1] for key, name in names.items()}

    def _is_fresh(self, name: str) -> bool:
        return any(self._monotonic() - at <= FRESH_S for at, _ in self._kept.get(name, ()))

    @staticmethod
    def _names(commands: Commands) -> Iterator[tuple[str, str]]:
        for key, asked in commands.items():
            try:
                yield key, command(*asked)
            except ValueError:  # what cannot be said in a batch was never asked in one
                continue
