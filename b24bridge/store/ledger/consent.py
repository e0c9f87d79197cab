"""Consent: what waits for a person's word, and his word. Whoever may give it is decided by `services`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select, update

from b24bridge.core.actions import essence, from_json
from b24bridge.core.decisions import Because
from b24bridge.core.errors import PlanChanged
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, State
from b24bridge.store.ledger import journal
from b24bridge.store.ledger.rows import read_row
from b24bridge.store.ledger.sending import is_released
from b24bridge.store.ledger.words import CONSENTED, EXPIRED, REFUSED
from b24bridge.store.tables.ledger import actions

USUAL = timedelta(hours=72)


def asking(at: datetime, answer_by: date | None = None) -> dict[str, Any]:
    """Return the columns of an action that waits for consent from now on, until the end of a portal day or 72 hours.

    `at` is in the portal's zone. A day that is over already gives the usual time: nothing may wait for what cannot come.
    """
    end = datetime.combine(answer_by + timedelta(days=1), time(), at.tzinfo) if answer_by else None
    until = end if end is not None and end > at else at + USUAL
    return {"state": State.WAITING, "answer_by": until, "answered_by": 0, "answered_at": None}


def waiting(connection: Connection, portal_id: int, member_id: str, at: datetime) -> Sequence[ActionRow]:
    """Return what may still get consent: clients by their largest money at risk, a client's steps in order."""
    mine = (actions.c.portal_id == portal_id, actions.c.state == State.WAITING)
    statement = select(actions).where(*mine, actions.c.answer_by > at, is_released(actions)).order_by(actions.c.id)
    rows = [read_row(row, member_id) for row in connection.execute(statement)]
    most: dict[EntityId, Decimal] = {}
    for row in rows:
        most[row.client] = max(most.get(row.client, Decimal(-1)), row.money.amount if row.money else Decimal(-1))
    return sorted(rows, key=lambda row: (-most[row.client], row.client))


def require_unchanged(connection: Connection, portal_id: int, seen: Sequence[ActionRow]) -> None:
    """Raise PlanChanged when one of these does not wait any more, or would do something else than what was seen."""
    keys = [row.key for row in seen]
    here = select(actions).where(actions.c.portal_id == portal_id, actions.c.key.in_(keys), actions.c.state == State.WAITING)
    now = {row.key: essence(from_json(row.action)) for row in connection.execute(here.with_for_update())}
    changed = sum(now.get(row.key) != essence(row.action) for row in seen)
    if changed:
        raise PlanChanged(changed)


def answer(
    connection: Connection,
    portal_id: int,
    member_id: str,
    keys: Sequence[str],
    by: int,
    at: datetime,
    refused_because: Because | None,
) -> int:
    """Let waiting actions become new, or cancel them for good; return how many could still be answered."""
    values: dict[str, Any] = {"state": State.NEW, "note": ""}
    if refused_because is not None:
        values = {"state": State.CANCELLED, "note": refused_because.en, "is_refused": True}
    mine = (actions.c.portal_id == portal_id, actions.c.key.in_(keys), actions.c.state == State.WAITING)
    answered = update(actions).where(*mine, actions.c.answer_by > at, is_released(actions))
    said = values | {"answered_by": by, "answered_at": at}
    rows = [read_row(row, member_id) for row in connection.execute(answered.values(said).returning(*actions.c))]
    journal.write(connection, portal_id, rows, at, refused_because, CONSENTED if refused_because is None else REFUSED)
    return len(rows)


def expire(connection: Connection, portal_id: int, member_id: str, at: datetime) -> Sequence[ActionRow]:
    """Cancel what nobody answered in time, and return it; it may be asked again."""
    late = (actions.c.portal_id == portal_id, actions.c.state == State.WAITING, actions.c.answer_by <= at)
    values = {"state": State.CANCELLED, "note": EXPIRED.en}
    rows = [
        read_row(row, member_id)
        for row in connection.execute(update(actions).where(*late).values(values).returning(*actions.c))
    ]
    journal.write(connection, portal_id, rows, at, fate=EXPIRED)
    return rows
