"""People: who is the head of whom, and who is away. Who they are comes from the mirror."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from b24bridge.core.calendar import Calendar
from b24bridge.core.records import Department, Person

Days = Iterable[tuple[date, date]]


def head_of(
    person_id: int,
    people: Mapping[int, Person],
    departments: Mapping[int, Department],
    away: Collection[int],
    supervisor_id: int | None = None,
) -> int | None:
    """Return who stands above a person: the nearest head up the tree who is active, not away, and not himself.

    Of several departments that counts in which he is not head, the lowest number first (rulings 16). When nobody is
    found it is the supervisor, unless that is the person himself; else None.
    """
    person = people.get(person_id)
    own = [departments[number] for number in sorted(person.department_ids) if number in departments] if person else []
    own.sort(key=lambda department: department.head_id == person_id)
    for department in own[:1]:
        for above in _up(department, departments):
            head = people.get(above.head_id) if above.head_id is not None else None
            if head is not None and head.is_active and head.id != person_id and head.id not in away:
                return head.id
    return supervisor_id if supervisor_id != person_id else None


def is_away(absences: Days, first: date, last: date, calendar: Calendar) -> bool:
    """Say whether somebody is absent on every working day from `first` to `last`, both included."""
    spans = tuple(absences)
    if not spans:
        return False
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    working = [day for day in days if calendar.is_working(day)] or days
    return bool(working) and all(any(begins <= day <= ends for begins, ends in spans) for day in working)


def _up(department: Department, departments: Mapping[int, Department]) -> Iterator[Department]:
    """Walk from a department to the root; a ring of departments is walked once."""
    seen: set[int] = set()
    current: Department | None = department
    while current is not None and current.id not in seen:
        seen.add(current.id)
        yield current
        current = departments.get(current.parent_id) if current.parent_id is not None else None
