"""The roster of a portal: its people with what they carry and what they were handed. Who gets a client: `assistants`."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from b24bridge.core.actions import Reassign
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from b24bridge.core.roster import Colleague, Roster
from b24bridge.store.facts.owners import Staff
from b24bridge.store.membership import has_company
from b24bridge.store.tables.ledger import actions
from b24bridge.store.tables.mirror import companies, contacts, tasks

TO_COME = (State.WAITING, State.NEW, State.SENDING, State.UNKNOWN)
ENDED = (5, 7)  # completed, declined
Days = Mapping[int, list[date]]


def read_clients(connection: Connection, portal_id: int) -> Counter[int | None]:
    """Count the clients of each owner, None for nobody; our own companies are no clients."""
    c, p = companies.c, contacts.c
    found = Counter[int | None]()
    for owner, table, is_client in (
        (c.owner_id, companies, ~c.is_mine),
        (p.owner_id, contacts, ~has_company(portal_id, p.id)),
    ):
        here = select(owner, func.count()).where(table.c.portal_id == portal_id, table.c.gone_at.is_(None), is_client)
        for owner_id, number in connection.execute(here.group_by(owner)):
            found[owner_id] += number
    return found


def read_roster(
    connection: Connection, portal_id: int, staff: Staff, clients: Counter[int | None], values: Mapping[int | None, Decimal]
) -> Roster:
    """Return everybody the portal lists, as of the staff's day."""
    received, given = _handed(connection, portal_id, staff)
    standing = _open_tasks(connection, portal_id)
    heads = {department.head_id for department in staff.departments.values()}
    people = {}
    for person in staff.people.values():
        owner = staff.owner(person.id)
        people[person.id] = Colleague(
            id=person.id,
            name=person.name,
            is_active=person.is_active,
            department_ids=person.department_ids,
            is_head=person.id in heads,
            head_id=owner.head_id if owner is not None else None,
            absences=staff.absences.get(person.id, ()),
            value=values.get(person.id, Decimal(0)),
            clients=clients[person.id],
            open_tasks=standing.get(person.id, 0),
            received=tuple(sorted(received.get(person.id, ()))),
            given=tuple(sorted(given.get(person.id, ()))),
        )
    parents = {department.id: department.parent_id for department in staff.departments.values()}
    return Roster(people=people, clients=clients.total(), parents=parents)


def _handed(connection: Connection, portal_id: int, staff: Staff) -> tuple[Days, Days]:
    """Return the days on which each person got a client, those still to come as of today, and on which he lost one."""
    a = actions.c
    columns = (a.client_type, a.client_id, a.action, a.state, a.there_at, a.sent_at)
    states = (*TO_COME, State.DONE)
    here = select(*columns).where(a.portal_id == portal_id, a.kind == Reassign.kind, a.state.in_(states))
    received: dict[int, list[date]] = defaultdict(list)
    given: dict[int, list[date]] = defaultdict(list)
    for row in connection.execute(here):
        if row.action["entity"] != str(EntityId(row.client_type, row.client_id)):
            continue
        at = row.there_at or row.sent_at
        is_done = row.state == State.DONE and at is not None
        day = at.astimezone(staff.profile.zone).date() if is_done else staff.today
        received[row.action["to_owner"]].append(day)
        if is_done:
            given[row.action["from_owner"]].append(day)
    return received, given


def _open_tasks(connection: Connection, portal_id: int) -> Mapping[int, int]:
    """Count the tasks of ours that stand on the portal, by who has them."""
    t = tasks.c
    here = select(t.responsible_id, func.count()).where(
        t.portal_id == portal_id, t.marker.is_not(None), t.gone_at.is_(None), t.status.not_in(ENDED)
    )
    return {person: number for person, number in connection.execute(here.group_by(t.responsible_id)) if person is not None}
