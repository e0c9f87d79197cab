"""Who may see which clients: an administrator all, a head those of his departments, everybody else his own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from b24bridge.core.ledger import Standing
from b24bridge.core.ports import Mirror
from b24bridge.core.records import Department, Person
from b24bridge.core.screens import Choice
from b24bridge.services.arrivals import Visitor


@dataclass(frozen=True, slots=True)
class Sight:
    """What a visitor may see: `owners` is None for everybody's clients, else whose."""

    owners: frozenset[int] | None
    is_head: bool

    def covers(self, owner_id: int | None) -> bool:
        """Say whether clients of that owner may be shown; those without one only to who sees all."""
        return self.owners is None or owner_id in self.owners


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a portal and their departments, with what one visitor may see of their clients."""

    people: Mapping[int, Person]
    departments: Mapping[int, Department]
    sight: Sight

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the departments to choose from: for who sees everybody, where there are several."""
        several = len(self.departments) > 1 and self.sight.owners is None
        return tuple(Choice(each.id, each.name) for each in self.departments.values()) if several else ()

    def within(self, rows: Sequence[Standing], department_id: int | None) -> list[Standing]:
        """Return the clients whose owner works in a department or below it; all of them when none is asked for."""
        if department_id is None:
            return list(rows)
        below = with_children([department_id], self.departments)
        owners = {person.id for person in self.people.values() if below.intersection(person.department_ids)}
        return [row for row in rows if row.owner_id in owners]


def staff_of(visitor: Visitor, mirror: Mirror) -> Staff:
    """Return the visitor's colleagues and what he may see."""
    people, departments = mirror.people(visitor.member_id), mirror.departments(visitor.member_id)
    return Staff(people, departments, sight_of(visitor, people, departments))


def sight_of(visitor: Visitor, people: Mapping[int, Person], departments: Mapping[int, Department]) -> Sight:
    """Return what a verified visitor may see."""
    headed = {department.id for department in departments.values() if department.head_id == visitor.user_id}
    if visitor.is_admin:
        return Sight(None, is_head=bool(headed))
    below = with_children(headed, departments)
    owners = {person.id for person in people.values() if below.intersection(person.department_ids)}
    return Sight(frozenset(owners | {visitor.user_id}), is_head=bool(headed))


def with_children(roots: Collection[int], departments: Mapping[int, Department]) -> frozenset[int]:
    """Return these departments and all below them."""
    found = set(roots)
    while more := {d.id for d in departments.values() if d.parent_id in found and d.id not in found}:
        found |= more
    return frozenset(found)
