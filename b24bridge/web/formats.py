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

    def clock(self, moment: datetime) -> str:
        """Return «09:12» by the portal's clock and zone for a moment of ours, whatever its day."""
        return f"{(moment + self.skew).astimezone(self.zone):%H:%M}"

    def long_day(self, value: date) -> str:
        """Return «Пятница, 20 ноября», with the year when it is not this one."""
        year = "" if value.year == self.today.year else " y"
        text = format_date(value, f"EEEE, d MMMM{year}", locale=self.language)
        return text[:1].upper() + text[1:]

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

    def decimal(self, value: Decimal) -> str:
        """Return «0,05» or «1 000 000» with every digit that it has."""
        return format_decimal(value, locale=self.language, decimal_quantization=False)

    def percent(self, value: int) -> str:
        """Return «61 %», in English without the space."""
        return f"{value}{NBSP}%" if self.language == "ru" else f"{value}%"

    def money(self, money: Money) -> str:
        """Return «120 тыс. ₽» or «₽120k»: rounded to what a person can hold in the head."""
        sign = MINUS if money.amount < 0 else ""
        symbol = get_currency_symbol(money.currency, locale="ru" if money.currency == "RUB" else self.language)
        figure = self._rounded(abs(money.amount))
        return f"{sign}{figure}{NBSP}{symbol}" if self.language == "ru" else f"{sign}{symbol}{figure}"

    def exact(self, money: Money) -> str:
        """Return «86 200 ₽»: the sums of documents are never rounded."""
        locale = "ru" if money.currency == "RUB" else self.language
        pattern, symbol = self._pattern(money), get_currency_symbol(money.currency, locale=locale)
        return format_decimal(money.amount, format=pattern, locale=self.language).replace("¤", symbol)

    def unit(self, most: Money) -> str:
        """Return the unit in which sums up to `most` are drawn, such as «млн ₽»."""
        _, _, russian, english = SCALES[self._scale(most.amount)]
        symbol = get_currency_symbol(most.currency, locale="ru" if most.currency == "RUB" else self.language)
        return f"{russian.strip()} {symbol}".strip() if self.language == "ru" else f"{symbol}{english}"

    def in_unit(self, money: Money, most: Money) -> str:
        """Return a sum as a number of that unit, «4,3»."""
        scale = SCALES[self._scale(most.amount)][0]
        number = (money.amount / scale).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return format_decimal(number, format="#,##0.#", locale=self.language)

    def about(self, money: Money) -> str:
        """Return «≈ 120 тыс. ₽»: sums that were calculated are said to be so."""
        return f"≈{NBSP}{self.money(money)}"

    def _pattern(self, money: Money) -> str:
        cents = "" if money.amount == money.amount.to_integral_value() else ".00"
        return f"#,##0{cents}{NBSP}'¤'" if self.language == "ru" else f"'¤'#,##0{cents}"

    def _date(self, value: date, pattern: str) -> str:
        return format_date(value, pattern if value.year == self.today.year else f"{pattern} y", locale=self.language)

    def _scale(self, amount: Decimal) -> int:
        rounded = [(amount / scale).quantize(Decimal(step), ROUND_HALF_UP) for scale, step, _, _ in SCALES]
        return next((i for i, units in enumerate(rounded) if units < THOUSAND), len(SCALES) - 1)

    def _rounded(self, amount: Decimal) -> str:
        scale, step, russian, english = SCALES[self._scale(amount)]
        text = format_decimal((amount / scale).quantize(Decimal(step), ROUND_HALF_UP), format="#,##0.#", locale=self.language)
        return text + (russian.replace(" ", NBSP) if self.language == "ru" else english)
