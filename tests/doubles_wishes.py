"""What each kind of action wants of the portal in memory: a few fields and their values. Not how they are set."""

from datetime import datetime, time, tzinfo
from typing import Any

from b24bridge.core.actions import (
    Action,
    CloseTask,
    DropLabel,
    JoinTask,
    LeaveTask,
    MoveTask,
    Observe,
    PutLabel,
    PutTask,
    Reassign,
    WriteNote,
)

OPEN, OVER = 2, 5
Fields = dict[str, Any]


def wanted(action: Action, key: str, name: str, zone: tzinfo) -> Fields:  # noqa: PLR0911  a table, one line a kind
    """Return the fields of an action as it wants them; `name` is what people call the client."""
    match action:
        case PutTask() | JoinTask() | LeaveTask():
            return _on_tasks(action, action.title.replace("{client}", name), zone)
        case CloseTask():
            return {"status": OVER}
        case PutLabel():
            return {f"label:{action.label}": [str(action.since), str(action.next_on), action.why[:255]]}
        case DropLabel():
            return {f"label:{action.label}": None}
        case Observe():
            return {f"observer:{action.person}": action.is_on}
        case WriteNote():
            return {"COMMENT": f"{action.text}\n{key[:8]}"}
        case Reassign() | MoveTask():
            return {"owner": action.to_owner}
        case _:
            raise TypeError(action.kind)


def _on_tasks(action: PutTask | JoinTask | LeaveTask, title: str, zone: tzinfo) -> Fields:
    if isinstance(action, PutTask):
        due = datetime.combine(action.deadline, time(18), zone)
        return {"status": OPEN, "title": title, "responsibleId": action.owner, "deadline": str(due)}
    is_told = action.raises if isinstance(action, JoinTask) else bool(action.title)
    return {"is_done": isinstance(action, LeaveTask)} | ({"title": title} if is_told else {})
