"""The numbers behind a verdict of Debtors as JSON, with the ids of the rows they come from."""

from collections.abc import Iterable

from assistants._debtors_case import Case
from assistants._debtors_words import counted
from assistants._documents import facts_of
from assistants._dunning_guards import unapplied
from b24bridge.core.decisions import Json
from b24bridge.core.documents import Document


def numbers(case: Case) -> dict[str, Json]:
    """Return the numbers behind the decision as JSON. `debts` names what no other assistant need look after."""
    if not case.fact.documents:
        return {"documents": [], "debts": []}
    fed, promise, carrying = case.fact.payments_at, case.promise, case.carrying
    terms, calendar = case.settings.terms, case.fact.calendar
    return {
        "documents": facts_of(case.debts or case.soon_due, terms, calendar, case.today),
        "debts": _names(case.debts),
        "outstanding": {"amount": str(case.overdue.amount), "currency": case.overdue.currency},
        "carrying": str(carrying.entity) if carrying else None,
        "level": level_of(case),
        "payer": case.payer.rating,
        "payer_delay": case.payer.delay,
        "least_debt": str(terms.least_debt(case.fact, case.today)),
        "promised_on": promise.until.isoformat() if promise else None,
        "promises_kept": counted(case.promises, "kept"),
        "promises_broken": counted(case.promises, "broken"),
        "promised": _names(case.promised),
        "disputed": _names(case.disputed),
        "undated": _names(case.undated),
        "unpriced": _names(each for each in case.debts if each.base is None),
        "unapplied": _names(unapplied(case.fact.documents)),
        "payments_as_of": fed.isoformat() if fed else None,
        "is_fresh": case.is_fresh,
        "no_letter": {"ru": case.hindrance.ru, "en": case.hindrance.en} if case.hindrance else None,
    }


def level_of(case: Case) -> str | None:
    """Return the level's name, L-1 before the due day, L1 to L5 after it, or None."""
    if case.carrying is None:
        return "L-1" if case.soon_due else None
    return f"L{case.ageing.level}" if case.ageing.level else None


def _names(documents: Iterable[Document]) -> list[Json]:
    return [str(document.entity) for document in documents]
