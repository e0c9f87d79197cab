"""Forgotten clients round whom much goes on that protects nobody: robots, mailings, repeated notes, postponed tasks."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Deal, Invoice, Letter, Message, Note, Task, won, working

SAME_NOTE = "Клиент просил вернуться с новыми ценами на анкеры после инвентаризации склада"

UNCOUNTED = (
    Client(
        10,
        "Питомник «Три яблони»",
        3,
        -330,
        "The client rang himself and nobody answered: a missed call protects nobody (call -15)",
        (Call(-90), Call(-2, talk=0, incoming=True, at="12:45")),
    ),
    Client(
        11,
        "Каркас-Дом Полевое",
        6,
        -455,
        "The task's deadline was put off three times: it no longer protects (call -30)",
        (Call(-105), working(-140, 310_000), Task(-60, 5, moved=((-45, -46, -25), (-24, -25, -10), (-9, -10, 5)))),
    ),
    Client(
        13,
        "Мастерская «Ключ и петля»",
        4,
        -290,
        "Tasks that protect nothing: without deadline and old (-26), deferred; the call ended at -10",
        (Call(-85), Task(-40, None), Task(-20, 10, status="6", title="Отложено до весны")),
    ),
    Client(
        14,
        "Птицефабрика «Рассветная»",
        2,
        -560,
        "A robot's letter and a robot's comment are nobody's touch (call -17)",
        (
            Call(-92),
            working(-115, 540_000),
            Letter(-8, robot=True, subject="Автоматический прайс-лист"),
            Note(-9, "Робот: клиент перешёл в сегмент «регулярные» по сумме заказов", author=0),
        ),
        extra={"lastActivityTime": "@-8d 11:20", "lastActivityBy": 0},
    ),
    Client(
        15,
        "Лесопилка на Гремучем",
        6,
        -410,
        "Cards of another application and of our own are no touches (call -13)",
        (
            Call(-88),
            won(-195, 47_000),
            Message(-5, "app", "Отчёт по клиенту сформирован"),
            Message(-7, "bridge", "Закрыта: удаление приложения"),
        ),
        extra={"lastActivityTime": "@-5d 13:10", "lastActivityBy": 1},
    ),
    Client(
        16,
        "Центр заборов Ольховка",
        3,
        -365,
        "Mass mail never counts (call -24)",
        (Call(-99), Letter(-6, mailing=True, subject="Новинки ассортимента: ноябрь")),
    ),
    Client(
        21,
        "Дорстрой Каменный Яр",
        2,
        -480,
        "The second note (+5) repeats the first (-30) in other clothes",
        (
            Call(-150),
            won(-220, 330_000),
            Note(-60, "Позвонил в отдел снабжения: 12 позиций согласуют, перезвонить в среду"),
            Note(-25, "позвонил в отдел снабжения - 14 позиций согласуют! Перезвонить в среду..."),
        ),
    ),
    Client(
        22,
        "Ателье витрин «Стеклограф»",
        6,
        -250,
        "The note was written for another client five minutes before (call -25)",
        (Call(-100), Note(-12, SAME_NOTE, at="10:06")),
    ),
    Client(
        24,
        "Станкоремонт «Точная линия»",
        7,
        -520,
        "A robot moved the deal forward (call -28, its last human move -120)",
        (Call(-103), Deal(720_000, ((-160, "NEW", None), (-150, "PREPARATION", None), (-15, "EXECUTING", 0)), "Метизы на год")),
    ),
    Client(
        25,
        "Тепличный двор Солнечный",
        3,
        -390,
        "One deal was moved back, the other lost: neither is a touch (call -22)",
        (
            Call(-97),
            Deal(
                260_000,
                ((-140, "NEW", None), (-135, "PREPARATION", None), (-120, "EXECUTING", None), (-14, "PREPARATION", None)),
            ),
            Deal(88_000, ((-130, "NEW", None), (-120, "PREPARATION", None), (-12, "LOSE", None)), "Запрос цены, без договора"),
        ),
    ),
    Client(
        26,
        "Фабрика тары «Ящик да короб»",
        4,
        -340,
        "Four letters count (last -40), the fifth (+21) does not; the call ended at -75",
        (Call(-150), Letter(-100), Letter(-90), Letter(-80), Letter(-70), Letter(-9)),
    ),
    Client(
        27,
        "Кузница Старогорье",
        7,
        -300,
        "An invoice that a robot issued is no touch (call -18)",
        (Call(-93), Invoice(-18, 36_000, due=15, robot=True)),
    ),
)
