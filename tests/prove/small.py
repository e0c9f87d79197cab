"""A small portal for the short proofs: the staff and dictionaries of a seed, and fourteen clients of every sort."""

from collections.abc import Iterator

from tests.prove.journey import entity_of, lines_of
from tests.sandboxed import line

STAFF = ("portal", "department", "user", "status", "category", "currency", "userfield")
OWNERS = (11, 12, 13, 21, 22, 9)
CLIENTS = range(1, 15)


def small_portal() -> list[str]:
    """Return the lines of its file: clients not talked to for ever longer, old buyers, debtors, clients of one who has left."""
    staff = [text for text in lines_of("services") if entity_of(text) in STAFF]
    return [*staff, *(text for number in CLIENTS for text in _client(number))]


def _client(number: int) -> Iterator[str]:
    owner, person, silent = OWNERS[number % len(OWNERS)], 100 + number, 20 + 9 * number
    since = {"createdTime": "@-500d 10:00", "updatedTime": "@-500d 10:00", "assignedById": owner, "createdBy": owner}
    mail = [{"id": number, "typeId": "EMAIL", "valueType": "WORK", "value": f"c{number}@client.example"}]
    yield line("company", id=number, title=f"Клиент {number}", typeId="CUSTOMER", contactIds=[person], fm=mail, **since)
    yield line("contact", id=person, name="Вера", companyId=number, companyIds=[number], **since)
    yield from _talk(number, owner, silent)
    if number % 2:
        yield from (_deal(10 * number + place, number, owner, ago) for place, ago in enumerate((330, 270, 210, 150)))
    if number % 3 == 0:
        yield from _invoice(number, owner)


def _talk(number: int, owner: int, ago: int) -> Iterator[str]:
    at = f"@-{ago}d 12:00"
    times = {"CREATED": at, "START_TIME": at, "END_TIME": at}
    who = {"OWNER_TYPE_ID": 4, "OWNER_ID": number, "AUTHOR_ID": owner, "RESPONSIBLE_ID": owner}
    yield line("activity", ID=number, TYPE_ID=2, DIRECTION=2, COMPLETED="Y", **who, **times)
    yield line("call", ID=number, CRM_ACTIVITY_ID=number, CALL_DURATION=120, CALL_FAILED_CODE="200", CALL_START_DATE=at)


def _deal(number: int, company: int, owner: int, ago: int) -> str:
    days = {"begindate": f"@-{ago + 10}d", "closedate": f"@-{ago}d", "createdTime": f"@-{ago + 10}d 10:00"}
    won = {
        "stageId": "WON",
        "stageSemanticId": "S",
        "closed": "Y",
        "movedTime": f"@-{ago}d 16:00",
        "updatedTime": f"@-{ago}d 16:00",
    }
    return line("deal", id=number, title="Поставка", opportunity=90_000, currencyId="RUB", companyId=company,
                assignedById=owner, categoryId=0, **days, **won)  # fmt: skip


def _invoice(company: int, owner: int) -> Iterator[str]:
    number, made = 1000 + company, f"@-{company + 12}d 12:00"
    times = {"createdTime": made, "updatedTime": made, "movedTime": made, "begindate": f"@-{company + 12}d"}
    yield line("invoice", id=number, title=f"Счёт {number}", accountNumber=str(number), categoryId=3, stageId="DT31_3:S",
               opportunity=60_000, currencyId="RUB", companyId=company, assignedById=owner,
               closedate=f"@-{company - 1}d", **times)  # fmt: skip
    yield line("payment", id=number, entityTypeId=31, entityId=number, accountNumber=f"{number}/1", paid="Y", sum=10_000,
               currency="RUB", datePaid="@-1d 16:00")  # fmt: skip
