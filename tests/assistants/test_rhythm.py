"""How unusual a pause is: the arithmetic behind Lapsed buyers."""

from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistants._rhythm import Prior, Rhythm, incomplete_beta

GOLDEN = [  # of the specification, computed with scipy: pauses, days together, limits for 10 % and 5 %
    (1, (1, 30), 103.90, 154.30),
    (1, (2, 60), 93.39, 133.77),
    (1, (5, 120), 70.11, 96.14),
    (1, (10, 70), 27.50, 36.86),
    (1, (4, 480), 252.61, 349.68),
    (2, (1, 30), 126.29, 172.70),
    (2, (2, 60), 99.20, 130.37),
    (2, (5, 120), 65.85, 83.29),
    (2, (10, 70), 24.55, 30.53),
    (2, (4, 480), 242.88, 309.54),
]
PRIORS = st.builds(
    Prior,
    shape=st.one_of(st.just(1.0), st.floats(0.5, 6)),
    alpha=st.floats(0.3, 20),
    beta=st.floats(1, 2000),
)
PAUSES, DAYS, SHARES = st.integers(1, 60), st.floats(1, 4000), st.floats(0.001, 0.5)


def rhythm(shape: float, pauses: int, total: float, alpha: float = 2, beta: float = 60) -> Rhythm:
    return Rhythm(prior=Prior(shape=shape, alpha=alpha, beta=beta), pauses=pauses, total=total)


@pytest.mark.parametrize(("shape", "known", "soft", "hard"), GOLDEN)
def test_limits_are_those_of_the_specification(shape, known, soft, hard):
    """Ten limits agree with independently computed ones to the last printed digit."""
    buyer = rhythm(shape, *known)
    assert round(buyer.threshold(0.10), 2) == soft
    assert round(buyer.threshold(0.05), 2) == hard


@settings(max_examples=100)
@given(prior=PRIORS, pauses=PAUSES, total=DAYS, share=SHARES)
def test_a_limit_is_exceeded_by_just_its_share(prior, pauses, total, share):
    """The share of pauses beyond a limit is the share that was asked for."""
    buyer = Rhythm(prior=prior, pauses=pauses, total=total)
    assert isclose(buyer.tail(buyer.threshold(share)), share, rel_tol=1e-7)


@settings(max_examples=100)
@given(prior=PRIORS, pauses=PAUSES, total=DAYS, more=st.floats(1, 1000), share=SHARES)
def test_who_made_longer_pauses_may_make_longer_ones(prior, pauses, total, more, share):
    """The limit grows with the days that the same number of pauses took."""
    shorter = Rhythm(prior=prior, pauses=pauses, total=total)
    longer = Rhythm(prior=prior, pauses=pauses, total=total + more)
    assert longer.threshold(share) > shorter.threshold(share)


@settings(max_examples=100)
@given(prior=PRIORS, pauses=PAUSES, total=DAYS, pause=st.floats(0, 4000), more=st.floats(0, 1000))
def test_longer_pauses_are_rarer(prior, pauses, total, pause, more):
    """The longer a pause, the fewer are longer; all are longer than none."""
    buyer = Rhythm(prior=prior, pauses=pauses, total=total)
    assert 0 <= buyer.tail(pause + more) <= buyer.tail(pause) + 1e-12 <= 1 + 1e-12
    assert buyer.tail(0) == buyer.tail(-1) == 1


@settings(max_examples=100)
@given(alpha=st.floats(0.3, 20), pauses=PAUSES, share=SHARES, pause=st.floats(0.1, 4000))
def test_the_fraction_agrees_with_the_closed_form(alpha, pauses, share, pause):
    """With shape 1 the general way gives the same as the closed form, to a billionth."""
    closed = rhythm(1, pauses, 20.0 * pauses, alpha)
    whole = 60 + 20.0 * pauses
    assert isclose(
        incomplete_beta(whole / (whole + pause), alpha + pauses, 1), closed.tail(pause), rel_tol=1e-9, abs_tol=1e-300
    )
    limit = whole * (share ** (-1 / (alpha + pauses)) - 1)
    assert isclose(closed.threshold(share), limit, rel_tol=1e-9)
    nearly = rhythm(1 + 1e-12, pauses, 20.0 * pauses, alpha)
    assert isclose(nearly.threshold(share), limit, rel_tol=1e-6)


@pytest.mark.parametrize("shape", [1, 2])
def test_one_pause_weighs_little_against_the_portal(shape):
    """A single pause draws the limit less from the portal's than ten such pauses do."""
    portal = rhythm(shape, 0, 0).threshold(0.05)
    one, ten = rhythm(shape, 1, 7).threshold(0.05), rhythm(shape, 10, 70).threshold(0.05)
    assert ten < one < portal
    assert abs(one - portal) < abs(ten - portal)


def test_a_prior_that_knows_nothing_never_ends():
    """Where almost any pause is possible the limit is beyond all measure, not an error."""
    assert rhythm(1, 0, 0, alpha=1e-4).threshold(0.05) > 1e200
    assert rhythm(2, 0, 0, alpha=1e-4).threshold(0.05) > 1e200


@pytest.mark.parametrize(
    ("x", "a", "b", "value"), [(0, 2, 3, 0), (1, 2, 3, 1), (0.5, 2, 2, 0.5), (0.25, 1, 1, 0.25), (0.3, 2, 3, 0.3483)]
)
def test_incomplete_beta_of_known_places(x, a, b, value):
    """The ends, the middle of a symmetrical one, a straight line, and a polynomial worked out by hand."""
    assert isclose(incomplete_beta(x, a, b), value, abs_tol=1e-12)
