"""Actions on the client's one task: put it, add a reason to it, take one off, complete it. Data only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

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
