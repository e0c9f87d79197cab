"""How dates, times and sums are written on a screen, in one language and one time zone. Not words: `b24bridge.web.words`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, get_currency_symbol

from b24bridge.core.money import Money

NBSP = "\u00a0"
# Three letters each: the drawings need narrower columns than the locale, which writes «сент» and «нояб».
SHORT_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MINUS = "\u2212"
THOUSAND = 1000
SCALES = (
    (Decimal(1), "1", "", ""),
    (Decimal(10**3), "1", " тыс.", "k"),
    (Decimal(10**6), "0.1", " млн", "m"),
    (Decimal(10**9), "0.1", " млрд", "bn"),
)


@dataclass(frozen=True, slots=True)
class Formats:
    """One reader's way of writing numbers.

    `today` is the portal's date, `now` an aware moment of ours; `skew` is how far the portal's clock is ahead of it.
    """

    language: str
    zone: ZoneInfo
    today: date
    now: datetime
    skew: timedelta = timedelta()

    def day(self, value: date) -> str:
        """Return «7 декабря», with the year when it is not this one."""
        return self._date(value, "d MMMM")

    def short_day(self, value: date) -> str:
        """Return «7 дек» for narrow columns."""
        if self.language != "ru":
            return self._date(value, "d MMM")
        year = "" if value.year == self.today.year else f" {value.year}"
        return f"{value.day}{NBSP}{SHORT_MONTHS[value.month - 1]}{year}"

    def weekday(self, value: date) -> str:
        """Return «Понедельник, 23 ноября 2026»."""
        text = format_date(value, "EEEE, d MMMM y", locale=self.language)
        return text[:1].upper() + text[1:]

    def time(self, moment: datetime) -> str:
        """Return «09:12» by the portal's clock and zone for a moment of ours, with the day before it when not today."""
        local = (moment + self.skew).astimezone(self.zone)
        clock = f"{local:%H:%M}"
        return clock if local.date() == self.today else f"{self.short_day(local.date())}, {clock}"

    def moment(self, value: datetime) -> str:
        """Return «28 окт, 11:42» for a moment that is the portal's own."""
        return f"{self.short_day(value.date())}, {value:%H:%M}"

    def ago(self, moment: datetime, *, is_short: bool = False) -> str:
        """Return «4 минуты назад», in short «4 мин. назад», and never less than a minute."""
        past = min(moment - self.now, timedelta(minutes=-1))
        if is_short:
            return format_timedelta(past, granularity="minute", add_direction=True, format="short", locale=self.language)
        return format_timedelta(past, granularity="minute", add_direction=True, locale=self.language)

    def number(self, value: int) -> str:
        """Return «38 912»."""
        return format_decimal(value, locale=self.language)

    def percent(self, value: int) -> str:
        """Return «61 %», in English without the space."""
        return f"{value}{NBSP}%" if self.language == "ru" else f"{value}%"

    def money(self, money: Money) -> str:
        """Return «120 тыс. ₽» or «₽120k»: rounded to what a person can hold in the head."""
        sign = MINUS if money.amount < 0 else ""
        symbol = get_currency_symbol(money.currency, locale="ru" if money.currency == "RUB" else self.language)
        figure = self._rounded(abs(money.amount))
        return f"{sign}{figure}{NBSP}{symbol}" if self.language == "ru" else f"{sign}{symbol}{figure}"

    def about(self, money: Money) -> str:
        """Return «≈ 120 тыс. ₽»: sums that were calculated are said to be so."""
        return f"≈{NBSP}{self.money(money)}"

    def _date(self, value: date, pattern: str) -> str:
        return format_date(value, pattern if value.year == self.today.year else f"{pattern} y", locale=self.language)

    def _rounded(self, amount: Decimal) -> str:
        rounded = [(amount / scale).quantize(Decimal(step), ROUND_HALF_UP) for scale, step, _, _ in SCALES]
        chosen = next((i for i, units in enumerate(rounded) if units < THOUSAND), len(SCALES) - 1)
        _, _, russian, english = SCALES[chosen]
        text = format_decimal(rounded[chosen], format="#,##0.#", locale=self.language)
        return text + (russian.replace(" ", NBSP) if self.language == "ru" else english)
