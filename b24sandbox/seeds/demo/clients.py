"""Rows of the clients themselves: companies and the people in them. Their histories are told elsewhere."""

from __future__ import annotations

from b24sandbox.seeds.demo.rows import File, Row, at
from b24sandbox.seeds.demo.story import Client

MEN = ("Алексей", "Борис", "Виктор", "Глеб", "Денис", "Егор", "Захар", "Илья", "Кирилл", "Лев")
MEN_LAST = ("Кедров", "Лаптев", "Мешков", "Носов", "Овсов", "Полынов", "Рябинин", "Сизов", "Тычков", "Уткин", "Фомичев")
WOMEN = ("Алла", "Вера", "Галина", "Дарья", "Жанна", "Зоя", "Инна", "Клара", "Лидия", "Майя")
WOMEN_LAST = ("Кедрова", "Лаптева", "Мешкова", "Носова", "Овсова", "Полынова", "Рябинина", "Сизова", "Тычкова", "Уткина")
POSTS = ("Снабженец", "Директор", "Главный инженер", "Начальник склада", "Бухгалтер")
SHARED = {1058: [58, 57]}


def add_client(file: File, client: Client) -> None:
    """A company with one or two contacts, or a contact of its own."""
    if client.person:
        file.add("contact", _contact(client.id, [], client) | client.extra)
        return
    people = [1000 + client.id] + ([2000 + client.id] if client.id % 3 == 0 else [])
    guests = [contact for contact, companies in SHARED.items() if client.id in companies[1:]]
    file.add("company", _company(client, people + guests))
    for contact in people:
        file.add("contact", _contact(contact, SHARED.get(contact, [client.id]), client))


def _company(client: Client, people: list[int]) -> Row:
    row: Row = {
        "id": client.id,
        "title": client.title,
        "typeId": client.type,
        "assignedById": client.owner,
        "contactIds": people,
        "isMyCompany": "N",
        "opened": "Y",
        "categoryId": 0,
        "currencyId": "RUB",
        "hasPhone": "Y",
        "hasEmail": "Y",
        "fm": _means(f"+7000{client.id:07d}", f"zakaz@co{client.id}.example"),
    }
    return row | _birth(client) | client.extra


def _contact(contact: int, companies: list[int], client: Client) -> Row:
    names, last_names = (MEN, MEN_LAST) if contact % 2 else (WOMEN, WOMEN_LAST)
    row: Row = {
        "id": contact,
        "name": names[contact // 2 % len(names)],
        "lastName": last_names[contact // 7 % len(last_names)],
        "post": POSTS[contact % len(POSTS)],
        "typeId": "CLIENT",
        "companyId": companies[0] if companies else 0,
        "companyIds": companies,
        "assignedById": client.owner,
        "opened": "Y",
        "categoryId": 0,
        "hasPhone": "Y",
        "hasEmail": "Y",
        "fm": _means(f"+7000{contact:07d}", f"c{contact}@co{client.id}.example"),
    }
    if client.person:
        name, last_name = client.title.split(" ", 1)
        row |= {"name": name, "lastName": last_name}
    return row | _birth(client)


def _birth(client: Client) -> Row:
    """Created by its owner; a client without a date of creation came from an old database."""
    if client.created is None:
        return {"createdTime": None, "createdBy": 0}
    moment = at(client.created, client.created_at)
    return {"createdTime": moment, "createdBy": client.owner, "updatedTime": moment, "updatedBy": client.owner}


def _means(phone: str, mail: str) -> list[Row]:
    return [
        {"id": 1, "typeId": "PHONE", "valueType": "WORK", "value": phone},
        {"id": 2, "typeId": "EMAIL", "valueType": "WORK", "value": mail},
    ]
