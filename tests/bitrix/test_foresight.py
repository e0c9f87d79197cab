"""Beginnings of many lists in one request: what it saves, and that it never answers with what is no longer so."""

from typing import Any

import pytest

from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.foresight import FRESH_S, Foresight
from b24bridge.core.errors import Refused
from b24bridge.core.streams import Cursor, Stream
from tests.bitrix.doubles import FakeClock
from tests.contracts.sandbox_rows import LINES
from tests.sandboxed import Sandboxed, line, sandboxed

FIRST, SECOND = ("crm.item.list", {"entityTypeId": 4}), ("crm.item.list", {"entityTypeId": 3})


def answered(commands: Any) -> dict[str, Any]:
    return {key: Answer(asked[1]["entityTypeId"]) for key, asked in commands.items()}


def kept(*commands: Any) -> tuple[Foresight, FakeClock]:
    clock = FakeClock()
    foresight = Foresight(clock.monotonic)
    foresight.keep(commands, answered)
    return foresight, clock


def test_an_answer_is_given_out_as_often_as_it_was_asked_for() -> None:
    """Two readers of one list may both begin with the page that was asked for once."""
    foresight, _ = kept(FIRST, FIRST, SECOND)
    assert foresight.take({"p0": FIRST}) == foresight.take({"p0": FIRST}) == {"p0": Answer(4)}
    assert foresight.take({"p0": FIRST}) is None
    assert foresight.take({"p0": SECOND}) == {"p0": Answer(3)}


def test_commands_that_build_on_each_other_stay_together() -> None:
    """A chain whose first page alone is known is asked for whole."""
    foresight, _ = kept(FIRST)
    assert foresight.take({"p0": FIRST, "p1": SECOND}) is None
    assert foresight.take({"p0": FIRST}) == {"p0": Answer(4)}


def test_what_was_answered_long_ago_is_asked_anew() -> None:
    """An answer is taken for the portal's present, so it is used within a minute or not at all."""
    foresight, clock = kept(FIRST)
    clock.sleep(FRESH_S + 1)
    assert foresight.take({"p0": FIRST}) is None
    assert not foresight.has([FIRST])


def sweep(site: Sandboxed, cursors: dict[Stream, Cursor | None]) -> dict[Stream, Cursor]:
    """Read all streams as a round does, in one visit."""
    bridge, reached = site.bridge(), {}
    bridge.foresee(cursors)
    for stream, cursor in cursors.items():
        for page in bridge.pages(stream, cursor):
            reached[stream] = page.cursor
    return reached


STREAMS = [stream for stream in Stream if stream is not Stream.COMMENTS]


def test_a_portal_on_which_nothing_happened_costs_a_few_requests() -> None:
    """However many streams there are, their beginnings come in one request; people are asked for their calendars in another."""
    with sandboxed(LINES) as site:
        cursors: dict[Stream, Cursor | None] = {**sweep(site, dict.fromkeys(STREAMS))}
        site.mark()
        assert sweep(site, cursors).keys() == cursors.keys()
        assert site.requests() <= 6
        assert site.breaches() == {}


def test_many_users_and_rows_cost_a_quiet_round_little() -> None:
    """What a round costs does not grow with the portal's rows, and hardly with its people."""
    people = [line("user", ID=100 + n, ACTIVE=True, NAME=f"User {n}") for n in range(400)]
    companies = [line("company", id=1000 + n, title=f"C{n}", assignedById=1) for n in range(400)]
    with sandboxed([*LINES, *people, *companies]) as site:
        cursors: dict[Stream, Cursor | None] = {**sweep(site, dict.fromkeys(STREAMS))}
        site.mark()
        sweep(site, cursors)
        assert site.requests() <= 12


def test_a_stream_that_is_refused_fails_alone() -> None:
    """What the portal refuses among the beginnings is an error of its own stream, when that one is read."""
    with sandboxed(LINES) as site:
        site.faults({"method": "crm.activity.list", "kind": "insufficient_scope", "times": None})
        bridge = site.bridge()
        bridge.foresee({Stream.STATUSES: None, Stream.ACTIVITIES: None})
        assert [page.is_last for page in bridge.pages(Stream.STATUSES, None)] == [True]
        with pytest.raises(Refused):
            list(bridge.pages(Stream.ACTIVITIES, None))


def test_a_reading_that_was_not_announced_asks_for_itself() -> None:
    """A cursor other than the announced one is read from where it stands."""
    with sandboxed(LINES) as site:
        bridge = site.bridge()
        bridge.foresee({Stream.COMPANIES: {"since": "2030-01-01T00:00:00+00:00"}, Stream.CONTACTS: None})
        assert [record.id for page in bridge.pages(Stream.COMPANIES, None) for record in page.records]
