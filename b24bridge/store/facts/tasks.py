"""Tasks of a group of clients that may be appointments. Whether one protects is decided by `core.protection`.

A task counts when it is bound to the client, or to a contact, a lead or a deal of its that is still in progress, and when
the owner or his head is responsible for it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from b24bridge.core.evidence import EvidenceRules, appointment_of_task
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, LEAD, EntityId
from b24bridge.core.records import Element, Task
from b24bridge.core.touches import Appointment
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.elements import IN_PROGRESS
from b24bridge.store.facts.members import Members
from b24bridge.store.facts.rows import shape_of
from b24bridge.store.tables.mirror import task_bindings, tasks

TASK = shape_of(Task, tasks, "bindings")


def read_tasks(
    connection: Connection, portal_id: int, members: Members, elements: Mapping[EntityId, Element]
) -> Mapping[int, Sequence[Task]]:
    """Return each client's tasks that are bound to something still alive, whoever is responsible."""
    t = tasks.c
    clients = _clients(connection, portal_id, members, elements)
    here = select(*TASK.columns).where(t.portal_id == portal_id, t.id.in_(numbers(connection, clients)), t.gone_at.is_(None))
    found: dict[int, list[Task]] = defaultdict(list)
    for values in connection.execute(here.order_by(t.id)):
        task = TASK.read(values)
        for client_id in clients[task.id]:
            found[client_id].append(task)
    return found


def _clients(
    connection: Connection, portal_id: int, members: Members, elements: Mapping[EntityId, Element]
) -> Mapping[int, Collection[int]]:
    """Return the clients of each task."""
    bound = task_bindings.c
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for type_id, owners in members.clients.items():
        here = select(bound.entity_id, bound.task_id).where(
            bound.portal_id == portal_id, bound.entity_type == type_id, bound.entity_id.in_(numbers(connection, owners))
        )
        for entity_id, task_id in connection.execute(here).all():
            if _is_alive(EntityId(type_id, entity_id), elements):
                found[task_id] |= dict.fromkeys(owners[entity_id])
    return found


def _is_alive(entity: EntityId, elements: Mapping[EntityId, Element]) -> bool:
    if entity.type_id in {COMPANY, CONTACT}:
        return True
    element = elements.get(entity)
    return entity.type_id in {LEAD, DEAL} and element is not None and element.semantics == IN_PROGRESS


def appointments_of(
    found: Collection[Task], responsible: Collection[int | None], rules: EvidenceRules, now: datetime
) -> list[Appointment]:
    """Return the appointments among a client's tasks; `responsible` are those whose tasks count."""
    mine = (task for task in found if task.responsible_id in responsible)
    return [appointment for task in mine if (appointment := appointment_of_task(task, rules, now)) is not None]
