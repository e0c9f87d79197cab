"""What people told us about a group of clients, and the claims of contact among it. How it is kept: `store.statements`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from sqlalchemy import Connection

from b24bridge.core.ids import EntityId
from b24bridge.core.statements import Said, Statement
from b24bridge.core.touches import Kind, Touch
from b24bridge.store.statements import statements_of

KEEPS = frozenset({Said.KEEP, Said.PAUSE})


def read_statements(
    connection: Connection, portal_id: int, kind: int, ids: Sequence[int], zone: tzinfo
) -> Mapping[int, Sequence[Statement]]:
    """Return the statements about these clients, oldest first, the ended ones too; moments are in `zone`."""
    found = statements_of(connection, portal_id, [EntityId(kind, number) for number in ids])
    return {client.id: [_here(statement, zone) for statement in said] for client, said in found.items()}


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


def _here(statement: Statement, zone: tzinfo) -> Statement:
    closed_at = statement.closed_at.astimezone(zone) if statement.closed_at is not None else None
    return replace(statement, at=statement.at.astimezone(zone), closed_at=closed_at)
