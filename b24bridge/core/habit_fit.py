"""Fitting how the buyers of a portal buy: the gamma prior of their rates, and the shape of their pauses (specification 4.3).

Pauses of one buyer are taken as gamma distributed with a shape that all share (k) and a rate of his own, which is gamma
distributed over the buyers (alpha, beta). The shape comes from how even neighbouring pauses are (Wheat and Morrison), the
prior from the largest likelihood. Only counts are kept, never who bought. What follows for one buyer: `assistants`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, lgamma, log
from typing import Final

from b24bridge.core.habits import Habits

MIN_GAPS: Final = 20
SHAPES: Final = (0.5, 6.0)
ALPHAS: Final = (0.2, 50.0)
BETAS: Final = (0.5, 50_000.0)
STEPS: Final = 40
GOLDEN: Final = (5**0.5 - 1) / 2
NEAR_EDGE: Final = 1.02


@dataclass(slots=True)
class Pauses:
    """What the pauses of all clients come to; its size depends on how they differ, not on how many there are."""

    gaps: Counter[int] = field(default_factory=Counter)
    first: Counter[int] = field(default_factory=Counter)
    buyers: Counter[tuple[int, int]] = field(default_factory=Counter)
    pairs: int = 0
    unevenness: float = 0.0

    def add(self, days: Sequence[int]) -> None:
        """Add one client's days of purchase, as numbers in rising order without doubles."""
        gaps = [after - before for before, after in pairwise(days)]
        if not gaps:
            return
        self.gaps.update(gaps)
        self.first[gaps[0]] += 1
        self.buyers[len(gaps), days[-1] - days[0]] += 1
        for one, other in pairwise(gaps):
            self.pairs += 1
            self.unevenness += (one / (one + other) - 0.5) ** 2


def habits_of(pauses: Pauses, touches_before_win: float | None = None) -> Habits:
    """Return what the pauses tell. The prior is None with too few of them, or where no prior within bounds fits best."""
    gaps = pauses.gaps.total()
    shape = shape_of(pauses) if gaps >= MIN_GAPS else None
    prior = prior_of(pauses.buyers, shape) if shape is not None else None
    return Habits(
        gaps=gaps,
        median=percentile(pauses.gaps, 0.5),
        first_gaps=pauses.first.total(),
        first_p80=percentile(pauses.first, 0.8),
        shape=shape if prior else None,
        alpha=prior[0] if prior else None,
        beta=prior[1] if prior else None,
        touches_before_win=touches_before_win,
    )


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """Return the value below which such a share of all lies, between neighbours in proportion; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    place = share * (total - 1)
    low, part = int(place), place - int(place)
    below, above = _at(counts, low), _at(counts, min(low + 1, total - 1))
    return below + (above - below) * part


def _at(counts: Mapping[int, int], place: int) -> int:
    """Return the value at a place, counted from 0, of all in order."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if place < seen:
            return value
    raise IndexError(place)


def shape_of(pauses: Pauses) -> float | None:
    """Return k within bounds: (1 - 4v) / 8v, where v is the variance of a pause's share of itself and the next one."""
    if not pauses.pairs:
        return None
    low, high = SHAPES
    variance = pauses.unevenness / pauses.pairs
    return high if variance <= 0 else min(max((1 - 4 * variance) / (8 * variance), low), high)


def prior_of(buyers: Mapping[tuple[int, int], int], shape: float) -> tuple[float, float] | None:
    """Return alpha and beta (in days) of the largest likelihood; `buyers` counts clients by pauses and days in all.

    None where the best beta lies at the edge of its bounds: then the pauses say nothing of how buyers differ.
    """
    weights = Counter[float]()
    for (gaps, _), clients in buyers.items():
        weights[shape * gaps] += clients

    def best_alpha(log_beta: float) -> tuple[float, float]:
        beta, total, weighted, clients = exp(log_beta), 0.0, 0.0, sum(buyers.values())
        for (gaps, days), number in buyers.items():
            logarithm = number * log(beta + days)
            total += logarithm
            weighted += shape * gaps * logarithm

        def likelihood(log_alpha: float) -> float:
            alpha = exp(log_alpha)
            own = sum(number * lgamma(alpha + weight) for weight, number in weights.items())
            return own - clients * lgamma(alpha) + clients * alpha * log_beta - alpha * total - weighted

        return _highest(likelihood, *map(log, ALPHAS))

    log_beta, _ = _highest(lambda at: best_alpha(at)[1], *map(log, BETAS))
    beta = exp(log_beta)
    if beta < BETAS[0] * NEAR_EDGE or beta > BETAS[1] / NEAR_EDGE:
        return None
    return exp(best_alpha(log_beta)[0]), beta


def _highest(function: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Return where a function of one hump is highest, and how high: the golden section, a fixed number of steps."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(STEPS):
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = function(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = function(left)
    at = (low + high) / 2
    return at, function(at)
