"""Tasks of some clients that may be appointments. Whether one protects is decided by `core.protection`.

A task counts when it is bound to the client, or to a contact, a lead or a deal of its that is still in progress, and when
the owner or his head is responsible for it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Subquery, and_, select

from b24bridge.core.evidence import EvidenceRules, appointment_of_task
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, LEAD, EntityId
from b24bridge.core.records import Task
from b24bridge.core.touches import Appointment
from b24bridge.store.facts.elements import IN_PROGRESS, Trade
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import task_bindings, tasks

TASK = shape_of(Task, tasks, "bindings")


def read_tasks(
    connection: Connection, portal_id: int, member: Subquery, trades: Mapping[int, Trade]
) -> Mapping[int, Sequence[Task]]:
    """Return each client's tasks that are bound to something still alive, whoever is responsible."""
    bound = task_bindings.c
    about = and_(bound.portal_id == portal_id, bound.entity_type == member.c.entity_type, bound.entity_id == member.c.entity_id)
    here = and_(tasks.c.portal_id == portal_id, tasks.c.id == bound.task_id, tasks.c.gone_at.is_(None))
    columns = (member.c.client_id, member.c.entity_type, member.c.entity_id, *TASK.columns)
    found = select(*columns).join(task_bindings, about).join(tasks, here).order_by(member.c.client_id, tasks.c.id)
    kept: dict[int, dict[int, Task]] = defaultdict(dict)
    for client_id, entity_type, entity_id, *values in connection.execute(found):
        if _is_alive(EntityId(entity_type, entity_id), trades.get(client_id)):
            task = TASK.read(values)
            kept[client_id][task.id] = task
    return {client_id: tuple(by_id.values()) for client_id, by_id in kept.items()}


def _is_alive(entity: EntityId, trade: Trade | None) -> bool:
    if entity.type_id in {COMPANY, CONTACT}:
        return True
    element = trade.all.get(entity) if trade is not None else None
    return entity.type_id in {LEAD, DEAL} and element is not None and element.semantics == IN_PROGRESS


def appointments_of(
    found: Collection[Task], responsible: Collection[int | None], rules: EvidenceRules, now: datetime
) -> list[Appointment]:
    """Return the appointments among a client's tasks; `responsible` are those whose tasks count."""
    mine = (task for task in found if task.responsible_id in responsible)
    return [appointment for task in mine if (appointment := appointment_of_task(task, rules, now)) is not None]
