"""Owners with their heads, deputies and absences, each built once for all his clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from b24bridge.core.facts import Owner
from b24bridge.core.people import head_of
from b24bridge.core.profiles import Profile
from b24bridge.core.records import Department, Person
from b24bridge.store.dictionaries import Days
from b24bridge.store.facts.blind import blind_of


@dataclass(slots=True)
class Staff:
    """The portal's people as of one day; `seen` are those whose mail and calls it has seen, by channel."""

    people: Mapping[int, Person]
    departments: Mapping[int, Department]
    absences: Mapping[int, Days]
    profile: Profile
    today: date
    seen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    _owners: dict[int, Owner] = field(default_factory=dict)

    def owner(self, person_id: int | None) -> Owner | None:
        """Return an owner. One whom the portal does not list among its users is not active."""
        if person_id is None:
            return None
        if person_id not in self._owners:
            self._owners[person_id] = self._build(person_id)
        return self._owners[person_id]

    def _build(self, person_id: int) -> Owner:
        person = self.people.get(person_id)
        return Owner(
            id=person_id,
            name=person.name if person else "",
            is_active=person is not None and person.is_active,
            head_id=head_of(person_id, self.people, self.departments, self._away(), self.profile.supervisor_id),
            deputy_id=self._deputy(person_id),
            absences=self.absences.get(person_id, ()),
            blind=self._blind(person),
        )

    def _blind(self, person: Person | None) -> tuple[str, ...]:
        """Return the channels that the portal does not see of a person; nobody asks that of one who has left."""
        if person is None or not person.is_active:
            return ()
        return blind_of(person, self.seen, self.absences.get(person.id, ()), self.profile.calendar, self.today)

    def _deputy(self, person_id: int) -> int | None:
        """Return who stands in for a person; one who has left cannot, and the portal would refuse a task for him."""
        deputy = self.people.get(self.profile.deputies.get(person_id, 0))
        return deputy.id if deputy is not None and deputy.is_active else None

    def _away(self) -> frozenset[int]:
        return frozenset(
            person for person, spans in self.absences.items() if any(first <= self.today <= last for first, last in spans)
        )
