"""The overview: money first, what waits, and weeks whose columns add up to their totals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b24bridge.core.screens_overview import Week
from b24bridge.web.columns import BASE, GAP, MOST_TICKS, TOP, draw_columns
from tests.web.web_answers import FULL
from tests.web.web_screens import OVERVIEW, ROWS, roubles


def words_of(answer):
    """The page as a person reads it: with plain spaces."""
    return answer.text.replace("\u00a0", " ")


def test_a_head_sees_the_money_the_weeks_what_waits_and_his_people(bridge, page):
    """Figure, weeks with a table, decisions with their dates, managers without a score, the robot's week."""
    bridge.overviewed = FULL
    text = words_of(page("overview"))
    for words in (
        "4,3 млн ₽",
        "5 окт: помощники начали действовать",
        "Показать таблицей",
        "нет данных",
        "Передать клиентов другому менеджеру",
        "≈ 267 тыс. ₽ · до 26 ноя",
        "Без вас ничего из этого списка не произойдёт",
        "входит в «Забытые»",
        "75 %",
        "нет на работе до 27 ноября",
        "Задачи менеджерам",
        "За 30 дней вернулись 3 клиента и купили на 240 тыс. ₽. Контрольная группа пока мала для вывода.",
    ):
        assert words in text
    assert text.index("Данные") > text.index("Деньги под риском")


def test_data_that_hold_something_back_come_first(bridge, page):
    """When old data stop something, their line stands above the money."""
    bridge.overviewed = replace(FULL, is_held_back=True)
    text = page("overview").text.partition("<main>")[2]
    assert text.index("Данные") < text.index("Деньги под риском")


def test_a_manager_sees_what_closes_this_week(bridge, page):
    """His own page ends with his clients that have a step in the next days."""
    bridge.visitor = replace(bridge.visitor, is_admin=False)
    bridge.overviewed = replace(OVERVIEW, closing=ROWS[:2])
    assert "Что закроется на этой неделе" in page("overview").text


AMOUNTS = st.decimals(min_value=0, max_value=10**10, places=2)
SUMS = st.dictionaries(st.sampled_from(["debtors", "forgotten_clients", "lapsed_buyers"]), AMOUNTS)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SUMS, st.booleans()), min_size=1, max_size=12), st.booleans())
def test_columns_stand_on_the_ground_inside_the_drawing_and_never_overlap(weeks, has_begun):
    """Whatever the sums, parts follow each other upwards from zero, within the axis, whose ticks are few and round."""
    given_weeks = tuple(
        Week(first_day=date(2026, 9, 7 + n), sums=tuple((name, roubles(x)) for name, x in sums.items()), is_known=is_known)
        for n, (sums, is_known) in enumerate(weeks)
    )
    drawn = draw_columns(given_weeks, date(2026, 9, 9) if has_begun else None, "RUB")
    if not any(is_known for _, is_known in weeks):
        assert drawn is None
        return
    assert 2 <= len(drawn.ticks) <= MOST_TICKS + 1
    assert drawn.ticks[0][1].amount == 0
    for column, week in zip(drawn.columns, given_weeks, strict=True):
        floor = BASE
        for part in column.parts:
            assert TOP - 0.2 <= part.y <= part.y + part.height <= floor + 0.6
            floor = part.y
        total = sum((money.amount for _, money in week.sums), Decimal()) if week.is_known else None
        assert (column.total.amount if column.total else None) == total
    assert drawn.width > GAP


@pytest.mark.parametrize(("most", "top"), [(4_300_000, 6_000_000), (5_100_000, 6_000_000), (95, 100), (0, 1)])
def test_the_axis_ends_at_a_round_number(most, top):
    """The last tick is the first round step that the largest total fits under."""
    drawn = draw_columns((Week(first_day=date(2026, 9, 7), sums=(("debtors", roubles(most)),)),), None, "RUB")
    assert drawn.ticks[-1][1].amount == top
