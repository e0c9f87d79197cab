"""Actions on cards: our labels, who is responsible, who watches, whose tasks and calls they are. Data only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money


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
