"""The records that the rows of `sandbox_rows` must become. Both are written by hand, so neither follows from our code."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, EntityId
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
    Record,
    Shipment,
    Stage,
    StageMove,
    Task,
)
from b24bridge.core.streams import Stream

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CARD, PERSON = EntityId(COMPANY, 12), EntityId(CONTACT, 7)
OTHER, BARGAIN = EntityId(COMPANY, 13), EntityId(DEAL, 5)


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    """Return a moment of 2026 by the portal's clock, which is three hours ahead of UTC."""
    return datetime(2026, month, day, hour - 3, tzinfo=UTC)


COMPANY_12 = Company(
    id=12, owner_id=1, created_at=at(1, month=3), updated_at=at(1), company_type="CUSTOMER", title="Ромашка [Юг]"
)
TASK_301 = Task(
    id=301,
    status=2,
    responsible_id=1,
    author_id=1,
    created_at=at(10),
    updated_at=at(18),
    deadline=at(5, 18, month=12),
    deadline_set_at=at(18),
    postponed=2,
    bindings=(CARD, BARGAIN),
)


def moved(**changes: Any) -> dict[str, Any]:
    """Return what leads, deals and invoices of this portal have in common."""
    return {"owner_id": 1, "created_at": at(1), "updated_at": at(9), "moved_at": at(9), "moved_by": 1} | changes


