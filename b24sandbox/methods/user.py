"""user.get, user.current, user.admin, profile and department.get (api-reference/user/, departments/, common/users/)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from b24sandbox import legacy, moments
from b24sandbox.fields.people import DEPARTMENT, USER
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping
from b24sandbox.result import Result
from b24sandbox.show import textual_value
from b24sandbox.store import Row

SCOPES = "user|user_basic|user_brief"
CONTACTS = ("EMAIL", "PERSONAL_MOBILE", "PERSONAL_PHONE", "PERSONAL_WWW", "WORK_PHONE", "UF_PHONE_INNER")
PERSONAL = ("PERSONAL_BIRTHDAY", "PERSONAL_CITY", "LAST_LOGIN", "IS_ONLINE")
LISTED = {name: field for name, field in USER.items() if name != "ADMIN"}


@method(
    "user.get",
    SCOPES,
    {
        "sort": "string",
        "order": "string",
        "FILTER": "object",
        "ADMIN_MODE": "boolean",
        "select": "array",
        "IMAGE_RESIZE": "string",
        "start": "integer",
        **dict.fromkeys(LISTED, "any"),
    },
)
def user_get(call: Call) -> Result:
    """A page of employees, dismissed ones too. Filter fields may stand in FILTER or among the parameters."""
    given = {name: value for name, value in call.params.items() if name in LISTED} | mapping(call.params.get("FILTER"))
    given.pop("ADMIN_MODE", None)
    sort = str(call.params.get("sort") or "ID").upper()
    descending = str(call.params.get("order") or "ASC").upper() == "DESC"
    rows, total, following = page(
        call.portal.table("user"),
        legacy.criteria(call, LISTED, "ID", given=given),
        [(sort if sort in LISTED else "ID", descending)],
        call.params.get("start"),
    )
    names = _select(call)
    return Result([show_user(call, row, names) for row in rows], total, following)


def _select(call: Call) -> list[str]:
    chosen = [str(name).upper() for name in listing(call.params.get("select"))]
    return [name for name in _allowed(call) if not chosen or "*" in chosen or name in chosen]


def _allowed(call: Call) -> list[str]:
    hidden: tuple[str, ...] = ()
    if not {"user", "user_basic"} & call.scopes:
        hidden = CONTACTS + PERSONAL
    return [name for name in LISTED if name not in hidden]


def show_user(call: Call, row: Row, names: list[str]) -> dict[str, Any]:
    """An employee as user.* shows him: empty text where nothing is stored."""
    return {name: _shown(call, name, row.get(name)) for name in names if row.get(name) is not None or name in _ALWAYS}


_ALWAYS = frozenset({
    "ID", "ACTIVE", "NAME", "LAST_NAME", "EMAIL", "LAST_LOGIN", "DATE_REGISTER", "TIME_ZONE", "IS_ONLINE", "TIMESTAMP_X",
    "LAST_ACTIVITY_DATE", "PERSONAL_GENDER", "PERSONAL_BIRTHDAY", "WORK_POSITION", "UF_EMPLOYMENT_DATE", "UF_DEPARTMENT",
    "USER_TYPE",
})  # fmt: skip


def _shown(call: Call, name: str, value: Any) -> Any:
    if name in {"TIMESTAMP_X", "LAST_ACTIVITY_DATE"}:
        return value if value is not None else {}
    if name == "ACTIVE":
        return value is not False
    if name == "UF_DEPARTMENT":
        return value or []
    shown = textual_value(value, USER[name], call.portal.zone)
    return "" if shown is None else shown


@method("user.current", SCOPES)
def user_current(call: Call) -> Result:
    """The token's user."""
    shown = show_user(call, call.user, _allowed(call))
    now = call.portal.clock.now().astimezone(call.portal.zone)
    for name, pattern in (("TIMESTAMP_X", "%d.%m.%Y %H:%M:%S"), ("LAST_ACTIVITY_DATE", "%Y-%m-%d %H:%M:%S")):
        if name in shown:
            shown[name] = shown[name] or now.strftime(pattern)
    return Result(shown)


@method("user.admin")
def user_admin(call: Call) -> Result:
    """Whether the token's user is an administrator."""
    return Result(call.is_admin)


@method("profile")
def profile(call: Call) -> Result:
    """The token's user in short; an empty object if he is dismissed."""
    user = call.user
    if not user.get("ACTIVE", True):
        return Result({})
    return Result(
        {
            "ID": str(user["ID"]),
            "ADMIN": call.is_admin,
            "NAME": user.get("NAME") or "",
            "LAST_NAME": user.get("LAST_NAME") or "",
            "PERSONAL_GENDER": user.get("PERSONAL_GENDER") or "",
            "TIME_ZONE": user.get("TIME_ZONE") or "",
        }
    )


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


@method("server.time")
def server_time(call: Call) -> Result:
    """The portal's time with its offset."""
    now: datetime = call.portal.clock.now()
    return Result(moments.show(now, call.portal.zone))
