"""How many pages of a list are asked for at once, by what is known of its end."""

import pytest

from b24bridge.bitrix.paging import UNKNOWN, End


@pytest.mark.parametrize(
    ("end", "after", "seen", "pages"),
    [
        (End(last=1_000_000), 50, 0, 50),
        (End(last=149), 50, 50, 2),
        (End(last=150), 50, 50, 3),
        (End(last=50), 50, 50, 1),
        (End(last=20), 50, 50, 1),
        (End(left=0), 50, 0, 1),
        (End(left=149), 7, 0, 3),
        (End(left=10_000), 7, 9_950, 2),
        (End(left=10_000), 7, 12_500, 1),
    ],
)
def test_a_chain_is_as_long_as_there_can_be_rows(end: End, after: int, seen: int, pages: int) -> None:
    """The page that is not full is among them, so that no request is needed to learn of the end; never more than fifty."""
    assert end.chain(after, seen, 0) == pages


def test_without_an_end_chains_grow() -> None:
    """What may be short is asked for a page at first."""
    assert [UNKNOWN.chain(0, 0, rounds) for rounds in range(4)] == [1, 5, 50, 50]
