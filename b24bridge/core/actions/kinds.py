"""All kinds of action, and what may be asked of any: what consent is to, whether it is asked for, its cascade."""

from collections.abc import Mapping
from typing import get_args

from b24bridge.core.actions.cards import DropLabel, MoveTask, Observe, PutLabel, Reassign
from b24bridge.core.actions.tasks import CloseTask, JoinTask, LeaveTask, PutTask
from b24bridge.core.actions.undo import Undo
from b24bridge.core.actions.words import Notify, SendLetter, WriteNote

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
