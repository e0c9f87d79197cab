"""The rest of the base, where all is well: bought every 40 days and lately, spoken to lately, paid in time."""

from __future__ import annotations

from b24sandbox.seeds.demo.rows import LEAD, File, Row, at
from b24sandbox.seeds.demo.story import Call, Client, Event, Invoice, Letter, Meeting, Note, Task, lost, won, working
from b24sandbox.seeds.demo.uncounted import SAME_NOTE

FIRST, RHYTHM = 103, 40
OWNERS = (2, 3, 4, 5, 6, 7)
WITHOUT_MAIL = 7  # her mailbox was never connected to the portal
TITLES = (
    "Бетонный узел Сухой Лог-Дальний", "Вышки и башни Простор", "Гофротара «Лист-Картон»", "Депо «Стрелка»",
    "Ёлочный базар «Хвоя»", "Жестянщик Заболотье", "Завод кабин «Обзор»", "Инструмент-Двор Боровой",
    "Картинг-клуб «Апекс»", "Леса и опалубка Вертикаль", "Мебель для школ «Парта»", "Навесы Солнечный Берег",
    "Оранжерея «Папоротник»", "Причал-Ремонт Чайка", "Реквизит-Цех «Кулиса»", "Стеллажи Северный Ветер",
    "Торгмонтаж Четверг", "Фасадные работы «Отвес»",
)  # fmt: skip
NOTES = {
    105: "Договорились о пробной партии самонарезающих винтов, образцы отправлены курьером",
    107: SAME_NOTE,
    110: "Главбух просит закрывающие документы одним письмом в конце месяца",
    112: "Уточнили размеры шайб: наружный диаметр 24, толщина 2 миллиметра",
    115: "Склад переехал, новый заезд со стороны путей, пропуск заказывать за день",
}
LEADS = (
    (1, "Запрос с сайта: дюбели для фасада", "NEW", "P", -1),
    (2, "Звонок: анкерные болты", "IN_PROCESS", "P", -4),
    (3, "Почта: прайс на перфорированный крепёж", "CONVERTED", "S", -60),
    (4, "Ошиблись номером", "JUNK", "F", -30),
)
PEOPLE = (
    Client(3005, "Ирина Заречная", 6, -280, "A person in good hands", (Call(-9), won(-40, 31_000)), person=True),
    Client(3007, "Максим Ольховский", 2, -150, "A person in good hands", (Call(-22, incoming=True),), person=True),
)


def background() -> tuple[Client, ...]:
    """Eighteen companies and two people, the same every time."""
    return (*(_company(place, title) for place, title in enumerate(TITLES)), *PEOPLE)


def _company(place: int, title: str) -> Client:
    number, owner = FIRST + place, OWNERS[place % len(OWNERS)]
    last, times = -5 - place * 7 % 20, 4 + place % 7
    amount = 30_000 + place * 37 % 11 * 45_000
    days = [last - RHYTHM * back for back in reversed(range(times))]
    events: list[Event] = [won(day, amount, category=2 if place % 6 == 1 else 0) for day in days]
    events += [_paid(day, amount, recorded=place % 4 != 0) for day in days[-2:]]
    events += [*_talks(place, owner), *_extras(place, number)]
    return Client(number, title, owner, -450 - place * 23 % 400, "Calm in every respect", tuple(events))


def _paid(day: int, amount: int, *, recorded: bool) -> Invoice:
    """An invoice paid the day before the deal was won; some are known as paid by their stage alone."""
    payments = ((day - 1, amount),) if recorded else ()
    return Invoice(day - 9, amount, due=day + 5, paid=payments, stage="P", closed=day - 1)


def _talks(place: int, owner: int) -> list[Event]:
    talks: list[Event] = [
        Call(-90 - 2 * place, talk=310),
        Call(-35 - place, talk=95, incoming=True, at="10:50"),
        Call(-3 - place * 5 % 25, talk=180 + place * 10),
        Meeting(-60 - place, entered=-63 - place),
    ]
    if owner != WITHOUT_MAIL:
        talks += [Letter(-12 - place % 9, incoming=True, subject="Заявка"), Letter(-11 - place % 9, subject="Счёт по заявке")]
    return talks


def _extras(place: int, number: int) -> list[Event]:
    extras: list[Event] = []
    if number in NOTES:
        extras.append(Note(-12, NOTES[number], at="10:01"))
    if place % 5 == 0:
        extras.append(lost(-70 - place, 52_000))
    if place % 3 == 0:
        extras += [working(-18 - place, 68_000), Task(-2, 4, title="Согласовать отгрузку")]
    if place % 3 == 1:
        extras.append(Task(-15, -10, status="5", title="Отправить сертификаты"))
    if place % 2 == 0:
        extras.append(Letter(-6, mailing=True, subject="Новинки ассортимента: ноябрь"))
    return extras


def add_leads(file: File) -> None:
    """Requests of strangers; leads are no clients."""
    for number, title, stage, semantics, day in LEADS:
        moment = at(day, "09:30")
        row: Row = {
            "id": number,
            "title": title,
            "name": "Без имени",
            "lastName": None,
            "stageId": stage,
            "stageSemanticId": semantics,
            "opportunity": 0,
            "currencyId": "RUB",
            "assignedById": 2,
            "companyId": 0,
            "contactId": 0,
            "contactIds": [],
            "sourceId": "WEB",
            "createdTime": moment,
            "createdBy": 2,
            "movedTime": moment,
            "movedBy": 2,
            "updatedTime": moment,
            "updatedBy": 2,
            "opened": "Y",
        }
        file.add("lead", row)
        move: Row = {"ID": 90_000_000 + number, "TYPE_ID": 1 if semantics == "P" else 3, "OWNER_ID": number}
        move |= {"CREATED_TIME": moment, "STATUS_SEMANTIC_ID": semantics, "STATUS_ID": stage, "entityTypeId": LEAD}
        file.add("stagehistory", move)
