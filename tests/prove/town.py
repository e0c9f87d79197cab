"""The portal as its people see it: who works there, who the clients are, what is owed. Chance is seeded. Not what they do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from b24sandbox.clock import Dice
from tests.prove.journey import Journey

OPEN_INVOICE = "DT31_3:S"


@dataclass
class Town:
    """A portal in use."""

    journey: Journey
    dice: Dice
    did: Counter[str] = field(default_factory=Counter)

    def managers(self) -> list[int]:
        """Return who works here and is no administrator."""
        return [int(row["ID"]) for row in self.journey.rows("user") if row.get("ACTIVE") and not row.get("ADMIN")]

    def away(self) -> set[int]:
        """Return who is absent today."""
        today = self.journey.today()
        return {int(row["userId"]) for row in self.journey.rows("absence") if row["from"] <= today <= row["to"]}

    def clients(self) -> list[dict[str, Any]]:
        """Return the companies that are clients."""
        rows = self.journey.rows("company")
        return [row for row in rows if row.get("isMyCompany") != "Y" and row.get("typeId") in (None, "", "CUSTOMER")]

    def open_invoices(self) -> list[dict[str, Any]]:
        """Return the invoices that nobody has paid in full."""
        return [row for row in self.journey.rows("invoice") if row["stageId"] == OPEN_INVOICE and row.get("companyId")]

    def overdue(self) -> list[dict[str, Any]]:
        """Return those of them whose day is over."""
        today = self.journey.today()
        return [row for row in self.open_invoices() if row.get("closedate") and _day_of(row["closedate"]) < today]

    def paper(self, person: int, company: int, amount: int) -> dict[str, Any]:
        """Return the fields that a deal and an invoice share."""
        return {"title": "Поставка", "companyId": company, "assignedById": person, "opportunity": amount, "currencyId": "RUB"}

    def do(self, who: int, do: str, **details: Any) -> Any:
        """Let somebody do something, and count it."""
        self.did[do] += 1
        return self.journey.act(who, do, **details)

    def chance(self, of_hundred: int) -> bool:
        """Say whether something happens that happens so often."""
        return self.dice.number(1, 100) <= of_hundred

    def one(self, items: Sequence[Any]) -> Any:
        """Return any one."""
        return items[self.dice.number(0, len(items) - 1)]

    def some(self, items: Sequence[Any], count: int) -> list[Any]:
        """Return any of them, no more than so many."""
        return self.dice.shuffled(list(items))[:count]


def _day_of(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value
