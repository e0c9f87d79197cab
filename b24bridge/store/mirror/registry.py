"""Which family a record belongs to, and which families a stream fills. Not how they are written: `upserts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal

from b24bridge.core.ids import DEAL, INVOICE, LEAD
from b24bridge.core.records import (
    Absence,
    Activity,
    Call,
    Comment,
    Company,
    Contact,
    Currency,
    Department,
    Element,
    Order,
    PaymentRow,
    Person,
    Shipment,
    Stage,
    StageMove,
    Task,
)
from b24bridge.core.streams import Stream
from b24bridge.store.mirror.families import Bound, Family, Row, at_entity, bindings, plain
from b24bridge.store.tables import mirror as t


def _element(element: Element) -> Row:
    return plain(element, "entity") | {"type_id": element.entity.type_id, "id": element.entity.id}


def _about_entity(record: Comment | StageMove | Order | PaymentRow) -> Row:
    return plain(record, "entity") | at_entity(record.entity)


def _companies_of(contact: Contact) -> Sequence[Row]:
    ids = dict.fromkeys(contact.company_ids)
    return [{"contact_id": contact.id, "company_id": number, "position": place} for place, number in enumerate(ids)]


def _owner_since(table: Any) -> Any:
    def sets(new: Any, at: datetime) -> Mapping[str, ColumnElement[Any]]:
        since = func.coalesce(new.updated_at, literal(at, table.c.updated_at.type))
        return {"owner_since": case((table.c.owner_id.is_distinct_from(new.owner_id), since), else_=table.c.owner_since)}

    return sets


def _without_bindings(record: Activity | Task) -> Row:
    return plain(record, "bindings", "has_all_links")


def _has_all_links(activity: Activity) -> bool:
    return activity.has_all_links


FAMILIES: Mapping[type, Family] = {
    family.record: family
    for family in (
        Family(Person, t.people, lambda person: plain(person) | {"department_ids": list(person.department_ids)}),
        Family(Department, t.departments, plain),
        Family(Absence, t.absences, plain, key=("person_id", "first_day", "last_day")),
        Family(Stage, t.stages, plain, key=("entity_type_id", "stage_id")),
        Family(Currency, t.currencies, plain, key=("code",)),
        Family(Company, t.companies, plain, sets=_owner_since(t.companies)),
        Family(
            Contact,
            t.contacts,
            lambda contact: plain(contact, "company_ids"),
            bound=Bound(t.contact_companies, "contact_id", _companies_of),
            sets=_owner_since(t.contacts),
        ),
        Family(Element, t.elements, _element, key=("type_id", "id"), is_document=True),
        Family(Order, t.orders, _about_entity, is_document=True),
        Family(PaymentRow, t.payments, _about_entity),
        Family(Shipment, t.shipments, plain),
        Family(StageMove, t.stage_moves, _about_entity, key=("entity_type", "id")),
        Family(
            Activity,
            t.activities,
            _without_bindings,
            bound=Bound(t.activity_bindings, "activity_id", bindings("activity_id"), _has_all_links),
        ),
        Family(Call, t.calls, plain),
        Family(Comment, t.comments, _about_entity),
        Family(Task, t.tasks, _without_bindings, bound=Bound(t.task_bindings, "task_id", bindings("task_id"))),
    )
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What a stream fills: a family, or the elements of one type."""

    family: Family
    type_id: int | None = None

    @property
    def where(self) -> tuple[ColumnElement[bool], ...]:
        """Return what tells this stream's rows from others in the same table."""
        return () if self.type_id is None else (self.family.table.c.type_id == self.type_id,)


FILLED_BY: Mapping[Stream, Filled] = {
    Stream.STATUSES: Filled(FAMILIES[Stage]),
    Stream.CURRENCIES: Filled(FAMILIES[Currency]),
    Stream.DEPARTMENTS: Filled(FAMILIES[Department]),
    Stream.PEOPLE: Filled(FAMILIES[Person]),
    Stream.ABSENCES: Filled(FAMILIES[Absence]),
    Stream.COMPANIES: Filled(FAMILIES[Company]),
    Stream.CONTACTS: Filled(FAMILIES[Contact]),
    Stream.LEADS: Filled(FAMILIES[Element], LEAD),
    Stream.DEALS: Filled(FAMILIES[Element], DEAL),
    Stream.INVOICES: Filled(FAMILIES[Element], INVOICE),
    Stream.ORDERS: Filled(FAMILIES[Order]),
    Stream.PAYMENTS: Filled(FAMILIES[PaymentRow]),
    Stream.SHIPMENTS: Filled(FAMILIES[Shipment]),
    Stream.STAGE_MOVES: Filled(FAMILIES[StageMove]),
    Stream.CALLS: Filled(FAMILIES[Call]),
    Stream.ACTIVITIES: Filled(FAMILIES[Activity]),
    Stream.TASKS: Filled(FAMILIES[Task]),
    Stream.COMMENTS: Filled(FAMILIES[Comment]),
}
