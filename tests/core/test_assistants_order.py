"""The order in which assistants are asked: after those they read, the more important first."""

import pytest

from b24bridge.core.assistants import Assistant, Rule, _in_order, discover
from b24bridge.core.decisions import Because


def rules(**after):
    """Return rules by name; a name's number is its priority."""
    return {
        name: Rule(Assistant(f"assistants.{name}", Because("", ""), object, object, {}, int(name[1:]), tuple(reads)), print)
        for name, reads in after.items()
    }


@pytest.mark.parametrize(
    ("found", "order"),
    [
        (rules(a1=(), b3=(), c2=()), ["b3", "c2", "a1"]),
        (rules(b0=(), a0=(), c0=()), ["a0", "b0", "c0"]),
        (rules(a9=("b1",), b1=(), c5=()), ["c5", "b1", "a9"]),
        (rules(a9=("b1",), b1=("c0",), c0=()), ["c0", "b1", "a9"]),
        ({}, []),
    ],
    ids=["by priority", "by name among equals", "after whom it reads", "along a chain", "none"],
)
def test_each_comes_after_those_it_reads(found, order):
    """Then the higher priority comes first, then the alphabet decides."""
    assert list(_in_order(found)) == order


@pytest.mark.parametrize("found", [rules(a1=("b1",), b1=("a1",)), rules(a1=("gone",)), rules(a1=("a1",))])
def test_a_circle_is_named(found):
    """Assistants that wait for each other, or for one that is not there, are a mistake of who wrote them."""
    with pytest.raises(ValueError, match=r"wait for each other.*a1"):
        _in_order(found)


def test_the_five_stand_in_their_order():
    """Release reads what the others said of the day, so it comes last."""
    assert list(discover("assistants")) == ["debtors", "unpaid_orders", "lapsed_buyers", "forgotten_clients", "client_release"]
