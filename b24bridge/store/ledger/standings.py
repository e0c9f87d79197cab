"""Standings in SQL: where each client stands with each assistant. A row is rewritten only when it says something new."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select, update

from b24bridge.core.decisions import Because, Json, Skip
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.store.dialects import insert
from b24bridge.store.ledger.clients import client_of, columns_of, is_of, is_of_any
from b24bridge.store.tables.ledger import standings

KEY = ["portal_id", "assistant", "client_type", "client_id"]
UNJUDGED = "UNKNOWN"
Would = Sequence[Mapping[str, Json]]


def write(connection: Connection, portal_id: int, verdicts: Sequence[tuple[Skip, Would]], on: date) -> None:
    """Write verdicts of one assistant, each with the actions that a mode kept back; all were judged on that portal date."""
    if not verdicts:
        return
    assistant = verdicts[0][0].assistant
    where = (standings.c.portal_id == portal_id, standings.c.assistant == assistant)
    names = ("client_type", "client_id", "content", "judged_on", "marked_on")
    clients = [verdict.client for verdict, _ in verdicts]
    known = select(*(standings.c[name] for name in names)).where(*where, is_of_any(standings, clients))
    stand = {client_of(row): row for row in connection.execute(known)}
    rows = {verdict.client: _row(portal_id, verdict, would, on, stand.get(verdict.client)) for verdict, would in verdicts}
    changed = [row for client, row in rows.items() if client not in stand or stand[client].content != row["content"]]
    if changed:
        statement = insert(connection, standings)
        values = {column.name: statement.excluded[column.name] for column in standings.c if column.name not in KEY}
        connection.execute(statement.on_conflict_do_update(index_elements=KEY, set_=values), changed)
    aged = [client for client, row in stand.items() if row.judged_on != on]
    if aged:
        connection.execute(update(standings).where(*where, is_of_any(standings, aged)).values(judged_on=on))


def _row(portal_id: int, verdict: Skip, would: Would, on: date, before: Any) -> dict[str, Any]:
    money = verdict.money_at_risk
    marked_on = before.marked_on if before is not None else None
    if verdict.is_marked:
        marked_on = marked_on or on
    elif verdict.state != UNJUDGED:  # one whom nobody could judge today stays what he was
        marked_on = None
    row = columns_of(verdict.client) | {
        "assistant": verdict.assistant,
        "state": verdict.state,
        "because_ru": verdict.because.ru,
        "because_en": verdict.because.en,
        "since": verdict.since,
        "until": verdict.until,
        "risk": money.amount if money else None,
        "currency": money.currency if money else None,
        "facts": dict(verdict.facts),
        "would": list(would),
        "owner_id": verdict.owner_id,
        "marked_on": marked_on,
    }
    text = json.dumps(row, sort_keys=True, default=str)
    content = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return row | {"portal_id": portal_id, "judged_on": on, "content": content}


def read(
    connection: Connection, portal_id: int, assistant: str | None, states: Collection[str], client: EntityId | None
) -> list[Standing]:
    """Return standings by money at risk, largest first, then by client."""
    statement = select(standings).where(standings.c.portal_id == portal_id)
    if assistant is not None:
        statement = statement.where(standings.c.assistant == assistant)
    if states:
        statement = statement.where(standings.c.state.in_(states))
    if client is not None:
        statement = statement.where(is_of(standings, client))
    order = (standings.c.risk.desc().nulls_last(), standings.c.client_type.desc(), standings.c.client_id, standings.c.assistant)
    return [_standing(row) for row in connection.execute(statement.order_by(*order))]


def _standing(row: Any) -> Standing:
    return Standing(
        client=client_of(row),
        assistant=row.assistant,
        state=row.state,
        because=Because(row.because_ru, row.because_en),
        since=row.since,
        until=row.until,
        money_at_risk=None if row.risk is None else Money(row.risk, row.currency),
        facts=row.facts,
        judged_on=row.judged_on,
        owner_id=row.owner_id,
        would=tuple(row.would),
    )


def tally(connection: Connection, portal_id: int) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Count clients and add up their money at risk, by assistant and state."""
    columns = (standings.c.assistant, standings.c.state, func.count(), func.sum(standings.c.risk, type_=standings.c.risk.type))
    statement = select(*columns).where(standings.c.portal_id == portal_id).group_by(standings.c.assistant, standings.c.state)
    return {(name, state): (number, risk or Decimal(0)) for name, state, number, risk in connection.execute(statement)}
