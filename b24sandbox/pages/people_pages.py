"""Employees, their absences, and the notifications they got."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import abort, request

from b24sandbox import acts, people
from b24sandbox.pages import addresses, bbcode, sheets
from b24sandbox.pages.site import Shown, employee, form, page
from b24sandbox.portal import Portal
from b24sandbox.store import Row


@page("/company/", "employees.html")
def employees(served: Portal) -> Shown:
    """Everybody, the dismissed last."""
    rows = sorted(served.table("user").all(), key=lambda row: (not row.get("ACTIVE", True), row["ID"]))
    return {"lines": [_person(served, row) for row in rows]}


def _person(served: Portal, row: Row) -> dict[str, Any]:
    departments = served.table("department")
    known = [departments.get(number) for number in row.get("UF_DEPARTMENT") or ()]
    absences = served.table("absence").grouped("userId", row["ID"])
    today = served.clock.now().astimezone(served.zone).date()
    return {
        "row": row,
        "name": people.full_name(row) or f"#{row['ID']}",
        "address": addresses.employee(row["ID"]),
        "departments": [item["NAME"] for item in known if item],
        "heads": [item["NAME"] for item in departments.all() if item.get("UF_HEAD") == row["ID"]],
        "is_active": row.get("ACTIVE", True),
        "absence": next((one for one in absences if _day(served, one["from"]) <= today <= _day(served, one["to"])), None),
        "absences": absences,
    }


def _day(served: Portal, value: date | datetime) -> date:
    return value.astimezone(served.zone).date() if isinstance(value, datetime) else value


@page("/company/personal/user/<int:user_id>/", "employee.html")
def person(served: Portal, user_id: int) -> Shown:
    """One employee."""
    return _person(served, served.user(user_id) or abort(404))


@form("/_pages/employee/<int:user_id>/dismiss")
def dismiss(served: Portal, user_id: int) -> str:
    """Dismiss an employee. The portal must keep an administrator."""
    active = [row for row in served.table("user").all() if row.get("ACTIVE", True) and row["ID"] != user_id]
    others = [row for row in active if row.get("ADMIN")]
    if served.user(user_id) is None or not others:
        raise ValueError("there is no such employee, or the portal would have no administrator")
    acts.act(served, employee()["ID"], "dismiss", {"userId": user_id})
    return f"{addresses.employee(user_id)}?done=dismiss"


@form("/_pages/employee/<int:user_id>/absence")
def absence(served: Portal, user_id: int) -> str:
    """Enter an absence of an employee."""
    if served.user(user_id) is None:
        raise LookupError(f"there is no employee {user_id}")
    first, last, name = (request.form[field].strip() for field in ("from", "to", "name"))
    if date.fromisoformat(last) < date.fromisoformat(first):
        raise ValueError("an absence ends on its first day or later")
    details = {"userId": user_id, "from": first, "to": last, "name": name or None}
    acts.act(served, employee()["ID"], "absence", details)
    return f"{addresses.employee(user_id)}?done=absence"


@page("/notifications/", "notifications.html")
def notifications(served: Portal) -> Shown:
    """What the bell shows: of the one who looks, or with `who=all` of everybody; the newest first."""
    table, who = served.table("notification"), request.args.get("who", "")
    rows = list(table.all()) if who == "all" else table.grouped("userId", employee()["ID"])
    sheet = sheets.cut(rows[::-1], request.args.get("page"))
    return {"sheet": sheet, "lines": [_notification(served, row) for row in sheet.rows], "who": who}


def _notification(served: Portal, row: Row) -> dict[str, Any]:
    return {
        "at": row.get("created"),
        "user": people.full_name(served.user(row.get("userId") or 0)),
        "sender": people.full_name(served.user(row.get("fromId") or 0)) or row.get("application") or "",
        "text": bbcode.render(row.get("message")),
    }
