"""What the ledger knows of a group of clients: episodes, tasks put, hand-overs and letters, of all assistants at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Text, cast, select

from b24bridge.core.actions import JoinTask, PutTask, Reassign, SendLetter
from b24bridge.core.facts import Episode, TaskSeen
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from b24bridge.core.roster import HandOver
from b24bridge.store.dialects import numbers
from b24bridge.store.tables.ledger import actions, episodes, standings
from b24bridge.store.tables.mirror import tasks

TASKS = frozenset({PutTask.kind, JoinTask.kind})
HEADS_TASK = "head_task"
COMPLETED, DECLINED = 5, 7
NO_ACTIONS = "[]"


@dataclass(slots=True)
class Past:
    """What the ledger knows of one client, by assistant where it is an assistant's own."""

    episodes: dict[str, Episode] = field(default_factory=dict)
    closed: dict[str, frozenset[str]] = field(default_factory=dict)
    tasks: dict[str, TaskSeen] = field(default_factory=dict)
    hand_overs: tuple[HandOver, ...] = ()
    written_on: tuple[date, ...] = ()


NO_PAST = Past()


def read_past(connection: Connection, portal_id: int, kind: int, ids: Sequence[int], zone: tzinfo) -> Mapping[int, Past]:
    """Return the past of those of these clients that have any. Days are those of `zone`."""
    found: dict[int, Past] = defaultdict(Past)
    acted = _actions(connection, portal_id, kind, ids)
    standing = _standing(connection, portal_id, (row for rows in acted.values() for row in rows))
    for client_id, open_ones, closed in _episodes(connection, portal_id, kind, ids):
        past, rows = found[client_id], acted.get(client_id, ())
        past.closed = closed
        for row in open_ones:
            mine = [one for one in rows if one.assistant == row.assistant and one.anchor == row.anchor]
            past.episodes[row.assistant] = _episode(row, mine, zone)
            task = _task(mine, standing, zone)
            if task is not None:
                past.tasks[row.assistant] = task
    for client_id, rows in acted.items():
        found[client_id].hand_overs = tuple(_hand_overs(rows, str(EntityId(kind, client_id)), zone))
        found[client_id].written_on = tuple(
            day for row in rows if row.kind == SendLetter.kind and (day := _done_on(row, zone)) is not None
        )
    for row in _would(connection, portal_id, kind, ids):
        task = _would_be(row)
        if task is not None:
            found[row.client_id].tasks.setdefault(row.assistant, task)
    return found


def _episodes(
    connection: Connection, portal_id: int, kind: int, ids: Sequence[int]
) -> Iterator[tuple[int, Sequence[Any], dict[str, frozenset[str]]]]:
    """Yield each client with its open episodes, and the anchors of those that are over, by assistant."""
    e = episodes.c
    # The key begins with the assistant, so each of them is looked up by itself
    names = list(connection.scalars(select(e.assistant).where(e.portal_id == portal_id).distinct()))
    columns = (e.client_id, e.assistant, e.anchor, e.number, e.opened_on, e.closed_at)
    here = select(*columns).where(
        e.portal_id == portal_id,
        e.assistant.in_(names),
        e.client_type == kind,
        e.client_id.in_(numbers(connection, ids)),
    )
    rows = connection.execute(here.order_by(e.client_id, e.opened_on)).all() if names else []
    for client_id, of_client in groupby(rows, key=lambda row: row.client_id):
        closed: dict[str, set[str]] = defaultdict(set)
        open_ones = []
        for row in of_client:
            if row.closed_at is None:
                open_ones.append(row)
            else:
                closed[row.assistant].add(row.anchor)
        yield client_id, open_ones, {name: frozenset(anchors) for name, anchors in closed.items()}


