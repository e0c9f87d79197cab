"""Python's collector of cycles while a group of clients is read."""

import gc

import pytest

from b24bridge.store.facts.store import uncollected


def fail():
    assert not gc.isenabled()
    raise KeyError


def test_the_collector_rests_and_wakes_even_after_a_mistake():
    """While a group is read the collector rests; it wakes whatever happened."""
    assert gc.isenabled()
    with pytest.raises(KeyError), uncollected():
        fail()
    assert gc.isenabled()


def test_a_collector_that_rests_already_is_woken_by_others():
    """Of two readings within each other the outer one wakes it."""
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
