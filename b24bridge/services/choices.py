"""The portal's own people and departments as lists to choose from in a form of settings. Not what a choice does."""

from collections.abc import Iterable, Mapping

from b24bridge.core.decisions import Because
from b24bridge.core.records import Department, Person
from b24bridge.core.screens_buttons import Option
from b24bridge.core.screens_form import Choices

OF_PEOPLE = ("supervisor_id", "deputies", "finance_user", "legal_user")
OF_DEPARTMENTS = ("receiver_departments",)


def choices_of(people: Mapping[int, Person], departments: Mapping[int, Department]) -> Choices:
    """Return what each setting that names people or departments may be, by its name; nothing before they were read."""
    at_work = _options((person.id, person.name) for person in people.values() if person.is_active)
    known = _options((each.id, each.name) for each in departments.values())
    return {name: at_work for name in OF_PEOPLE if at_work} | {name: known for name in OF_DEPARTMENTS if known}


def _options(named: Iterable[tuple[int, str]]) -> tuple[Option, ...]:
    rows = sorted(named, key=lambda each: (each[1].casefold(), each[0]))
    return tuple(Option(str(number), Because(name or f"№ {number}", name or f"No. {number}")) for number, name in rows)
