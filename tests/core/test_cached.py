"""What is computed when first asked for, and once."""

from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from b24bridge.core.cached import cached_property


@dataclass(frozen=True)
class Sum:
    """Parts, and how often their sum was computed."""

    parts: tuple[int, ...]
    asked: list[str] = field(default_factory=list)

    @cached_property
    def total(self) -> int:
        """Return all parts together."""
        self.asked.append("total")
        return sum(self.parts)


def test_a_sum_is_computed_once_for_each():
    """The second reading costs no second computation, and two cases do not share an answer."""
    one, other = Sum((1, 2)), Sum((3, 4))
    assert [one.total, one.total, other.total] == [3, 3, 7]
    assert one.asked == ["total"]


def test_what_was_computed_is_no_part_of_the_case():
    """A case that was asked equals one that was not, and stays frozen."""
    one = Sum((1, 2))
    assert one.total == 3
    assert one == Sum((1, 2), asked=["total"])
    with pytest.raises(FrozenInstanceError):
        one.total = 4


def test_the_class_tells_what_the_method_says():
    """Asked of the class, a cached property is its own description."""
    assert Sum.total.__doc__ == "Return all parts together."
