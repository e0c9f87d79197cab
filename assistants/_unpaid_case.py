"""One client as Unpaid orders sees it on one day: which documents are waited for, and how far each has come. No words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistants._documents import Terms, first_seen, in_base, is_open
from assistants._dunning_guards import LetterRules, hindrance, is_fresh
from assistants._dunning_steps import Halt, moved, reached
from assistants._promises import Promise, PromiseRules, covers, open_disputes, promises
from assistants._unpaid_settings import Settings
from b24bridge.core.cached import cached_property
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because
from b24bridge.core.documents import Document, Payment
from b24bridge.core.facts import ClientFact
from b24bridge.core.money import Money

STATES = ("ISSUED", "NUDGED1", "NUDGED2", "ESCALATED", "STALE")
NUDGED1, NUDGED2, ESCALATED, STALE = 1, 2, 3, 4
HUNDRED = 100
TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Awaited:
    """A document whose payment is waited for: since when, and on which days its steps come.

    `key` names it in steps; a payment that starts the count anew gives it another name. While a promise holds it rests.
    """

    document: Document
    since: date
    days: tuple[date, ...]
    stage: int
    key: str
    rests_until: date | None = None

    @property
    def is_resting(self) -> bool:
        """Say whether a promise holds, so that nothing new is done about it."""
        return self.rests_until is not None

    @property
    def stage_on(self) -> date:
        """Return the day on which it came to its stage."""
        return self.days[self.stage - 1] if self.stage else self.since

    @property
    def next_on(self) -> date | None:
        """Return the day of its next step; None after the last one, and while time stands still."""
        day = self.days[self.stage] if self.stage < len(self.days) else None
        return None if day == date.max else day


@dataclass(frozen=True)
class Case:
    """What is decided from; everything else is computed when asked for, once."""

    fact: ClientFact
    settings: Settings
    today: date

    @cached_property
    def debts(self) -> frozenset[str]:
        """Return the documents that Debtors takes: as it said today, else by its defaults."""
        verdict = self.fact.verdicts.get("debtors")
        said = verdict.facts.get("debts") if verdict else None
        if isinstance(said, list):
            return frozenset(str(name) for name in said)
        return frozenset(str(document.entity) for document in TERMS.debts(self.fact, self.today))

    @cached_property
    def open(self) -> tuple[Document, ...]:
        """Return what is not paid and no debt."""
        return tuple(each for each in self.fact.documents if is_open(each) and str(each.entity) not in self.debts)

    @cached_property
    def tails(self) -> tuple[Document, ...]:
        """Return documents that are paid but for a small rest."""
        share = self.settings.partial_rule
        return tuple(each for each in self.open if each.paid.amount * HUNDRED >= each.amount.amount * share)

    @cached_property
    def disputed(self) -> tuple[Document, ...]:
        """Return documents that the client, or a mark on a payment, disputes."""
        said = open_disputes(self.fact)
        return tuple(each for each in self.open if each.is_disputed or any(covers(one, each) for one in said))

    @cached_property
    def doubles(self) -> tuple[Document, ...]:
        """Return invoices that a newer one of the same deal and sum has replaced."""
        return tuple(each for each in self.open if any(self._replaces(other, each) for other in self.open))

    @cached_property
    def small(self) -> tuple[Document, ...]:
        """Return documents of orders on which less than the least sum is to be paid, all invoices of an order together."""
        counted = self._without(self.tails, self.doubles)
        sums: dict[str, Decimal] = {}
        for each in counted:
            if each.base is not None:
                sums[_order(each)] = sums.get(_order(each), Decimal(0)) + each.base.amount
        return tuple(each for each in counted if each.base is not None and sums[_order(each)] < self.settings.min_amount)

    @cached_property
    def awaited(self) -> tuple[Awaited, ...]:
        """Return what is waited for, the furthest first, of equals the oldest."""
        if not self.open:
            return ()
        left = self._without(self.tails, self.doubles, self.small, self.disputed)
        found = [self._awaited(document) for document in left]
        return tuple(sorted(found, key=lambda each: (-each.stage, each.stage_on, each.document.entity)))

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return the documents that are waited for, in that order."""
        return tuple(each.document for each in self.awaited)

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Return what the client promised, and what became of it."""
        return promises(self.fact, PromiseRules(), self.today)

    @property
    def promise(self) -> Promise | None:
        """Return the promise that holds today, if any."""
        return next((each for each in reversed(self.promises) if each.outcome == "open"), None)

    @cached_property
    def outstanding(self) -> Money:
        """Return what is waited for in the portal's currency."""
        return in_base(self.documents, self.fact.currency)

    @property
    def is_fresh(self) -> bool:
        """Say whether payments are known up to now."""
        return is_fresh(self.fact, self.settings.payments_max_age, self.today)

    @cached_property
    def hindrance(self) -> Because | None:
        """Return why no letter may go out today, or None."""
        rules = LetterRules(payments_max_age=self.settings.payments_max_age)
        return hindrance(self.fact, rules, self.promises, (), self.today)

    def due_day(self, document: Document) -> date | None:
        """Return the day to pay a document by."""
        return TERMS.due_day(document, self.fact.calendar)

    def is_expired(self, document: Document) -> bool:
        """Say whether a document is older than it is valid."""
        issued = document.issued_on
        return issued is not None and self.today > issued + timedelta(days=self.settings.validity)

    def may_be_written_about(self, document: Document) -> bool:
        """Say whether a letter may ask to pay a document: valid, not overdue (rulings 18), and no younger than payments are."""
        due, fed = self.due_day(document), self.fact.payments_at
        is_known = fed is not None and (document.issued_on is None or document.issued_on <= fed.date())
        return is_known and not self.is_expired(document) and (due is None or self.today <= due)

    def reminds_of(self, document: Document) -> bool:
        """Say whether the day to pay by is so near that the manager is reminded."""
        due, before = self.due_day(document), self.settings.due_reminder
        return bool(before) and due is not None and self.fact.calendar.add(due, -before) <= self.today <= due

    def _without(self, *groups: Iterable[Document]) -> tuple[Document, ...]:
        left_out = {each.entity for group in groups for each in group}
        return tuple(each for each in self.open if each.entity not in left_out)

    def _replaces(self, newer: Document, older: Document) -> bool:
        if not older.order_key or (newer.order_key, newer.amount) != (older.order_key, older.amount):
            return False
        if newer.issued_on is None or older.issued_on is None or newer.entity <= older.entity:
            return False
        return timedelta(0) <= newer.issued_on - older.issued_on <= timedelta(days=self.settings.double_within)

    def _awaited(self, document: Document) -> Awaited:
        """Count the steps of a document: from its issue, from the first sight of an old one, from its last large payment."""
        settings, calendar = self.settings, self.fact.calendar
        first = first_seen(document, self.fact.acts_since)
        since = max(document.issued_on or first, _earlier(first, settings.first_nudge, calendar))
        restart = large_payment(document, settings.partial_reset, self.today)
        if restart is not None and restart.at is not None:
            since = max(since, restart.at.date())
        steps = (settings.first_nudge, settings.second_nudge, settings.head_step, settings.stale)
        meant = [each for each in self.promises if covers(each.said, document)]
        halts = [Halt(max(each.first, since), each.over_on) for each in meant if each.over_on is None or each.over_on > since]
        days = moved([calendar.add(since, number) for number in steps], halts)
        key = str(document.entity) + (f":{restart.id}" if restart else "")
        rests_until = next((each.until for each in reversed(meant) if each.outcome == "open"), None)
        return Awaited(document, since, days, reached(days, self.today), key, rests_until)


def large_payment(document: Document, percent: int, today: date) -> Payment | None:
    """Return the last payment of at least so much of what was left to pay (rulings 19), or None."""
    left, last = document.amount.amount, None
    dated = [payment for payment in document.payments if payment.at is not None]
    for payment in sorted(dated, key=lambda payment: (payment.at, payment.id)):
        is_large = payment.amount.amount > 0 and payment.amount.amount * HUNDRED >= left * percent
        if is_large and payment.at is not None and payment.at.date() <= today:
            last = payment
        left -= payment.amount.amount
    return last


def _earlier(day: date, working_days: int, calendar: Calendar) -> date:
    """Return the last day from which so many working days are over on the morning of `day`."""
    worked = day if calendar.is_working(day) else calendar.add(day, -1)
    return calendar.add(worked, -working_days)


def _order(document: Document) -> str:
    """Return what joins invoices of one order; a document of its own otherwise."""
    return document.order_key or str(document.entity)
