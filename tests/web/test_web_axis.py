"""The short axis: whatever the dates, everything stays inside the drawing and no words lie on others."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from b24bridge.web.axis import LEFT, ROOM_FOR_TODAY, WIDTH, draw

TODAY = date(2026, 11, 23)
AWAY = st.integers(-1500, 1500)
WORDS = 180


def test_without_an_answer_or_an_end_there_is_nothing_to_draw():
    """An axis needs both ends of the protection."""
    assert draw(TODAY, None, TODAY, None, "ru") is None
    assert draw(TODAY, TODAY, None, None, "ru") is None
    assert draw(TODAY, TODAY, TODAY - timedelta(days=1), None, "ru") is None


@given(st.integers(0, 1500), st.integers(0, 1500), st.none() | AWAY)
def test_everything_stays_inside_and_labels_do_not_touch(answered, protected, ahead):
    """For all dates the drawing keeps its frame, and the words on its upper line keep apart."""
    answered_on = TODAY - timedelta(days=answered)
    next_on = None if ahead is None else TODAY + timedelta(days=ahead)
    axis = draw(TODAY, answered_on, answered_on + timedelta(days=protected), next_on, "ru")
    places = [axis.answered, axis.protected, axis.today, *([axis.ahead] if axis.ahead else []), *(x for x, _ in axis.ticks)]
    assert all(LEFT <= x <= WIDTH for x in places)
    spans = [
        _span(label, room)
        for label, room in ((axis.protected_label, WORDS), (axis.today_label, ROOM_FOR_TODAY))
        if label is not None
    ]
    assert all(first >= 0 and last <= WIDTH for first, last in spans)
    if len(spans) == 2:
        (first, second) = sorted(spans)
        assert first[1] <= second[0]


def test_months_are_named_in_the_readers_language():
    """The months under the axis are whole words, far enough from each other."""
    axis = draw(TODAY, date(2026, 9, 2), date(2026, 11, 20), date(2026, 12, 7), "ru")
    assert [name for _, name in axis.ticks] == ["октябрь", "ноябрь", "декабрь"]
    long = draw(TODAY, date(2023, 1, 1), date(2026, 11, 20), None, "en")
    assert all(second[0] - first[0] >= 84 for first, second in zip(long.ticks, long.ticks[1:], strict=False))


def _span(label, room):
    """The stretch that words take up."""
    return (label.x - room, label.x) if label.anchor == "end" else (label.x, label.x + room)
