"""Rows of the ledger: where a client stands, and what became of an action. Not the tables that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from b24bridge.core.actions import Action, Undo
from b24bridge.core.decisions import Because, Json
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money

BRIDGE: Final = "bridge"
"""In an assistant's place: what the bridge itself tells its people, such as a digest."""


class State(StrEnum):
    """The life of an action.

    `waiting` waits for somebody's consent; `new` may be sent; `sending` is claimed; `done` and `cancelled` are final, and
    so is `undone`, what a done one becomes when it was taken back; `unknown` waits to be looked up; `parked` waits for a
    person.
    """

    WAITING = "waiting"
    NEW = "new"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    PARKED = "parked"
    UNDONE = "undone"


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
class Effect:
    """What a change made: the object's id on the portal, and the fields it changed, before and after, for taking it back.

    `note` says in words why a change was none: it was there already, or the portal keeps no such thing.
    """

    object_id: str
    before: Mapping[str, Json] = field(default_factory=dict)
    after: Mapping[str, Json] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that was not taken back, because somebody changed it after us: what we set, and what stands there now."""

    field: str
    ours: Json
    now: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """What became of taking a change back: the effect of doing so, and the fields left alone.

    `was_back` tells that the heart of the change, such as a label, stood no more: a try of ours whose answer was lost may
    have taken it back, and what other actions of ours wrote beside it since is no reason to say that nothing was.
    """

    effect: Effect
    conflicts: tuple[Conflict, ...] = ()
    was_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action of the ledger. `sent_at` is when the last try left us (UTC).

    `plan_id` is the run it was decided in, `money` what is at risk with its client. `answer_by` ends the consent a waiting
    one asks for; `answered_by` is who gave or refused it, 0 for nobody, `answered_at` when (None: nobody was asked, or
    he has not answered). `ordered_by` is the person who asked for it where no assistant decided it (an undo), 0 for none.
    `done_at` is when it was confirmed (UTC). `answer_by`, `answered_at`, and the `decided_at` of what nobody ordered, are
    moments of the portal's clock; all others are ours.
    """

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
    plan_id: int | None = None
    money: Money | None = None
    answer_by: datetime | None = None
    answered_by: int = 0
    answered_at: datetime | None = None
    ordered_by: int = 0
    done_at: datetime | None = None
    not_before: datetime | None = None
    effect: Effect | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_ordered(self) -> bool:
        """Say whether no assistant calls for it: a person's order, a taking back, or our own word to our people."""
        return bool(self.ordered_by) or isinstance(self.action, Undo) or self.assistant == BRIDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an action: its new state, its effect on the portal if any, a note for people."""

    state: State
    object_id: str | None = None
    note: str = ""
    not_before: datetime | None = None
    effect: Effect | None = None
    conflicts: tuple[Conflict, ...] = ()


class PlanStatus(StrEnum):
    """The life of a plan: `draft` while its run records it, then `open`, or `halted` by the circuit breaker."""

    DRAFT = "draft"
    OPEN = "open"
    HALTED = "halted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one run decided. `sizes` counts the clients with something new to do, by assistant; `clients` all it judged.

    `states` counts its actions by state as of now. `made_at` is aware, by the portal's clock; `kind` is scan or look.
    """

    id: int
    kind: str
    made_at: datetime
    status: PlanStatus
    clients: int
    sizes: Mapping[str, int]
    states: Mapping[State, int]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One opening action that was sent or is being sent: what limits count.

    `day` is the portal day. `person` is who got the task or the client, `loser` who lost the client; `is_open` tells that a
    task of ours still stands as far as we know.
    """

    kind: str
    client: EntityId
    day: date
    at: datetime
    person: int | None = None
    loser: int | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What an assistant marked on a portal day among an owner's clients: how many, and their money at risk."""

    day: date
    assistant: str
    owner_id: int | None
    clients: int
    risk: Money | None
