"""Employees and rights: who heads whom, and whose rows a user may see.

A simple rule stands for the portal's role tables: an administrator sees all, a head his people's, others their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox.store import Row, Table

OWNERS = {
    "activity": ("RESPONSIBLE_ID", "AUTHOR_ID"),
    "task": ("responsibleId", "createdBy", "auditors", "accomplices"),
    "call": ("PORTAL_USER_ID",),
}
DEFAULT_OWNERS = ("assignedById", "createdBy", "observers")


def subordinates(users: Table, departments: Table, user_id: int) -> set[int]:
    """Ids of everyone in departments that the user heads, with the departments below them; he himself too."""
    below = {row["ID"] for row in departments.all() if row.get("UF_HEAD") == user_id}
    grown = True
    while grown:
        more = {row["ID"] for row in departments.all() if row.get("PARENT") in below} - below
        below |= more
        grown = bool(more)
    return {user_id} | {row["ID"] for row in users.all() if below & set(row.get("UF_DEPARTMENT") or ())}


def visibility(users: Table, departments: Table, user: Row, entity: str) -> Callable[[Row], bool] | None:
    """The test of rows that this user may see; None means all of them."""
    if user.get("ADMIN"):
        return None
    allowed = subordinates(users, departments, user["ID"])
    names = OWNERS.get(entity, DEFAULT_OWNERS)

    def is_visible(row: Row) -> bool:
        return any(_touches(row.get(name), allowed) for name in names)

    return is_visible


def _touches(value: Any, allowed: set[int]) -> bool:
    return bool(allowed & set(value)) if isinstance(value, list) else value in allowed


def full_name(user: Row | None) -> str:
    """`NAME LAST_NAME` of a user."""
    return " ".join(part for part in ((user or {}).get("NAME"), (user or {}).get("LAST_NAME")) if part)
