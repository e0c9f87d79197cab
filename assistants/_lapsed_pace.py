"""The pace at which a client buys, and from which pause on it is due, at risk and lapsed (rulings 12 to 14). No words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor
from statistics import median
from typing import Final

from assistants._lapsed_settings import LONGEST, Settings
from assistants._rhythm import Prior, Rhythm
from b24bridge.core.facts import Purchase
from b24bridge.core.habits import Habits

ENOUGH_FOR_MEDIAN: Final = 20
AT_RISK_FROM: Final = 0.75
TIMES_MEDIAN: Final = 2
TIMES_OWN: Final = 1.5
TIMES_SEASON: Final = 1.25
TWO_YEARS: Final = timedelta(days=730)
YEAR: Final = timedelta(days=365)
NEAR: Final = timedelta(days=45)
SMALL: Final = Decimal("0.2")
ROUNDING: Final = 1e-9


class Measure(StrEnum):
    """By what a client is measured: its rhythm, its usual pause, the portal's, first pauses of others, or fixed days."""

    PERSONAL = "personal"
    MEDIAN = "median"
    PORTAL = "portal"
    FIRST = "first"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """From which pause on, in days, an order is due, and the client at risk and lapsed.

    `own` is its usual pause, if it has one, `usual` that or else the portal's. `is_cut` tells that its rhythm alone would
    have allowed a longer pause.
    """

    measure: Measure
    own: float | None
    usual: float | None
    due_after: int | None
    at_risk_after: int
    lapsed_after: int
    is_cut: bool = False


def pace_of(purchases: Sequence[Purchase], habits: Habits, settings: Settings) -> Pace | None:
    """Return the pace of a client with these purchases, sorted by day, or None where they tell none."""
    if not purchases:
        return None
    pauses = pauses_of(purchases)
    own = float(median(pauses)) if len(pauses) + 1 >= settings.min_purchases else None
    usual = habits.median if own is None else own
    if settings.method != "fixed":
        if len(purchases) == 1:
            return _first(habits, settings)
        if settings.method == "personal" and own is not None and habits.gaps >= settings.min_portal_gaps:
            prior = _prior(habits)
            if prior is not None:
                return _personal(Rhythm(prior=prior, pauses=len(pauses), total=sum(pauses)), own, settings)
        if usual is not None and habits.gaps >= ENOUGH_FOR_MEDIAN:
            measure = Measure.PORTAL if own is None else Measure.MEDIAN
            return _by_days(measure, TIMES_MEDIAN * usual, own, usual, settings)
    return _by_days(Measure.FIXED, settings.fixed_days, own, usual, settings)


def pauses_of(purchases: Sequence[Purchase]) -> list[int]:
    """Return the pauses in days between purchases, if any; one far below the usual sum is no part of the rhythm."""
    least = SMALL * median(bought.amount.amount for bought in purchases)
    days = [bought.on for bought in purchases if bought.amount.amount >= least]
    return [(later - earlier).days for earlier, later in pairwise(days)]


def season_of(purchases: Sequence[Purchase], today: date) -> int | None:
    """Return the longest pause that began within 45 days of a year before the last purchase; None before two years."""
    if today - purchases[0].on < TWO_YEARS:
        return None
    a_year_before = purchases[-1].on - YEAR
    begun_then = [pair for pair in pairwise(purchases) if abs(pair[0].on - a_year_before) <= NEAR]
    return max(((later.on - earlier.on).days for earlier, later in begun_then), default=None)


def guarded_days(season: int) -> int:
    """Return the longest pause in days that the season of last year explains."""
    return floor(min(TIMES_SEASON * season, LONGEST))


def _prior(habits: Habits) -> Prior | None:
    if habits.shape is None or habits.alpha is None or habits.beta is None:
        return None
    return Prior(shape=habits.shape, alpha=habits.alpha, beta=habits.beta)


def _first(habits: Habits, settings: Settings) -> Pace | None:
    if habits.first_p80 is None or habits.first_gaps < settings.min_portal_gaps:
        return None
    return _by_days(Measure.FIRST, habits.first_p80, None, habits.median, settings)


def _personal(rhythm: Rhythm, own: float, settings: Settings) -> Pace:
    longest = rhythm.threshold(settings.p_hard)
    lapsed = _clamped(longest, own, settings)
    at_risk = min(_clamped(rhythm.threshold(settings.p_soft), own, settings), lapsed)
    return Pace(
        measure=Measure.PERSONAL,
        own=own,
        usual=own,
        due_after=_whole(rhythm.threshold(0.5)),
        at_risk_after=_whole(at_risk),
        lapsed_after=_whole(lapsed),
        is_cut=lapsed < longest,
    )


def _by_days(measure: Measure, days: float, own: float | None, usual: float | None, settings: Settings) -> Pace:
    lapsed = _clamped(days, own, settings)
    return Pace(
        measure=measure,
        own=own,
        usual=usual,
        due_after=None if usual is None else _whole(usual),
        at_risk_after=_whole(AT_RISK_FROM * lapsed),
        lapsed_after=_whole(lapsed),
    )


def _clamped(days: float, own: float | None, settings: Settings) -> float:
    highest = min(max(settings.clamp_max, TIMES_OWN * (own or 0)), LONGEST)
    return min(max(days, settings.clamp_min), highest)


def _whole(days: float) -> int:
    """Return the first whole day that is not before so many days."""
    return ceil(days - ROUNDING)
