"""Which client a row of the CRM belongs to: the roll-up rule, as SQL. Not what is done with the rows.

A company is a client; so is a contact that belongs to no company. A client has itself, the contacts of the company, and the
leads, deals, invoices and orders that name it; those that name no company belong to the companies of their contact. A contact
of two companies counts for both; `position` is 0 for what belongs to one client alone or to its contact's primary company.
A lead without company and contact belongs to nobody. A company that is gone has no contacts any more. Payments and shipments
belong with their order, and payments also with the deal or invoice that they hang on: those are named, not they themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    exists,
    literal,
    or_,
    select,
    union_all,
)

from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, ORDER, EntityId
from b24bridge.store.tables.mirror import companies, contact_companies, contacts, elements, orders, payments

# Engines limit how many values one statement may carry, and an id stands in several of its parts
AT_ONCE = 2000
ITSELF = literal(0)
CONTACTS = frozenset({CONTACT})
ELEMENT_TYPES = frozenset({LEAD, DEAL, INVOICE})
ORDERS = frozenset({ORDER})


@dataclass(frozen=True, slots=True)
class _Path:
    """One way by which an entity belongs to a client."""

    client_type: int
    client: ColumnElement[Any]
    entity_types: frozenset[int]
    entity_type: ColumnElement[Any]
    entity: ColumnElement[Any]
    position: ColumnElement[Any]
    source: FromClause
    where: ColumnElement[bool]

    def rows(self, *where: ColumnElement[bool]) -> Select[Any]:
        return (
            select(
                literal(self.client_type).label("client_type"),
                self.client.label("client_id"),
                self.entity_type.label("entity_type"),
                self.entity.label("entity_id"),
                self.position.label("position"),
            )
            .select_from(self.source)
            .where(self.where, *where)
        )


def has_company(portal_id: int, contact: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a contact belongs to a company that is not gone, so that it is no client itself."""
    link = contact_companies.alias()
    return exists().where(link.c.portal_id == portal_id, link.c.contact_id == contact, ~_is_gone(portal_id, link.c.company_id))


