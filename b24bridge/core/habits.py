"""Habits: how the portal's buyers buy, all clients together. The personal rhythm is computed in `assistants`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the pauses between purchases of all clients of a portal tell.

    `gaps` counts them, `median` is their median in days; `first_gaps` counts the pauses between a first and a second
    purchase, `first_p80` is their 80th percentile in days. `shape` (k), `alpha` and `beta` are the fitted gamma prior
    (specification 4.3), None where there are too few gaps or the fit did not settle. `touches_before_win` is the mean number
    of counted touches before a won deal.
    """

    gaps: int = 0
    median: float | None = None
    first_gaps: int = 0
    first_p80: float | None = None
    shape: float | None = None
    alpha: float | None = None
    beta: float | None = None
    touches_before_win: float | None = None


NO_HABITS: Final = Habits()
