"""Promises to pay and disputes, as people told us of them: which hold today, and which were kept or broken.

What was paid decides, not what somebody reports: a promise is kept as soon as the promised sum has arrived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assistants._documents import CANCELLED, PAID
from b24bridge.core.calendar import Calendar
from b24bridge.core.documents import Document
from b24bridge.core.facts import ClientFact
from b24bridge.core.statements import Said, Statement

Outcome = Literal["open", "kept", "broken", "moved", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRules:
    """How far ahead a promise may reach, in days, and how many working days after it count as in time."""

    horizon: int = 30
    grace: int = 1


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as of today. `until` is its day within the horizon; `over_on` the first day on which it no longer holds.

    `row_began` is the day of the first promise of a row that was put off again and again.
    """

    said: Statement
    row_began: date
    first: date
    until: date
    outcome: Outcome
    over_on: date | None


def covers(said: Statement, document: Document) -> bool:
    """Say whether a statement is about a document: about this one, or about all of them."""
    return said.document is None or said.document == document.entity


def open_disputes(fact: ClientFact) -> tuple[Statement, ...]:
    """Return the disputes that were opened in the app and not resolved."""
    return tuple(said for said in fact.statements if said.kind is Said.DISPUTE and said.is_open)


def promises(fact: ClientFact, rules: PromiseRules, today: date) -> tuple[Promise, ...]:
    """Return the client's promises, oldest first, each with what became of it.

    One that is put off before its day is no broken one, but all of such a row share the first one's horizon.
    """
    said = sorted((each for each in fact.statements if each.kind is Said.PROMISE), key=lambda each: (each.at, each.id))
    found: list[Promise] = []
    for number, each in enumerate(said):
        later = next((other for other in said[number + 1 :] if other.document == each.document), None)
        before = next((other for other in reversed(found) if other.said.document == each.document), None)
        first = each.at.date()
        began = before.row_began if before is not None and before.outcome == "moved" else first
        latest = began + timedelta(days=rules.horizon)
        until = max(min(each.until or latest, latest), first)
        outcome, over_on = _ended(each, later, until, fact, rules)
        if over_on > today:
            outcome = "open"
        found.append(Promise(each, began, first, until, outcome, over_on if over_on <= today else None))
    return tuple(found)


def _ended(
    said: Statement, later: Statement | None, until: date, fact: ClientFact, rules: PromiseRules
) -> tuple[Outcome, date]:
    """Return what a promise comes to and on which day, if nothing else happens before."""
    ends: list[tuple[date, int, Outcome]] = [(_broken_on(until, rules, fact.calendar), 0, "broken")]
    kept_on = _kept_on(said, until, fact.documents)
    if kept_on is not None:
        ends.append((kept_on, 1, "kept"))
    if said.closed_at is not None:
        ends.append((said.closed_at.date(), 2, _reported(said)))
    if later is not None:
        ends.append((later.at.date(), 3, "moved"))
    over_on, _, outcome = min(ends)
    return outcome, over_on


def _broken_on(until: date, rules: PromiseRules, calendar: Calendar) -> date:
    return calendar.add(until, rules.grace) if rules.grace else until + timedelta(days=1)


def _reported(said: Statement) -> Outcome:
    if said.outcome == "kept":
        return "kept"
    return "broken" if said.outcome == "broken" else "withdrawn"


def _kept_on(said: Statement, until: date, documents: Iterable[Document]) -> date | None:
    """Return the day on which all that was promised had arrived."""
    meant = [each for each in documents if covers(said, each) and each.semantics != CANCELLED]
    if said.amount is not None:
        meant = [each for each in meant if each.amount.currency == said.amount.currency]
        wanted = said.amount.amount
    else:
        meant = [each for each in meant if said.document is not None or each.due_on is None or each.due_on <= until]
        wanted = sum((_owed(each, said) for each in meant), Decimal(0))
    arrived = Decimal(0)
    for day, amount in sorted(payment for document in meant for payment in _paid_since(document, said)):
        arrived += amount
        if arrived >= wanted > 0:
            return day
    return None


def _paid_since(document: Document, said: Statement) -> list[tuple[date, Decimal]]:
    """Return what arrived after something was said; a paid document's stage is believed where no payment tells the rest."""
    since = [(pay.at.date(), pay.amount.amount) for pay in document.payments if pay.at is not None and pay.at >= said.at]
    is_paid = document.semantics == PAID and document.paid_on is not None and document.paid_on >= said.at.date()
    if is_paid and document.paid_on is not None and document.outstanding.amount > 0:
        since.append((document.paid_on, document.outstanding.amount))
    return since


def _owed(document: Document, said: Statement) -> Decimal:
    """Return what was to be paid on a document when something was said."""
    if document.semantics == PAID and document.paid_on is not None and document.paid_on < said.at.date():
        return Decimal(0)
    since = sum((pay.amount.amount for pay in document.payments if pay.at is not None and pay.at >= said.at), Decimal(0))
    return max(document.amount.amount - document.paid.amount + since, Decimal(0))
