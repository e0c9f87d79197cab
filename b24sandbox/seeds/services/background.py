"""The rest of the base, where all is well: a month closed every 30 days and lately, spoken to lately, paid in time."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Event, Invoice, Letter, Meeting, won
from b24sandbox.seeds.services.dictionaries import RETAINERS
from b24sandbox.seeds.services.people import WITHOUT_MAIL, WITHOUT_TELEPHONY

FIRST, MONTH = 80, 30
OWNERS = (10, 11, 12, 13, 20, 21, 22)
TITLES = (
    "Автошкола «Поворот»", "Детский сад «Самоцвет»", "Завод метизов «Ковка»", "Клиника «Пульс-Е»",
    "Нотариус Каменская", "Отель «Плотинка»", "Сеть салонов «Локон»", "Фермы «Белоярские»",
)  # fmt: skip


def background() -> tuple[Client, ...]:
    """Eight companies and a person, the same every time."""
    person = Client(3003, "Альбина Сысертская", 11, -280, "A person in good hands", (Call(-7),), person=True)
    return (*(_company(place, title) for place, title in enumerate(TITLES)), person)


def _company(place: int, title: str) -> Client:
    number, owner = FIRST + place, OWNERS[place % len(OWNERS)]
    last, amount = -2 - place * 3 % 17, 25_000 + place * 7_000
    days = [last - MONTH * back for back in reversed(range(8 + place % 3))]
    events: list[Event] = [won(day, amount, category=RETAINERS) for day in days]
    events += [_paid(day, amount, recorded=place % 4 != 1) for day in days[-2:]]
    events += [Meeting(-6 - place, entered=-8 - place)]
    if owner != WITHOUT_TELEPHONY:
        events += [Call(-40 - place), Call(-3 - place, talk=160, incoming=True, at="10:50")]
    if owner != WITHOUT_MAIL:
        events += [Letter(-13 - place, incoming=True, subject="Заявка"), Letter(-12 - place, subject="Счёт по заявке")]
    return Client(number, title, owner, -500 - place * 40, "Calm in every respect", tuple(events))


def _paid(day: int, amount: int, *, recorded: bool) -> Invoice:
    """An invoice paid the day before the month was closed; some are known as paid by their stage alone."""
    payments = ((day - 1, amount),) if recorded else ()
    return Invoice(day - 9, amount, due=day + 5, paid=payments, stage="P", closed=day - 1)
