"""People: who is the head of whom, and who is away. Who they are comes from the mirror."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from b24bridge.core.calendar import Calendar
from b24bridge.core.records import Absence, Department, Person

Days = Iterable[tuple[date, date]]


def head_of(
    person: Person,
    departments: Mapping[int, Department],
    people: Mapping[int, Person],
    absences: Sequence[Absence],
    today: date,
    supervisor: int | None = None,
) -> int | None:
    """Return who stands above a person today: the nearest head up the tree who is active, present, and not himself.

    Of several departments that counts in which he is not head, the lowest number first (rulings 16). When nobody is
    found it is the supervisor, unless that is the person himself; else None.
    """
    own = [departments[number] for number in sorted(person.department_ids) if number in departments]
    own.sort(key=lambda department: department.head_id == person.id)
    away = {absence.person_id for absence in absences if absence.first_day <= today <= absence.last_day}
    for department in own[:1]:
        for above in _up(department, departments):
            head = people.get(above.head_id) if above.head_id is not None else None
            if head is not None and head.is_active and head.id != person.id and head.id not in away:
                return head.id
    return supervisor if supervisor != person.id else None


def is_away(absences: Days, first: date, last: date, calendar: Calendar) -> bool:
    """Say whether somebody is absent on every working day from `first` to `last`, both included."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    working = [day for day in days if calendar.is_working(day)] or days
    spans = tuple(absences)
    return bool(working) and all(any(begins <= day <= ends for begins, ends in spans) for day in working)


def _up(department: Department, departments: Mapping[int, Department]) -> Iterator[Department]:
    """Walk from a department to the root; a ring of departments is walked once."""
    seen: set[int] = set()
    current: Department | None = department
    while current is not None and current.id not in seen:
        seen.add(current.id)
        yield current
        current = departments.get(current.parent_id) if current.parent_id is not None else None
