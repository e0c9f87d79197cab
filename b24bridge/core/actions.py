"""Actions: single changes to the portal, as data. Performing them is `b24bridge.bitrix.writes`.

Doubt policy, the same for all: an action is sent once; when the outcome is unknown it is looked up by its marker before
anything is sent again. Closing ones undo what an episode did; they stay right whatever the client does next.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar, get_type_hints

from b24bridge.core.ids import EntityId


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


Action = PutTask | CloseTask | PutLabel | DropLabel | Notify
KINDS: Mapping[str, type[Action]] = {cls.kind: cls for cls in (PutTask, CloseTask, PutLabel, DropLabel, Notify)}


def to_json(action: Action) -> dict[str, Any]:
    """Return the action as plain JSON values, with its kind."""
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(action).items()}
    return plain | {"kind": action.kind, "client": str(action.client)}


def from_json(data: Mapping[str, Any]) -> Action:
    """Return the action that `to_json` wrote. Raises KeyError for a kind this version does not know."""
    cls = KINDS[data["kind"]]
    hints = get_type_hints(cls)
    values = {f.name: data[f.name] for f in fields(cls)}
    values["client"] = EntityId.parse(values["client"])
    for name, value in values.items():
        if value is not None and hints[name] in (date, date | None):
            values[name] = date.fromisoformat(value)
    return cls(**values)
