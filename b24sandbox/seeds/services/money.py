"""Those who have not paid yet, and those who owe, in roubles and dollars. Each of them was spoken to lately."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import USD, Call, Client, Invoice, Letter, Meeting, Order, won

UNPAID = (
    Client(44, "Ресторан «Пельмень и К»", 11, -250, "An invoice of yesterday", (Call(-4), Invoice(-1, 200_000, due=20))),
    Client(45, "Аэроклуб «Уктус»", 10, -390, "An invoice of Monday", (Call(-8), Invoice(-3, 47_000, due=27))),
    Client(46, "Гончарный двор «Черепок»", 13, -280, "Two working days old today; the manager is ill",
           (Call(-7), Invoice(-2, 33_000, due=28))),
    Client(47, "Экспорт-бюро «Меридиан»", 11, -510, "More than half of the dollars came yesterday",
           (Call(-12), Invoice(-20, 1_000, due=22, paid=((-1, 600),), currency=USD))),
    Client(48, "Дворец спорта «Лёд»", 10, -620, "A twentieth was paid yesterday",
           (Call(-10), Invoice(-20, 100_000, due=25, paid=((-1, 5_000),)))),
    Client(49, "Сувениры «Хозяйка горы»", 11, -240, "Twelve dollars are too little to chase",
           (Call(-9), Invoice(-15, 12, due=20, currency=USD))),
    Client(50, "Бюро переводов «Синхрон»", 10, -450, "480 of 500 dollars were paid: as good as paid",
           (Call(-14), Invoice(-25, 500, due=12, paid=((-10, 480),), currency=USD))),
    Client(51, "Сетевая лавка «Проводок»", 11, -270, "Three orders of the shop: one unpaid, one cancelled, one paid",
           (Call(-11), Order(-6, 30_000), Order(-20, 9_000, canceled=True), Order(-40, 15_000, payed=-38))),
    Client(54, "Кафе «Перекрёсток»", 10, -360, "Due today, so not overdue", (Call(-13), Invoice(-20, 28_000, due=0))),
    Client(60, "Холдинг «Рифей»", 11, -800, "90 dollars overdue, less than half a percent of the year's 1,600,000",
           (won(-50, 1_600_000), Call(-6), Invoice(-35, 90, due=-15, currency=USD))),
    Client(69, "Театр «Под куполом»", 20, -530, "A big old invoice without a date to pay by; the manager is on leave",
           (Call(-16), Invoice(-50, 640_000))),
)  # fmt: skip

DEBTORS = (
    Client(52, "Хлебозавод «Колос-Урал»", 11, -590, "Due on the holiday of 23 February, so on the 24th; another is not due yet",
           (Call(-8), Invoice(-40, 75_000, due=-10), Invoice(-3, 30_000, due=25))),
    Client(53, "Турбаза «Три перевала»", 12, -330, "In dollars, due on Sunday, so on Monday",
           (Call(-9), Invoice(-34, 2_000, due=-4, currency=USD))),
    Client(55, "Горнолыжный склон «Белая»", 22, -680, "Half the dollars were paid in two parts, thirty days overdue",
           (Call(-7), Invoice(-60, 3_000, due=-30, paid=((-20, 1_000), (-6, 500)), currency=USD))),
    Client(56, "Цветочная база «Орхидея»", 10, -410, "The only overdue invoice is disputed",
           (Call(-15), Invoice(-45, 52_000, due=-17, disputed=True))),
    Client(59, "Электросбыт «Искра-2»", 21, -470, "Roubles eight days overdue, dollars three",
           (Meeting(-9, entered=-9), Letter(-12, incoming=True, subject="Сверка"), Invoice(-38, 50_000, due=-8),
            Invoice(-33, 700, due=-3, currency=USD))),
    Client(66, "Оркестр «Камерная сцена»", 11, -600, "A good payer, due on Saturday, so on Monday",
           (Call(-10), Invoice(-200, 40_000, due=-170, paid=((-171, 40_000),), stage="P", closed=-171),
            Invoice(-150, 45_000, due=-121, paid=((-121, 45_000),), stage="P", closed=-121),
            Invoice(-100, 42_000, due=-72, paid=((-70, 42_000),), stage="P", closed=-70),
            Invoice(-35, 66_000, due=-5))),
    Client(70, "Магазин «Радиодеталь»", 13, -340, "A shipped order, to be paid by -14; the manager is ill",
           (Call(-12), Order(-30, 45_000, due=-14, shipped=-25))),
    Client(71, "Картинг «Питстоп»", 10, -320, "A shipped order without a date: fourteen days after the shipment",
           (Call(-11), Order(-40, 22_000, shipped=-20))),
)  # fmt: skip
