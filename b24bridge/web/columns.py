"""The stacked columns of money at risk, one a week: where each stands. Geometry only, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from math import ceil

from b24bridge.core.money import Money
from b24bridge.core.screens_overview import Week

WIDTH, LEFT, RIGHT = 760, 44, 752
TOP, BASE, HEIGHT = 38, 190, 214
SHARE = 0.6
GAP = 1.5
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One assistant's part of a column."""

    assistant: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One week: its middle, its parts from the bottom up, and its total, None where nothing is known.

    `is_told` is true for one of each run of unknown weeks: the middle one says that nothing is known.
    """

    week: Week
    x: float
    middle: float
    parts: tuple[Part, ...]
    top: float
    total: Money | None
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The drawing, in units of `WIDTH` by `HEIGHT`. `order` is the stack from the bottom up, which is that of the legend."""

    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, Money], ...]
    order: tuple[str, ...]
    width: float
    most: Money
    acted_x: float | None


def draw_columns(weeks: Sequence[Week], acted_on: date | None, currency: str) -> Columns | None:
    """Return the columns of these weeks, oldest first, or None when nothing is known of any of them."""
    totals = [_total(week, currency) for week in weeks]
    if not any(week.is_known for week in weeks):
        return None
    order = _order(weeks)
    largest = max(total.amount for total in totals)
    tick = _tick(largest)
    count = max(ceil(largest / tick), 1)
    most, step = tick * count, (RIGHT - LEFT) / len(weeks)
    columns, told = [], _middles(weeks)
    for number, (week, total) in enumerate(zip(weeks, totals, strict=True)):
        middle = LEFT + step * (number + 0.5)
        parts = _parts(week, order, most)
        columns.append(
            Column(
                week=week,
                x=round(middle - step * SHARE / 2, 1),
                middle=round(middle, 1),
                parts=parts,
                top=parts[-1].y if parts else BASE,
                total=total if week.is_known else None,
                is_told=number in told,
            )
        )
    first = next((number for number, week in enumerate(weeks) if acted_on and week.first_day >= acted_on), None)
    return Columns(
        columns=tuple(columns),
        ticks=tuple((_y(tick * n, most), Money(tick * n, currency)) for n in range(count + 1)),
        order=order,
        width=round(step * SHARE, 1),
        most=Money(most, currency),
        acted_x=round(LEFT + step * first, 1) if first else None,
    )


def _middles(weeks: Sequence[Week]) -> set[int]:
    """Return the number in the middle of each run of weeks of which nothing is known."""
    runs = [list(run) for is_known, run in groupby(range(len(weeks)), key=lambda each: weeks[each].is_known) if not is_known]
    return {run[len(run) // 2] for run in runs}


def _order(weeks: Sequence[Week]) -> tuple[str, ...]:
    together: dict[str, Decimal] = {}
    for week in weeks:
        for assistant, money in week.sums:
            together[assistant] = together.get(assistant, Decimal()) + money.amount
    return tuple(sorted(together, key=lambda name: (-together[name], name)))


def _parts(week: Week, order: Sequence[str], most: Decimal) -> tuple[Part, ...]:
    sums, below, parts = dict(week.sums), Decimal(), []
    for assistant in order:
        amount = sums[assistant].amount if assistant in sums and week.is_known else Decimal()
        if amount > 0:
            bottom, top = _y(below, most), _y(below + amount, most)
            parts.append(Part(assistant, top, round(max(bottom - top - GAP, 0.5), 1)))
            below += amount
    return tuple(parts)


def _total(week: Week, currency: str) -> Money:
    return Money(sum((money.amount for _, money in week.sums), Decimal()) if week.is_known else Decimal(), currency)


def _tick(most: Decimal) -> Decimal:
    """Return the smallest round step that reaches the largest total in at most four."""
    if most <= 0:
        return Decimal(1)
    scale = Decimal(10) ** ((most / MOST_TICKS).adjusted())
    return next(scale * step for step in STEPS if scale * step * MOST_TICKS >= most)


def _y(amount: Decimal, most: Decimal) -> float:
    return round(BASE - float(amount / most) * (BASE - TOP), 1)
