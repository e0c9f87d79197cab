"""Words, dates and sums as a person reads them, Russian or English.

The English sentence is the key of a phrase; things have short keys in `terms`. Moments are shown in the portal's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from b24sandbox.pages.phrases import RUSSIAN
from b24sandbox.pages.terms import ENGLISH_MONTHS, RUSSIAN_MONTHS, TERMS

LANGUAGES = ("ru", "en")
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Wording:
    """Texts and formats of one viewer. `now` is the portal's moment: its own year is not printed."""

    language: str
    zone: tzinfo
    now: datetime

    def text(self, english: str, **values: object) -> str:
        """The sentence in the viewer's language, `{names}` filled in."""
        found = RUSSIAN.get(english, english) if self.language == "ru" else english
        return found.format(**values) if values else found

    def term(self, key: str) -> str:
        """The name of a thing. Raises KeyError."""
        russian, english = TERMS[key]
        return russian if self.language == "ru" else english

    def done(self, what: str) -> str:
        """What to say after a form; a plain word for what is not known."""
        return self.term(f"done.{what}") if f"done.{what}" in TERMS else self.text("Done.")

    def day(self, value: date | None) -> str:
        """«7 декабря», with the year unless it is the present one; empty for None. A moment gives its day here."""
        if value is None:
            return ""
        local = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        months = RUSSIAN_MONTHS if self.language == "ru" else ENGLISH_MONTHS
        year = "" if local.year == self.now.astimezone(self.zone).year else f"{NO_BREAK}{local.year}"
        return f"{local.day}{NO_BREAK}{months[local.month - 1]}{year}"

    def moment(self, value: datetime | None) -> str:
        """«7 декабря, 09:12»; empty for None."""
        return f"{self.day(value)}, {value.astimezone(self.zone):%H:%M}" if value else ""

    def field(self, value: datetime | None) -> str:
        """A moment as `<input type="datetime-local">` takes it."""
        return f"{value.astimezone(self.zone):%Y-%m-%dT%H:%M}" if value else ""

    def money(self, amount: float | None, currency: str | None) -> str:
        """«420 000 ₽», with kopecks only if there are some; empty for None."""
        if amount is None:
            return ""
        digits = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
        if self.language == "ru":
            digits = digits.replace(",", NO_BREAK).replace(".", ",")
        return f"{digits}{NO_BREAK}{SIGNS.get(currency or '', currency or '')}".strip()

    def duration(self, seconds: int) -> str:
        """«4 мин 05 с»."""
        minutes, rest = divmod(max(0, seconds), 60)
        minute, second = (self.text("min"), self.text("s"))
        return f"{minutes}{NO_BREAK}{minute} {rest:02}{NO_BREAK}{second}" if minutes else f"{rest}{NO_BREAK}{second}"

    def label(self, texts: Any, default: str) -> str:
        """One of a label's languages, as user fields carry them."""
        if isinstance(texts, dict):
            texts = texts.get(self.language) or next((text for text in texts.values() if text), "")
        return str(texts or default)