def _is_gone(portal_id: int, company: ColumnElement[Any]) -> ColumnElement[bool]:
    gone = companies.alias()
    return exists().where(gone.c.portal_id == portal_id, gone.c.id == company, gone.c.gone_at.is_not(None))


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A table whose rows name a company and a contact: elements, and orders."""

    types: frozenset[int]
    row: FromClause
    type_id: ColumnElement[Any]

    @property
    def of(self) -> tuple[frozenset[int], ColumnElement[Any], ColumnElement[Any]]:
        return self.types, self.type_id, self.row.c.id

    def here(self, portal_id: int) -> ColumnElement[bool]:
        return self.row.c.portal_id == portal_id


def _bearers() -> tuple[_Bearer, ...]:
    element = elements.alias()
    return _Bearer(ELEMENT_TYPES, element, element.c.type_id), _Bearer(ORDERS, orders.alias(), literal(ORDER))


def _paths_to_companies(portal_id: int) -> tuple[_Path, ...]:
    link, itself = contact_companies.alias(), companies.c.portal_id == portal_id
    linked = and_(link.c.portal_id == portal_id, ~_is_gone(portal_id, link.c.company_id))
    paths = [
        _Path(COMPANY, companies.c.id, frozenset({COMPANY}), literal(COMPANY), companies.c.id, ITSELF, companies, itself),
        _Path(COMPANY, link.c.company_id, CONTACTS, literal(CONTACT), link.c.contact_id, link.c.position, link, linked),
    ]
    for bearer in _bearers():
        row, ours = bearer.row, bearer.here(portal_id)
        named, loose = and_(ours, row.c.company_id.is_not(None)), and_(ours, row.c.company_id.is_(None))
        through = row.join(link, link.c.contact_id == row.c.contact_id)
        paths.append(_Path(COMPANY, row.c.company_id, *bearer.of, ITSELF, row, named))
        paths.append(_Path(COMPANY, link.c.company_id, *bearer.of, link.c.position, through, and_(loose, linked)))
    return tuple(paths)


def _paths_to_contacts(portal_id: int) -> tuple[_Path, ...]:
    itself = and_(contacts.c.portal_id == portal_id, ~has_company(portal_id, contacts.c.id))
    paths = [_Path(CONTACT, contacts.c.id, CONTACTS, literal(CONTACT), contacts.c.id, ITSELF, contacts, itself)]
    for bearer in _bearers():
        row = bearer.row
        loose = and_(bearer.here(portal_id), row.c.company_id.is_(None), row.c.contact_id.is_not(None))
        alone = and_(loose, ~has_company(portal_id, row.c.contact_id))
        paths.append(_Path(CONTACT, row.c.contact_id, *bearer.of, ITSELF, row, alone))
    return tuple(paths)


PATHS = {COMPANY: _paths_to_companies, CONTACT: _paths_to_contacts}


def members(portal_id: int, client_type: int, ids: Collection[int] | Select[Any]) -> Subquery:
    """Return what belongs to some clients of one type (ids, or a query of them).

    Its columns are client_type, client_id, entity_type, entity_id and position.
    """
    return union_all(*(path.rows(path.client.in_(ids)) for path in PATHS[client_type](portal_id))).subquery("member")


def clients_of(connection: Connection, portal_id: int, entities: Sequence[EntityId]) -> list[EntityId]:
    """Return the clients that these entities belong to, in order, each once."""
    found: set[EntityId] = set()
    for start in range(0, len(entities), AT_ONCE):
        found |= _clients_of(connection, portal_id, entities[start : start + AT_ONCE])
    return sorted(found)


def _clients_of(connection: Connection, portal_id: int, entities: Sequence[EntityId]) -> set[EntityId]:
    ids: dict[int, list[int]] = defaultdict(list)
    for entity in entities:
        ids[entity.type_id].append(entity.id)
    rows = []
    for path in chain.from_iterable(paths(portal_id) for paths in PATHS.values()):
        wanted = [and_(path.entity_type == kind, path.entity.in_(ids[kind])) for kind in sorted(path.entity_types & ids.keys())]
        if wanted:
            rows.append(path.rows(or_(*wanted)))
    if not rows:
        return set()
    return {EntityId(row.client_type, row.client_id) for row in connection.execute(union_all(*rows))}


def bindings_of(connection: Connection, portal_id: int, client: EntityId) -> list[EntityId]:
    """Return all that a touch of a client may be bound to on the portal now: itself first, then what is not gone.

    The orders that payments of its deals and invoices hang on are among them, though they may be no documents themselves.
    """
    member = members(portal_id, client.type_id, [client.id])
    gone = or_(
        *(_is_gone_member(portal_id, member, *kind) for kind in ((contacts, CONTACT), (orders, ORDER), (elements, None)))
    )
    found = {EntityId(row.entity_type, row.entity_id) for row in connection.execute(select(member).where(~gone))}
    behind = _orders_behind(connection, portal_id, member)
    return [client, *sorted((found | behind) - {client})]


def _is_gone_member(portal_id: int, member: Subquery, table: Table, type_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a member is a row of this table, of this type if it has no column for that, and gone."""
    is_type = table.c.type_id == member.c.entity_type if type_id is None else member.c.entity_type == type_id
    here = and_(table.c.portal_id == portal_id, table.c.id == member.c.entity_id, table.c.gone_at.is_not(None))
    return exists().where(is_type, here)


def _orders_behind(connection: Connection, portal_id: int, member: Subquery) -> set[EntityId]:
    """Return the orders that hang on a client's deals and invoices, or that payments of these hang on."""
    found: set[EntityId] = set()
    for table, number in ((payments, payments.c.order_id), (orders, orders.c.id)):
        of_member = and_(table.c.entity_type == member.c.entity_type, table.c.entity_id == member.c.entity_id)
        there = and_(table.c.portal_id == portal_id, table.c.gone_at.is_(None), number.is_not(None))
        rows = connection.scalars(select(number).select_from(table.join(member, of_member)).where(there))
        found |= {EntityId(ORDER, order_id) for order_id in rows}
    return found
