"""Plans in SQL: the actions of one run as a whole, held back while the run goes on. Not why one is halted: `core.limits`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, insert, select, update

from b24bridge.core.ledger import Plan, PlanStatus, State
from b24bridge.store.ledger.consent import asking
from b24bridge.store.ledger.sending import CLOSING
from b24bridge.store.tables.ledger import actions, plans

Sizes = Mapping[str, int]


def begin(connection: Connection, portal_id: int, kind: str, at: datetime) -> int:
    """Begin a draft and return its number.

    Closing actions of a draft whose run was killed go on with this one: their episodes are over, nobody will call for them
    again. Its opening ones are called for by the next run that judges their clients, and go on with that one.
    """
    row = insert(plans).values(portal_id=portal_id, kind=kind, made_at=at, status=PlanStatus.DRAFT)
    number = connection.execute(row.returning(plans.c.id)).scalar_one()
    dead = select(plans.c.id).where(plans.c.portal_id == portal_id, plans.c.status == PlanStatus.DRAFT, plans.c.id != number)
    left = (actions.c.portal_id == portal_id, actions.c.state == State.NEW, actions.c.kind.in_(CLOSING))
    connection.execute(update(actions).where(*left, actions.c.plan_id.in_(dead)).values(plan_id=number))
    return int(number)


def end(
    connection: Connection, portal_id: int, plan_id: int, status: PlanStatus, note: str, at: datetime, clients: int
) -> None:
    """End a draft, or halt a plan that is open already: its new opening actions ask somebody first, unless he agreed."""
    values = {"status": status, "note": note, "clients": clients, "sizes": _sizes(connection, [plan_id])[plan_id]}
    connection.execute(update(plans).where(plans.c.portal_id == portal_id, plans.c.id == plan_id).values(values))
    if status is PlanStatus.HALTED:
        mine = (actions.c.portal_id == portal_id, actions.c.plan_id == plan_id, ~actions.c.is_ordered)
        unasked = (actions.c.state == State.NEW, actions.c.kind.not_in(CLOSING), actions.c.answered_at.is_(None))
        connection.execute(update(actions).where(*mine, *unasked).values(asking(at)))


def is_halted(connection: Connection, portal_id: int, plan_id: int) -> bool:
    """Say whether a plan was halted. Raises NoResultFound when the portal has no such plan."""
    status = select(plans.c.status).where(plans.c.portal_id == portal_id, plans.c.id == plan_id)
    return PlanStatus(connection.execute(status).scalar_one()) is PlanStatus.HALTED


def read(connection: Connection, portal_id: int, limit: int, kind: str | None) -> Sequence[Plan]:
    """Return the newest plans first: those that have any action, or all of one kind."""
    is_wanted = exists().where(actions.c.portal_id == portal_id, actions.c.plan_id == plans.c.id)
    where = (plans.c.portal_id == portal_id, is_wanted if kind is None else plans.c.kind == kind)
    rows = connection.execute(select(plans).where(*where).order_by(plans.c.id.desc()).limit(limit)).all()
    states = _states(connection, portal_id, [row.id for row in rows])
    sizes = _sizes(connection, [row.id for row in rows if row.status == PlanStatus.DRAFT])
    return [_plan(row, sizes.get(row.id, row.sizes), states[row.id]) for row in rows]


def _plan(row: Any, sizes: Sizes, states: Mapping[State, int]) -> Plan:
    return Plan(
        id=row.id,
        kind=row.kind,
        made_at=row.made_at,
        status=PlanStatus(row.status),
        clients=row.clients,
        sizes=sizes,
        states=states,
        note=row.note,
    )


def _states(connection: Connection, portal_id: int, ids: Collection[int]) -> Mapping[int, dict[State, int]]:
    found: dict[int, dict[State, int]] = defaultdict(dict)
    counted = select(actions.c.plan_id, actions.c.state, func.count())
    counted = counted.where(actions.c.portal_id == portal_id, actions.c.plan_id.in_(ids))
    for plan_id, state, number in connection.execute(counted.group_by(actions.c.plan_id, actions.c.state)):
        found[plan_id][State(state)] = number
    return found


def _sizes(connection: Connection, ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Count the clients with something new that is not merely taking back, by plan and assistant."""
    sizes: dict[int, dict[str, int]] = {number: {} for number in ids}
    columns = (actions.c.plan_id, actions.c.assistant, actions.c.client_type, actions.c.client_id)
    opened = select(*columns).where(actions.c.plan_id.in_(ids), actions.c.kind.not_in(CLOSING)).distinct().subquery()
    counted = select(opened.c.plan_id, opened.c.assistant, func.count()).group_by(opened.c.plan_id, opened.c.assistant)
    for plan_id, assistant, number in connection.execute(counted):
        sizes[plan_id][assistant] = number
    return sizes
