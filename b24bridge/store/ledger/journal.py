"""The journal: what happened, for people, never changed afterwards. Not where clients stand now: `standings`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from b24bridge.core.decisions import Because, Json
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow
from b24bridge.store.ledger.clients import client_of, columns_of, is_of
from b24bridge.store.ledger.words import line
from b24bridge.store.tables.ledger import journal


def write(
    connection: Connection, portal_id: int, rows: Sequence[ActionRow], at: datetime, because: Because | None = None
) -> None:
    """Add one line for each action as it stands now; `because` is given when the reason is not that of the decision."""
    lines = [_line(portal_id, row, at, because or row.because) for row in rows]
    if lines:
        connection.execute(journal.insert(), lines)


def _line(portal_id: int, row: ActionRow, at: datetime, because: Because) -> dict[str, object]:
    text = line(row.action.kind, row.state, because)
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
    }


def read(connection: Connection, portal_id: int, client: EntityId | None, limit: int) -> list[Mapping[str, Json]]:
    """Return the newest lines first, of all clients or of one."""
    where = [journal.c.portal_id == portal_id] + ([is_of(journal, client)] if client is not None else [])
    rows = connection.execute(select(journal).where(*where).order_by(journal.c.id.desc()).limit(limit))
    return [
        {
            "at": row.at.isoformat(),
            "client": str(client_of(row)),
            "assistant": row.assistant,
            "key": row.key,
            "kind": row.kind,
            "state": row.state,
            "text": {"ru": row.text_ru, "en": row.text_en},
            "because": {"ru": row.because_ru, "en": row.because_en},
            "object_id": row.object_id,
            "note": row.note,
        }
        for row in rows
    ]
