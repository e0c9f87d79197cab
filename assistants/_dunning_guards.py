"""What must hold before a letter about money goes to a client (specification 4.5): the first thing that does not is named.

Hours and the window for taking a letter back belong to the portal's limits, addresses to whoever sends it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from assistants._documents import CANCELLED
from assistants._promises import Promise, open_disputes
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because
from b24bridge.core.documents import Document
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import CONTACT
from b24bridge.core.sentences import counted_en, counted_ru, day_en, day_ru, days_en, days_ru

OPENS, CLOSES = 9, 18
MONTH, WEEK, DAY = 30, 7, 1
# Persons are written to at most twice a day, four times a week and sixteen times a month (specification 4.5).
PERSON_GUARD = ((DAY, 2), (WEEK, 4), (MONTH, 16))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRules:
    """How old payment data may be (working hours), and how often a client is written to (days apart, times in 30 days)."""

    payments_max_age: int = 24
    min_gap: int = 5
    per_month: int = 6
    guards_persons: bool = True


def is_fresh(fact: ClientFact, max_age: int, today: date) -> bool:
    """Say whether the portal's last payment, or movement of 1C, is so new that what is missing was not paid.

    Working hours are those of 4.0.2, nine to six; the day itself has not begun to count.
    """
    return fact.payments_at is not None and working_hours(fact.payments_at, today, fact.calendar) <= max_age


def working_hours(since: datetime, today: date, calendar: Calendar) -> float:
    """Return the working hours from a moment, in the portal's zone, to the morning of `today`."""
    day = since.date()
    if day >= today:
        return 0.0
    rest = CLOSES - min(max(since.hour + since.minute / 60, OPENS), CLOSES) if calendar.is_working(day) else 0.0
    return rest + calendar.between(day, today - timedelta(days=1)) * (CLOSES - OPENS)


def hindrance(
    fact: ClientFact, rules: LetterRules, said: Iterable[Promise], paid_on: Iterable[date], today: date
) -> Because | None:
    """Return why no letter may go to the client today, or None.

    `said` are its promises; `paid_on` the days on which something was paid on what a letter would be about.
    """
    return (
        _stale(fact, rules, today)
        or _unapplied(fact)
        or _is_talking(fact, said)
        or _written_lately(fact, rules, today)
        or _paid_lately(rules, paid_on, today)
    )


def unapplied(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return documents with money that belongs elsewhere: paid beyond their sum, or paid and cancelled."""
    return tuple(
        document
        for document in documents
        if document.paid.amount > (Decimal(0) if document.semantics == CANCELLED else document.amount.amount)
    )


def _stale(fact: ClientFact, rules: LetterRules, today: date) -> Because | None:
    if is_fresh(fact, rules.payments_max_age, today):
        return None
    if fact.payments_at is None:
        return Because(
            "Данных об оплате на портале нет, писем не отправляем.", "The portal has no payment data, no letters go out."
        )
    day = fact.payments_at.date()
    return Because(
        f"Данные об оплате от {day_ru(day, today)}, писем не отправляем.",
        f"Payment data is of {day_en(day, today)}, no letters go out.",
    )


def _unapplied(fact: ClientFact) -> Because | None:
    if not unapplied(fact.documents):
        return None
    return Because(
        "Есть оплата, не отнесённая ни к одному счёту: сначала спросите бухгалтерию.",
        "There is a payment that belongs to no invoice: ask finance first.",
    )


def _is_talking(fact: ClientFact, said: Iterable[Promise]) -> Because | None:
    if any(promise.outcome == "open" for promise in said):
        return Because("Клиент обещал оплатить, писем не отправляем.", "The client has promised to pay, no letters go out.")
    if open_disputes(fact):
        return Because("Идёт спор, писем не отправляем.", "There is a dispute, no letters go out.")
    return None


def _written_lately(fact: ClientFact, rules: LetterRules, today: date) -> Because | None:
    ages = [(today - day).days for day in fact.written_on]
    if ages and min(ages) < rules.min_gap:
        return Because(
            f"Между письмами клиенту не меньше {counted_ru(rules.min_gap, 'дня', 'дней', 'дней')}.",
            f"Letters to a client are at least {days_en(rules.min_gap)} apart.",
        )
    bounds = [(MONTH, rules.per_month)]
    if rules.guards_persons and fact.client.type_id == CONTACT:
        bounds += PERSON_GUARD
    for span, most in bounds:
        if sum(age < span for age in ages) >= most:
            return Because(
                f"Предел: {counted_ru(most, 'письмо', 'письма', 'писем')} клиенту за {days_ru(span)}.",
                f"Limit: {counted_en(most, 'letter', 'letters')} to a client in {days_en(span)}.",
            )
    return None


def _paid_lately(rules: LetterRules, paid_on: Iterable[date], today: date) -> Because | None:
    last = max(paid_on, default=None)
    if last is None or (today - last).days >= rules.min_gap:
        return None
    return Because(
        f"Клиент платил {day_ru(last, today)}, пока не пишем.", f"The client paid on {day_en(last, today)}, no letter for now."
    )
