"""Employees and departments: invited, changed, searched; what each scope opens."""

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, hire

BRIEF = frozenset({"user_brief"})


def test_an_employee_is_invited_changed_and_dismissed(portal: Portal, caller: Caller) -> None:
    """The new one is in user.get; ACTIVE N dismisses; addresses are not given twice."""
    number = caller.call("user.add", EMAIL="olga@shop.ru", NAME="Olga", LAST_NAME="Petrova", UF_DEPARTMENT=[1])
    (row,) = caller.call("user.get", FILTER={"EMAIL": "olga@shop.ru"})
    assert (row["ID"], row["ACTIVE"], row["UF_DEPARTMENT"]) == (str(number), True, [1])
    assert caller.refused("user.add", EMAIL="OLGA@shop.ru", UF_DEPARTMENT=[1])[1:] == (
        "ERROR_ARGUMENT",
        "A user with this email already exists",
    )
    assert caller.refused("user.add", EMAIL="x", UF_DEPARTMENT=[1])[2] == "wrong_email"
    assert caller.refused("user.add", EMAIL="a@b.ru")[2] == "no_extranet_field"
    assert caller.call("user.update", ID=number, ACTIVE="N", WORK_POSITION="Director") is True
    assert portal.user(number) == portal.user(number) | {"ACTIVE": False, "WORK_POSITION": "Director"}  # type: ignore[operator]
    assert caller.refused("user.update", ID=999, NAME="x")[1:] == ("ERROR_CORE", "access_denied")


@pytest.mark.parametrize("wanted", [{"NAME": "ol"}, {"FIND": "petr"}, {"FIND": "olga petrova"}, {"UF_DEPARTMENT_NAME": "sal"}])
def test_employees_are_searched_by_beginnings(caller: Caller, portal: Portal, wanted: dict[str, str]) -> None:
    """Names, posts and departments match from their beginning, without regard to case."""
    portal.table("department").insert({"ID": 77, "NAME": "Sales", "PARENT": 1})
    hire(portal, 5, NAME="Olga", LAST_NAME="Petrova", UF_DEPARTMENT=[77])
    hire(portal, 6, NAME="Anna", LAST_NAME="Sidorova")
    assert [row["ID"] for row in caller.call("user.search", FILTER=wanted)] == ["5"]


def test_scopes_open_fields_and_methods(server: Server) -> None:
    """The brief scope hides addresses and phones and refuses writing."""
    hire(server.portal, 2, EMAIL="a@b.ru", WORK_PHONE="1", UF_PHONE_INNER="12", PERSONAL_CITY="Omsk")
    brief = Caller.by_webhook(server, 1, BRIEF)
    (row,) = brief.call("user.get", ID=2)
    assert {"UF_PHONE_INNER", "PERSONAL_CITY"} <= set(row)
    assert not {"EMAIL", "WORK_PHONE", "LAST_LOGIN", "USER_TYPE"} & set(row)
    assert brief.refused("user.add", EMAIL="c@d.ru", UF_DEPARTMENT=[1])[1] == "insufficient_scope"
    assert "UF_SKILLS" in brief.call("user.fields")


def test_departments_are_kept(server: Server, caller: Caller) -> None:
    """One is made under another, changed, and leaves its people to the one above."""
    number = caller.call("department.add", NAME="Sales", PARENT=1, SORT=20)
    hire(server.portal, 2, UF_DEPARTMENT=[number])
    assert caller.call("department.update", ID=number, UF_HEAD=2) is True
    (row,) = caller.call("department.get", ID=number)
    assert row == {"ID": str(number), "NAME": "Sales", "SORT": 20, "PARENT": "1", "UF_HEAD": "2"}
    assert caller.refused("department.add", PARENT=1)[2] == "Department name not provided.<br>"
    assert caller.refused("department.add", NAME="x", PARENT=999)[2].startswith("There can only be one")
    assert Caller.by_webhook(server, 2).refused("department.delete", ID=number)[2] == "Access denied"
    assert caller.call("department.delete", ID=number) is True
    assert caller.call("user.get", ID=2)[0]["UF_DEPARTMENT"] == [1]
    assert caller.refused("department.update", ID=number)[2] == "Department not found"
    assert list(caller.call("department.fields")) == ["ID", "NAME", "SORT", "PARENT", "UF_HEAD"]


def test_capitals_are_taken_unless_switched_off(portal: Portal, caller: Caller) -> None:
    """The vendor's SDK orders crm.item.list by ID; strictly by the pages that is an unknown field."""
    assert caller.call("crm.item.list", entityTypeId=4, order={"ID": "DESC"}, filter={">ID": 0}) == {"items": []}
    portal.switches.item_lists_take_capitals = False
    assert caller.refused("crm.item.list", entityTypeId=4, order={"ID": "DESC"})[1] == "INVALID_ARG_VALUE"
