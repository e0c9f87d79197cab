"""Activities of a group of clients: the largest family of all, read with no work done twice. What counts: `core.evidence`.

An activity bound to a client and to its deal is read once and is the client's once; a planned one is an appointment.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, select

from b24bridge.core.evidence import EvidenceRules, touch_of_activity
from b24bridge.core.ids import DEAL, INVOICE, LEAD
from b24bridge.core.records import Activity, Call
from b24bridge.core.touches import Touch
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.evidence import Element, Evidence
from b24bridge.store.facts.members import Clients, Members
from b24bridge.store.facts.rows import moment, raw
from b24bridge.store.tables.mirror import activities, activity_bindings, calls

AT_ONCE = 1000
ELEMENTS = frozenset({LEAD, DEAL, INVOICE})
A = activities.c
COLUMNS = (
    A.id,
    A.type_id,
    A.provider,
    A.direction,
    A.is_completed,
    A.created_at,
    # Looked at only where the portal tells no creation
    case((A.created_at.is_(None), A.updated_at)).label("updated_at"),
    A.starts_at,
    A.ends_at,
    A.deadline,
    A.author_id,
    A.responsible_id,
    A.origin,
    A.text_length,
)


def read_activities(
    connection: Connection, portal_id: int, members: Members, rules: EvidenceRules, now: datetime, found: Evidence
) -> None:
    """Add what the clients' activities are evidence of; of several talks of one activity the longest counts."""
    clients, about = _bindings(connection, portal_id, members)
    talks = _talks(connection, portal_id, list(clients))
    here = select(*map(raw, COLUMNS)).where(
        A.portal_id == portal_id, A.id.in_(numbers(connection, clients)), A.gone_at.is_(None)
    )
    for rows in connection.execute(here).partitions(AT_ONCE):
        for values in rows:
            activity = _activity(*values)
            evidence = touch_of_activity(activity, talks.get(activity.id), rules, now)
            if evidence is None:
                continue
            found.add(clients[activity.id], evidence)
            if activity.id in about and isinstance(evidence, Touch):
                found.answer(about[activity.id], evidence)


def _activity(  # noqa: PLR0913, PLR0917 - the columns of a row, in their order
    number: int,
    type_id: int,
    provider: str,
    direction: int,
    is_completed: bool,
    created_at: object,
    updated_at: object,
    starts_at: object,
    ends_at: object,
    deadline: object,
    author_id: int | None,
    responsible_id: int | None,
    origin: str | None,
    text_length: int,
) -> Activity:
    starts = moment(starts_at)
    made = starts if created_at == starts_at else moment(created_at)
    return Activity(
        id=number,
        type_id=type_id,
        provider=provider,
        direction=direction,
        is_completed=is_completed,
        created_at=made,
        updated_at=None if updated_at is None else moment(updated_at),
        starts_at=starts,
        ends_at=starts if ends_at == starts_at else moment(ends_at),
        deadline=None if deadline is None else moment(deadline),
        author_id=author_id,
        responsible_id=responsible_id,
        origin=origin,
        text_length=text_length,
    )


def _bindings(
    connection: Connection, portal_id: int, members: Members
) -> tuple[Mapping[int, Clients], Mapping[int, Sequence[Element]]]:
    """Return the clients of each activity, and the elements that it is about."""
    bound = activity_bindings.c
    clients: dict[int, Clients] = {}
    about: dict[int, list[Element]] = {}
    for type_id, owners in members.clients.items():
        here = select(bound.entity_id, bound.activity_id).where(
            bound.portal_id == portal_id, bound.entity_type == type_id, bound.entity_id.in_(numbers(connection, owners))
        )
        for entity_id, activity_id in connection.execute(here).all():
            whose = owners[entity_id]
            known = clients.get(activity_id)
            if known is None:
                clients[activity_id] = whose
            elif known != whose:
                clients[activity_id] = tuple(dict.fromkeys(known + whose))
            if type_id in ELEMENTS:
                about.setdefault(activity_id, []).append((type_id, entity_id))
    return clients, about


def _talks(connection: Connection, portal_id: int, activity_ids: Sequence[int]) -> Mapping[int, Call]:
    """Return the telephony's own record of activities: of several talks the longest that succeeded."""
    c = calls.c
    here = select(c.activity_id, c.id, c.duration, c.is_failed).where(
        c.portal_id == portal_id, c.activity_id.in_(numbers(connection, activity_ids)), c.gone_at.is_(None)
    )
    rows = connection.execute(here.order_by(c.is_failed.desc(), c.duration, c.id)).all()
    return {
        activity_id: Call(id=number, activity_id=activity_id, duration=duration, is_failed=is_failed)
        for activity_id, number, duration, is_failed in rows
    }
