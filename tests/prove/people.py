"""People of a simulated portal: they call, write, comment, work off tasks, sell, get paid, fall ill and leave. Seeded.

They use the portal's interface and the bridge's buttons only, and remember what they promised, so that proofs can ask.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from b24bridge.core.actions import essence
from b24bridge.core.errors import ConfigError
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.plans import check_code
from b24bridge.core.screens_buttons import Pressed
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.statements import Said
from tests.prove.town import OPEN_INVOICE, Town

COMPANY, DEAL, INVOICE = 4, 2, 31
NOTES = (
    "Обсудили график поставок на квартал, ждут спецификацию",
    "Директор просит скидку за объём, вернёмся с расчётом",
    "Переезжают на новый склад, закупки пока у снабженца",
    "ок",
)
APPROVED_OF_100 = 80
HOLD, HOLD_UNTIL, HOLD_REASON = "ufCrmB24bHold", "ufCrmB24bHoldUntil", "ufCrmB24bHoldReason"


@dataclass(frozen=True)
class Promised:
    """A promise that a client made: when, until which day, and how much."""

    at: datetime
    until: date
    amount: Decimal


@dataclass
class People(Town):
    """Everybody on the portal but us."""

    consented: dict[str, tuple[object, ...]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    promised: dict[str, list["Promised"]] = field(default_factory=lambda: defaultdict(list))
    disputed: dict[str, datetime] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    # --- a day ---

    def answer(self) -> None:
        """Let the head go through what waits: four of five get a yes, the rest a no."""
        bridge, head = self.journey.bridge, self.journey.head
        for key, rows in bridge.consent.asked(head).rows.items():
            if self.chance(APPROVED_OF_100):
                bridge.consent.approve(head, [key], check_code(rows))
                self.consented |= {row.key: essence(row.action) for row in rows}
                self.did["approved"] += 1
            else:
                bridge.consent.reject(head, [key], "working", "")
                self.refused |= {row.key for row in rows}
                self.did["refused"] += 1

    def work(self) -> None:
        """Let everybody work for an hour or so; a third of them are busy elsewhere."""
        away = self.away()
        for person in self.managers():
            if person not in away and self.chance(65):
                self._work_of(person)
        self._take_payments()

    def live(self, number: int) -> None:
        """Let happen what happens now and then; `number` counts the days."""
        if number == 20:
            self._dismiss()
        happens: Sequence[tuple[int, Callable[[], None]]] = (
            (15, self._fall_ill),
            (35, self._bill),
            (25, self._promise),
            (8, self._dispute),
            (10, self._hold),
            (10, self._free),
            (8, self._new_client),
            (6, self._move_by_hand),
            (6, self._take_back),
        )
        for share, thing in happens:
            if self.chance(share):
                thing()

    # --- managers ---

    def _work_of(self, person: int) -> None:
        mine = [row for row in self.clients() if row["assignedById"] == person]
        tasks = [row for row in self.journey.rows("task") if str(row["responsibleId"]) == str(person) and _is_open(row)]
        if tasks and self.chance(50):
            self._work_off(person, self.one(tasks))
        for _ in range(self.dice.number(0, 2)):
            if mine:
                self._touch(person, self.one(mine)["id"])

    def _work_off(self, person: int, task: dict[str, Any]) -> None:
        client = next((EntityId.parse(code) for code in task.get("ufCrmTask") or () if code.startswith("CO_")), None)
        if client is not None and self.chance(60):
            self._touch(person, client.id)
        if self.chance(40):
            self.do(person, "complete_task", taskId=task["id"])
        elif self.chance(20):
            self.do(person, "update_task", taskId=task["id"], deadline="@+4d 18:00")

    def _touch(self, person: int, company: int) -> None:
        where = {"entityTypeId": COMPANY, "entityId": company}
        match self.dice.number(1, 10):
            case 1 | 2 | 3 | 4:
                self.do(person, "call", direction=self.dice.number(1, 2), duration=self.dice.number(40, 400), **where)
            case 5 | 6:
                self.do(person, "call", direction=2, duration=0, **where)
            case 7:
                self.do(person, "email", direction=self.dice.number(1, 2), subject="Предложение", text="Цены в файле", **where)
            case 8:
                self.do(person, "comment", text=self.one(NOTES), **where)
            case 9:
                self.do(person, "meeting", at="@+2d 11:00", subject="Встреча", **where)
            case _:
                self._sell(person, company)

    def _sell(self, person: int, company: int) -> None:
        sum_, stage = self.dice.number(20, 400) * 1000, "WON" if self.chance(60) else "EXECUTING"
        made = self.do(person, "add", entityTypeId=DEAL, fields=self.paper(person, company, sum_) | {"stageId": "NEW"})
        self.do(person, "update", entityTypeId=DEAL, entityId=made["entityId"], fields={"stageId": stage})

    # --- money ---

    def _bill(self) -> None:
        for company in self.some(self.clients(), 3):
            due = self.journey.today() + timedelta(days=self.dice.number(3, 20))
            fields = self.paper(company["assignedById"], company["id"], self.dice.number(10, 250) * 1000)
            self.do(1, "add", entityTypeId=INVOICE, fields=fields | {"stageId": OPEN_INVOICE, "closedate": str(due)})

    def _take_payments(self) -> None:
        """Let money come in: something of it nearly every day, part of it in parts."""
        open_ = self.open_invoices()
        for row in self.some(open_, 1 if self.chance(70) else 0):
            self.do(
                1,
                "pay",
                entityTypeId=INVOICE,
                entityId=row["id"],
                **({} if self.chance(70) else {"sum": round(float(row["opportunity"]) / 3, 2)}),
            )

    def _promise(self) -> None:
        for row in self.some(self.overdue(), 1):
            client, until = EntityId(COMPANY, row["companyId"]), self.journey.today() + timedelta(days=self.dice.number(3, 14))
            amount = Money(Decimal(str(row["opportunity"])), "RUB")
            if self._say(client, Pressed(kind=Said.PROMISE, amount=amount, until=until)):
                self.promised[str(client)].append(Promised(self.journey.now(), until, amount.amount))

    def _dispute(self) -> None:
        for row in self.some(self.overdue(), 1):
            client = EntityId(COMPANY, row["companyId"])
            if self._say(client, Pressed(kind=Said.DISPUTE, reason="amount")):
                self.disputed[str(client)] = self.journey.now()

    def _say(self, client: EntityId, pressed: Pressed) -> bool:
        try:
            self.journey.bridge.press(self.journey.head, client, pressed)
        except ConfigError:
            return False
        self.did[str(pressed.kind)] += 1
        return True

    # --- what happens ---

    def _hold(self) -> None:
        for row in self.some(self.clients(), 1):
            self.do(1, "update", **_item(row), fields={HOLD: "1", HOLD_UNTIL: "", HOLD_REASON: "Идёт тендер"})
            self.held.add(f"CO_{row['id']}")

    def _free(self) -> None:
        for client in self.some(sorted(self.held), 1):
            self.do(1, "update", entityTypeId=COMPANY, entityId=EntityId.parse(client).id, fields={HOLD: "0", HOLD_REASON: ""})
            self.held.discard(client)

    def _fall_ill(self) -> None:
        person = self.one(self.managers())
        self.do(person, "absence", userId=person, name="Больничный", **{"from": "@+0d", "to": f"@+{self.dice.number(2, 12)}d"})

    def _dismiss(self) -> None:
        self.do(1, "dismiss", userId=self.one(self.managers()))

    def _new_client(self) -> None:
        person, number = self.one(self.managers()), self.dice.number(1000, 9999)
        mail = [{"typeId": "EMAIL", "valueType": "WORK", "value": f"c{number}@new.example"}]
        fields = {"title": f"Новый {number}", "typeId": "CUSTOMER", "assignedById": person, "fm": mail}
        self.do(person, "add", entityTypeId=COMPANY, fields=fields)

    def _move_by_hand(self) -> None:
        for row in self.some(self.clients(), 1):
            self.do(1, "update", **_item(row), fields={"assignedById": self.one(self.managers())})

    def _take_back(self) -> None:
        """Let the head take back something that was done lately."""
        bridge, head = self.journey.bridge, self.journey.head
        done = bridge.ledger.done_since(self.journey.member_id, bridge.now() - timedelta(days=2))
        for row in self.some([row for row in done if row.action.kind in ("reassign", "task", "label")], 1):
            self.did["taken back"] += bridge.undo(head, UndoScope(key=row.key))


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {"entityTypeId": COMPANY, "entityId": row["id"]}


def _is_open(task: dict[str, Any]) -> bool:
    return str(task["status"]) not in ("4", "5")
