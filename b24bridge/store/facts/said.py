"""What people told us about a group of clients, and the claims of contact among it. How it is kept: `store.statements`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch
from b24bridge.store.dialects import numbers
from b24bridge.store.tables.statements import statements

KEEPS = frozenset({Said.KEEP, Said.PAUSE})


def read_statements(
    connection: Connection, portal_id: int, kind: int, ids: Sequence[int], zone: ZoneInfo
) -> Mapping[int, Sequence[Statement]]:
    """Return the statements about these clients, oldest first, the ended ones too; moments are in `zone`."""
    s = statements.c
    here = select(statements).where(s.portal_id == portal_id, s.client_type == kind, s.client_id.in_(numbers(connection, ids)))
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in connection.execute(here.order_by(s.at, s.id)):
        found[row.client_id].append(_statement(row, zone))
    return found


def claims_of(said: Sequence[Statement]) -> list[Touch]:
    """Return the claims of contact that were made and not taken back."""
    return [
        Touch(
            at=statement.at,
            kind=Kind.KEEP,
            source=f"keep:{statement.id}",
            channel="other",
            actor_id=statement.by,
            until=statement.until,
        )
        for statement in said
        if statement.kind in KEEPS and statement.is_open
    ]


def _statement(row: Any, zone: ZoneInfo) -> Statement:
    return Statement(
        id=row.id,
        client=EntityId(row.client_type, row.client_id),
        kind=Said(row.kind),
        by=row.person_id,
        at=row.at.astimezone(zone),
        until=row.until,
        amount=None if row.amount is None else Money(row.amount, row.currency),
        document=EntityId.parse(row.document) if row.document else None,
        reason=row.reason,
        note=row.note,
        is_granted=row.is_granted,
        closed_at=row.closed_at.astimezone(zone) if row.closed_at is not None else None,
        outcome=row.outcome,
    )
