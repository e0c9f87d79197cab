"""A small portal on which changes are tried, and one action of each simple kind."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from b24bridge.core.actions import CloseTask, DropLabel, PutLabel, PutTask, SendLetter
from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from b24bridge.core.money import Money
from tests.contracts.sandbox_rows import LINES as PLAIN
from tests.sandboxed import Sandboxed, line

KEY, OTHER = "k234567abcdefghijklmnopqrs", "m765432abcdefghijklmnopqrs"
CARD, PERSON = EntityId(COMPANY, 12), EntityId(CONTACT, 7)
HANDLER = "https://bridge.example/b24/event"


def _with_addresses(text: str) -> str:
    """Give the client and his owner an address each."""
    row = json.loads(text)
    fields = row["fields"]
    if row["entity"] == "company" and fields["id"] == 12:
        phone = {"id": 1, "typeId": "PHONE", "valueType": "WORK", "value": "+7 900 000-00-00"}
        fields["fm"] = [phone, {"id": 2, "typeId": "EMAIL", "valueType": "WORK", "value": "buh@romashka.example"}]
    if row["entity"] == "user" and fields["ID"] == 1:
        fields["EMAIL"] = "marina@shop.example"
    return json.dumps(row, ensure_ascii=False)


LINES = [
    *map(_with_addresses, PLAIN),
    *(
        line("user", ID=number, ACTIVE=True, NAME=f"Сотрудник {number}", LAST_NAME="", UF_DEPARTMENT=[1])
        for number in (3, 4, 5)
    ),
]
TASK = PutTask(
    client=CARD,
    step="task",
    owner=1,
    title="Забытый клиент: {client} — 82 дн.",
    text="Молчит [URL=https://evil.example]82 дня[/URL]",
    deadline=date(2026, 11, 25),
)
LABEL = PutLabel(
    client=CARD,
    step="label",
    label="forgotten",
    since=date(2026, 11, 1),
    next_on=date(2026, 11, 25),
    why="молчит 82 дня",
)
DROP = DropLabel(client=CARD, step="unlabel", label="forgotten")
CLOSE = CloseTask(client=CARD, step="close", closes_step="task", text="Клиент ответил")
LETTER = SendLetter(
    client=CARD,
    step="letter",
    person=1,
    subject="Счёт для {client}",
    text="Здравствуйте!",
    level="L1",
    documents=("SI_9",),
    total=Money(Decimal(700), "RUB"),
)


def stored(site: Sandboxed, entity: str, number: Any, key: str = "id") -> dict[str, Any]:
    """Return one row as the portal keeps it."""
    return next(row for row in site.rows(entity) if str(row[key]) == str(number))
