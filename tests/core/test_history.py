"""Stage history: what an element tells of itself where history is silent."""

from datetime import datetime, timedelta

from b24bridge.core.evidence import history_of
from b24bridge.core.records import Element, StageMove
from tests.records import DAY, NOON, deal, deal_id, move

MADE, LAST_MOVE = (0, 1), (-1, 2)  # number and kind


def told(element: Element, *lines: StageMove) -> list[tuple]:
    """Return number, kind, stage, meaning and moment of every line."""
    return [(line.id, line.kind, line.stage_id, line.semantics, line.moved_at) for line in history_of(element, lines)]


def sold(at: datetime | None) -> Element:
    return deal(21, created_at=NOON - 9 * DAY, moved_at=at, stage_id="WON", semantics="S")


def test_a_new_deal_without_history_was_made_where_it_is():
    """An element that never moved was made in its present stage."""
    expected = [(*MADE, "WON", "S", NOON - 9 * DAY)]
    assert told(sold(None)) == expected
    assert told(sold(NOON - 9 * DAY + timedelta(seconds=5))) == expected


def test_a_moved_deal_without_history_was_made_somewhere_else():
    """An element that moved since was made in a stage that nobody knows."""
    assert told(sold(NOON - DAY)) == [(*MADE, "", "P", NOON - 9 * DAY), (*LAST_MOVE, "WON", "S", NOON - DAY)]


def test_a_move_that_history_does_not_show_yet():
    """A last move newer than the last line is told by the element, the others by history."""
    line = move(7, deal_id(21), "NEW", NOON - 8 * DAY)
    kept = (7, 2, "NEW", "P", NOON - 8 * DAY)
    assert told(sold(NOON - DAY), line) == [kept, (*LAST_MOVE, "WON", "S", NOON - DAY)]
    assert told(sold(NOON - 8 * DAY + timedelta(seconds=5)), line) == [kept]
    assert told(sold(NOON - 9 * DAY), line) == [kept]


def test_an_element_without_dates_tells_nothing():
    """Without any date nothing is known."""
    assert told(deal(21)) == []
    assert told(deal(21, moved_at=NOON)) == [(*LAST_MOVE, "NEW", "P", NOON)]
