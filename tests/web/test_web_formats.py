"""Formats: dates, times and sums as the screens write them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.money import Money
from b24bridge.web.formats import Formats

NOW = datetime(2026, 11, 23, 6, 12, tzinfo=UTC)


@pytest.fixture(params=["ru", "en"])
def language(request):
    return request.param


def formats(language):
    return Formats(language, ZoneInfo("Europe/Moscow"), date(2026, 11, 23), NOW)


def plain(text):
    """The same text with plain spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "currency", "russian", "english"),
    [
        ("0", "RUB", "0 ₽", "₽0"),
        ("512.40", "RUB", "512 ₽", "₽512"),
        ("999.60", "RUB", "1 тыс. ₽", "₽1k"),
        ("120000", "RUB", "120 тыс. ₽", "₽120k"),
        ("950000", "RUB", "950 тыс. ₽", "₽950k"),
        ("999700", "RUB", "1 млн ₽", "₽1m"),
        ("4300000", "RUB", "4,3 млн ₽", "₽4.3m"),
        ("1234567890", "RUB", "1,2 млрд ₽", "₽1.2bn"),
        ("12345678901234", "RUB", "12 345,7 млрд ₽", "₽12,345.7bn"),
        ("-70000", "RUB", "−70 тыс. ₽", "−₽70k"),
        ("1500", "USD", "2 тыс. $", "$2k"),
    ],
)
def test_sums_are_rounded_to_what_a_person_can_hold_in_the_head(amount, currency, russian, english):
    """Sums have at most three digits that matter, a unit, and the sign of their currency."""
    money = Money(Decimal(amount), currency)
    assert (plain(formats("ru").money(money)), formats("en").money(money)) == (russian, english)


def test_dates_have_a_year_only_when_it_is_not_this_one():
    """A date of this year needs no year; every other one does."""
    near, far = date(2026, 12, 7), date(2027, 5, 7)
    assert [plain(formats("ru").day(day)) for day in (near, far)] == ["7 декабря", "7 мая 2027"]
    assert [plain(formats("ru").short_day(day)) for day in (near, far)] == ["7 дек", "7 мая 2027"]
    assert [formats("en").day(day) for day in (near, far)] == ["7 December", "7 May 2027"]
    assert [formats("en").short_day(day) for day in (near, far)] == ["7 Dec", "7 May 2027"]


def test_short_months_have_three_letters_in_russian():
    """Narrow columns get three letters, where the locale would write four."""
    assert {len(plain(formats("ru").short_day(date(2026, month, 1))).split()[1]) for month in range(1, 13)} == {3}


def test_times_are_the_portals_own():
    """A moment is shown by the portal's clock, with its day when that is not today."""
    assert formats("ru").time(NOW) == "09:12"
    assert plain(formats("ru").time(NOW - timedelta(days=1))) == "22 ноя, 09:12"


def test_what_has_just_been_read_is_a_minute_old(language):
    """Nothing is said to be younger than a minute, nor to come from the future."""
    minute = {"ru": "1 минуту назад", "en": "1 minute ago"}[language]
    assert [formats(language).ago(NOW + timedelta(seconds=shift)) for shift in (-5, 0, 3600)] == [minute] * 3


def test_numbers_and_percents_follow_the_language():
    """Thousands and percents are written as the language does."""
    assert (plain(formats("ru").number(38912)), formats("en").number(38912)) == ("38 912", "38,912")
    assert (plain(formats("ru").percent(61)), formats("en").percent(61)) == ("61 %", "61%")
