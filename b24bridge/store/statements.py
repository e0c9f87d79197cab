"""Statements kept in SQL: every method is one transaction. Not what follows from them: `assistants`, `services.declare`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.statements import ASKS_THE_HEAD, Said, Statement
from b24bridge.store.ledger.clients import client_of, columns_of, is_of_any
from b24bridge.store.session import Store
from b24bridge.store.tables.portals import portal_id
from b24bridge.store.tables.statements import statements


class StoreStatements:
    """What people told us about clients. Raises UnknownPortal for a portal that is not installed."""

    def __init__(self, store: Store) -> None:
        """Take the database."""
        self._store = store

    def say(self, member_id: str, statement: Statement) -> int:
        """Store a statement and return its number; its own `id` is not looked at."""
        with self._store.writing() as connection:
            row = statements.insert().values(portal_id=portal_id(connection, member_id), **_columns(statement))
            return int(connection.execute(row.returning(statements.c.id)).scalar_one())

    def find(self, member_id: str, number: int) -> Statement | None:
        """Return one statement, or None."""
        with self._store.reading() as connection:
            found = _read(connection, portal_id(connection, member_id), statements.c.id == number)
            return next(iter(found), None)

    def of(self, member_id: str, clients: Sequence[EntityId]) -> Mapping[EntityId, Sequence[Statement]]:
        """Return all statements about clients, oldest first, the ended ones too; clients without any are left out."""
        with self._store.reading() as connection:
            return statements_of(connection, portal_id(connection, member_id), clients)

    def asked(self, member_id: str) -> Sequence[Statement]:
        """Return what waits for a head's answer, oldest first; what was withdrawn waits no more."""
        waits = (statements.c.kind.in_(ASKS_THE_HEAD), statements.c.is_granted.is_(None), statements.c.closed_at.is_(None))
        with self._store.reading() as connection:
            return _read(connection, portal_id(connection, member_id), *waits)

    def answer(self, member_id: str, number: int, by: int, at: datetime, *, is_granted: bool) -> bool:
        """Keep the head's answer; false when there was one already, or the statement is over."""
        is_open = (statements.c.is_granted.is_(None), statements.c.closed_at.is_(None))
        return self._change(member_id, number, is_open, is_granted=is_granted, answered_by=by, answered_at=at)

    def close(self, member_id: str, number: int, outcome: str, at: datetime) -> bool:
        """End a statement; false when it was over already."""
        return self._change(member_id, number, (statements.c.closed_at.is_(None),), closed_at=at, outcome=outcome)

    def _change(self, member_id: str, number: int, where: tuple[ColumnElement[bool], ...], **values: Any) -> bool:
        with self._store.writing() as connection:
            mine = (statements.c.portal_id == portal_id(connection, member_id), statements.c.id == number)
            changed = update(statements).where(*mine, *where).values(values).returning(statements.c.id)
            return connection.execute(changed).first() is not None


def statements_of(connection: Connection, portal_id: int, clients: Collection[EntityId]) -> dict[EntityId, list[Statement]]:
    """Return all statements about clients, oldest first; clients without any are left out."""
    said: dict[EntityId, list[Statement]] = defaultdict(list)
    for statement in _read(connection, portal_id, is_of_any(statements, clients)):
        said[statement.client].append(statement)
    return dict(said)


def _read(connection: Connection, portal_id: int, *where: ColumnElement[bool]) -> list[Statement]:
    statement = select(statements).where(statements.c.portal_id == portal_id, *where)
    return [_statement(row) for row in connection.execute(statement.order_by(statements.c.at, statements.c.id))]


def _columns(statement: Statement) -> dict[str, Any]:
    money, document = statement.amount, statement.document
    return columns_of(statement.client) | {
        "kind": statement.kind,
        "person_id": statement.by,
        "at": statement.at,
        "until": statement.until,
        "amount": money.amount if money else None,
        "currency": money.currency if money else None,
        "document": str(document) if document else None,
        "reason": statement.reason,
        "note": statement.note,
        "is_granted": statement.is_granted,
        "closed_at": statement.closed_at,
        "outcome": statement.outcome,
    }


def _statement(row: Any) -> Statement:
    return Statement(
        id=row.id,
        client=client_of(row),
        kind=Said(row.kind),
        by=row.person_id,
        at=row.at,
        until=row.until,
        amount=None if row.amount is None else Money(row.amount, row.currency),
        document=None if row.document is None else EntityId.parse(row.document),
        reason=row.reason,
        note=row.note,
        is_granted=row.is_granted,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )
