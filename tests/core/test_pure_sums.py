"""Money at risk, heads of people, retries, and the pieces of sentences."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.money import Money
from b24bridge.core.people import head_of, is_away
from b24bridge.core.records import Department, Person
from b24bridge.core.retry import retry_in
from b24bridge.core.sentences import (
    counted_en,
    counted_ru,
    cut,
    day_en,
    day_ru,
    days_en,
    days_ru,
    joined,
    money_en,
    money_ru,
    money_text,
    short_ru,
)
from b24bridge.core.worth import worth
from tests.builders import MONDAY, calendar, deal, purchase

SHARE = Decimal("0.10")
MOSCOW_YEAR = date(2026, 12, 7)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def at_risk(purchases=(), deals=(), overdue="0") -> str:
    bought = [purchase(MONDAY, *spec) for spec in purchases]
    found = worth(SHARE, bought, [deal(1, *spec) for spec in deals], MONDAY, "RUB", Decimal(overdue))
    return str(found.at_risk.amount)


@pytest.mark.parametrize(
    ("purchases", "deals", "overdue", "expected"),
    [
        ([], [], "0", "0.00"),
        ([(-365, 365000)], [], "0", "0.00"),
        ([(-364, 364000)], [], "0", "9000.00"),
        ([(-10, 90)], [], "0", "9.00"),
        ([(-1000, 5), (-10, 73000)], [], "0", "1800.00"),
        ([], [(1000, 30), (500, 100)], "0", "80.00"),
        ([], [], "55.555", "55.56"),
        ([(1, 100)], [], "0", "0.00"),
    ],
)
def test_money_at_risk(purchases, deals, overdue, expected):
    """A share of a quarter's expected revenue and of the pipeline, and what is overdue whole."""
    assert at_risk(purchases, deals, overdue) == expected


def person(number: int, *departments: int, is_active: bool = True) -> Person:
    return Person(id=number, is_active=is_active, name="", department_ids=departments)


PEOPLE = {
    one.id: one for one in (person(1, 1), person(2, 10), person(3, 10, 20), person(4, 20), person(5, 10, is_active=False))
}


def departments(**heads):
    parents = {1: None, 10: 1, 20: 10, 30: 31, 31: 30}
    return {n: Department(id=n, name="", parent_id=parents[n], head_id=heads.get(f"d{n}")) for n in parents}


@pytest.mark.parametrize(
    ("who", "heads", "away", "expected"),
    [
        (4, {"d20": 3, "d10": 2, "d1": 1}, (), 3),
        (4, {"d20": 3, "d10": 2, "d1": 1}, (3,), 2),
        (4, {"d20": 5, "d10": 2}, (), 2),
        (4, {"d20": 4, "d1": 1}, (), 1),
        (4, {"d20": 99, "d1": 1}, (), 1),
        (4, {}, (), 7),
        (3, {"d10": 3, "d20": 4}, (), 4),
        (3, {"d10": 2, "d20": 4}, (), 2),
        (1, {"d1": 1}, (), 7),
        (99, {"d1": 1}, (), 7),
    ],
)
def test_head_is_the_nearest_who_is_there(who, heads, away, expected):
    """Climb while the head is the person himself, away, inactive or unknown; then ask the supervisor."""
    assert head_of(who, PEOPLE, departments(**heads), away, 7) == expected


def test_nobody_is_his_own_supervisor():
    """The supervisor himself has nobody above him."""
    assert head_of(7, {7: person(7, 10)}, departments(), (), 7) is None


def test_ring_of_departments_ends():
    """Departments that are each other's parents are walked once."""
    assert head_of(8, {8: person(8, 30)}, departments(), (), None) is None


@pytest.mark.parametrize(
    ("spans", "first", "last", "expected"),
    [
        ([], 0, 3, False),
        ([(-5, 3)], 0, 3, True),
        ([(-5, 2)], 0, 3, False),
        ([(0, 1), (2, 3)], 0, 3, True),
        ([(4, 4), (7, 8)], 4, 8, True),
        ([(5, 6)], 5, 6, True),
        ([], 5, 6, False),
        ([], 3, 2, False),
    ],
)
def test_away_on_every_working_day(spans, first, last, expected):
    """Weekends between two absences do not bring anybody back."""
    absences = [(MONDAY + timedelta(days=a), MONDAY + timedelta(days=b)) for a, b in spans]
    found = is_away(absences, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), calendar())
    assert found is expected


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_eight_tries_take_more_than_a_day(jitter):
    """After eight tries a thing is set aside, and between the first and the last lies at least a day."""
    waits = [retry_in(attempt, jitter) for attempt in range(1, 8)]
    assert sum(waits) >= 24 * 3600
    assert waits == sorted(waits)
    assert retry_in(8, jitter) is None
    assert retry_in(800, jitter) is None


@pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.5), (-1, 0.5), (1, -0.1), (1, 1.1)])
def test_senseless_retries_are_refused(attempt, jitter):
    """No try can be the zeroth, and chance lies between 0 and 1."""
    with pytest.raises(ValueError, match="must be"):
        retry_in(attempt, jitter)


@given(st.integers(1, 7), st.floats(0, 1))
def test_jitter_only_shortens_a_little(attempt, jitter):
    """The wait is between three quarters and the whole of its step."""
    assert retry_in(attempt, 0) * 0.75 <= retry_in(attempt, jitter) <= retry_in(attempt, 0)


@pytest.mark.parametrize(
    ("number", "ru", "en"),
    [
        (0, "0 дней", "0 days"),
        (1, "1 день", "1 day"),
        (2, "2 дня", "2 days"),
        (5, "5 дней", "5 days"),
        (11, "11 дней", "11 days"),
        (12, "12 дней", "12 days"),
        (21, "21 день", "21 days"),
        (22, "22 дня", "22 days"),
        (111, "111 дней", "111 days"),
        (101, "101 день", "101 days"),
    ],
)
def test_days_bear_their_plural(number, ru, en):
    """Numbers agree with their word in both languages."""
    assert plain(days_ru(number)) == ru
    assert plain(days_en(number)) == en
    assert "\u00a0" in counted_ru(number, "раз", "раза", "раз")
    assert "\u00a0" in counted_en(number, "time", "times")


def test_days_of_the_year():
    """A day has its month, and its year only when it is another."""
    assert [plain(said(MOSCOW_YEAR, MONDAY)) for said in (day_ru, short_ru, day_en)] == ["7 декабря", "7 дек", "7 Dec"]
    later = date(2027, 5, 1)
    assert [plain(said(later, MONDAY)) for said in (day_ru, short_ru, day_en)] == ["1 мая 2027", "1 мая 2027", "1 May 2027"]


@pytest.mark.parametrize(
    ("amount", "currency", "ru", "en"),
    [
        ("0", "RUB", "≈ 0 ₽", "≈ ₽0"),
        ("999.4", "RUB", "≈ 999 ₽", "≈ ₽999"),
        ("999.6", "RUB", "≈ 1 тыс. ₽", "≈ ₽1k"),
        ("119999", "RUB", "≈ 120 тыс. ₽", "≈ ₽120k"),
        ("999600", "RUB", "≈ 1 млн ₽", "≈ ₽1m"),
        ("4270000", "RUB", "≈ 4,3 млн ₽", "≈ ₽4.3m"),
        ("1234567890", "EUR", "≈ 1,2 млрд €", "≈ €1.2bn"),
        ("-120000", "RUB", "≈ −120 тыс. ₽", "≈ −₽120k"),
        ("5000", "AED", "≈ 5 тыс. AED", "≈ 5k AED"),
        ("-5000", "AED", "≈ −5 тыс. AED", "≈ −5k AED"),
    ],
)
def test_sums_are_rounded_for_people(amount, currency, ru, en):
    """Sums are rounded to what one can take in, with no-break spaces."""
    money = Money(Decimal(amount), currency)
    assert (plain(money_ru(money)), plain(money_en(money))) == (ru, en)
    assert " " not in money_ru(money) + money_en(money)
    assert (money_text(money, "ru"), money_text(money, "en")) == (money_ru(money), money_en(money))


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=2))
def test_any_sum_can_be_said(amount):
    """No sum makes four digits of a scale that has a larger one."""
    digits = [part for part in plain(money_ru(Money(amount, "RUB"))).split() if part[-1].isdigit()]
    assert len(digits) == 1
    assert "E" not in digits[0]
    assert len(digits[0].lstrip("−").partition(",")[0]) <= 4


def test_texts_are_joined_and_cut_between_words():
    """Empty sentences leave no trace, long ones end between words."""
    assert joined(["Да.", "", "Нет."]) == "Да. Нет."
    assert cut("коротко", 20) == "коротко"
    assert cut("один два три четыре", 12) == "один два…"
    assert len(cut("слово " * 100, 255)) <= 255
    assert cut("нескончаемое", 5) == "неск…"
