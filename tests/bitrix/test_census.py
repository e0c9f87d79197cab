"""Counting and listing ids on a sandbox over HTTP, from which rows vanish without any event."""

from typing import Any

import pytest

from b24bridge.bitrix.streams.census import LISTED
from b24bridge.core.streams import Stream, Window
from tests.contracts.sandbox_rows import LINES, when
from tests.sandboxed import SCOPES, line, sandboxed

WIDE = 10**9


def all_ids(bridge: Any, stream: Stream) -> list[int]:
    records = [record for page in bridge.pages(stream, None) for record in page.records]
    return sorted(record.entity.id if hasattr(record, "stage_id") else record.id for record in records)


def test_counts_and_ids_are_those_of_the_rows() -> None:
    """Every stream that is counted gives the numbers of exactly the rows that reading it gives."""
    with sandboxed(LINES) as site:
        bridge, windows = site.bridge(), [Window(stream, 0, WIDE) for stream in LISTED]
        expected = {stream: all_ids(bridge, stream) for stream in LISTED}
        site.mark()
        assert list(bridge.count(windows)) == [len(expected[window.stream]) for window in windows]
        assert site.requests() == 1
        assert {window.stream: list(bridge.ids(window)) for window in windows} == expected
        assert site.breaches() == {}


def test_a_window_has_its_upper_end_and_not_its_lower() -> None:
    """What is deleted silently is missing in the count and among the ids of its window alone."""
    life = {"assignedById": 1, "createdTime": when(1), "updatedTime": when(1)}
    with sandboxed([*LINES, *(line("company", id=100 + n, title=f"C{n}", **life) for n in range(300))]) as site:
        windows = [Window(Stream.COMPANIES, 99, 199), Window(Stream.COMPANIES, 199, 399)]
        bridge = site.bridge()
        assert list(bridge.count(windows)) == [100, 200]
        with site.portal.lock:
            site.portal.table("company").remove(150)
        assert list(bridge.count(windows)) == [99, 200]
        assert list(bridge.ids(windows[0])) == [number for number in range(100, 200) if number != 150]


@pytest.mark.parametrize("missing", ["task", "sale"])
def test_what_is_closed_to_us_is_not_counted(missing: str) -> None:
    """A stream without its scope has no count, and the others have theirs."""
    with sandboxed(LINES, scope=tuple(scope for scope in SCOPES if scope != missing)) as site:
        closed = Stream.TASKS if missing == "task" else Stream.ORDERS
        counts = dict(zip(LISTED, site.bridge().count([Window(stream, 0, WIDE) for stream in LISTED]), strict=True))
        assert counts[closed] is None
        assert counts[Stream.COMPANIES] == 2
