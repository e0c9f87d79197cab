"""What a benchmark says: figures with their goals, and the arithmetic behind them. Measures nothing by itself."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

PAGE = 50
PAGES_A_REQUEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The bound that a figure has to keep: at most or at least this much."""

    most: float | None = None
    least: float | None = None

    def is_met(self, value: float) -> bool:
        """Say whether a figure keeps the bound."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def __str__(self) -> str:
        """Return the bound as the table shows it."""
        bounds = (("≤", self.most), ("≥", self.least))
        return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `unit` is empty for a ratio; `note` says from what it comes; without a goal it is only told."""

    name: str
    value: float
    note: str = ""
    goal: Goal | None = None
    unit: str = ""

    @property
    def is_met(self) -> bool | None:
        """Say whether the goal is met; None when there is none."""
        return None if self.goal is None else self.goal.is_met(self.value)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as bench/results.json keeps it."""
        return asdict(self) | {"goal": str(self.goal) if self.goal else None, "is_met": self.is_met}


def ratio(part: float, whole: float) -> float:
    """Return a part of a whole. Raises ValueError when there is no whole: such a run measured nothing."""
    if whole <= 0:
        raise ValueError(f"nothing to compare {part} with: {whole}")
    return part / whole


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share (above 0, up to 1) of all values do not exceed: nearest rank.

    Raises ValueError for no values and for another share.
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"no percentile {share} of {len(values)} values")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def fewest_requests(rows: int) -> int:
    """Return how many requests a list of so many rows takes at least, with fifty rows a page and fifty pages a request."""
    pages = max(1, math.ceil(rows / PAGE))
    return math.ceil(pages / PAGES_A_REQUEST)
