"""Who takes a client over: who may, and whose turn it is. Deterministic, and each choice can be said in one sentence.

Whoever has least by money is next; new colleagues come first until their share is reached; then who waited longest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from assistants._release_settings import Settings
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because, Json
from b24bridge.core.facts import ClientFact
from b24bridge.core.roster import Colleague, Roster

FEW = 2
PRESENT_FOR = 5
SHARE_OVER = timedelta(days=90)
HUNDRED = 100
CENT = Decimal("0.01")


@dataclass
class Books:
    """What everybody carries while a run hands out clients: each receiver is charged with what he got in it."""

    settings: Settings
    today: date
    values: dict[int, Decimal] = field(default_factory=dict)
    got: Counter[int] = field(default_factory=Counter)

    def value(self, person: Colleague) -> Decimal:
        """Return what a colleague's book weighs, with what he got in this run."""
        return person.value + self.values.get(person.id, Decimal(0))

    def charge(self, person: Colleague, value: Decimal, *, is_known: bool) -> None:
        """Charge a colleague with a client; one known from an earlier day is counted by the roster already."""
        self.values[person.id] = self.values.get(person.id, Decimal(0)) + value
        self.got[person.id] += not is_known

    def today_got(self, person: Colleague) -> int:
        """Return how many clients a colleague got today."""
        return sum(day == self.today for day in person.received) + self.got[person.id]

    def is_new(self, person: Colleague) -> bool:
        """Say whether a colleague joined lately."""
        return person.since is not None and (self.today - person.since).days < self.settings.newcomer_days

    def is_newcomers_turn(self, pool: Sequence[Colleague]) -> bool:
        """Say whether new colleagues have had less than their share of what the pool received lately."""
        counts = {person.id: self._lately(person) for person in pool}
        new = sum(counts[person.id] for person in pool if self.is_new(person))
        return new * HUNDRED < self.settings.newcomer_share * (sum(counts.values()) + 1)

    def _lately(self, person: Colleague) -> int:
        return sum(day > self.today - SHARE_OVER for day in person.received) + self.got[person.id]


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes a client, why him, and all who might: the chosen one first."""

    receiver: Colleague
    why: Because
    pool: tuple[Colleague, ...]


def eligible(fact: ClientFact, settings: Settings, today: date) -> list[Colleague]:
    """Return those who may take a client over, by id.

    They come from the departments of the settings. Without any these are the owner's own and those below it, or, when too
    few may there, everybody who has clients.
    """
    everybody = sorted(fact.roster.people.values(), key=lambda one: one.id)
    wanted = _below(settings.receiver_departments or _home(fact), fact.roster)
    near = [one for one in everybody if wanted.intersection(one.department_ids) and _may(one, fact, settings, today)]
    if len(near) >= FEW or settings.receiver_departments:
        return near
    return [one for one in everybody if one.clients and _may(one, fact, settings, today)]


def choose(pool: Sequence[Colleague], books: Books, kept: int | None = None) -> Choice:
    """Return whose turn it is among those who may; one who was chosen on an earlier day stays chosen."""
    by_value = sorted(pool, key=lambda person: _order(person, books))
    least = by_value[0]
    if kept is not None and (stays := next((person for person in pool if person.id == kept), None)) is not None:
        before = Because("выбран раньше и по-прежнему подходит", "was chosen before and still fits")
        return _choice(stays, by_value, _why_least(least, by_value, books) if stays is least else before)
    newcomers = [person for person in by_value if books.is_new(person)]
    if newcomers and books.is_newcomers_turn(pool):
        share = books.settings.newcomer_share
        words = Because(f"новичок: им достаётся {share}\u00a0% клиентов", f"is new here: newcomers get {share}% of the clients")
        return _choice(newcomers[0], by_value, words)
    return _choice(least, by_value, _why_least(least, by_value, books))


def told(choice: Choice, books: Books) -> list[Json]:
    """Return the candidates as screens show them, each with his score from 0 (most) to 1 (nothing at all) and why."""
    mean = sum((books.value(person) for person in choice.pool), Decimal(0)) / len(choice.pool)
    return [_told(person, choice, books, mean) for person in choice.pool]


def _told(person: Colleague, choice: Choice, books: Books, mean: Decimal) -> dict[str, Json]:
    score = 1 - min(Decimal(1), books.value(person) / (2 * mean)) if mean else Decimal(1)
    why = choice.why if person.id == choice.receiver.id else _why_others(person, books)
    return {
        "id": person.id,
        "name": person.name,
        "score": str(score.quantize(CENT, ROUND_HALF_UP)),
        "why": {"ru": why.ru, "en": why.en},
    }


def _choice(receiver: Colleague, pool: Iterable[Colleague], why: Because) -> Choice:
    return Choice(receiver, why, (receiver, *(person for person in pool if person.id != receiver.id)))


def _order(person: Colleague, books: Books) -> tuple[bool, Decimal, date, int]:
    is_full = books.today_got(person) >= books.settings.received_a_day
    last = books.today if books.got[person.id] else max(person.received, default=date.min)
    return is_full, books.value(person), last, person.id


def _why_least(least: Colleague, pool: Sequence[Colleague], books: Books) -> Because:
    if any(books.value(person) < books.value(least) for person in pool):
        return Because("остальные сегодня получили достаточно", "is left, as the others have had enough today")
    if all(books.value(person) > books.value(least) for person in pool[1:]):
        return Because("меньше всех клиентов по сумме", "has the fewest clients by money")
    return Because("по сумме поровну, дольше всех не получал клиентов", "is equal by money and has waited longest for a client")


def _why_others(person: Colleague, books: Books) -> Because:
    if books.today_got(person) >= books.settings.received_a_day:
        return Because("сегодня уже получил достаточно клиентов", "has had enough clients today")
    return Because("клиентов по сумме не меньше", "has no less by money")


def _may(person: Colleague, fact: ClientFact, settings: Settings, today: date) -> bool:
    owner_id = fact.owner.id if fact.owner else None
    if not person.is_active or person.id == owner_id or (person.is_head and not settings.heads_receive):
        return False
    if settings.max_clients and person.clients >= settings.max_clients:
        return False
    since = today - timedelta(days=settings.previous_owner_cooldown)
    if any(each.from_owner == person.id and each.on > since and not each.is_undone for each in fact.hand_overs):
        return False
    return not _is_absent_soon(person.absences, today, fact.calendar)


def _is_absent_soon(absences: Iterable[tuple[date, date]], today: date, calendar: Calendar) -> bool:
    last_day = calendar.add(today, PRESENT_FOR)
    days = [today + timedelta(days=offset) for offset in range((last_day - today).days + 1)]
    spans = tuple(absences)
    return any(first <= day <= last for day in days if calendar.is_working(day) for first, last in spans)


def _home(fact: ClientFact) -> tuple[int, ...]:
    owner = fact.roster.people.get(fact.owner.id) if fact.owner else None
    return owner.department_ids if owner else ()


def _below(departments: Iterable[int], roster: Roster) -> set[int]:
    """Return the departments and all below them; a ring of departments is walked once."""
    children: Mapping[int, list[int]] = {
        parent: [one for one, above in roster.parents.items() if above == parent]
        for parent in {above for above in roster.parents.values() if above is not None}
    }
    found: set[int] = set()
    waiting = list(departments)
    while waiting:
        department = waiting.pop()
        if department not in found:
            found.add(department)
            waiting += children.get(department, [])
    return found
