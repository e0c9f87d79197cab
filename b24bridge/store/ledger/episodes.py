"""Episodes in SQL: at most one open per client and assistant, each anchor once. Not when they open: `recording`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from b24bridge.core.facts import Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from b24bridge.store.dialects import insert
from b24bridge.store.ledger.clients import client_of, columns_of, is_of, is_of_any
from b24bridge.store.tables.ledger import actions, episodes


def open_episodes(
    connection: Connection, portal_id: int, assistant: str, clients: Collection[EntityId], zone: tzinfo = UTC
) -> Mapping[EntityId, Episode]:
    """Return the open episodes of these clients; their steps are those of all actions that were not cancelled.

    The days on which steps were done are those of `zone`, the portal's.
    """
    opened = select(episodes).where(
        episodes.c.portal_id == portal_id, episodes.c.assistant == assistant, episodes.c.closed_at.is_(None)
    )
    rows = connection.execute(opened.where(is_of_any(episodes, clients))).all()
    steps = _steps(connection, portal_id, assistant, [client_of(row) for row in rows])
    return {client: _episode(row, steps[client, row.anchor], zone) for row in rows for client in [client_of(row)]}


def _episode(row: Any, steps: Mapping[str, datetime | None], zone: tzinfo) -> Episode:
    taken = {step: done_at.astimezone(zone).date() for step, done_at in steps.items() if done_at is not None}
    return Episode(anchor=row.anchor, opened_on=row.opened_on, number=row.number, steps=frozenset(steps), taken=taken)


def _steps(
    connection: Connection, portal_id: int, assistant: str, clients: Collection[EntityId]
) -> Mapping[tuple[EntityId, str], dict[str, datetime | None]]:
    """Return the steps of every episode of these clients, with the moments at which those that stand were done."""
    steps: dict[tuple[EntityId, str], dict[str, datetime | None]] = defaultdict(dict)
    if clients:
        known = _actions(portal_id, assistant).where(is_of_any(actions, clients))
        for row in connection.execute(known):
            steps[client_of(row), row.anchor][row.step] = row.done_at if row.state == State.DONE else None
    return steps


def _actions(portal_id: int, assistant: str) -> Select[Any]:
    names = ("client_type", "client_id", "anchor", "step", "state", "done_at")
    where = (actions.c.portal_id == portal_id, actions.c.assistant == assistant, ~actions.c.is_ordered)
    return select(*(actions.c[name] for name in names)).where(*where, actions.c.state != State.CANCELLED)


def closed_anchors(
    connection: Connection, portal_id: int, assistant: str, clients: Collection[EntityId]
) -> Mapping[EntityId, frozenset[str]]:
    """Return the anchors of the episodes of these clients that are over; clients without any are left out."""
    closed = select(episodes.c.client_type, episodes.c.client_id, episodes.c.anchor).where(
        episodes.c.portal_id == portal_id, episodes.c.assistant == assistant, episodes.c.closed_at.is_not(None)
    )
    anchors: dict[EntityId, set[str]] = defaultdict(set)
    for row in connection.execute(closed.where(is_of_any(episodes, clients))):
        anchors[client_of(row)].add(row.anchor)
    return {client: frozenset(names) for client, names in anchors.items()}


def open_episode(connection: Connection, portal_id: int, assistant: str, client: EntityId, anchor: str, on: date) -> None:
    """Open an episode; nothing happens when the client has one open, or when there was one of this anchor."""
    whose = {"portal_id": portal_id, "assistant": assistant} | columns_of(client)
    where = (episodes.c.portal_id == portal_id, episodes.c.assistant == assistant, is_of(episodes, client))
    number = (connection.scalar(select(func.max(episodes.c.number)).where(*where)) or 0) + 1
    row = insert(connection, episodes).values(**whose, anchor=anchor, number=number, opened_on=on)
    connection.execute(row.on_conflict_do_nothing())


def close_episode(connection: Connection, portal_id: int, assistant: str, client: EntityId, at: datetime) -> None:
    """Close the open episode, if there is one."""
    where = (episodes.c.portal_id == portal_id, episodes.c.assistant == assistant, is_of(episodes, client))
    connection.execute(update(episodes).where(*where, episodes.c.closed_at.is_(None)).values(closed_at=at))


def is_closed(connection: Connection, portal_id: int, assistant: str, client: EntityId, anchor: str) -> bool:
    """Say whether the episode of an anchor is over."""
    where = (episodes.c.portal_id == portal_id, episodes.c.assistant == assistant, is_of(episodes, client))
    closed = select(episodes.c.closed_at).where(*where, episodes.c.anchor == anchor)
    return connection.scalar(closed) is not None
