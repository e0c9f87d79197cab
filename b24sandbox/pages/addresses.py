"""Addresses of the portal's pages; where Bitrix24 has a page for the thing, its path is the same."""

from __future__ import annotations

from b24sandbox.entities import BY_ENTITY, BY_SHORT, CRM_TYPES, CrmType

COMPANIES = "/crm/company/list/"
TASKS = "/tasks/"


def items(crm_type: CrmType) -> str:
    """The list of a CRM type."""
    return "/crm/type/31/list/" if crm_type.id == 31 else f"/crm/{crm_type.entity}/list/"


def item(crm_type: CrmType, row_id: int) -> str:
    """The card of an item."""
    return f"/crm/type/31/details/{row_id}/" if crm_type.id == 31 else f"/crm/{crm_type.entity}/details/{row_id}/"


def item_of(entity_type_id: int, row_id: int) -> str:
    """The card of an item by the number of its type; empty for a type the portal has not."""
    crm_type = CRM_TYPES.get(entity_type_id)
    return item(crm_type, row_id) if crm_type else ""


def named(entity: str) -> CrmType:
    """The type of `company`, `deal`, … in an address. Raises LookupError."""
    if entity not in BY_ENTITY:
        raise LookupError(f"no CRM type {entity!r}")
    return BY_ENTITY[entity]


def bound(code: str) -> tuple[CrmType, int] | None:
    """Type and id out of a task's CRM code such as CO_5; None for a code of another kind."""
    short, _, number = code.rpartition("_")
    return (BY_SHORT[short], int(number)) if short in BY_SHORT and number.isdigit() else None


def employee(user_id: int) -> str:
    """The page of an employee."""
    return f"/company/personal/user/{user_id}/"


def task(user_id: int, task_id: int) -> str:
    """The page of a task."""
    return f"/company/personal/user/{user_id}/tasks/task/view/{task_id}/"


def app(app_id: int) -> str:
    """The page with an application's frame."""
    return f"/marketplace/app/{app_id}/"
