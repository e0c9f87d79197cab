"""Figures in SQL: how many clients each assistant marked on a portal day, for the trend. Not today's lists: `standings`."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, func, select

from b24bridge.core.ledger import Figure
from b24bridge.core.money import Money
from b24bridge.store.tables.ledger import figures, standings

NOBODY = 0


def keep(connection: Connection, portal_id: int, day: date) -> None:
    """Note what is marked now as that of a day, in the place of what was noted for it before."""
    connection.execute(delete(figures).where(figures.c.portal_id == portal_id, figures.c.day == day))
    owner = func.coalesce(standings.c.owner_id, NOBODY)
    risk = func.sum(standings.c.risk, type_=standings.c.risk.type)
    counted = select(standings.c.assistant, owner.label("owner_id"), func.count(), risk, func.max(standings.c.currency))
    marked = counted.where(standings.c.portal_id == portal_id, standings.c.marked_on.is_not(None))
    rows = [
        {"assistant": name, "owner_id": owner_id, "clients": clients, "risk": risk, "currency": currency}
        for name, owner_id, clients, risk, currency in connection.execute(marked.group_by(standings.c.assistant, owner))
    ]
    if rows:
        connection.execute(figures.insert(), [row | {"portal_id": portal_id, "day": day} for row in rows])


def read(connection: Connection, portal_id: int, since: date) -> Sequence[Figure]:
    """Return the figures from a day on, by day, assistant and owner."""
    order = (figures.c.day, figures.c.assistant, figures.c.owner_id)
    rows = connection.execute(select(figures).where(figures.c.portal_id == portal_id, figures.c.day >= since).order_by(*order))
    return [
        Figure(
            day=row.day,
            assistant=row.assistant,
            owner_id=row.owner_id or None,
            clients=row.clients,
            risk=None if row.risk is None else Money(row.risk, row.currency),
        )
        for row in rows
    ]
