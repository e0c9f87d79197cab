"""Employees: dismissals and absences."""

from __future__ import annotations

from typing import Any

from b24sandbox.acts.registry import doing, moment_of
from b24sandbox.portal import Portal
from b24sandbox.store import Row


@doing("dismiss")
def dismiss(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Dismiss an employee: `userId`. The portal has no event for it."""
    del user
    portal.table("user").change(int(details["userId"]), {"ACTIVE": False})
    return {"userId": int(details["userId"])}


@doing("absence")
def absence(portal: Portal, user: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Enter an absence: `userId` (default himself), `from` and `to` as days (2026-11-23 or @+1d), `name`."""
    first, last = (moment_of(portal, details[name]).astimezone(portal.zone).date() for name in ("from", "to"))
    row: Row = {"userId": int(details.get("userId") or user["ID"]), "from": first, "to": last, "name": details.get("name")}
    return {"absenceId": portal.table("absence").insert(row)}
