"""What goes with each client of a group: the contacts of a company, its open leads, deals and invoices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, exists, func, select

from b24bridge.core.ids import COMPANY, CONTACT, EntityId
from b24bridge.core.roster import Belonging
from b24bridge.store.dialects import numbers
from b24bridge.store.facts.elements import IN_PROGRESS, Elements
from b24bridge.store.facts.evidence import Evidence
from b24bridge.store.facts.members import Members
from b24bridge.store.tables.mirror import companies, contact_companies, contacts


def read_belongings(
    connection: Connection, portal_id: int, kind: int, members: Members, elements: Elements, found: Evidence
) -> Mapping[int, Sequence[Belonging]]:
    """Return what goes with each client, by entity: of a company its contacts, of every client its open elements."""
    belongings: dict[int, list[Belonging]] = defaultdict(list)
    if kind == COMPANY:
        for client_id, belonging in _contacts(connection, portal_id, members):
            belongings[client_id].append(belonging)
    for client_id, trade in elements.trades.items():
        belongings[client_id] += [
            Belonging(
                entity=element.entity,
                owner_id=element.owner_id,
                stage_id=element.stage_id,
                answered_on=found.answered_on.get((element.entity.type_id, element.entity.id)),
            )
            for element in trade.own
            if element.semantics == IN_PROGRESS and not element.is_recurring
        ]
    return {client_id: sorted(owned, key=lambda one: one.entity) for client_id, owned in belongings.items()}


def _contacts(connection: Connection, portal_id: int, members: Members) -> list[tuple[int, Belonging]]:
    ids = members.ids(CONTACT)
    if not ids:
        return []
    owners = _owners(connection, portal_id, ids)
    shared = _shared(connection, portal_id, ids)
    return [
        (client_id, Belonging(entity=EntityId(CONTACT, number), owner_id=owners[number], has_other_company=number in shared))
        for client_id, number in members.by_client(CONTACT)
        if number in owners
    ]


def _owners(connection: Connection, portal_id: int, ids: Sequence[int]) -> Mapping[int, int | None]:
    c = contacts.c
    here = select(c.id, c.owner_id).where(c.portal_id == portal_id, c.id.in_(numbers(connection, ids)), c.gone_at.is_(None))
    return {row.id: row.owner_id for row in connection.execute(here)}


def _shared(connection: Connection, portal_id: int, ids: Sequence[int]) -> frozenset[int]:
    """Return the contacts that belong to more than one company that is not gone."""
    link = contact_companies.c
    is_gone = exists().where(
        companies.c.portal_id == portal_id, companies.c.id == link.company_id, companies.c.gone_at.is_not(None)
    )
    here = select(link.contact_id).where(link.portal_id == portal_id, link.contact_id.in_(numbers(connection, ids)), ~is_gone)
    return frozenset(connection.scalars(here.group_by(link.contact_id).having(func.count() > 1)))
