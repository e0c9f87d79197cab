"""Clients who have fallen silent, and those on the last days of their protection. Beside each stands the day it ends."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Deal, Letter, Meeting, Message, Note, Task, hold, won, working
from b24sandbox.seeds.services.dictionaries import RETAINERS

SILENT = (
    Client(6, "Типография «Малахит-Пресс»", 11, -800, "A chat (-5) is an answer, later than the call (-45)",
           (Call(-120), Message(-80, "chat", "Не печатает второй сервер"))),
    Client(7, "Стоматология «Белый клык»", 13, -410, "A meeting (-20); the manager is ill over the whole term",
           (Meeting(-95, entered=-95),)),
    Client(8, "Автобаза Шарташ-2", 12, -520, "The client's letter (-13); two absences leave only days off between them",
           (Letter(-88, incoming=True, subject="Вопрос по договору"),)),
    Client(9, "Фитнес-клуб «Гиря»", 22, -330, "A call (-25); he is back on the very day of the deadline", (Call(-100),)),
    Client(10, "Пивоварня «Третий затор»", 10, -640, "The head's own client; a web form (-2)",
           (Call(-150), Message(-77, "form", "Просим перезвонить про камеры"))),
    Client(11, "Музей минералов «Друза»", 21, -290, "A letter of the client (-3), and she has no telephony",
           (Letter(-78, incoming=True, subject="Акт за декабрь"),)),
    Client(12, "Юрбюро «Параграф и партнёры»", 11, -700, "A retainer that stopped: the last month closed at -79 (-4)",
           tuple(won(day, 35_000, category=RETAINERS) for day in (-229, -199, -169, -139, -109, -79))),
    Client(13, "Кондитерская «Сахарный клён»", 11, -450, "Two notes count (-20, -5), the third (+18) does not; call -65",
           (Call(-140), Note(-50, "Бухгалтер сменилась, новая просит прислать договор заново"),
            Note(-35, "Обещают вернуться к аудиту сети после закрытия квартала"),
            Note(-12, "Видел их администратора на конференции, говорит, всё помнит"))),
    Client(14, "Обувная фабрика «Уктус-Шаг»", 11, -900, "Letters (-10, +15) cannot hold beyond 180 days after the call (-20)",
           (Call(-200), Letter(-40), Letter(-15))),
    Client(15, "Ветклиника «Хвост и уши»", 22, -380, "A task without deadline protects 14 days (-6), the call less (-10)",
           (Call(-85), Task(-20, None))),
    Client(16, "Завод «Кварцит»", 10, -760, "A task due on Friday before a holiday protects through Tuesday (-9); call -15",
           (Call(-90), Task(-30, -13))),
    Client(21, "Агентство недвижимости «Свой угол»", 11, -560, "A project of six millions stands still (-116); call -17",
           (working(-150, 6_000_000), Call(-92))),
    Client(23, "Турбюро «Компас-Север»", 10, -480, "The hold ended yesterday; call -35", (Call(-110),),
           extra=hold(-1, "Ждали открытия нового офиса")),
    Client(24, "Мебельный салон «Ореховый»", 13, -610, "An SMS (-15) after the call (-45); the manager is ill",
           (Call(-120), Message(-45, "sms", "Добрый день! Ваш договор продлён."))),
    Client(3002, "Раиса Подгорная", 12, -200, "A person nobody ever contacted: by creation (-125)", (), person=True),
)  # fmt: skip

WARNED = (
    Client(17, "Хостел «Рюкзак»", 11, -300, "A try of 15 seconds (+2) after the call (-7)", (Call(-82), Call(-5, talk=15))),
    Client(20, "Охранное бюро «Рысь»", 10, -420, "The manager moved the project forward (+5); call -25",
           (Call(-100), Deal(240_000, ((-60, "NEW", None), (-55, "PREPARATION", None), (-25, "EXECUTING", None)), "Камеры"))),
    Client(25, "Пекарня «Утренний круассан»", 13, -260, "Today is the last protected day (call 0)", (Call(-75),)),
    Client(26, "Кинотеатр «Экран 5»", 22, -350, "The first day of the warning (call +6)", (Call(-69),)),
    Client(75, "Аптека «Ромашка на углу»", 10, -310, "A task due tomorrow protects over the long weekend (+5)",
           (Call(-100), Task(-3, 1))),
)  # fmt: skip
