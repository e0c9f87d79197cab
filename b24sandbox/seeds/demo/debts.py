"""Those who have not paid yet, and those who owe. Each of them was spoken to lately: only the money is the question."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import USD, Call, Client, Invoice, Letter, Order, won

UNPAID = (
    Client(
        72,
        "Подряд-Универсал Новый",
        2,
        -240,
        "An invoice of Friday: one working day old",
        (Call(-5), Invoice(-3, 240_000, due=28)),
    ),
    Client(
        73,
        "Технопарк «Контур-Плюс»",
        3,
        -450,
        "Two open invoices, the older in its ninth working day",
        (Call(-12), Invoice(-12, 85_000, due=18), Invoice(-3, 22_000, due=28)),
    ),
    Client(
        74, "Судостроитель Залив", 6, -800, "A big old invoice without a date to pay by", (Call(-21), Invoice(-40, 1_250_000))
    ),
    Client(
        75,
        "Тоннель-Строй Гранитный",
        7,
        -530,
        "Half was paid on Friday",
        (Call(-18), Invoice(-25, 300_000, due=21, paid=((-3, 150_000),))),
    ),
    Client(
        76,
        "Ярмарка «Сенной ряд»",
        4,
        -410,
        "96 % was paid: as good as paid",
        (Call(-19), Letter(-20), Invoice(-30, 100_000, due=12, paid=((-15, 96_000),))),
    ),
    Client(
        77,
        "Фотостудия «Ракурс»",
        2,
        -220,
        "Too small to chase, and one that was declined",
        (Call(-14), Invoice(-16, 900), Invoice(-60, 50_000, due=-30, stage="D", closed=-28)),
    ),
    Client(
        78,
        "Нефтебаза Полынная",
        3,
        -640,
        "Overdue, but less than half a percent of the year's 1,200,000",
        (won(-30, 1_200_000), Call(-10), Invoice(-26, 4_000, due=-10)),
    ),
    Client(
        79,
        "Интернет-лавка «Шуруп»",
        6,
        -260,
        "Three orders of the shop: one unpaid, one cancelled, one paid",
        (Call(-9), Order(-9, 64_000), Order(-14, 12_000, canceled=True), Order(-33, 27_000, payed=-31)),
    ),
    Client(
        80,
        "Хозторг Заячий Остров",
        7,
        -370,
        "Due on Sunday, so due today: not overdue yet",
        (Call(-13), Invoice(-15, 30_000, due=-1)),
    ),
)

DEBTORS = (
    Client(81, "Монолит-Каркас Скальный", 2, -590, "18 days overdue", (Call(-8), Invoice(-45, 180_000, due=-18))),
    Client(
        82,
        "Торговый дом «Меридиан-Экс»",
        6,
        -480,
        "Five days overdue, in dollars",
        (Call(-7), Invoice(-35, 1_200, due=-5, currency=USD)),
    ),
    Client(
        83,
        "Домостроитель Осенний",
        3,
        -510,
        "Due on the holiday of 4 November, so on the 5th",
        (Call(-16), Invoice(-34, 66_000, due=-19)),
    ),
    Client(
        84,
        "Спецтехника Увал",
        7,
        -660,
        "Two overdue, the oldest partly paid, and one not due yet",
        (
            Call(-6),
            Invoice(-65, 60_000, due=-35, paid=((-12, 20_000),)),
            Invoice(-39, 45_000, due=-9),
            Invoice(-12, 30_000, due=20),
        ),
    ),
    Client(
        85,
        "Театр «Малая сцена»",
        2,
        -340,
        "The only overdue invoice is disputed",
        (Call(-11), Invoice(-44, 47_000, due=-14, disputed=True)),
    ),
    Client(
        86,
        "Гостиница «Перевал»",
        6,
        -430,
        "Two overdue, one of them disputed",
        (Call(-9), Invoice(-50, 38_000, due=-20, disputed=True), Invoice(-42, 52_000, due=-12)),
    ),
    Client(
        87,
        "Швейный цех «Наперсток»",
        4,
        -300,
        "Due on Friday: overdue since Saturday",
        (Call(-15), Invoice(-33, 29_000, due=-3)),
    ),
    Client(
        88,
        "Теплосеть Ключевая",
        3,
        -570,
        "An order that was shipped and is to be paid by -10",
        (Call(-12), Order(-24, 72_000, due=-10, shipped=-20)),
    ),
    Client(89, "Стройтрест «Девятый вал»", 7, -750, "A hundred days overdue", (Call(-14), Invoice(-130, 410_000, due=-100))),
    Client(
        90,
        "Оптика «Линза-Н»",
        2,
        -620,
        "A good payer, four days late",
        (
            Call(-10),
            Invoice(-200, 40_000, due=-170, paid=((-172, 40_000),), stage="P", closed=-172),
            Invoice(-150, 45_000, due=-120, paid=((-120, 45_000),), stage="P", closed=-120),
            Invoice(-100, 42_000, due=-70, paid=((-71, 42_000),), stage="P", closed=-71),
            Invoice(-34, 70_000, due=-4),
        ),
    ),
)
