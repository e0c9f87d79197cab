"""The journal: what happened, for people, never changed afterwards. Not where clients stand now: `standings`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from b24bridge.core.decisions import Because, Json
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow
from b24bridge.store.ledger.clients import client_of, columns_of, is_of
from b24bridge.store.ledger.words import line
from b24bridge.store.tables.ledger import actions, journal


def write(
    connection: Connection,
    portal_id: int,
    rows: Sequence[ActionRow],
    at: datetime,
    because: Because | None = None,
    fate: Because | None = None,
) -> None:
    """Add one line for each action as it stands now.

    `because` is given when the reason is not that of the decision, `fate` where its state alone does not say what happened.
    """
    lines = [_line(portal_id, row, at, because or row.because, fate) for row in rows]
    if lines:
        connection.execute(journal.insert(), lines)


def _line(portal_id: int, row: ActionRow, at: datetime, because: Because, fate: Because | None) -> dict[str, object]:
    text = line(row.action.kind, row.state, because, fate)
    return columns_of(row.client) | {
        "portal_id": portal_id,
        "at": at,
        "assistant": row.assistant,
        "key": row.key,
        "kind": row.action.kind,
        "state": str(row.state),
        "text_ru": text.ru,
        "text_en": text.en,
        "because_ru": because.ru,
        "because_en": because.en,
        "object_id": row.object_id,
        "note": row.note,
        "person_id": row.ordered_by or row.answered_by,
        "plan_id": row.plan_id,
    }


def read(
    connection: Connection, portal_id: int, client: EntityId | None, limit: int, before: int | None
) -> list[Mapping[str, Json]]:
    """Return the newest lines first, of all clients or of one, those before a line where its id is given.

    `state` is what the line tells, `now` the action's state today; `action` is the action as it was last decided or sent.
    """
    where = [journal.c.portal_id == portal_id] + ([is_of(journal, client)] if client is not None else [])
    where += [journal.c.id < before] if before is not None else []
    of_line = and_(actions.c.key == journal.c.key, actions.c.portal_id == journal.c.portal_id)
    statement = select(journal, actions.c.action, actions.c.state.label("now")).join_from(journal, actions, of_line)
    return [_shown(row) for row in connection.execute(statement.where(*where).order_by(journal.c.id.desc()).limit(limit))]


def _shown(row: Any) -> Mapping[str, Json]:
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "client": str(client_of(row)),
        "assistant": row.assistant,
        "key": row.key,
        "kind": row.kind,
        "action": row.action,
        "state": row.state,
        "now": row.now,
        "text": {"ru": row.text_ru, "en": row.text_en},
        "because": {"ru": row.because_ru, "en": row.because_en},
        "object_id": row.object_id,
        "note": row.note,
        "by": row.person_id,
        "plan_id": row.plan_id,
    }
