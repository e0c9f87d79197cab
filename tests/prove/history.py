"""The sandbox's own log, read as a judge reads it: which of our requests changed something, and which mark they bore."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

READS = ("list", "get", "getlist", "batch", "info", "openapi", "server.time", "scope", "profile")
SET_UP = ("event.", "placement.", "crm.company.userfield.", "crm.contact.userfield.", "userfieldconfig.")
REFERENCE = re.compile(r"\[#(\w{8})\]")
CREATES: Mapping[str, str] = {
    "tasks.task.add": "task",
    "crm.activity.add": "letter",
    "im.notify.system.add": "notice",
    "crm.timeline.comment.add": "note",
    "task.checklistitem.add": "join_task",
}
METHODS: Mapping[str, frozenset[str]] = {
    "task": frozenset({"tasks.task.add"}),
    "close_task": frozenset({"tasks.task.complete", "crm.timeline.logmessage.add"}),
    "join_task": frozenset({"task.checklistitem.add", "tasks.task.update"}),
    "leave_task": frozenset({"task.checklistitem.complete", "tasks.task.update", "crm.timeline.logmessage.add"}),
    "label": frozenset({"crm.item.update"}),
    "drop_label": frozenset({"crm.item.update"}),
    "reassign": frozenset({"crm.item.update"}),
    "observe": frozenset({"crm.item.update"}),
    "move_task": frozenset({"tasks.task.update", "crm.activity.update"}),
    "note": frozenset({"crm.timeline.comment.add"}),
    "letter": frozenset({"crm.activity.add"}),
    "notice": frozenset({"im.notify.system.add"}),
    "undo": frozenset(
        {
            *("crm.item.update", "tasks.task.update", "tasks.task.complete", "tasks.task.renew", "crm.activity.update"),
            *("task.checklistitem.complete", "task.checklistitem.renew", "crm.timeline.comment.delete"),
            "crm.timeline.logmessage.add",
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Write:
    """One request of ours that changed the portal. `mark` is what it bears of an action's key, empty where it bears none."""

    id: int
    method: str
    at: datetime
    params: Mapping[str, Any]
    mark: str

    @property
    def owner(self) -> Any:
        """Return who becomes responsible for a card, None when the request does not say so."""
        fields = self.params.get("fields")
        return fields.get("assignedById") if self.method == "crm.item.update" and isinstance(fields, Mapping) else None


def writes_of(calls: Iterable[Mapping[str, Any]], application: str) -> Iterator[Write]:
    """Yield what an application changed, its own set-up left out. What was refused or only repeated changed nothing."""
    for call in calls:
        method = str(call["method"])
        is_ours = call["application"] == application and call["committed"] is not None and not call["replayed"]
        if not is_ours or call["error"] or method.startswith(SET_UP) or method.rpartition(".")[2] in READS or method in READS:
            continue
        yield Write(call["id"], method, datetime.fromisoformat(call["committed"]), call["params"], _mark(call))


def _mark(call: Mapping[str, Any]) -> str:
    """Return the key, or its beginning, that a creation bears."""
    if call["method"] not in CREATES:
        return ""
    params = call["params"]
    fields = params.get("fields") or params.get("FIELDS") or params
    named = fields.get("XML_ID") or fields.get("xmlId") or fields.get("ORIGIN_ID") or params.get("TAG") or call["key"] or ""
    found = REFERENCE.search(str(params))
    return str(named).removeprefix("b24b:").removeprefix("b24b|") or (found[1] if found else "")
