"""Who may see whose clients."""

import pytest

from b24bridge.core.records import Department
from b24bridge.services.arrivals import Visitor
from b24bridge.services.sight import sight_of, with_children
from tests.records import employee

# 1 the company (head 1), 2 sales (head 2) with 3 the north (head 3); 4 the warehouse (head 4)
DEPARTMENTS = {
    number: Department(id=number, name=f"D{number}", parent_id=parent, head_id=number)
    for number, parent in ((1, None), (2, 1), (3, 2), (4, 1))
}
PEOPLE = {person.id: person for person in (employee(1, 1), employee(2, 2), employee(3, 3), employee(4, 4), employee(33, 3))}


def visitor(user_id: int, *, is_admin: bool = False) -> Visitor:
    return Visitor(member_id="member", user_id=user_id, name="", is_admin=is_admin, language="ru", origin="https://p")


@pytest.mark.parametrize(
    ("who", "sees"),
    [(1, {1, 2, 3, 4, 33}), (2, {2, 3, 33}), (3, {3, 33}), (4, {4}), (33, {33}), (77, {77})],
    ids=["director", "head of sales", "head of the north", "storekeeper", "manager", "stranger"],
)
def test_a_head_sees_his_departments_and_everybody_himself(who, sees):
    """And clients without an owner are nobody's but an administrator's."""
    sight = sight_of(visitor(who), PEOPLE, DEPARTMENTS)

    assert {number for number in (*PEOPLE, 77, 78) if sight.covers(number)} == sees
    assert not sight.covers(None)
    assert sight.is_head is (who in DEPARTMENTS)


@pytest.mark.parametrize(("who", "is_head"), [(1, True), (33, False)])
def test_an_administrator_sees_everybody(who, is_head):
    """Clients without an owner as well."""
    sight = sight_of(visitor(who, is_admin=True), PEOPLE, DEPARTMENTS)

    assert all(sight.covers(owner) for owner in (1, 33, 78, None))
    assert sight.is_head is is_head


def test_departments_in_a_circle_end():
    """Two departments that are each other's parent, as a broken portal may have them, are both found once."""
    circle = {
        1: Department(id=1, name="a", parent_id=2, head_id=None),
        2: Department(id=2, name="b", parent_id=1, head_id=None),
    }

    assert with_children([1], circle) == {1, 2}
