"""How a portal's buyers buy: counts, percentiles, and the prior that fits their pauses best."""

import random  # noqa: TID251 - seeded, the same every time
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.habit_fit import ALPHAS, SHAPES, Pauses, habits_of, percentile, shape_of
from b24bridge.core.habits import Habits


def portal(*buyers):
    pauses = Pauses()
    for days in buyers:
        pauses.add(days)
    return pauses


def drawn(seed, shape, alpha, beta, buyers=4000):
    """Return the pauses of buyers whose rates come from a gamma distribution, as days on which they bought."""
    chance = random.Random(seed)
    pauses = Pauses()
    for _ in range(buyers):
        rate = chance.gammavariate(alpha, 1 / beta)
        gaps = [max(1, round(chance.gammavariate(shape, 1 / rate))) for _ in range(chance.randint(1, 8))]
        pauses.add([0, *accumulate(gaps)])
    return pauses


def test_nobody_bought_twice():
    """Where no pause is known nothing is told."""
    assert habits_of(portal([], [5])) == Habits()


def test_pauses_are_counted_over_all_clients():
    """First pauses are counted apart; the median lies between two neighbours."""
    found = habits_of(portal([0, 10, 40], [7, 27], [100]))
    assert (found.gaps, found.median, found.first_gaps, found.first_p80) == (3, 20, 2, 18)
    assert (found.shape, found.alpha, found.beta) == (None, None, None)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=40), st.floats(0, 1))
def test_a_percentile_lies_among_what_was_counted(values, share):
    """It is never outside, and the ends are the smallest and the largest."""
    counts = {value: values.count(value) for value in values}
    assert min(values) <= percentile(counts, share) <= max(values)
    assert (percentile(counts, 0), percentile(counts, 1)) == (min(values), max(values))


@pytest.mark.parametrize(("shape", "alpha", "beta"), [(1, 2, 60), (2, 3, 120), (1, 8, 200)])
def test_the_fit_finds_what_pauses_were_drawn_from(shape, alpha, beta):
    """From many buyers it finds the shape, and the mean pause, that they were made with."""
    found = habits_of(drawn(shape * 7 + alpha, shape, alpha, beta))
    assert found.shape == pytest.approx(shape, rel=0.15)
    assert found.alpha == pytest.approx(alpha, rel=0.3)
    assert found.alpha / found.beta == pytest.approx(alpha / beta, rel=0.15)


def test_even_pauses_have_the_largest_shape_and_uneven_ones_the_least():
    """The shape stays within its bounds, whatever the buyers do."""
    assert shape_of(portal(range(0, 300, 10))) == SHAPES[1]
    assert shape_of(portal([0, 1, 500, 501, 1000, 1001, 1500])) == SHAPES[0]
    assert shape_of(portal([0, 9])) is None


@given(st.lists(st.lists(st.integers(1, 2000), min_size=1, max_size=6), min_size=7, max_size=30))
def test_any_pauses_give_a_prior_within_bounds_or_none(gaps):
    """Whatever was bought, the fit ends, within its bounds."""
    found = habits_of(portal(*([0, *accumulate(one)] for one in gaps)))
    assert (found.shape is None) == (found.alpha is None) == (found.beta is None)
    if found.alpha is not None:
        assert ALPHAS[0] <= found.alpha <= ALPHAS[1]
        assert found.beta > 0
