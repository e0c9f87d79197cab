"""Who may see which clients: an administrator all, a head those of his departments, everybody else his own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from b24bridge.core.records import Department, Person
from b24bridge.services.arrivals import Visitor


@dataclass(frozen=True, slots=True)
class Sight:
    """What a visitor may see: `owners` is None for everybody's clients, else whose."""

    owners: frozenset[int] | None
    is_head: bool

    def covers(self, owner_id: int | None) -> bool:
        """Say whether clients of that owner may be shown; those without one only to who sees all."""
        return self.owners is None or owner_id in self.owners


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
