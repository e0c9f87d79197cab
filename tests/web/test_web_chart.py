"""The chart of protection: whatever the dates, bars stay in their lanes and inside the drawing, and the decider is there."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.client_screen import ContactRow
from b24bridge.web.chart import LATEST, LEFT, RIGHT, draw_chart

TODAY = date(2026, 11, 23)


def row(ago, days, **more):
    """A contact so many days ago that protects for so many days; None for one that does not protect."""
    day = TODAY - timedelta(days=ago)
    until = None if days is None else day + timedelta(days=days)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return ContactRow(at=at, channel="call", evidence=more.pop("evidence", "contact"), until=until, **more)


ROWS = st.builds(row, st.integers(0, 1200), st.none() | st.integers(0, 180), decides=st.booleans())


def test_without_a_contact_that_protects_there_is_nothing_to_draw():
    """Contacts that do not count draw no chart; neither do any whose end nobody knows."""
    assert draw_chart(TODAY, [], TODAY, None, "ru") is None
    assert draw_chart(TODAY, [row(3, None)], TODAY, None, "ru") is None
    assert draw_chart(TODAY, [row(3, 75)], None, None, "ru") is None


def test_old_contacts_leave_the_chart_but_the_one_that_decides_stays():
    """The latest five since the chart's first day are drawn; what decides is drawn however old it is."""
    old = [row(900 + number, 75) for number in range(4)]
    decides = row(800, 30, decides=True, evidence="note")
    recent = [row(10 * number, 7, evidence="attempt") for number in range(1, 8)]
    chart = draw_chart(TODAY, [*old, decides, *recent, row(80, 75)], TODAY + timedelta(days=3), None, "ru")
    drawn = [lane.row for lane in chart.lanes]
    assert drawn == [decides, *sorted(recent, key=lambda each: each.at)[-LATEST:]]
    assert chart.lanes[0].start is None
    assert not chart.is_late


def test_a_short_bar_has_its_words_outside_and_no_line_runs_through_them():
    """A day written into a bar fits it; beside a bar it stands where the past is, away from the line of today."""
    chart = draw_chart(
        TODAY, [row(100, 75), row(10, 7, evidence="attempt", decides=True)], TODAY - timedelta(days=3), None, "en"
    )
    long, short = chart.lanes
    assert long.is_inside
    assert long.words_x < long.end
    assert not short.is_inside
    assert short.words_anchor == "end"
    assert short.words_x < short.bar


@given(st.lists(ROWS, max_size=12), st.integers(-1200, 400), st.none() | st.integers(-30, 400), st.sampled_from(["ru", "en"]))
def test_everything_stays_inside(rows, end, ahead, language):
    """For all dates every bar, line and month is inside, and bars run forward."""
    next_on = None if ahead is None else TODAY + timedelta(days=ahead)
    chart = draw_chart(TODAY, rows, TODAY + timedelta(days=end), next_on, language)
    if chart is None:
        assert all(each.until is None for each in rows)
        return
    places = [chart.today.x, chart.end.x, *(x for x, _, _ in chart.ticks), *([chart.ahead[0]] if chart.ahead else [])]
    assert all(LEFT <= x <= RIGHT for x in places)
    for lane in chart.lanes:
        assert LEFT <= lane.bar < lane.end <= RIGHT + 2
    heights = [lane.y for lane in chart.lanes]
    assert heights == sorted(set(heights))
    assert all(y + 20 <= chart.bottom for y in heights)
    named = [(x, middle) for x, middle, month in chart.ticks if month]
    assert all(after[1] - before[1] >= 30 for before, after in pairwise(named))
