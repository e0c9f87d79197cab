"""Rows of the ledger: where a client stands, and what became of an action. Not the tables that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from b24bridge.core.actions import Action
from b24bridge.core.decisions import Because, Json
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


class State(StrEnum):
    """The life of an action.

    `new` may be sent; `sending` is claimed; `done` and `cancelled` are final; `unknown` waits to be looked up; `parked`
    waits for a person.
    """

    NEW = "new"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a client stands with one assistant. `would` holds actions that a mode of off or observe kept back."""

    client: EntityId
    assistant: str
    state: str
    because: Because
    since: date | None
    until: date | None
    money_at_risk: Money | None
    facts: Mapping[str, Json]
    judged_on: date
    owner_id: int | None = None
    would: tuple[Mapping[str, Json], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action of the ledger. `sent_at` is when the last try left us (UTC)."""

    key: str
    member_id: str
    assistant: str
    client: EntityId
    anchor: str
    action: Action
    state: State
    because: Because
    decided_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    object_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an action: its new state, the object on the portal if any, a note for people."""

    state: State
    object_id: str | None = None
    note: str = ""
    not_before: datetime | None = None
