"""What all clients of a portal bought or may buy, with who they are and whose: rows for `sales`. Not what is added up."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Row, Select, Table, and_, case, func, literal, null, select, type_coerce

from b24bridge.core.ids import DEAL, ORDER
from b24bridge.core.purchase_evidence import DEALS, ORDERS, SOLD_BY, SaleRules
from b24bridge.store.facts.elements import IN_PROGRESS, SUCCESS
from b24bridge.store.tables.mirror import companies, contact_companies, contacts, elements, orders

AT_ONCE = 2000


def sold(connection: Connection, portal_id: int, rules: SaleRules) -> Iterator[Row[Any]]:
    """Yield the purchases, client by client, with company, contact_id, owner_id, type_id, id, amount, currency and days."""
    if rules.source == ORDERS:
        o = orders.c
        at = func.coalesce(o.paid_at, o.created_at, type_=o.paid_at.type).label("moved_at")
        nothing = type_coerce(null(), Date).label("closes_on")
        columns: tuple[ColumnElement[Any], ...] = (literal(ORDER).label("type_id"), o.id, o.amount, o.currency, nothing, at)
        here = _by_client(orders, portal_id, columns).where(o.is_paid, ~o.is_cancelled)
    else:
        e = elements.c
        columns = (e.type_id, e.id, e.amount, e.currency, e.closes_on, e.moved_at)
        is_sale = and_(e.type_id == SOLD_BY[rules.source], e.semantics == SUCCESS, ~e.is_recurring)
        here = _by_client(elements, portal_id, columns).where(is_sale)
        if rules.source == DEALS and rules.categories:
            here = here.where(e.category_id.in_(rules.categories))
    whose = here.selected_columns
    yield from connection.execute(here.order_by(whose.company, whose.contact_id).execution_options(yield_per=AT_ONCE))


def still_open(connection: Connection, portal_id: int) -> Iterator[Row[Any]]:
    """Yield the deals in progress: company, contact_id, owner_id, amount, currency, probability."""
    e = elements.c
    here = _by_client(elements, portal_id, (e.amount, e.currency, e.probability))
    is_open = and_(e.type_id == DEAL, e.semantics == IN_PROGRESS, ~e.is_recurring)
    yield from connection.execute(here.where(is_open).execution_options(yield_per=AT_ONCE))


def _by_client(table: Table, portal_id: int, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Return a query of rows that name a company or a contact, with the client: the primary company, else the contact."""
    row, link = table.c, contact_companies.alias()
    through = and_(
        link.c.portal_id == portal_id, link.c.contact_id == row.contact_id, link.c.position == 0, row.company_id.is_(None)
    )
    number = func.coalesce(row.company_id, link.c.company_id)
    company = and_(companies.c.portal_id == portal_id, companies.c.id == number, companies.c.gone_at.is_(None))
    contact = and_(contacts.c.portal_id == portal_id, contacts.c.id == row.contact_id, contacts.c.gone_at.is_(None))
    owner = case((companies.c.id.is_not(None), companies.c.owner_id), else_=contacts.c.owner_id)
    source = table.outerjoin(link, through).outerjoin(companies, company).outerjoin(contacts, contact)
    return (
        select(companies.c.id.label("company"), row.contact_id, owner.label("owner_id"), *columns)
        .select_from(source)
        .where(row.portal_id == portal_id, row.gone_at.is_(None), func.coalesce(companies.c.id, contacts.c.id).is_not(None))
    )
