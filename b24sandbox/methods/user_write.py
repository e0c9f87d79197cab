"""user.add and user.update: only with the full scope, only by an administrator (api-reference/user/)."""

from __future__ import annotations

import re
from typing import Any

from b24sandbox.errors import PortalError
from b24sandbox.events import emit
from b24sandbox.fields.people import USER
from b24sandbox.method import Call, method
from b24sandbox.methods.user import LISTED, shown_value
from b24sandbox.params import integer, listing
from b24sandbox.result import Result
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, NotIterable, read

WRITTEN = {
    name: "array" if name in {"PERSONAL_PHOTO", "WORK_LOGO"} else "any" if name == "UF_DEPARTMENT" else "string"
    for name in LISTED
    if name.startswith(("PERSONAL_", "WORK_", "UF_")) or name in {"NAME", "LAST_NAME", "SECOND_NAME"}
}
WRITTEN = {name: kind for name, kind in WRITTEN.items() if name not in {"UF_EMPLOYMENT_DATE", "UF_TIMEMAN"}}
SENT = (
    "ID", "XML_ID", "ACTIVE", "NAME", "LAST_NAME", "EMAIL", "PERSONAL_GENDER", "WORK_POSITION", "UF_DEPARTMENT", "USER_TYPE",
)  # fmt: skip
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _values(call: Call) -> Row:
    values: Row = {}
    for name, value in call.params.items():
        if name in WRITTEN or name in {"EMAIL", "ACTIVE"}:
            try:
                values[name] = read(USER[name], listing(value) if name == "UF_DEPARTMENT" else value, call.portal.zone)
            except (InvalidValue, NotIterable) as error:
                raise PortalError("ERROR_CORE", f"{name}: wrong value") from error
    return values


def _check_mail(call: Call, mail: Any, own: int = 0) -> None:
    if not MAIL.fullmatch(str(mail or "")):
        raise PortalError("ERROR_ARGUMENT", "wrong_email", argument="")
    taken = (row for row in call.portal.table("user").all() if row["ID"] != own)
    if any(str(row.get("EMAIL") or "").casefold() == str(mail).casefold() for row in taken):
        raise PortalError("ERROR_ARGUMENT", "A user with this email already exists", argument="")


@method("user.add", "user", {"EMAIL": "string!"} | WRITTEN)
def user_add(call: Call) -> Result:
    """Invite an employee; the answer is his id, and ONUSERADD goes out."""
    if not call.is_admin:
        raise PortalError("ERROR_CORE", "access_denied")
    _check_mail(call, call.params.get("EMAIL"))
    values = _values(call)
    if not values.get("UF_DEPARTMENT"):
        raise PortalError("ERROR_ARGUMENT", "no_extranet_field", argument="")
    row: Row = values | {"ACTIVE": True, "USER_TYPE": "employee", "DATE_REGISTER": call.portal.clock.now()}
    number = call.portal.table("user").insert(row)
    data = {name: shown_value(call, name, row.get(name)) for name in SENT}
    emit(call.portal, "ONUSERADD", data, call.user["ID"])
    return Result(number)


@method("user.update", "user", {"ID": "integer!", "ACTIVE": "boolean", "EMAIL": "string"} | WRITTEN)
def user_update(call: Call) -> Result:
    """Change an employee; ACTIVE N dismisses him. No event tells of it."""
    row = call.portal.user(integer(call.params.get("ID")) or 0)
    if not call.is_admin or row is None:
        raise PortalError("ERROR_CORE", "access_denied")
    values = _values(call)
    if "EMAIL" in values:
        _check_mail(call, values["EMAIL"], row["ID"])
    call.portal.table("user").change(row["ID"], values)
    return Result(value=True)