def _actions(connection: Connection, portal_id: int, kind: int, ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Return each client's actions that an assistant decided and that were not cancelled, in order."""
    a = actions.c
    columns = (a.client_id, a.assistant, a.anchor, a.step, a.kind, a.state, a.action, a.object_id, a.there_at, a.sent_at)
    here = select(*columns).where(
        a.portal_id == portal_id,
        a.client_type == kind,
        a.client_id.in_(numbers(connection, ids)),
        a.state != State.CANCELLED,
        ~a.is_ordered,
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(here.order_by(a.id)):
        found[row.client_id].append(row)
    return found


def _episode(row: Any, mine: Iterable[Any], zone: tzinfo) -> Episode:
    steps = frozenset(one.step for one in mine)
    taken = {one.step: day for one in mine if (day := _done_on(one, zone)) is not None}
    return Episode(anchor=row.anchor, opened_on=row.opened_on, number=row.number, steps=steps, taken=taken)


def _done_on(row: Any, zone: tzinfo) -> date | None:
    """Return the day on which an action was done; of what an older version did, that on which it was sent."""
    at: datetime | None = row.there_at or row.sent_at
    return at.astimezone(zone).date() if row.state == State.DONE and at is not None else None


def _task(mine: Iterable[Any], standing: Mapping[int, bool], zone: tzinfo) -> TaskSeen | None:
    """Return the newest task that an episode put; not the head's own, which tells nothing of the owner."""
    for row in reversed([one for one in mine if one.kind in TASKS and one.step != HEADS_TASK]):
        put_on = _done_on(row, zone)
        if put_on is not None:
            number = _task_id(row)
            is_open = number is None or standing.get(number, True)
            return TaskSeen(put_on=put_on, deadline=date.fromisoformat(row.action["deadline"]), is_open=is_open)
    return None


def _task_id(row: Any) -> int | None:
    text = str(row.action.get("task_id") or row.object_id or "")
    return int(text) if text.isascii() and text.isdigit() else None


def _standing(connection: Connection, portal_id: int, rows: Iterable[Any]) -> Mapping[int, bool]:
    """Return which of the tasks we put still stand, as far as the mirror has them."""
    ids = [number for row in rows if row.kind in TASKS and (number := _task_id(row)) is not None]
    if not ids:
        return {}
    t = tasks.c
    here = select(t.id, t.status, t.gone_at).where(t.portal_id == portal_id, t.id.in_(numbers(connection, ids)))
    return {row.id: row.gone_at is None and row.status not in {COMPLETED, DECLINED} for row in connection.execute(here)}


def _hand_overs(rows: Iterable[Any], client: str, zone: tzinfo) -> Iterator[HandOver]:
    """Yield the hand-overs of the client itself that were carried out, those taken back again too."""
    for row in rows:
        at = row.there_at or row.sent_at
        is_carried_out = row.state in {State.DONE, State.UNDONE} and at is not None
        if row.kind == Reassign.kind and row.action["entity"] == client and is_carried_out:
            yield HandOver(
                on=at.astimezone(zone).date(),
                from_owner=row.action["from_owner"],
                to_owner=row.action["to_owner"],
                is_undone=row.state == State.UNDONE,
            )


def _would(connection: Connection, portal_id: int, kind: int, ids: Sequence[int]) -> Sequence[Any]:
    s = standings.c
    here = select(s.client_id, s.assistant, s.would, s.marked_on).where(
        s.portal_id == portal_id,
        s.client_type == kind,
        s.client_id.in_(numbers(connection, ids)),
        s.marked_on.is_not(None),
        cast(s.would, Text) != NO_ACTIONS,
    )
    return connection.execute(here).all()


def _would_be(row: Any) -> TaskSeen | None:
    """Return the task that a mode keeps back, as of the day since which the assistant calls for it."""
    for action in row.would:
        if action["kind"] == PutTask.kind and action["step"] != HEADS_TASK:
            deadline = date.fromisoformat(action["deadline"])
            return TaskSeen(put_on=row.marked_on, deadline=deadline, is_would=True)
    return None
