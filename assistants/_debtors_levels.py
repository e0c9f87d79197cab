"""The level of a debt by its age, and how a client usually pays. Not what is done at a level.

Ages count from the due day; those of an old debt seen for the first time as if it were no older than its first level
(rulings 9). Payments, promises and disputes move the levels that are still to come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from assistants._debtors_settings import Settings
from assistants._documents import LAST_YEAR, PAID
from assistants._dunning_steps import Delay, Halt, moved, reached
from assistants._promises import Promise
from b24bridge.core.calendar import Calendar
from b24bridge.core.documents import Document
from b24bridge.core.statements import Statement

Rating = Literal["good", "bad", "usual"]
FEWEST_PAID, MANY_BROKEN = 3, 2
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Payer:
    """How a client pays: its rating, and its usual delay in days, None where too little was paid to tell."""

    rating: Rating
    delay: float | None


@dataclass(frozen=True, slots=True)
class Ageing:
    """The days on which a debt comes to levels 1 to 5, its level today (0: none yet), and how many events moved them."""

    due: date
    days: tuple[date, ...]
    level: int
    events: int

    @property
    def level_on(self) -> date:
        """Return the day on which the debt came to its level; the day after the due day before the first."""
        return self.days[self.level - 1] if self.level else self.due + timedelta(days=1)

    @property
    def next_on(self) -> date | None:
        """Return the day of the next level; None after the last, and while time stands still."""
        day = self.days[self.level] if self.level < len(self.days) else None
        return None if day == date.max else day


def levels(
    document: Document,
    first: date,
    settings: Settings,
    calendar: Calendar,
    rated: Payer,
    promised: Sequence[Promise],
    disputes: Iterable[Statement],
    today: date,
) -> Ageing:
    """Return the levels of a debt that was first seen on a day."""
    due = settings.terms.due_day(document, calendar) or first
    ages = (settings.level1, *settings.level_days)
    start = max(due, first - timedelta(days=ages[settings.first_level - 1]))
    days = [start + timedelta(days=age) for age in settings.level_days]
    soft = calendar.add(start, settings.level1)
    days.insert(0, days[0] if rated.rating == "good" else min(soft, days[0]))
    events = [event for event in _events(document, first, start, settings, promised, disputes) if event.on <= today]
    final = moved(days, events)
    ended = sum(isinstance(event, Delay) or event.until is not None for event in events)
    return Ageing(due, final, reached(final, today), ended)


def _events(
    document: Document,
    first: date,
    start: date,
    settings: Settings,
    promised: Sequence[Promise],
    disputes: Iterable[Statement],
) -> list[Delay | Halt]:
    """Return what moved the levels. What was over before the age began to count did not.

    A part that was paid while a promise held does not put off what its breach brings.
    """
    paid = sorted({pay.at.date() for pay in document.payments if pay.at is not None and pay.amount.amount > 0})
    gap, broken = timedelta(days=settings.min_gap), 0
    halts: list[Halt] = []
    for each in promised:
        broken += each.outcome == "broken"
        raises_to = (AT_ONCE if broken >= settings.promises_allowed else 1) if each.outcome == "broken" else 0
        halts.append(Halt(max(each.first, start), each.over_on, raises_to))
    halts += [Halt(max(said.at.date(), start), said.closed_at.date() if said.closed_at else None) for said in disputes]
    held = [halt for halt in halts if halt.until is None or halt.until > start]
    late = [(halt.on, halt.until) for halt in held if halt.raises_to and halt.until is not None]
    free = [day for day in paid if day >= first and not any(begun <= day < over for begun, over in late)]
    return [*(Delay(day, day + gap) for day in free), *held]


def payer(
    documents: Iterable[Document], promised: Iterable[Promise], settings: Settings, calendar: Calendar, today: date
) -> Payer:
    """Return how a client has paid within 365 days; with fewer than three paid documents only broken promises tell."""
    delays = []
    for document in documents:
        due, paid_on = settings.terms.due_day(document, calendar), document.paid_on
        if document.semantics == PAID and due is not None and paid_on is not None and today - LAST_YEAR < paid_on <= today:
            delays.append((paid_on - due).days)
    delay = float(median(delays)) if len(delays) >= FEWEST_PAID else None
    broken = [each for each in promised if each.outcome == "broken" and each.over_on and each.over_on > today - LAST_YEAR]
    if len(broken) >= MANY_BROKEN or (delay is not None and delay > settings.bad_delay):
        return Payer("bad", delay)
    return Payer("good" if delay is not None and delay <= settings.good_delay else "usual", delay)
