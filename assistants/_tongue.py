"""One language as an assistant speaks it: its phrases, its days, and contacts by their names. No sentences of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from b24bridge.core.sentences import day_en, day_ru, days_en, days_ru, short_ru

SPOKEN: Final = 64
CHANNELS: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "call": "звонок",
        "missed_call": "пропущенный звонок",
        "letter": "письмо",
        "meeting": "встреча",
        "chat": "чат",
        "form": "форма на сайте",
        "sms": "сообщение",
        "comment": "комментарий",
        "todo": "дело",
        "deal": "сделка",
        "payment": "счёт",
        "other": "запись",
    },
    "en": {
        "call": "call",
        "missed_call": "missed call",
        "letter": "letter",
        "meeting": "meeting",
        "chat": "chat",
        "form": "web form",
        "sms": "message",
        "comment": "comment",
        "todo": "to-do",
        "deal": "deal",
        "payment": "invoice",
        "other": "record",
    },
}
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "contact": "клиент ответил",
        "sent": "без ответа",
        "attempt": "попытка",
        "deal": "шаг сделки",
        "note": "слова менеджера",
        "keep": "слова менеджера",
    },
    "en": {
        "contact": "client answered",
        "sent": "no answer",
        "attempt": "attempt",
        "deal": "deal's step",
        "note": "manager's word",
        "keep": "manager's word",
    },
}
IGNORED: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "robot": "действия роботов не защищают",
        "ours": "наши собственные записи не защищают",
        "mailing": "рассылка не защищает",
        "future": "дата ещё не наступила",
        "planned": "ещё не отправлено",
        "short": "слишком коротко",
        "repeat": "повтор прежнего комментария",
        "backward": "сделка не продвинулась",
        "missed": "клиент звонил сам, разговора не было",
        "unknown": "не знаем, что это за запись",
    },
    "en": {
        "robot": "robots' actions do not protect",
        "ours": "our own records do not protect",
        "mailing": "mailings do not protect",
        "future": "its date is yet to come",
        "planned": "not sent yet",
        "short": "too short",
        "repeat": "repeats an earlier comment",
        "backward": "the deal did not move forward",
        "missed": "the client called, there was no talk",
        "unknown": "we do not know this kind of record",
    },
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, ru or en, on a day; `is_short` is for narrow places."""

    language: str
    today: date
    is_short: bool = False

    def day(self, day: date) -> str:
        """Return a day as people say it."""
        if self.language == "ru":
            return short_ru(day, self.today) if self.is_short else day_ru(day, self.today)
        return day_en(day, self.today)

    def days(self, number: int) -> str:
        """Return a number of days."""
        return days_ru(number) if self.language == "ru" else days_en(number)

    def pick(self, ru: str, en: str) -> str:
        """Return that of two texts which is in this language."""
        return ru if self.language == "ru" else en

    def channel(self, name: str) -> str:
        """Return the name of a channel."""
        return CHANNELS[self.language].get(name, CHANNELS[self.language]["other"])

    def kind(self, name: str) -> str:
        """Return what a kind of touch is evidence of."""
        return KINDS[self.language][name]

    def ignored(self, reason: str) -> str:
        """Return why a touch does not count."""
        return IGNORED[self.language].get(reason, reason)


@lru_cache(maxsize=SPOKEN)
def spoken(language: str, today: date, is_short: bool = False) -> Tongue:
    """Return a language, ru or en, on a day; all clients of a scan share it."""
    return Tongue(language, today, is_short)


@lru_cache(maxsize=SPOKEN)
def both(today: date, is_short: bool = False) -> tuple[Tongue, Tongue]:
    """Return Russian and English on a day."""
    return spoken("ru", today, is_short), spoken("en", today, is_short)
