"""Changes to the portal in memory: each kind is a few fields that are read, set, and set back where nobody changed them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from b24bridge.core.actions import (
    Action,
    CloseTask,
    DropLabel,
    JoinTask,
    LeaveTask,
    MoveTask,
    Notify,
    Observe,
    PutLabel,
    PutTask,
    Reassign,
    SendLetter,
    Undo,
    WriteNote,
)
from b24bridge.core.errors import NotFound, Overtaken, Refused
from b24bridge.core.ids import COMPANY, CONTACT, ORDER, EntityId
from b24bridge.core.ledger import Conflict, Effect, Reversal
from b24bridge.core.records import Activity, Company, Contact, Record, Task
from b24bridge.core.streams import ELEMENTS, Stream
from tests.doubles_wishes import OPEN, OVER, Fields, wanted

CLIENTS = {COMPANY: Stream.COMPANIES, CONTACT: Stream.CONTACTS}


@dataclass
class EffectsDouble:
    """What our changes leave on a portal in memory, over its rows; `put_row` stores one as a person would."""

    portal: Any
    observers: dict[EntityId, set[int]] = field(default_factory=lambda: defaultdict(set))
    points: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))
    notes: dict[str, tuple[EntityId, str]] = field(default_factory=dict)
    letters: dict[str, SendLetter] = field(default_factory=dict)
    made: dict[str, Effect] = field(default_factory=dict)

    def perform(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect:
        """Change the portal as the real one would be."""
        if isinstance(action, Undo):
            raise Refused("undo", "NO_EFFECT", "made of others")
        if isinstance(action, Notify | SendLetter):
            return self._say(action, key)
        if isinstance(action, Observe) and action.entity.type_id == ORDER:
            return Effect(object_id=str(action.entity), note="nobody watches orders")
        number = self._put(action, key) if isinstance(action, PutTask) else self._object(action, key, done_by)
        self._check(action, number)
        now, wanted = self._now(action, key, number), self._wanted(action, key, number)
        if isinstance(action, PutTask):
            now = now | {"status": OVER}
        changed = {name: value for name, value in wanted.items() if now[name] != value}
        self._set(action, key, number, changed)
        if isinstance(action, CloseTask) and changed:
            self.portal.reasons.append((action.client, action.text))
        after = wanted if isinstance(action, PutTask) else changed
        effect = Effect(
            object_id=number, before={name: now[name] for name in changed}, after=after, note="" if changed else "already"
        )
        self.made.setdefault(key, effect)
        return effect

    def find(self, action: Action, key: str, done_by: Mapping[str, str]) -> Effect | None:
        """Look an action up by what it left behind."""
        if isinstance(action, Notify | Undo):
            return None
        if isinstance(action, SendLetter):
            return self.made.get(key) if key in self.letters else None
        try:
            number = self._object(action, key, done_by)
            now = self._now(action, key, number)
        except NotFound:
            return None
        if any(now[name] != value for name, value in self._wanted(action, key, number).items()):
            return None
        return self.made.get(key, Effect(object_id=number))

    def revert(self, action: Action, key: str, effect: Effect) -> Reversal:
        """Set fields back that still are ours."""
        if isinstance(action, Notify | SendLetter | Undo):
            raise Refused("undo", "FINAL", "it cannot be taken back")
        number = effect.object_id
        now = self._now(action, key, number)
        changed = {name: ours for name, ours in effect.after.items() if now[name] not in (ours, effect.before.get(name, ours))}
        conflicts = tuple(Conflict(field=name, ours=ours, now=now[name]) for name, ours in changed.items())
        if isinstance(action, PutTask) and conflicts and effect.before.get("status") == OVER:
            return Reversal(effect=Effect(object_id=number), conflicts=conflicts)
        wanted = {name: was for name, was in effect.before.items() if name not in changed and now[name] != was}
        self._set(action, key, number, wanted)
        done = Effect(object_id=number, before={name: now[name] for name in wanted}, after=wanted)
        return Reversal(effect=done, conflicts=conflicts)

    def _say(self, action: Notify | SendLetter, key: str) -> Effect:
        if isinstance(action, Notify):
            self.portal.notices[key] = (action.person, action.text)
            return Effect(object_id=str(len(self.portal.notices)))
        self.client(action.client)
        self.letters[key] = action
        return self.made.setdefault(key, Effect(object_id=str(len(self.letters))))

    def client(self, client: EntityId) -> Company | Contact:
        """Return a client's row. Raises NotFound."""
        row = self.portal.rows[CLIENTS[client.type_id]].get(client.id)
        if not isinstance(row, Company | Contact):
            raise NotFound("crm.item.list", "NOT_FOUND", str(client))
        return row

    def _put(self, action: PutTask, key: str) -> str:
        self.client(action.client)
        known = [task.id for task in self.portal.rows[Stream.TASKS].values() if task.marker == key]
        number = known[0] if known else max(self.portal.rows[Stream.TASKS], default=0) + 1
        row = Task(
            id=number,
            status=OPEN,
            responsible_id=action.owner,
            author_id=1,
            created_at=self.portal.now,
            updated_at=self.portal.now,
            deadline=datetime.combine(action.deadline, time(18), self.portal.zone),
            marker=key,
            bindings=(action.client,),
        )
        self.portal.put(row)
        return str(number)

    def _object(self, action: Action, key: str, done_by: Mapping[str, str]) -> str:
        """Return what an action is about. Raises NotFound when that is not there."""
        match action:
            case PutTask():
                number = next((str(row.id) for row in self.portal.rows[Stream.TASKS].values() if row.marker == key), None)
            case CloseTask():
                number = done_by.get(action.closes_step)
            case MoveTask():
                number = done_by.get("task") if action.activity_id is None else str(action.activity_id)
            case JoinTask() | LeaveTask():
                number = action.task_id
            case Reassign() | Observe():
                number = str(action.entity)
            case WriteNote():
                number = f"{len(self.notes) + 1}"
                number = next((each for each in self.notes if self.notes[each][1].endswith(key[:8])), number)
            case _:
                number = str(action.client)
        if number is None:
            raise NotFound(action.kind, "NOT_FOUND", action.step)
        return number

    def _check(self, action: Action, number: str) -> None:
        """Raise what keeps an action from being done: a client that is gone, a person chose the owner, a task is over."""
        if isinstance(action, PutLabel | DropLabel):
            self.client(action.client)
        if isinstance(action, JoinTask) and self._task(number) is None:
            raise Overtaken("tasks.task.update", "TASK_OVER", number)
        if isinstance(action, Reassign | MoveTask):
            (owner,) = self._now(action, "", number).values()
            if owner not in (action.from_owner, action.to_owner):
                raise Overtaken(action.kind, "OWNER_CHANGED", f"owner changed: {owner}")

    def _task(self, number: str) -> Task | None:
        row = self.portal.rows[Stream.TASKS].get(int(number))
        return row if isinstance(row, Task) and row.status != OVER else None

    def _owned(self, action: Reassign | MoveTask) -> tuple[Stream, int]:
        if isinstance(action, MoveTask):
            return (Stream.TASKS, 0) if action.activity_id is None else (Stream.ACTIVITIES, action.activity_id)
        if action.entity.type_id == ORDER:
            raise Refused("crm.item.list", "NO_ITEM", str(action.entity))
        return (CLIENTS | ELEMENTS)[action.entity.type_id], action.entity.id

    def _now(self, action: Action, key: str, number: str) -> Fields:
        """Return the fields of an action as they are."""
        match action:
            case PutTask() | CloseTask():
                row = self.portal.rows[Stream.TASKS].get(int(number))
                is_over = not isinstance(row, Task) or row.status == OVER
                kept = {"responsibleId": row.responsible_id, "deadline": str(row.deadline)} if isinstance(row, Task) else {}
                return {"status": OVER if is_over else OPEN, "title": self.portal.titles.get(number)} | kept
            case JoinTask() | LeaveTask():
                point = key if isinstance(action, JoinTask) else action.item_key
                return {"title": self.portal.titles.get(number), "is_done": self.points[number].get(point, True)}
            case PutLabel() | DropLabel():
                label = self.portal.labels[action.client].get(action.label)
                return {f"label:{action.label}": [*map(str, label)] if label else None}
            case Observe():
                return {f"observer:{action.person}": action.person in self.observers[action.entity]}
            case WriteNote():
                return {"COMMENT": self.notes.get(number, (action.client, ""))[1]}
            case Reassign() | MoveTask():
                row = self._row(action, number)
                return {"owner": row.responsible_id if isinstance(row, Task | Activity) else row.owner_id}
            case _:
                raise TypeError(action.kind)

    def _row(self, action: Reassign | MoveTask, number: str) -> Any:
        stream, row_id = self._owned(action)
        row = self.portal.rows[stream].get(row_id or int(number))
        if row is None:
            raise NotFound(action.kind, "NOT_FOUND", number)
        return row

    def _wanted(self, action: Action, key: str, number: str) -> Fields:
        """Return the fields of an action as it wants them."""
        if isinstance(action, LeaveTask) and self._task(number) is None:
            return {}
        name = self._name(action.client) if "{client}" in getattr(action, "title", "") else ""
        return wanted(action, key, name, self.portal.zone)

    def _name(self, client: EntityId) -> str:
        return self.client(client).title or str(client)

    def _set(self, action: Action, key: str, number: str, fields: Fields) -> None:
        for name, value in fields.items():
            self._set_one(action, key, number, name, value)

    def _set_one(self, action: Action, key: str, number: str, name: str, value: Any) -> None:
        if name == "title":
            self.portal.titles[number] = value
        elif name == "status":
            self._store(self.portal.rows[Stream.TASKS][int(number)], status=value)
        elif name == "is_done":
            self.points[number][key if isinstance(action, JoinTask) else getattr(action, "item_key", key)] = value
        elif name == "owner" and isinstance(action, Reassign | MoveTask):
            row = self._row(action, number)
            self._store(row, **{"responsible_id" if isinstance(row, Task | Activity) else "owner_id": value})
        elif name == "COMMENT":
            self.notes[number] = (action.client, value)
        elif name.startswith("observer:") and isinstance(action, Observe):
            (self.observers[action.entity].add if value else self.observers[action.entity].discard)(action.person)
        elif name.startswith("label:"):
            self._label(action.client, name.partition(":")[2], value)

    def _label(self, client: EntityId, label: str, value: Any) -> None:
        if value is None:
            self.portal.labels[client].pop(label, None)
        else:
            self.portal.labels[client][label] = tuple(value)

    def _store(self, row: Record, **changes: Any) -> None:
        self.portal.put(replace(row, **changes, updated_at=self.portal.now))
