"""Those whom no assistant may touch, the orphan, the unknown one, and those protected though they look forgotten."""

from __future__ import annotations

from b24sandbox.seeds.demo.story import Call, Client, Invoice, Letter, Meeting, Task, hold, won

SPARED = (
    Client(1, "Уральский контур", 1, -1200, "Our own company", extra={"isMyCompany": "Y"}),
    Client(2, "Дистрибьютор «Серверный склад»", 10, -700, "A supplier, whatever it owes us",
           (Call(-200), Invoice(-60, 90_000, due=-40)), type="SUPPLIER"),
    Client(3, "Интегратор «Смежник»", 20, -500, "A partner", (Letter(-150),), type="PARTNER"),
    Client(4, "Санаторий «Сосновый плёс»", 11, -640, "Held for three months; neither silence nor debt matters",
           (Call(-160), won(-200, 80_000), won(-150, 80_000), Invoice(-70, 120_000, due=-45)),
           extra=hold(90, "Закрыт на сезон")),
    Client(5, "Ателье «Напёрсток и нить»", 9, -350, "Held through today, before its dismissed manager matters",
           (Call(-140),), extra=hold(0, "Смена собственника")),
    Client(3001, "Игнат Верхотуров", 11, -330, "A person held until tomorrow, with 1 for Y", (Call(-130),), person=True,
           extra=hold(1, "Переезжает", value="1")),
    Client(27, "Архивный клиент «Без даты»", 10, None, "Neither creation nor any contact is known"),
    Client(28, "Спортшкола «Старт»", 23, -560, "A dismissed manager; two purchases (-125, -70); an overdue invoice",
           (won(-125, 60_000), won(-70, 60_000), Call(-48), Letter(-55), Invoice(-32, 40_000, due=-12))),
)  # fmt: skip

PROTECTED = (
    Client(73, "Пункт проката «Лыжня»", 10, -440, "A fresh task without deadline (+9); call -20", (Call(-95), Task(-5, None))),
    Client(74, "Студия керамики «Глина»", 11, -12, "Twelve days old, no touch yet (+63)"),
    Client(76, "Языковые курсы «Полиглот»", 12, -390, "A planned meeting (+21); call -55",
           (Call(-130), Meeting(20, entered=-4, done=False))),
)  # fmt: skip
