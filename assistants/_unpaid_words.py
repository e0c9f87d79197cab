"""Why a client stands where it does, as Unpaid orders says it. Texts of tasks and letters are in `_unpaid_texts`."""

from collections.abc import Iterable, Sequence

from assistants._documents import by_currency, name_of, total_of
from assistants._tongue import Tongue, both, spoken
from assistants._unpaid_case import NUDGED1, STALE, Awaited, Case
from b24bridge.core.decisions import Because, Json
from b24bridge.core.documents import Document
from b24bridge.core.sentences import counted_en, counted_ru, cut, exact_text, joined

LONGEST_WHY = 255
SHOWN = 3
NOTHING = Because("Ждать оплаты не по чему.", "There is no payment to wait for.")


def because(case: Case) -> Because:
    """Return the reason for a state that was judged, in both languages."""
    return Because(*(explain(case, tongue) for tongue in both(case.today)))


def explain(case: Case, tongue: Tongue) -> str:
    """Return the reason in one language."""
    if not case.awaited:
        return joined([_nothing(case, tongue), *_left_out(case, tongue)])
    parts = [_waited_for(case, tongue), _others(case, tongue), _stands(case, tongue), *_held_back(case, tongue)]
    return joined(parts + ([] if tongue.is_short else [*_left_out(case, tongue), as_of(case, tongue)]))


def why(case: Case) -> str:
    """Return the reason as it stands on the client's card."""
    return cut(explain(case, spoken(case.settings.language, case.today, is_short=True)), LONGEST_WHY)


def brief(case: Case) -> dict[str, Json]:
    """Return the reason by language for a list, whose other columns say the state, the days and what comes next."""
    tongues = both(case.today, is_short=True)
    return {
        tongue.language: cut(joined([_waited_for(case, tongue), _others(case, tongue), as_of(case, tongue)]), LONGEST_WHY)
        for tongue in tongues
    }


def as_of(case: Case, tongue: Tongue) -> str:
    """Return up to when payments are known, if they are not known up to now."""
    fed = case.fact.payments_at
    if case.is_fresh:
        return ""
    if fed is None:
        return tongue.pick("Данных об оплате на портале нет.", "The portal has no payment data.")
    day = tongue.day(fed.date())
    return tongue.pick(f"Данные об оплате от {day}.", f"Payment data is of {day}.")


def sums(documents: Iterable[Document], tongue: Tongue) -> str:
    """Return what is still to be paid, exactly, each currency by itself."""
    found = by_currency(documents)
    return " + ".join(exact_text(total_of(found[currency], currency), tongue.language) for currency in sorted(found))


def _nothing(case: Case, tongue: Tongue) -> str:
    if case.debts and not case.open:
        return tongue.pick(
            "Неоплаченные документы просрочены, ими занимаются «Должники».", "What is unpaid is overdue and left to Debtors."
        )
    return tongue.pick(NOTHING.ru, NOTHING.en)


def _waited_for(case: Case, tongue: Tongue) -> str:
    lead = case.awaited[0]
    document = lead.document
    name, left = name_of(document, tongue.language), exact_text(document.outstanding, tongue.language)
    issued = tongue.day(document.issued_on) if document.issued_on else ""
    ru = f"Ждём оплату: {name}" + (f" от {issued}" if issued else "") + f", осталось {left}"
    en = f"Waiting for payment: {name}" + (f" of {issued}" if issued else "") + f", {left} left"
    due = case.due_day(document)
    if due is not None:
        ru, en = f"{ru}, оплатить до {tongue.day(due)}", f"{en}, due on {tongue.day(due)}"
    return tongue.pick(f"{ru}.", f"{en}.")


def _others(case: Case, tongue: Tongue) -> str:
    more = len(case.awaited) - 1
    if not more:
        return ""
    ru, en = counted_ru(more, "документ", "документа", "документов"), counted_en(more, "document", "documents")
    total = sums(case.documents, tongue)
    return tongue.pick(f"И ещё {ru}, всего {total}.", f"And {en} more, {total} in all.")


def _stands(case: Case, tongue: Tongue) -> str:
    """Return how far it has come, and what follows when."""
    lead = case.awaited[0]
    if lead.stage == STALE:
        return tongue.pick("Документ пора продлить или аннулировать.", "It is time to prolong or cancel the document.")
    next_on = lead.next_on
    if next_on is None:
        return ""
    day = tongue.day(next_on)
    ru, en = _NEXT[lead.stage]
    return tongue.pick(f"{day} {ru}.", f"On {day} {en}.")


_NEXT = (
    ("менеджер получит задачу уточнить оплату", "the manager gets a task to find out about payment"),
    ("напомним второй раз", "we remind a second time"),
    ("скажем руководителю", "the head is told"),
    ("предложим продлить или аннулировать", "we suggest to prolong or cancel it"),
)


def _held_back(case: Case, tongue: Tongue) -> list[str]:
    parts = []
    if case.promise is not None:
        day = tongue.day(case.promise.until)
        parts.append(
            tongue.pick(
                f"Клиент обещал оплатить до {day}, пока не напоминаем.",
                f"The client promised to pay by {day}, no reminders until then.",
            )
        )
    if any(each.base is None for each in case.documents):
        parts.append(
            tongue.pick(
                "Для одной из валют на портале нет курса, в общую сумму она не вошла.",
                "The portal has no rate for one of the currencies, it is not part of the sum at risk.",
            )
        )
    if case.awaited[0].stage >= NUDGED1 and _is_closed_deal(case, case.awaited[0]):
        parts.append(tongue.pick("Сделка закрыта, а денег нет.", "The deal is closed, the money is missing."))
    return parts


def _is_closed_deal(case: Case, lead: Awaited) -> bool:
    """Say whether the deal that a document belongs to is no longer open."""
    key = lead.document.order_key
    return key.startswith("D_") and key not in {f"D_{deal.id}" for deal in case.fact.deals}


def _left_out(case: Case, tongue: Tongue) -> list[str]:
    """Return what was not counted, each with its reason."""
    groups: Sequence[tuple[tuple[Document, ...], str, str]] = (
        (case.disputed, "По ним спор", "Disputed"),
        (case.doubles, "Похоже на дубль, считаем новый счёт", "Looks like a double, the newer invoice counts"),
        (case.tails, "Оплачено почти всё, остаток бухгалтерии", "Nearly all is paid, the rest is left to finance"),
        (case.small, "Сумма слишком мала", "The sum is too small"),
    )
    return [
        tongue.pick(f"{ru}: {_list(group, tongue)}.", f"{en}: {_list(group, tongue)}.") for group, ru, en in groups if group
    ]


def _list(documents: Sequence[Document], tongue: Tongue) -> str:
    names = ", ".join(name_of(document, tongue.language) for document in documents[:SHOWN])
    more = len(documents) - SHOWN
    return names + (tongue.pick(f" и ещё {more}", f" and {more} more") if more > 0 else "")
