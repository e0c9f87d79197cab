"""The numbers behind a verdict of Unpaid orders as JSON, with the ids of the rows they come from."""

from collections.abc import Iterable

from assistants._documents import facts_of
from assistants._dunning_guards import unapplied
from assistants._unpaid_case import STATES, TERMS, Case
from b24bridge.core.decisions import Json
from b24bridge.core.documents import Document


def numbers(case: Case) -> dict[str, Json]:
    """Return the numbers behind the decision as JSON."""
    if not case.fact.documents:
        return {"documents": []}
    fed, promise = case.fact.payments_at, case.promise
    lead = case.awaited[0] if case.awaited else None
    return {
        "documents": facts_of(case.documents, TERMS, case.fact.calendar, case.today),
        "stages": {str(each.document.entity): STATES[each.stage] for each in case.awaited},
        "lead": str(lead.document.entity) if lead else None,
        "outstanding": {"amount": str(case.outstanding.amount), "currency": case.outstanding.currency},
        "unpriced": _names(each for each in case.documents if each.base is None),
        "disputed": _names(case.disputed),
        "doubles": _names(case.doubles),
        "tails": _names(case.tails),
        "small": _names(case.small),
        "expired": _names(each for each in case.documents if case.is_expired(each)),
        "left_to_debtors": [*sorted(case.debts)],
        "unapplied": _names(unapplied(case.fact.documents)),
        "promised_on": promise.until.isoformat() if promise else None,
        "payments_as_of": fed.isoformat() if fed else None,
        "is_fresh": case.is_fresh,
        "no_letter": {"ru": case.hindrance.ru, "en": case.hindrance.en} if case.hindrance else None,
    }


def _names(documents: Iterable[Document]) -> list[Json]:
    return [str(document.entity) for document in documents]
