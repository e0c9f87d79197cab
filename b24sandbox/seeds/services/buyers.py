"""Buyers and their rhythms, mostly months of a retainer. Each of them was spoken to lately: only the purchase is missing."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import RUB, USD, Call, Client, Deal, Letter, Meeting, won
from b24sandbox.seeds.services.dictionaries import RETAINERS


def _months(last: int, number: int, amount: int, currency: str = RUB, every: int = 30) -> tuple[Deal, ...]:
    days = [last - every * back for back in reversed(range(number))]
    return tuple(won(day, amount, category=RETAINERS, currency=currency) for day in days)


def _late(day: int, written: int, amount: int) -> Deal:
    """A deal whose act was signed on `written` and which the manager moved to won on `day` only."""
    deal = won(day, amount)
    return Deal(deal.amount, deal.moves, "Аудит сети", closes=written)


TEMPLATE = Deal(35_000, ((-158, "C1:NEW", None),), "Шаблон: абонентское обслуживание", category=RETAINERS, template=True)
# autumns are busy, then nothing until late summer: last year's pause began at -445 and took 275 days
SEASON = (-870, -840, -810, -535, -505, -475, -445, -170, -140, -110, -80)

BUYERS = (
    Client(31, "Клининг «Чистый вторник»", 11, -400, "Every 30 days, 38 passed",
           (*_months(-38, 5, 35_000), TEMPLATE, Call(-9))),
    Client(32, "Логистика «Транзит-Азия»", 12, -420, "Every 30 days in dollars, 47 passed",
           (*_months(-47, 5, 1_500, USD), Call(-12))),
    Client(33, "Стройрынок «Кольцо»", 22, -380, "Every 30 days, 61 passed", (*_months(-61, 5, 48_000), Call(-11))),
    Client(34, "Клуб «Шахматная ладья»", 11, -300, "Two purchases, 46 days ago",
           (won(-100, 52_000), won(-46, 52_000), Call(-14))),
    Client(35, "Мастерская витражей «Смальта»", 13, -290, "Two purchases, 65 days ago; the manager is ill",
           (won(-95, 41_000), won(-65, 41_000), Call(-10))),
    Client(36, "Лаборатория «Анализ-Е»", 10, -500, "Every quarter, 110 passed",
           (won(-290, 150_000), won(-200, 150_000), won(-110, 150_000), Call(-7))),
    Client(37, "Обсерватория «Зенит»", 11, -720, "Twice a year, 200 passed",
           (won(-560, 300_000), won(-380, 300_000), won(-200, 300_000), Call(-6))),
    Client(38, "Школьная форма «Пятёрка»", 10, -950, "A season like last year's",
           (*(won(day, 70_000) for day in SEASON), Call(-13))),
    Client(39, "Кофейня «Смена»", 10, -340, "Every week, 33 passed", (*_months(-33, 5, 6_000, every=7), Call(-5))),
    Client(40, "Дом быта «Гранат»", 11, -460, "One purchase long ago", (won(-200, 90_000), Call(-15))),
    Client(41, "Прачечная «Пенелопа»", 12, -310, "Two deals on each of two days, the last 40 days ago",
           (won(-90, 20_000), won(-90, 15_000), won(-40, 20_000), won(-40, 15_000), Call(-16))),
    Client(42, "Радиостанция «Волна Исети»", 21, -370, "A deal of nothing is no purchase; 70 passed since the last",
           (won(-130, 64_000), won(-100, 64_000), won(-70, 64_000), won(-10, 0), Meeting(-8, entered=-8))),
    Client(43, "Колледж «Горный лён»", 10, -430, "Bought at -117 and -62; the second deal was closed at -40 only",
           (won(-117, 110_000), _late(-40, -62, 110_000), Call(-9), Letter(-18))),
)  # fmt: skip
