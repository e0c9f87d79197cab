"""What is left after an attack: each action of the ledger held against the sandbox's complete log and its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from b24bridge.cli.stack import SANDBOX_APP, Stack
from b24bridge.core.actions import CloseTask, DropLabel, LeaveTask, MoveTask, Observe, PutLabel, Reassign, Undo
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, State
from tests.prove.history import CREATES, Write, writes_of

TABLES = {1: "lead", 2: "deal", 3: "contact", 4: "company", 31: "invoice"}
REPEATS_REPLACE = "im.notify.system.add"
OVER = ("4", "5")
SETTLED = (State.DONE, State.UNDONE, State.CANCELLED, State.WAITING)


class Aftermath:
    """The history of one portal, against what the ledger says."""

    def __init__(self, stack: Stack, rows: Sequence[ActionRow]) -> None:
        """Take everything there is."""
        self.stack, self.rows = stack, rows
        self.writes = list(writes_of(stack.calls(), SANDBOX_APP.client_id))
        self.done = Counter(row.action.kind for row in rows if row.state in (State.DONE, State.UNDONE))
        self.states = Counter(str(row.state) for row in rows)

    def faults(self) -> Iterator[str]:
        """Yield what is doubled, what is missing, and what never ended."""
        yield from self._doubled()
        yield from self._missing()
        yield from self._labels()
        yield from self._tasks()
        yield from self._cascades()

    def _doubled(self) -> Iterator[str]:
        made = Counter((write.method, write.mark) for write in self.writes if write.method in CREATES)
        for (method, mark), count in made.items():
            known = [row for row in self.rows if mark and row.key.startswith(mark)]
            if not known:
                yield f"{method} {mark}: nobody decided it"
            elif count > 1 and method != REPEATS_REPLACE:
                yield f"{method} {mark}: made {count} times: {_name(known[0])}"
        shown = Counter(row.get("TAG") or row.get("tag") for row in self._rows("notification"))
        yield from (f"notice {tag} is shown {count} times" for tag, count in shown.items() if tag and count > 1)

    def _missing(self) -> Iterator[str]:
        for row in self.rows:
            if row.state not in SETTLED and not _is_excused(row):
                yield f"never ended: {_name(row)}"
            elif row.state in (State.DONE, State.UNDONE) and not self._is_there(row):
                yield f"done, but the portal shows nothing of it: {_name(row)}"
            elif row.state is State.CANCELLED and not row.note:
                yield f"cancelled without a reason: {_name(row)}"

    def _is_there(self, row: ActionRow) -> bool:
        """Say whether the portal shows what an action did: its mark in the log, else what it set, now or then."""
        method = next((method for method, kind in CREATES.items() if kind == row.action.kind), None)
        if method is not None:
            return any(write.method == method and write.mark and row.key.startswith(write.mark) for write in self.writes)
        match row.action:
            case Reassign(entity=entity, to_owner=person):
                return any(int(write.owner) == person for write in self._on(entity) if write.owner is not None)
            case Observe(entity=entity):
                return any("observers" in write.params["fields"] for write in self._on(entity)) or bool(row.note)
            case MoveTask() | CloseTask() | LeaveTask():
                return bool(row.note) or (row.effect is not None and any(_is_about(write, row) for write in self.writes))
            case PutLabel() | DropLabel():
                return bool(row.note) or any("ufCrmB24bState" in write.params["fields"] for write in self._on(row.client))
            case _:
                return True

    def _labels(self) -> Iterator[str]:
        """Yield cards whose labels are not those that the ledger says stand there."""
        wanted: dict[EntityId, set[str]] = defaultdict(set)
        changes = [row for row in self.rows if isinstance(row.action, PutLabel | DropLabel) and row.state is State.DONE]
        for row in sorted(changes, key=lambda row: row.done_at):  # type: ignore[arg-type,return-value]
            change = wanted[row.client].add if isinstance(row.action, PutLabel) else wanted[row.client].discard
            change(row.action.label)  # type: ignore[union-attr]
        for client, labels in wanted.items():
            card = self._card(client)
            shown = len(card.get("ufCrmB24bState") or ()) if card else 0
            if card is not None and shown != len(labels):
                yield f"{client} shows {shown} labels, the ledger knows {sorted(labels)}"

    def _tasks(self) -> Iterator[str]:
        ours = [
            row for row in self._rows("task") if "b24b:" in str(row.get("tags")) or str(row.get("xmlId")).startswith("b24b:")
        ]
        open_ = Counter(code for row in ours if str(row["status"]) not in OVER for code in row["ufCrmTask"])
        yield from (f"{client} has {count} open tasks of ours" for client, count in open_.items() if count > 1)

    def _cascades(self) -> Iterator[str]:
        """Yield hand-overs that were done in part: one step failed for good, and another one stands."""
        steps: dict[tuple[EntityId, str, str], list[ActionRow]] = defaultdict(list)
        for row in self.rows:
            if isinstance(row.action, Reassign):
                steps[row.client, row.anchor, row.action.cascade].append(row)
        stuck = {row.action.undoes for row in self.rows if isinstance(row.action, Undo) and _is_excused(row)}
        for (client, _, cascade), rows in steps.items():
            states = {row.state for row in rows if row.key not in stuck}
            if states & {State.CANCELLED, State.PARKED} and State.DONE in states:
                yield f"{client}: {cascade} was done in part: {[_name(row) for row in rows]}"

    def _on(self, entity: EntityId) -> list[Write]:
        return self._by_card[entity.type_id, entity.id]

    @cached_property
    def _by_card(self) -> Mapping[tuple[int, int], list[Write]]:
        found: dict[tuple[int, int], list[Write]] = defaultdict(list)
        for write in self.writes:
            if write.method == "crm.item.update":
                found[int(write.params["entityTypeId"]), int(write.params["id"])].append(write)
        return found

    def _card(self, client: EntityId) -> Mapping[str, Any] | None:
        return next((row for row in self._rows(TABLES[client.type_id]) if int(row["id"]) == client.id), None)

    def _rows(self, entity: str) -> list[dict[str, Any]]:
        if entity not in self._read:
            self._read[entity] = self.stack.rows(entity)
        return self._read[entity]

    @cached_property
    def _read(self) -> dict[str, list[dict[str, Any]]]:
        return {}


def _is_about(write: Write, row: ActionRow) -> bool:
    """Say whether a request changed the object that an action changed."""
    number = str((row.effect.object_id if row.effect else "") or row.object_id)
    return number in {str(value) for name, value in write.params.items() if name.lower() in ("id", "taskid", "0")}


def _is_excused(row: ActionRow) -> bool:
    """Say whether an action rests for a reason it tells: a limit puts it off, or the portal refused it (as we ordered)."""
    return (row.state is State.NEW and row.not_before is not None and bool(row.note)) or (
        row.state is State.PARKED and "METHOD_CONFIRM_DENIED" in row.note.upper()
    )


def _name(row: ActionRow) -> str:
    return f"{row.action.kind} {row.key[:8]} {row.client} {row.assistant} {row.action.step} {row.state} {row.note!r}"
