"""user.get, user.current, user.admin, profile and department.get (api-reference/user/, departments/, common/users/)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from b24sandbox import legacy, moments
from b24sandbox.fields.people import USER
from b24sandbox.filters import Criteria, Test
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import listing, mapping
from b24sandbox.result import Result
from b24sandbox.show import textual_value
from b24sandbox.store import Row

SEARCHED = ("NAME", "LAST_NAME", "WORK_POSITION")
SCOPES = "user|user_basic|user_brief"
LISTED = {name: field for name, field in USER.items() if name != "ADMIN"}
BEYOND_BASIC = frozenset({"LAST_LOGIN", "PERSONAL_WWW", "PERSONAL_ICQ", "USER_TYPE"})
BRIEF = frozenset({
    "ID", "XML_ID", "ACTIVE", "NAME", "LAST_NAME", "SECOND_NAME", "TITLE", "IS_ONLINE", "TIME_ZONE", "PERSONAL_PHOTO",
    "TIMESTAMP_X", "DATE_REGISTER", "PERSONAL_PROFESSION", "PERSONAL_GENDER", "PERSONAL_BIRTHDAY", "PERSONAL_CITY",
    "PERSONAL_STATE", "PERSONAL_COUNTRY", "WORK_POSITION", "WORK_CITY", "WORK_STATE", "WORK_COUNTRY",
    "LAST_ACTIVITY_DATE", "UF_EMPLOYMENT_DATE", "UF_TIMEMAN", "UF_SKILLS", "UF_INTERESTS", "UF_DEPARTMENT",
    "UF_PHONE_INNER",
})  # fmt: skip


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
    return _listed(call, legacy.criteria(call, LISTED, "ID", given=given))


def _listed(call: Call, criteria: Criteria) -> Result:
    sort = str(call.params.get("sort") or "ID").upper()
    descending = str(call.params.get("order") or "ASC").upper() == "DESC"
    rows, total, following = page(
        call.portal.table("user"),
        criteria,
        [(sort if sort in LISTED else "ID", descending)],
        call.params.get("start"),
    )
    names = _select(call)
    return Result([show_user(call, row, names) for row in rows], total, following)


def _select(call: Call) -> list[str]:
    chosen = [str(name).upper() for name in listing(call.params.get("select"))]
    return [
        name
        for name in _allowed(call)
        if not chosen or "*" in chosen or name in chosen or ("UF_*" in chosen and name.startswith("UF_"))
    ]


def _allowed(call: Call) -> list[str]:
    """Fields that the widest of the caller's user scopes opens (user/user-scope.md)."""
    if "user" in call.scopes:
        return list(LISTED)
    if "user_basic" in call.scopes:
        return [name for name in LISTED if name not in BEYOND_BASIC]
    return [name for name in LISTED if name in BRIEF]


def show_user(call: Call, row: Row, names: list[str]) -> dict[str, Any]:
    """An employee as user.* shows him: empty text where nothing is stored."""
    return {name: shown_value(call, name, row.get(name)) for name in names if row.get(name) is not None or name in _ALWAYS}


_ALWAYS = frozenset({
    "ID", "ACTIVE", "NAME", "LAST_NAME", "EMAIL", "LAST_LOGIN", "DATE_REGISTER", "TIME_ZONE", "IS_ONLINE", "TIMESTAMP_X",
    "LAST_ACTIVITY_DATE", "PERSONAL_GENDER", "PERSONAL_BIRTHDAY", "WORK_POSITION", "UF_EMPLOYMENT_DATE", "UF_DEPARTMENT",
    "USER_TYPE",
})  # fmt: skip


def shown_value(call: Call, name: str, value: Any) -> Any:
    """One value as user.* and ONUSERADD show it."""
    if name in {"TIMESTAMP_X", "LAST_ACTIVITY_DATE"}:
        return value if value is not None else {}
    if name == "ACTIVE":
        return value is not False
    if name == "UF_DEPARTMENT":
        return value or []
    shown = textual_value(value, USER[name], call.portal.zone)
    return "" if shown is None else shown


@method(
    "user.search",
    SCOPES,
    {
        "FILTER": "any",
        "sort": "string",
        "order": "string",
        "ADMIN_MODE": "boolean",
        "select": "array",
        "start": "integer",
    },
)
def user_search(call: Call) -> Result:
    """A page of employees by the beginning of a name, post or department; FIND looks into all of them."""
    given = {str(name).upper(): value for name, value in mapping(call.params.get("FILTER")).items()}
    fuzzy = {name: str(given.pop(name)) for name in (*SEARCHED, "UF_DEPARTMENT_NAME", "FIND") if name in given}
    given.pop("ADMIN_MODE", None)
    criteria = legacy.criteria(call, LISTED, "ID", given=given)
    departments = {row["ID"]: str(row.get("NAME") or "") for row in call.portal.table("department").all()}

    def texts(row: Row, name: str) -> list[str]:
        units = [departments.get(unit, "") for unit in row.get("UF_DEPARTMENT") or ()]
        if name == "FIND":
            return [*(str(row.get(one) or "") for one in SEARCHED), *units]
        return units if name == "UF_DEPARTMENT_NAME" else [str(row.get(name) or "")]

    for name, wanted in fuzzy.items():
        criteria.tests.append(_begins(partial(texts, name=name), wanted))
    return _listed(call, criteria)


def _begins(texts: Callable[[Row], list[str]], wanted: str) -> Test:
    words = wanted.casefold().split()
    return lambda row: all(any(text.casefold().startswith(word) for text in texts(row)) for word in words)


@method("user.fields", SCOPES, {})
def user_fields(call: Call) -> Result:
    """Names of the standard fields of an employee."""
    del call
    return Result({name: field.name.replace("_", " ").capitalize() for name, field in LISTED.items() if name != "UF_FACEBOOK"})


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


@method("server.time")
def server_time(call: Call) -> Result:
    """The portal's time with its offset."""
    now: datetime = call.portal.clock.now()
    return Result(moments.show(now, call.portal.zone))
