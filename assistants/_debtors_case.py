"""One client as Debtors sees it on one day: its debts, the one that carries, and what was promised and disputed. No words.

The level of the carrying debt is computed in `_debtors_levels`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistants._debtors_levels import Ageing, Payer, levels, payer
from assistants._debtors_settings import Settings
from assistants._documents import first_seen, in_base, is_open
from assistants._dunning_guards import LetterRules, hindrance, is_fresh
from assistants._promises import Promise, PromiseRules, covers, open_disputes, promises
from b24bridge.core.cached import cached_property
from b24bridge.core.decisions import Because
from b24bridge.core.documents import Document
from b24bridge.core.facts import ClientFact
from b24bridge.core.money import Money
from b24bridge.core.statements import Said, Statement


@dataclass(frozen=True)
class Case:
    """What is decided from; everything else is computed when asked for, once."""

    fact: ClientFact
    settings: Settings
    today: date

    @cached_property
    def debts(self) -> tuple[Document, ...]:
        """Return all debts, the longest overdue first."""
        found = self.settings.terms.debts(self.fact, self.today)
        return tuple(sorted(found, key=lambda each: (self.due_day(each) or self.today, each.entity)))

    @cached_property
    def disputes(self) -> tuple[Statement, ...]:
        """Return the open disputes about debts that were stated in the app."""
        return tuple(one for one in open_disputes(self.fact) if any(covers(one, each) for each in self.debts))

    @cached_property
    def disputed(self) -> tuple[Document, ...]:
        """Return debts that the client, or a mark on a payment, disputes."""
        return tuple(each for each in self.debts if each.is_disputed or any(covers(one, each) for one in self.disputes))

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Return what the client promised, and what became of it."""
        settings = self.settings
        return promises(self.fact, PromiseRules(horizon=settings.promise_horizon, grace=settings.promise_grace), self.today)

    @cached_property
    def promised(self) -> tuple[Document, ...]:
        """Return undisputed debts whose payment is promised for a day still to come."""
        held = [each.said for each in self.promises if each.outcome == "open"]
        return tuple(each for each in self.debts if each not in self.disputed and any(covers(said, each) for said in held))

    @cached_property
    def pressing(self) -> tuple[Document, ...]:
        """Return debts that are neither disputed nor promised."""
        return tuple(each for each in self.debts if each not in self.disputed and each not in self.promised)

    @property
    def carrying(self) -> Document | None:
        """Return the debt that sets the level: the oldest pressing one, else the oldest promised or disputed."""
        return next(iter(self.pressing or self.promised or self.disputed), None)

    @property
    def promise(self) -> Promise | None:
        """Return the newest promise about debts that holds today, if any."""
        held = [each for each in self.promises if each.outcome == "open"]
        return next((one for one in reversed(held) if any(covers(one.said, each) for each in self.promised)), None)

    @property
    def dispute_days(self) -> tuple[date, date]:
        """Return since when debts are disputed, and from which day on that is the head's business."""
        stated = [said.at.date() for said in self.disputes]
        since = min(stated or [first_seen(each, self.fact.acts_since) for each in self.disputed])
        return since, self.fact.calendar.add(since, self.settings.dispute_pause)

    @cached_property
    def payer(self) -> Payer:
        """Return how the client has paid within a year."""
        return payer(self.fact.documents, self.promises, self.settings, self.fact.calendar, self.today)

    @cached_property
    def ageing(self) -> Ageing:
        """Return the levels of the carrying debt with their days."""
        carrying = self.carrying
        assert carrying is not None  # asked of debtors only
        return self.ageing_of(carrying)

    def ageing_of(self, document: Document) -> Ageing:
        """Return the levels of a debt with their days, moved by its payments, promises and settled disputes."""
        disputes = [each for each in self.fact.statements if each.kind is Said.DISPUTE and covers(each, document)]
        meant = [each for each in self.promises if covers(each.said, document)]
        first = first_seen(document, self.fact.acts_since)
        return levels(document, first, self.settings, self.fact.calendar, self.payer, meant, disputes, self.today)

    @cached_property
    def soon_due(self) -> tuple[Document, ...]:
        """Return what is due so soon that the client is courteously reminded: large sums, and all of a bad payer."""
        before = self.settings.before_due
        return tuple(
            each
            for each in self.fact.documents
            if before
            and is_open(each)
            and (due := self.due_day(each)) is not None
            and self.fact.calendar.add(due, -before) <= self.today <= due
            and self._is_worth_reminding(each)
        )

    @cached_property
    def undated(self) -> tuple[Document, ...]:
        """Return what was delivered without anything that tells when it is due."""
        return self.settings.terms.undated(self.fact)

    @cached_property
    def overdue(self) -> Money:
        """Return all debts in the portal's currency."""
        return in_base(self.debts, self.fact.currency)

    @property
    def is_fresh(self) -> bool:
        """Say whether payments are known up to now."""
        return is_fresh(self.fact, self.settings.payments_max_age, self.today)

    @cached_property
    def hindrance(self) -> Because | None:
        """Return why no letter may go out today, or None."""
        settings = self.settings
        rules = LetterRules(
            payments_max_age=settings.payments_max_age,
            min_gap=settings.min_gap,
            per_month=settings.letters_a_month,
            guards_persons=settings.person_guard,
        )
        return hindrance(self.fact, rules, self.promises, _paid_on(self.debts), self.today)

    @property
    def broken(self) -> Promise | None:
        """Return the promise about the carrying debt that was broken last, unless something was paid or promised since."""
        carrying = self.carrying
        meant = [each for each in self.promises if carrying is not None and covers(each.said, carrying)]
        last = meant[-1] if meant else None
        if last is None or carrying is None or last.outcome != "broken" or last.over_on is None:
            return None
        return None if any(day >= last.over_on for day in _paid_on([carrying])) else last

    def due_day(self, document: Document) -> date | None:
        """Return the day to pay a document by."""
        return self.settings.terms.due_day(document, self.fact.calendar)

    def _is_worth_reminding(self, document: Document) -> bool:
        is_large = document.base is None or document.base.amount >= self.settings.before_due_amount
        is_disputed = document.is_disputed or any(covers(one, document) for one in open_disputes(self.fact))
        return not is_disputed and (is_large or self.payer.rating == "bad")


def _paid_on(documents: Iterable[Document]) -> list[date]:
    return [pay.at.date() for each in documents for pay in each.payments if pay.at is not None and pay.amount.amount > 0]
