"""Where what is known of contact with a group of clients is gathered. What a row is evidence of: `core.evidence`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from b24bridge.core.touches import Appointment, Kind, Touch

Element = tuple[int, int]


@dataclass(slots=True)
class Evidence:
    """Touches and appointments by client; `answered_on` is the day of the last answer about an element, by type and id."""

    touches: dict[int, list[Touch]] = field(default_factory=lambda: defaultdict(list))
    planned: dict[int, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    answered_on: dict[Element, date] = field(default_factory=dict)

    def add(self, clients: Iterable[int], found: Touch | Appointment) -> None:
        """Add what was found about some clients."""
        if isinstance(found, Touch):
            for client_id in clients:
                self.touches[client_id].append(found)
        else:
            for client_id in clients:
                self.planned[client_id].append(found)

    def answer(self, elements: Iterable[Element], touch: Touch) -> None:
        """Note that the client answered about these elements, if it did."""
        if touch.kind is Kind.CONTACT and not touch.ignored:
            day = touch.at.date()
            for element in elements:
                known = self.answered_on.get(element)
                if known is None or known < day:
                    self.answered_on[element] = day
