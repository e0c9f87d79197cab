"""Clients that look forgotten at first sight and are not: beside each, what protects it and for how many days from today."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Deal, Invoice, Letter, Meeting, Message, Note, Task, won, working

PROTECTED = (
    Client(47, "Ветряки «Бриз-Энерго»", 2, None, "Creation unknown, a touch known: judged by the touch (+45)", (Call(-30),)),
    Client(
        48,
        "Школа мебели «Верстак»",
        6,
        -310,
        "A note (+20)",
        (Call(-100), Note(-10, "Перенесли ремонт мастерской, закупка крепежа будет после праздников")),
    ),
    Client(
        49, "Элеватор Степной", 3, -520, "Our letter (+25)", (Call(-100), Letter(-5, subject="Прайс на высокопрочный крепёж"))
    ),
    Client(50, "Трубный склад «Изгиб»", 2, -440, "A task of the owner's head (+18)", (Call(-120), Task(-3, 17, responsible=1))),
    Client(
        51,
        "Маслозавод Подсолнечный",
        2,
        -470,
        "A task on the client's deal, put off twice only (+14)",
        (working(-140, 145_000), Call(-110), Task(-30, 11, moved=((-20, -21, -8), (-7, -8, 11)), bound="deal")),
    ),
    Client(
        52,
        "Мостоотряд Быстрый Брод",
        6,
        -610,
        "A task of the contact, without deadline and fresh (+10)",
        (Call(-90), Task(-4, None, bound="contact")),
    ),
    Client(53, "Киностудия «Павильон»", 3, -290, "A planned meeting (+11)", (Call(-130), Meeting(10, entered=-5, done=False))),
    Client(
        54,
        "Сыроварня Горный Луг",
        4,
        -330,
        "A finished call dated in the future is a plan (+10)",
        (Call(-100), Call(9, at="11:00", entered=-2)),
    ),
    Client(
        55,
        "Обувная мастерская «Каблук»",
        7,
        -380,
        "A call bound to the contact alone (+63)",
        (Call(-140), Call(-12, on="contact")),
    ),
    Client(
        56,
        "Насосная станция Родники",
        2,
        -560,
        "A call bound to the deal alone (+50)",
        (working(-150, 90_000), Call(-160), Call(-25, on="deal")),
    ),
    Client(
        57, "Речной порт Излучина", 6, -700, "Shares contact 1058 with company 58, the contact's main one (+57)", (Call(-140),)
    ),
    Client(58, "Шлюз-Монтаж Излучина", 3, -690, "Main company of contact 1058 (+57)", (Call(-18, on="contact"),)),
    Client(59, "Кофейня-склад «Зерно»", 2, -10, "Ten days old, no touch yet (+65)"),
    Client(
        60,
        "Типография «Оттиск»",
        6,
        -1,
        "Imported last night with an old call: its age counts from then",
        (Call(-210, entered=-1),),
        created_at="23:40",
        extra={"originatorId": "1C", "originId": "000000412", "createdBy": 0, "updatedBy": 0},
    ),
    Client(
        61, "Фермерский союз «Три версты»", 3, -400, "A deal was won: the client ordered (+55)", (Call(-130), won(-20, 265_000))
    ),
    Client(
        62,
        "Котельная Вьюжная",
        7,
        -350,
        "The manager moved the deal forward (+10)",
        (Call(-100), Deal(195_000, ((-150, "NEW", None), (-20, "PREPARATION", None)), "Анкеры для котельной")),
    ),
    Client(
        63,
        "Трамвайный парк Заречный",
        2,
        -630,
        "The manager issued an invoice (+10)",
        (Call(-100), Invoice(-20, 118_000, due=22)),
    ),
    Client(
        64,
        "Санаторий «Кедровый мыс»",
        6,
        -540,
        "The client paid an invoice (+53)",
        (Call(-120), Invoice(-60, 84_000, due=-20, paid=((-22, 84_000),), stage="P", closed=-22)),
    ),
    Client(
        65,
        "Бассейн «Волна и берег»",
        3,
        -310,
        "The client filled in a form (+66)",
        (Call(-100), Message(-9, "form", "Нужна нержавейка А4")),
    ),
    Client(
        66,
        "Цирк-шапито «Арена-Тент»",
        4,
        -260,
        "The client wrote in a chat (+62)",
        (Call(-110), Message(-13, "chat", "Есть ли талрепы М20?")),
    ),
    Client(
        67,
        "Аэродром Луговой",
        7,
        -490,
        "A finished to-do with words is a note (+20)",
        (Call(-100), Message(-10, "todo", "Сверил остатки по договору, отправлю график поставки")),
    ),
    Client(
        68,
        "Зоопарк «Кенгурёнок»",
        2,
        -300,
        "An SMS of the manager (+22)",
        (Call(-100), Message(-8, "sms", "Добрый день! Прайс на вашей почте.")),
    ),
    Client(
        69, "Мельница Жернова", 6, -370, "A call of exactly 20 seconds is a contact (+60)", (Call(-120), Call(-15, talk=20))
    ),
    Client(70, "Кирпичи и блоки Южный", 3, -340, "The last calm day before the warning (+7)", (Call(-68),)),
    Client(
        71,
        "Паромная переправа Тихая",
        7,
        -580,
        "Two notes before the call are spent, the one after it counts (+15)",
        (
            Call(-150),
            Note(-120, "Директор на больничном, ведёт бухгалтерия"),
            Note(-110, "Пересчитал смету на настил парома, жду ответа"),
            Call(-85),
            Note(-15, "Заходил лично, отдал образцы нержавеющих шайб на испытания"),
        ),
    ),
)