RECORDS: dict[Stream, set[Record]] = {
    Stream.STATUSES: {
        Stage(entity_type_id=LEAD, stage_id="NEW", semantics="P", sort=10),
        Stage(entity_type_id=DEAL, stage_id="NEW", semantics="P", sort=10),
        Stage(entity_type_id=DEAL, stage_id="C3:WON", semantics="S", sort=20),
        Stage(entity_type_id=INVOICE, stage_id="DT31_3:P", semantics="S", sort=30),
    },
    Stream.CURRENCIES: {
        Currency(code="RUB", rate=Decimal(1), is_base=True),
        Currency(code="KZT", rate=Decimal("0.1965"), is_base=False),
    },
    Stream.DEPARTMENTS: {
        Department(id=1, name="Продажи", head_id=1),
        Department(id=2, name="Юг", parent_id=1, head_id=None),
    },
    Stream.PEOPLE: {
        Person(id=1, is_active=True, name="Марина Белова", department_ids=(1,)),
        Person(id=2, is_active=False, name="Игорь", department_ids=(1, 2)),
    },
    Stream.ABSENCES: {Absence(person_id=1, first_day=date(2026, 11, 25), last_day=date(2026, 11, 27))},
    Stream.COMPANIES: {COMPANY_12, Company(id=13, owner_id=2, created_at=at(2), updated_at=at(2), title="Мы", is_mine=True)},
    Stream.CONTACTS: {
        Contact(id=7, owner_id=1, created_at=at(3), updated_at=at(3), company_ids=(13, 12), title="Анна Ли"),
    },
    Stream.LEADS: {
        Element(
            entity=EntityId(LEAD, 4),
            company_id=None,
            contact_id=None,
            stage_id="NEW",
            semantics="P",
            amount=Decimal(0),
            currency="RUB",
            **moved(moved_by=0),
        )
    },
    Stream.DEALS: {
        Element(
            entity=BARGAIN,
            company_id=12,
            contact_id=7,
            stage_id="C3:WON",
            semantics="S",
            amount=Decimal("1500.5"),
            currency="KZT",
            category_id=3,
            begins_on=date(2026, 11, 1),
            closes_on=date(2026, 11, 9),
            probability=100,
            is_recurring=True,
            **moved(created_by=2, origin="1C"),
        )
    },
    Stream.INVOICES: {
        Element(
            entity=EntityId(INVOICE, 9),
            company_id=12,
            contact_id=None,
            stage_id="DT31_3:P",
            semantics="S",
            amount=Decimal(700),
            currency="RUB",
            category_id=3,
            begins_on=date(2026, 11, 1),
            closes_on=date(2026, 11, 15),
            number="С-9",
            parent_deal=5,
            **moved(created_by=0),
        )
    },
    Stream.ORDERS: {
        Order(
            id=21,
            number="21/А",
            company_id=12,
            contact_id=7,
            owner_id=1,
            amount=Decimal("950.5"),
            currency="KZT",
            is_paid=True,
            is_cancelled=False,
            is_shipped=True,
            created_at=at(3),
            updated_at=at(9),
            paid_at=at(8),
            origin="1C",
        ),
        Order(
            id=22,
            number="22",
            company_id=None,
            contact_id=None,
            owner_id=None,
            amount=Decimal(700),
            currency="RUB",
            is_paid=False,
            is_cancelled=True,
            is_shipped=False,
            created_at=at(4),
            updated_at=at(4),
            entity=EntityId(INVOICE, 9),
        ),
    },
    Stream.PAYMENTS: {
        PaymentRow(
            id=71,
            order_id=21,
            entity=None,
            amount=Decimal("950.5"),
            currency="KZT",
            is_paid=True,
            paid_at=at(8),
            updated_at=None,
            due_at=at(13),
            origin="1C",
        ),
        PaymentRow(
            id=72,
            order_id=22,
            entity=EntityId(INVOICE, 9),
            amount=Decimal(400),
            currency="RUB",
            is_paid=True,
            paid_at=at(6),
            updated_at=None,
        ),
        PaymentRow(
            id=73,
            order_id=1_000_000_931,
            entity=EntityId(INVOICE, 9),
            amount=Decimal(300),
            currency="RUB",
            is_paid=False,
            paid_at=None,
            updated_at=None,
            is_disputed=True,
        ),
        PaymentRow(
            id=74,
            order_id=21,
            entity=None,
            amount=Decimal(50),
            currency="KZT",
            is_paid=True,
            paid_at=at(9),
            updated_at=None,
            is_return=True,
            is_disputed=True,
        ),
    },
    Stream.SHIPMENTS: {
        Shipment(id=81, order_id=21, is_shipped=True, shipped_at=at(7), updated_at=None),
        Shipment(id=82, order_id=21, is_shipped=False, shipped_at=None, updated_at=None),
    },
    Stream.STAGE_MOVES: {
        StageMove(id=1, entity=EntityId(LEAD, 4), stage_id="NEW", semantics="P", kind=1, moved_at=at(1)),
        StageMove(id=2, entity=BARGAIN, stage_id="C3:WON", semantics="S", kind=3, moved_at=at(9)),
        StageMove(id=3, entity=EntityId(INVOICE, 9), stage_id="DT31_3:P", semantics="S", kind=3, moved_at=at(9)),
    },
    Stream.CALLS: {
        Call(id=90, activity_id=51, duration=0, is_failed=True),
        Call(id=91, activity_id=None, duration=95, is_failed=False),
    },
    Stream.ACTIVITIES: {
        Activity(
            id=51,
            type_id=2,
            provider="VOXIMPLANT_CALL",
            direction=1,
            is_completed=True,
            created_at=at(20),
            updated_at=at(20),
            starts_at=at(20),
            ends_at=at(20, 13),
            author_id=1,
            responsible_id=1,
            bindings=(PERSON,),
        ),
        Activity(
            id=52,
            type_id=1,
            provider="CRM_MEETING",
            direction=0,
            is_completed=False,
            created_at=at(21),
            updated_at=at(21),
            starts_at=at(30),
            ends_at=at(30, 13),
            deadline=at(30),
            author_id=0,
            responsible_id=1,
            bindings=(CARD, OTHER),
        ),
        Activity(
            id=53,
            type_id=6,
            provider="CRM_TODO",
            direction=0,
            is_completed=True,
            created_at=at(19),
            updated_at=at(19),
            author_id=1,
            responsible_id=1,
            origin="b24bridge",
            text_length=16,
            bindings=(BARGAIN,),
        ),
    },
    Stream.TASKS: {
        TASK_301,
        Task(
            id=302,
            status=5,
            responsible_id=1,
            author_id=1,
            created_at=at(1),
            updated_at=at(2),
            marker="abcdefghijklmnopqrstuvwxyz",
            bindings=(CARD,),
        ),
    },
    Stream.COMMENTS: set(),
}
COMMENT = Comment(
    id=3,
    entity=CARD,
    author_id=1,
    created_at=at(20),
    words="договорились о поставке до декабря",
    text_length=36,
)
