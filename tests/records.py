"""Rows of a portal with everything filled in but what a test is about. Moments are in UTC; `NOON` is the usual one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, ORDER, EntityId
from b24bridge.core.records import (
    Activity,
    Call,
    Comment,
    Company,
    Contact,
    Element,
    Order,
    PaymentRow,
    Person,
    Shipment,
    StageMove,
    Task,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def co(number: int) -> EntityId:
    return EntityId(COMPANY, number)


def person(number: int) -> EntityId:
    return EntityId(CONTACT, number)


def deal_id(number: int) -> EntityId:
    return EntityId(DEAL, number)


def invoice_id(number: int) -> EntityId:
    return EntityId(INVOICE, number)


def order_id(number: int) -> EntityId:
    return EntityId(ORDER, number)


def company(number: int, **changed: Any) -> Company:
    return Company(**{"id": number, "owner_id": 5, "created_at": NOON - 400 * DAY, "updated_at": NOON} | changed)


def contact(number: int, *company_ids: int, **changed: Any) -> Contact:
    given = {"id": number, "owner_id": 5, "created_at": NOON - 400 * DAY, "updated_at": NOON, "company_ids": company_ids}
    return Contact(**given | changed)


def deal(number: int, **changed: Any) -> Element:
    """Return a deal; its creation would be a touch, so nothing is known of that unless it is asked for."""
    given = {
        "entity": deal_id(number),
        "company_id": None,
        "contact_id": None,
        "owner_id": 5,
        "stage_id": "NEW",
        "semantics": "P",
        "amount": Decimal("1000.00"),
        "currency": "RUB",
        "created_at": None,
        "updated_at": NOON,
    }
    return Element(**given | changed)


def order(number: int, **changed: Any) -> Order:
    """Return an order that is neither paid nor shipped."""
    given = {
        "id": number,
        "number": str(number),
        "company_id": None,
        "contact_id": None,
        "owner_id": 5,
        "amount": Decimal("1000.00"),
        "currency": "RUB",
        "is_paid": False,
        "is_cancelled": False,
        "is_shipped": False,
        "created_at": NOON - 10 * DAY,
        "updated_at": NOON,
    }
    return Order(**given | changed)


def payment(number: int, order: int | None, entity: EntityId | None = None, **changed: Any) -> PaymentRow:
    """Return a payment that was made."""
    given = {"amount": Decimal("500.00"), "currency": "RUB", "is_paid": True, "paid_at": NOON, "updated_at": None}
    return PaymentRow(**{"id": number, "order_id": order, "entity": entity} | given | changed)


def shipment(number: int, order: int, **changed: Any) -> Shipment:
    """Return a shipment that has left."""
    return Shipment(**{"id": number, "order_id": order, "is_shipped": True, "shipped_at": NOON, "updated_at": None} | changed)


def activity(number: int, *bindings: EntityId, **changed: Any) -> Activity:
    given = {
        "id": number,
        "type_id": 1,
        "provider": "CRM_MEETING",
        "direction": 0,
        "is_completed": True,
        "created_at": NOON - 10 * DAY,
        "updated_at": NOON,
        "starts_at": NOON - 10 * DAY,
        "ends_at": NOON - 10 * DAY,
        "author_id": 5,
        "responsible_id": 5,
        "bindings": bindings,
    }
    return Activity(**given | changed)


def call(number: int, activity_id: int, duration: int, *, is_failed: bool = False) -> Call:
    return Call(id=number, activity_id=activity_id, duration=duration, is_failed=is_failed)


def comment(number: int, entity: EntityId, words: str, **changed: Any) -> Comment:
    given = {"id": number, "entity": entity, "author_id": 5, "created_at": NOON, "words": words, "text_length": len(words)}
    return Comment(**given | changed)


def move(number: int, entity: EntityId, stage_id: str, moved_at: datetime, semantics: str = "P") -> StageMove:
    return StageMove(id=number, entity=entity, stage_id=stage_id, semantics=semantics, kind=2, moved_at=moved_at)


def task(number: int, *bindings: EntityId, **changed: Any) -> Task:
    given = {
        "id": number,
        "status": 2,
        "responsible_id": 5,
        "author_id": 5,
        "created_at": NOON - DAY,
        "updated_at": NOON,
        "deadline": NOON + 5 * DAY,
        "bindings": bindings,
    }
    return Task(**given | changed)


def employee(number: int, *department_ids: int, **changed: Any) -> Person:
    return Person(**{"id": number, "is_active": True, "name": f"P{number}", "department_ids": department_ids} | changed)
