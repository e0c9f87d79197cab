"""Pieces of sentences in Russian and English: counted words, days, sums. Whole sentences belong to those who speak.

No-break spaces stand between a number and its unit. Written without any library, since rules speak too.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from b24bridge.core.money import Money

REMEMBERED: Final = 4096  # days of several years: a scan says the same ones over and over
NBSP: Final = "\u00a0"
MONTHS_RU: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
SHORT_RU: Final = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYMBOLS: Final = {"RUB": "₽", "EUR": "€", "USD": "$", "KZT": "₸", "BYN": "Br", "UAH": "₴", "GBP": "£"}
SCALES: Final = (
    (Decimal(10**9), " млрд", "bn", Decimal("0.1")),
    (Decimal(10**6), " млн", "m", Decimal("0.1")),
    (Decimal(10**3), " тыс.", "k", Decimal(1)),
    (Decimal(1), "", "", Decimal(1)),
)


def counted_ru(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its word: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    tens, ones = abs(number) % 100, abs(number) % 10
    is_one, is_few = ones == 1 and tens != 11, 2 <= ones <= 4 and not 12 <= tens <= 14
    return f"{number}{NBSP}{one if is_one else few if is_few else many}"


def counted_en(number: int, one: str, other: str) -> str:
    """Return a number with its word: 1 day, 2 days."""
    return f"{number}{NBSP}{one if abs(number) == 1 else other}"


@lru_cache(maxsize=REMEMBERED)
def days_ru(number: int) -> str:
    """Return «82 дня»."""
    return counted_ru(number, "день", "дня", "дней")


@lru_cache(maxsize=REMEMBERED)
def days_en(number: int) -> str:
    """Return "82 days"."""
    return counted_en(number, "day", "days")


@lru_cache(maxsize=REMEMBERED)
def day_ru(day: date, today: date) -> str:
    """Return «7 декабря», with the year when it is not that of `today`."""
    return f"{day.day}{NBSP}{MONTHS_RU[day.month - 1]}" + _year(day, today)


@lru_cache(maxsize=REMEMBERED)
def short_ru(day: date, today: date) -> str:
    """Return «7 дек» for narrow places, with the year when it is not that of `today`."""
    return f"{day.day}{NBSP}{SHORT_RU[day.month - 1]}" + _year(day, today)


@lru_cache(maxsize=REMEMBERED)
def day_en(day: date, today: date) -> str:
    """Return "7 Dec", with the year when it is not that of `today`."""
    return f"{day.day}{NBSP}{MONTHS_EN[day.month - 1]}" + _year(day, today)


def money_ru(money: Money) -> str:
    """Return a rounded sum, «≈ 120 тыс. ₽» or «≈ 4,3 млн ₽»."""
    number, scale = _scaled(money.amount)
    return f"≈{NBSP}{_signed(number).replace('.', ',')}{scale[1].replace(' ', NBSP)}{NBSP}{_symbol(money)}"


def money_en(money: Money) -> str:
    """Return a rounded sum, "≈ ₽120k" or "≈ ₽4.3m"; a currency without a sign of its own follows as its code."""
    number, scale = _scaled(money.amount)
    sign, symbol = _signed(number)[: number < 0], SYMBOLS.get(money.currency)
    digits = _signed(abs(number)) + scale[2]
    return f"≈{NBSP}{sign}{symbol}{digits}" if symbol else f"≈{NBSP}{sign}{digits}{NBSP}{money.currency}"


def money_text(money: Money, language: str) -> str:
    """Return a rounded sum in a language, ru or en."""
    return money_ru(money) if language == "ru" else money_en(money)


def exact_text(money: Money, language: str) -> str:
    """Return a sum to the cent, as documents have it: «36 000 ₽», «1 200,50 $», "₽36,000", "1,200.50 CHF"."""
    digits = f"{money.rounded().amount:,.2f}".removesuffix(".00")
    if language == "ru":
        return f"{digits.replace(',', NBSP).replace('.', ',').replace('-', '−')}{NBSP}{_symbol(money)}"
    symbol = SYMBOLS.get(money.currency)
    return f"{symbol}{digits}" if symbol else f"{digits}{NBSP}{money.currency}"


def joined(parts: Iterable[str]) -> str:
    """Return sentences as one text; empty ones leave no trace."""
    return " ".join(part for part in parts if part)


def cut(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, cut between words with an ellipsis."""
    if len(text) <= limit:
        return text
    head = re.sub(r"\s+\S*$", "", text[: limit - 1])
    return head.rstrip(" ,;:—") + "…"


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f"{NBSP}{day.year}"


def _scaled(amount: Decimal) -> tuple[Decimal, tuple[Decimal, str, str, Decimal]]:
    """Return the rounded number and its scale; what rounds up to a thousand of one scale is one of the next."""
    for scale in SCALES:
        number = (amount / scale[0]).quantize(scale[3], ROUND_HALF_UP)
        if abs(number) >= 1 and abs(amount) >= scale[0] * Decimal("0.9995"):
            return number, scale
    return (amount / SCALES[-1][0]).quantize(Decimal(1), ROUND_HALF_UP), SCALES[-1]


def _signed(number: Decimal) -> str:
    """Return a number without a needless zero after the point, and with a proper minus."""
    plain = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    return f"{plain:f}".replace("-", "−")


def _symbol(money: Money) -> str:
    return SYMBOLS.get(money.currency, money.currency)
