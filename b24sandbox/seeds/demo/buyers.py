"""Buyers and their rhythms. Each of them was spoken to lately: only the missing purchase is the question."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import RUB, USD, Call, Client, Deal, won


def _bought(days: tuple[int, ...], amount: int, currency: str = RUB) -> tuple[Deal, ...]:
    return tuple(won(day, amount, currency=currency) for day in days)


# last year's one purchase within 45 days of the day on which this year's pause began, -465, is that of -460
SEASON = (-820, -790, -760, -640, -610, -580, -550, -520, -460, -250, -220, -190, -160, -130, -100)

BUYERS = (
    Client(
        91,
        "Склад-Сервис Овражный",
        2,
        -500,
        "Every 60 days, 75 passed: expected",
        (*_bought((-195, -135, -75), 92_000), Call(-11)),
    ),
    Client(
        92,
        "Экспорт-Лес Причальный",
        3,
        -520,
        "Every 50 days, 85 passed: at risk; buys in dollars",
        (*_bought((-235, -185, -135, -85), 2_400, currency=USD), Call(-9)),
    ),
    Client(
        93,
        "Опоры и мачты Восток",
        6,
        -480,
        "Every 30 days, 120 passed: gone",
        (*_bought((-240, -210, -180, -150, -120), 340_000), Call(-14)),
    ),
    Client(
        94,
        "Дачный стройсклад «Клевер»",
        7,
        -400,
        "Two purchases, 100 days ago: judged by the portal's median, gone",
        (*_bought((-145, -100), 41_000), Call(-13)),
    ),
    Client(
        95,
        "Лестницы Орехово-Дальнее",
        2,
        -390,
        "Two purchases, 70 days ago: at risk",
        (*_bought((-105, -70), 56_000), Call(-8)),
    ),
    Client(
        96,
        "Вентиляция «Свежий ход»",
        3,
        -360,
        "Two purchases, 50 days ago: expected",
        (*_bought((-92, -50), 77_000), Call(-16)),
    ),
    Client(
        97,
        "Сервис ворот «Подъёмник»",
        6,
        -300,
        "Every week, 20 days passed: expected, the month is not over",
        (*_bought((-48, -41, -34, -27, -20), 18_000), Call(-6)),
    ),
    Client(
        98,
        "Шиномонтаж Узловой",
        7,
        -320,
        "Every week, 45 days passed: gone",
        (*_bought((-66, -59, -52, -45), 15_000), Call(-12)),
    ),
    Client(
        99,
        "Энергоремонт Плотина",
        2,
        -620,
        "Every 150 days, 200 passed: a slow rhythm, at risk",
        (*_bought((-500, -350, -200), 1_100_000), Call(-10)),
    ),
    Client(
        100,
        "Мачтопром Ветреный",
        3,
        -560,
        "Every 100 days, 190 passed: the clamp of 180 days, gone",
        (*_bought((-390, -290, -190), 265_000), Call(-17)),
    ),
    Client(
        101,
        "Причалы и понтоны Лагуна",
        6,
        -900,
        "Buys from spring to August: last year's pause of 210 days guards this one of 100",
        (*_bought(SEASON, 125_000), Call(-7)),
    ),
    Client(
        102,
        "Гидроизол-Сервис Туманный",
        7,
        -380,
        "Two purchases of two deals each on one day: one gap of 60 days",
        (*_bought((-110, -110, -50, -50), 33_000), Call(-15)),
    ),
    Client(
        3006,
        "Фёдор Мостовой",
        6,
        -330,
        "A person who bought every 30 days until 130 days ago",
        (*_bought((-190, -160, -130), 26_000), Call(-14)),
        person=True,
    ),
)
