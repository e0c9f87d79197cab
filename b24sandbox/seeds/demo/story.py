"""The words in which a client's history is told: what happened, on which day counted from the portal's today.

Days are whole days before (negative) or after (positive) the portal's `now`, in its time zone; money is in the
document's own currency. These are data only; `activities` and `documents` turn them into the portal's rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RUB, USD = "RUB", "USD"


@dataclass(frozen=True)
class Call:
    """A phone call; `talk` is its length in seconds, `on` the only thing it is bound to (client, contact or deal)."""

    day: int
    talk: int = 240
    incoming: bool = False
    on: str = "client"
    at: str = "14:30"
    entered: int | None = None
    by_phone: bool = True


@dataclass(frozen=True)
class Letter:
    """An e-mail; a robot's has author 0, a mailing comes from the sender of mass mail."""

    day: int
    incoming: bool = False
    subject: str = "Заказ крепежа"
    at: str = "11:20"
    robot: bool = False
    mailing: bool = False


@dataclass(frozen=True)
class Meeting:
    """A meeting in the client's office, entered `entered`; without `done` it is only planned."""

    day: int
    entered: int
    done: bool = True


@dataclass(frozen=True)
class Message:
    """What is neither call nor letter: `kind` is chat, form, sms, todo, app or bridge (cards of applications)."""

    day: int
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Note:
    """A comment in the timeline; author 0 is a robot, None the owner."""

    day: int
    text: str
    at: str = "16:05"
    author: int | None = None


@dataclass(frozen=True)
class Deal:
    """A deal and each stage it entered: (day, stage, who moved it; None for the owner, 0 for a robot).

    `closes` is the closing date where somebody wrote another one than the day of the last move; `template` is what the portal
    makes recurring deals from.
    """

    amount: int
    moves: tuple[tuple[int, str, int | None], ...]
    title: str = "Поставка крепежа"
    category: int = 0
    currency: str = RUB
    closes: int | None = None
    template: bool = False


@dataclass(frozen=True)
class Task:
    """A task bound to the client, its contact or its first deal; `moved` are (day, old deadline, new deadline)."""

    created: int
    deadline: int | None
    moved: tuple[tuple[int, int, int], ...] = ()
    responsible: int | None = None
    bound: str = "client"
    status: str = "2"
    title: str = "Связаться с клиентом"


@dataclass(frozen=True)
class Invoice:
    """A smart invoice; `paid` are (day, sum), stage S sent, P paid or D declined, closed on `closed`."""

    issued: int
    amount: int
    due: int | None = None
    paid: tuple[tuple[int, int], ...] = ()
    stage: str = "S"
    closed: int | None = None
    robot: bool = False
    disputed: bool = False
    currency: str = RUB


@dataclass(frozen=True)
class Order:
    """An order of the shop; `payed` is the day of payment, `shipped` the day the goods left."""

    issued: int
    amount: int
    due: int | None = None
    payed: int | None = None
    shipped: int | None = None
    canceled: bool = False


Event = Call | Letter | Meeting | Message | Note | Deal | Task | Invoice | Order


@dataclass(frozen=True)
class Client:
    """A company, or a contact of its own (`person`), with its history and the reason why it is in the portal."""

    id: int
    title: str
    owner: int
    created: int | None
    why: str
    events: tuple[Event, ...] = ()
    type: str = "CUSTOMER"
    person: bool = False
    created_at: str = "11:00"
    extra: dict[str, Any] = field(default_factory=dict)


def won(day: int, amount: int, category: int = 0, currency: str = RUB) -> Deal:
    """A deal that went its usual way in two weeks and was won on that day."""
    prefix = f"C{category}:" if category else ""
    stages = (("NEW", -14), ("PREPARATION", -10), ("EXECUTING", -5), ("WON", 0))
    moves = tuple((day + shift, prefix + stage, None) for stage, shift in stages)
    return Deal(amount, moves, category=category, currency=currency)


def lost(day: int, amount: int) -> Deal:
    """A deal that was lost on that day, three weeks after it began."""
    moves = ((day - 21, "NEW", None), (day - 17, "PREPARATION", None), (day, "LOSE", None))
    return Deal(amount, moves, "Запрос цены, без договора")


def working(created: int, amount: int) -> Deal:
    """An open deal whose stage was last moved four days after it began."""
    return Deal(amount, ((created, "NEW", None), (created + 4, "PREPARATION", None)), "Заявка в работе")


def hold(until: int, reason: str | None, value: str = "Y") -> dict[str, Any]:
    """The fields of a client whom the assistants leave alone up to and including a day."""
    fields: dict[str, Any] = {"ufCrmB24bHold": value, "ufCrmB24bHoldUntil": f"@{until:+d}d"}
    return fields | ({"ufCrmB24bHoldReason": reason} if reason else {})
