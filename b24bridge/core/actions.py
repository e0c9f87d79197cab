"""Actions: single changes to the portal, as data. Performing them is `b24bridge.bitrix.writes`.

Doubt policy, the same for all: an action is sent once; when the outcome is unknown it is looked up by its marker before
anything is sent again. Closing ones undo what an episode did; they stay right whatever the client does next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, get_args, get_type_hints

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTask:
    """Give a person a task about the client. `{client}` in the title is replaced by the client's name when it is sent."""

    kind: ClassVar[str] = "task"
    action_class: ClassVar[str] = "task"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    owner: int
    title: str
    text: str
    deadline: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTask:
    """Complete the task that an earlier step of the same episode put, and say why."""

    kind: ClassVar[str] = "close_task"
    action_class: ClassVar[str] = "task"
    is_closing: ClassVar[bool] = True
    client: EntityId
    step: str
    closes_step: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutLabel:
    """Mark the client's card: our state among its labels, since when, the next date, and why (at most 255 characters)."""

    kind: ClassVar[str] = "label"
    action_class: ClassVar[str] = "label"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    label: str
    since: date | None
    next_on: date | None
    why: str
    debt: Money | None = None
    risk: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropLabel:
    """Take our state off the client's card again."""

    kind: ClassVar[str] = "drop_label"
    action_class: ClassVar[str] = "label"
    is_closing: ClassVar[bool] = True
    client: EntityId
    step: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Send a person a notice inside the portal; a second one with the same key replaces the first."""

    kind: ClassVar[str] = "notice"
    action_class: ClassVar[str] = "notify"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    person: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTask:
    """Add a reason to the task that already stands about the client: a checklist item, not a second task.

    `task_id` is the client's one open task of ours, whichever assistant put it. `raises` tells that this reason goes before
    those the task has, so it gives the task its title. It is what is performed instead of PutTask.
    """

    kind: ClassVar[str] = "join_task"
    action_class: ClassVar[str] = "task"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    task_id: str
    owner: int
    title: str
    text: str
    deadline: date
    raises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveTask:
    """Take a reason off the client's one task and let it go on for the others: what is performed instead of CloseTask.

    `title` is that of the reason which now goes first; `item_key` is the key of the action that put or joined.
    """

    kind: ClassVar[str] = "leave_task"
    action_class: ClassVar[str] = "task"
    is_closing: ClassVar[bool] = True
    client: EntityId
    step: str
    closes_step: str
    task_id: str
    item_key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """Make `to_owner` responsible for one entity, if `from_owner` still is. Steps of one `cascade` follow each other."""

    kind: ClassVar[str] = "reassign"
    action_class: ClassVar[str] = "reassign"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    entity: EntityId
    from_owner: int
    to_owner: int
    cascade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTask:
    """Hand the client's open task of ours, or a planned activity (`activity_id`), to the new owner."""

    kind: ClassVar[str] = "move_task"
    action_class: ClassVar[str] = "reassign"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    from_owner: int
    to_owner: int
    cascade: str
    activity_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observe:
    """Let a person go on watching an entity (`is_on`), or no longer; the other observers stay as they are."""

    kind: ClassVar[str] = "observe"
    action_class: ClassVar[str] = "reassign"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    entity: EntityId
    person: int
    cascade: str
    is_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Write into the client's timeline, for people to read: a comment of ours, which is no touch."""

    kind: ClassVar[str] = "note"
    action_class: ClassVar[str] = "notify"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    text: str
    cascade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLetter:
    """Send the client a letter from an employee's address, through the portal's e-mail activity. It cannot be taken back.

    `{client}` in text and subject is replaced when it is sent; the address is read then too and stored nowhere.
    `documents` are what it asks to be paid, with `total`: a letter is never sent about other documents or sums than those
    somebody consented to.
    """

    kind: ClassVar[str] = "letter"
    action_class: ClassVar[str] = "outbound"
    is_closing: ClassVar[bool] = False
    client: EntityId
    step: str
    person: int
    subject: str
    text: str
    level: str
    documents: tuple[str, ...]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back what another action did (`undoes` is its key), field by field, where nobody changed it since."""

    kind: ClassVar[str] = "undo"
    action_class: ClassVar[str] = "undo"
    is_closing: ClassVar[bool] = True
    client: EntityId
    step: str
    undoes: str


Action = (
    PutTask
    | CloseTask
    | PutLabel
    | DropLabel
    | Notify
    | JoinTask
    | LeaveTask
    | Reassign
    | MoveTask
    | Observe
    | WriteNote
    | SendLetter
    | Undo
)
KINDS: Mapping[str, type[Action]] = {cls.kind: cls for cls in get_args(Action)}


def essence(action: Action) -> tuple[object, ...]:
    """Return what somebody consents to: an approved action is sent only while this is the same. Wording is not part of it."""
    match action:
        case Reassign() | MoveTask():
            return (action.kind, action.step, action.from_owner, action.to_owner)
        case SendLetter():
            return (action.kind, action.step, action.documents, action.total)
        case PutTask() | JoinTask():
            return (PutTask.kind, action.step, action.owner)
        case _:
            return (action.kind, action.step)


def asks_consent(action: Action) -> bool:
    """Say whether the mode of consent asks for one: not for what ends or takes back our own doing."""
    return not (action.is_closing or (isinstance(action, Observe) and not action.is_on))


def cascade_of(action: Action) -> str:
    """Return the cascade that an action is a step of, empty for one that stands alone."""
    return action.cascade if isinstance(action, Reassign | MoveTask | Observe | WriteNote) else ""


def to_json(action: Action) -> dict[str, Any]:
    """Return the action as plain JSON values, with its kind."""
    return {f.name: _plain(getattr(action, f.name)) for f in fields(action)} | {"kind": action.kind}


def from_json(data: Mapping[str, Any]) -> Action:
    """Return the action that `to_json` wrote. Raises KeyError for a kind this version does not know."""
    cls = KINDS[data["kind"]]
    hints = get_type_hints(cls)
    return cls(**{f.name: _read(hints[f.name], data[f.name]) for f in fields(cls) if f.name in data})


def _plain(value: object) -> Any:
    match value:
        case date():
            return value.isoformat()
        case EntityId():
            return str(value)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case tuple():
            return list(value)
        case _:
            return value


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if hint is EntityId:
        return EntityId.parse(value)
    if hint in (date, date | None):
        return date.fromisoformat(value)
    if hint in (Money, Money | None):
        return Money(Decimal(value["amount"]), value["currency"])
    return tuple(value) if isinstance(value, list) else value
