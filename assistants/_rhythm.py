"""The rhythm of one buyer: how unusual a pause between purchases is, given those before it and how all clients buy.

Pure arithmetic (specification 4.3), no dates, no words. Each pause is taken as gamma distributed with a shape that the
portal's buyers share and a rate of the buyer's own, whose prior is what the portal knows: a buyer with few pauses is judged
much like the others, one with many by himself.
"""

from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Final

EPSILON: Final = 1e-15
TINY: Final = 1e-300
CLOSE: Final = 1e-12
MAX_TERMS: Final = 5000
MAX_STEPS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What the pauses of all clients tell: their shape, and the gamma distribution of the rates (`alpha`, `beta` in days)."""

    shape: float
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One buyer: so many pauses between his purchases, `total` days together."""

    prior: Prior
    pauses: int
    total: float

    @property
    def _weight(self) -> float:
        return self.prior.alpha + self.prior.shape * self.pauses

    @property
    def _scale(self) -> float:
        return self.prior.beta + self.total

    def tail(self, pause: float) -> float:
        """Return the probability, 0 to 1, that a pause of this buyer takes longer than so many days."""
        if pause <= 0:
            return 1.0
        share = self._scale / (self._scale + pause)
        if self.prior.shape == 1:
            return float(share**self._weight)
        return incomplete_beta(share, self._weight, self.prior.shape)

    def threshold(self, probability: float) -> float:
        """Return the pause in days that only so large a share of his pauses exceeds; `probability` lies between 0 and 1."""
        if self.prior.shape == 1:
            share = max(float(probability ** (1 / self._weight)), TINY)
        else:
            share = _inverse_beta(probability, self._weight, self.prior.shape)
        return self._scale * (1 / share - 1)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function, 0 to 1, for `x` from 0 to 1 and positive `a` and `b`."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(_log_density(x, a, b) + log(x) + log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _log_density(x: float, a: float, b: float) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction of the incomplete beta function by the modified method of Lentz."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value, delta, m = d, 0.0, 0
    while abs(delta - 1) > EPSILON and m < MAX_TERMS:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        delta = 1.0
        for step in (even, odd):
            d = 1 / _off_zero(1 + step * d)
            c = _off_zero(1 + step / c)
            delta *= c * d
        value *= delta
    return value


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY


def _inverse_beta(probability: float, a: float, b: float) -> float:
    """Return where the incomplete beta function has a value: steps of Newton, halving where one would leave the bracket."""
    low, high, x = TINY, 1.0, max(float(probability ** (1 / a)), TINY)
    moved, steps = 1.0, 0
    while moved > CLOSE * x and steps < MAX_STEPS:
        steps += 1
        excess = incomplete_beta(x, a, b) - probability
        low, high = (low, x) if excess > 0 else (x, high)
        better = x - excess / max(exp(_log_density(x, a, b)), TINY)
        better = better if low < better < high else (low + high) / 2
        moved, x = abs(better - x), better
    return x
