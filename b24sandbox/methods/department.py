"""department.* (api-reference/departments/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import legacy
from b24sandbox.errors import PortalError
from b24sandbox.fields.people import DEPARTMENT
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer
from b24sandbox.result import Result
from b24sandbox.store import Row

CODE = "ERROR_CORE"
TITLES = {"ID": "ID", "NAME": "Department Name", "SORT": "Sort Order", "PARENT": "Parent Department", "UF_HEAD": "Manager"}


@method(
    "department.get",
    "department",
    {
        "sort": "string",
        "order": "string",
        "ID": "any",
        "NAME": "string",
        "SORT": "integer",
        "PARENT": "any",
        "UF_HEAD": "any",
        "START": "integer",
    },
)
def department_get(call: Call) -> Result:
    """A page of departments; `sort` (lower case) orders, the fields filter."""
    given = {name: call.params[name] for name in DEPARTMENT if name in call.params}
    sort = str(call.params.get("sort") or "ID").upper()
    rows, total, following = page(
        call.portal.table("department"),
        legacy.criteria(call, DEPARTMENT, "ID", given=given),
        [(sort if sort in DEPARTMENT else "ID", str(call.params.get("order")).upper() == "DESC")],
        call.params.get("START"),
    )
    return Result([_show_department(call, row) for row in rows], total, following)


def _show_department(call: Call, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"ID": str(row["ID"]), "NAME": row.get("NAME"), "SORT": integer(row.get("SORT"), 500)}
    if row.get("PARENT"):
        shown["PARENT"] = str(row["PARENT"])
    if call.portal.switches.department_head_is_shown and row.get("UF_HEAD"):
        shown["UF_HEAD"] = str(row["UF_HEAD"])
    return shown


@method("department.fields", "department", {})
def department_fields(call: Call) -> Result:
    """Names of the fields of a department."""
    del call
    return Result(TITLES)


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError(CODE, "Access denied")


def _found(call: Call) -> Row:
    row = call.portal.table("department").get(integer(call.params.get("ID")) or 0)
    if row is None:
        raise PortalError(CODE, "Department not found")
    return row


def _values(call: Call) -> Row:
    values: Row = {"NAME": str(call.params["NAME"])} if call.params.get("NAME") else {}
    for name in ("SORT", "PARENT", "UF_HEAD"):
        if name in call.params:
            values[name] = integer(call.params[name])
    if "PARENT" in values and call.portal.table("department").get(values["PARENT"] or 0) is None:
        raise PortalError(CODE, "There can only be one top-level department in the company structure")
    return values


@method("department.add", "department", {"NAME": "string!", "SORT": "integer", "PARENT": "integer!", "UF_HEAD": "integer"})
def department_add(call: Call) -> Result:
    """Create a department under another; the answer is its id."""
    _admin(call)
    if not call.params.get("NAME"):
        raise PortalError(CODE, "Department name not provided.<br>")
    call.params.setdefault("PARENT", 0)
    return Result(call.portal.table("department").insert(_values(call)))


@method(
    "department.update",
    "department",
    {"ID": "integer!", "NAME": "string", "SORT": "integer", "PARENT": "integer", "UF_HEAD": "integer"},
)
def department_update(call: Call) -> Result:
    """Change a department."""
    _admin(call)
    row = _found(call)
    call.portal.table("department").change(row["ID"], _values(call))
    return Result(value=True)


@method("department.delete", "department", {"ID": "integer!"})
def department_delete(call: Call) -> Result:
    """Delete a department; people and departments in it move to the one above."""
    _admin(call)
    row = _found(call)
    if not row.get("PARENT"):
        raise PortalError(CODE, "Access denied")
    for below in list(call.portal.table("department").all()):
        if below.get("PARENT") == row["ID"]:
            call.portal.table("department").change(below["ID"], {"PARENT": row["PARENT"]})
    for user in call.portal.table("user").all():
        units = user.get("UF_DEPARTMENT") or []
        if row["ID"] in units:
            user["UF_DEPARTMENT"] = list(dict.fromkeys(row["PARENT"] if unit == row["ID"] else unit for unit in units))
    call.portal.table("department").remove(row["ID"])
    return Result(value=True)
