"""Reading the portal's small tables whole: people, departments, absences, stages, rates. Not writing them: `store.mirror`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, select

from b24bridge.core.records import Department, Person, Stage
from b24bridge.store.tables.mirror import absences, currencies, departments, people, stages

Days = tuple[tuple[date, date], ...]


def _all(connection: Connection, portal_id: int, table: Table, *columns: Any) -> Iterable[Any]:
    where = (table.c.portal_id == portal_id, table.c.gone_at.is_(None))
    return connection.execute(select(*(columns or (table,))).where(*where))


def read_people(connection: Connection, portal_id: int) -> dict[int, Person]:
    """Return the users by id, dismissed ones too."""
    return {
        row.id: Person(id=row.id, is_active=row.is_active, name=row.name, department_ids=tuple(row.department_ids))
        for row in _all(connection, portal_id, people)
    }


def read_departments(connection: Connection, portal_id: int) -> dict[int, Department]:
    """Return the departments by id."""
    return {
        row.id: Department(id=row.id, name=row.name, parent_id=row.parent_id, head_id=row.head_id)
        for row in _all(connection, portal_id, departments)
    }


def read_absences(connection: Connection, portal_id: int) -> Mapping[int, Days]:
    """Return when each person is away: first and last days, in order."""
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in _all(connection, portal_id, absences):
        away[row.person_id].append((row.first_day, row.last_day))
    return {person: tuple(sorted(days)) for person, days in away.items()}


def read_stages(connection: Connection, portal_id: int) -> dict[tuple[int, str], Stage]:
    """Return the stages by entity type and id, those that were deleted too: old moves still name them."""
    rows = connection.execute(select(stages).where(stages.c.portal_id == portal_id))
    return {
        (row.entity_type_id, row.stage_id): Stage(
            entity_type_id=row.entity_type_id, stage_id=row.stage_id, semantics=row.semantics, sort=row.sort
        )
        for row in rows
    }


def read_rates(connection: Connection, portal_id: int, currency: str) -> dict[str, Decimal]:
    """Return the price of one unit of each currency in the one asked for; empty when the portal does not know that one."""
    rates = {row.code: row.rate for row in _all(connection, portal_id, currencies) if row.rate > 0}
    base = rates.get(currency)
    return {} if base is None else {code: rate / base for code, rate in rates.items()}
