"""Why a client stands where it does, as Debtors says it. Texts of tasks and letters are in `_debtors_texts`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assistants._debtors_case import Case
from assistants._documents import by_currency, name_of, total_of
from assistants._dunning_guards import unapplied
from assistants._promises import Promise
from assistants._tongue import Tongue, both, spoken
from b24bridge.core.decisions import Because, Json
from b24bridge.core.documents import Document
from b24bridge.core.sentences import counted_en, counted_ru, cut, exact_text, joined

LONGEST_WHY = 255
SHOWN = 3
STOP_SHIPPING = 4
# What comes with each level, 1 to 5.
NEXT: Final = (
    ("предложим отправить клиенту мягкое письмо", "we suggest a soft letter to the client"),
    ("менеджер получит задачу позвонить", "the manager gets a task to call"),
    ("узнает руководитель, клиенту предложим отправить выписку", "the head hears of it, and we suggest a statement"),
    ("руководитель получит черновик претензии", "the head gets the draft of a formal demand"),
    ("задачу получит юрист", "the lawyer gets a task"),
)
OPENING: Final[Mapping[str, tuple[str, str]]] = {
    "OVERDUE": ("Должник", "Debtor"),
    "BROKEN": ("Обещание нарушено", "Promise broken"),
    "PROMISED": ("Обещал оплатить", "Promised to pay"),
    "DISPUTED": ("Спор по оплате", "Payment disputed"),
    "LEGAL": ("Передан юристу", "With the lawyer"),
}
NOTHING = Because("Просроченных долгов нет.", "Nothing is overdue.")


def because(state: str, case: Case) -> Because:
    """Return the reason for a state that was judged, in both languages."""
    return Because(*(explain(state, case, tongue) for tongue in both(case.today)))


def why(state: str, case: Case) -> str:
    """Return the reason as it stands on the client's card."""
    return cut(explain(state, case, spoken(case.settings.language, case.today, is_short=True)), LONGEST_WHY)


def brief(state: str, case: Case) -> dict[str, Json]:
    """Return the reason by language for a list, whose other columns say the state, the days and what comes next."""
    tongues = both(case.today, is_short=True)
    return {
        tongue.language: cut(
            joined([_carried(state, case, tongue), _all(case, tongue), _promise(case, tongue), record(case, tongue)]),
            LONGEST_WHY,
        )
        for tongue in tongues
    }


def explain(state: str, case: Case, tongue: Tongue) -> str:
    """Return the reason in one language."""
    if state == "UNKNOWN":
        return _unknown(case, tongue)
    if state == "NONE":
        return _none(case, tongue)
    parts = [_carried(state, case, tongue), _all(case, tongue), _promise(case, tongue), _broken(state, case, tongue)]
    parts += [_follows(state, case, tongue), _stop(state, case, tongue)]
    if not tongue.is_short:
        parts += [record(case, tongue), *_left_out(case, tongue), as_of(case, tongue)]
    return joined(parts)


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


def names(documents: Sequence[Document], tongue: Tongue) -> str:
    """Return a few documents by name."""
    listed = ", ".join(name_of(document, tongue.language) for document in documents[:SHOWN])
    more = len(documents) - SHOWN
    return listed + (tongue.pick(f" и ещё {more}", f" and {more} more") if more > 0 else "")


def record(case: Case, tongue: Tongue) -> str:
    """Return how many promises were kept and broken, if there were any."""
    kept, broken = counted(case.promises, "kept"), counted(case.promises, "broken")
    if not kept + broken:
        return ""
    return tongue.pick(f"Обещаний сдержано {kept}, нарушено {broken}.", f"Promises kept: {kept}, broken: {broken}.")


def counted(promises: Iterable[Promise], outcome: str) -> int:
    """Count the promises with an outcome."""
    return sum(each.outcome == outcome for each in promises)


def _unknown(case: Case, tongue: Tongue) -> str:
    listed = names(case.undated, tongue)
    return tongue.pick(
        f"Не знаем, до какого дня нужно было оплатить: {listed}. Поэтому не напоминаем.",
        f"We do not know by which day to pay: {listed}. So nobody is reminded.",
    )


def _none(case: Case, tongue: Tongue) -> str:
    if not case.soon_due:
        return tongue.pick(NOTHING.ru, NOTHING.en)
    document = case.soon_due[0]
    due = case.due_day(document)
    name, day = name_of(document, tongue.language), tongue.day(due) if due else ""
    left = exact_text(document.outstanding, tongue.language)
    return tongue.pick(
        f"Просроченных долгов нет. Скоро срок: {name}, {left}, до {day}.",
        f"Nothing is overdue. Due soon: {name}, {left}, by {day}.",
    )


def _carried(state: str, case: Case, tongue: Tongue) -> str:
    document = case.carrying
    assert document is not None  # a state of a debtor
    ru, en = OPENING[state]
    name, left = name_of(document, tongue.language), exact_text(document.outstanding, tongue.language)
    due = case.ageing.due
    day, late = tongue.day(due), tongue.days((case.today - due).days)
    return tongue.pick(
        f"{ru}: {name}, {left}, срок оплаты был {day}, прошло {late}.", f"{en}: {name}, {left}, due on {day}, {late} ago."
    )


def _all(case: Case, tongue: Tongue) -> str:
    number = len(case.debts)
    if number == 1:
        return ""
    ru, en = counted_ru(number, "документу", "документам", "документам"), counted_en(number, "document", "documents")
    total = sums(case.debts, tongue)
    return tongue.pick(f"Всего просрочено {total} по {ru}.", f"{total} overdue on {en} in all.")


def _promise(case: Case, tongue: Tongue) -> str:
    promise = case.promise
    if promise is None:
        return ""
    day, said = tongue.day(promise.until), promise.said.amount
    amount = exact_text(said, tongue.language) if said else tongue.pick("всё", "everything")
    return tongue.pick(
        f"Обещано {amount} до {day}, пока не напоминаем.", f"Promised: {amount} by {day}, no reminders until then."
    )


def _broken(state: str, case: Case, tongue: Tongue) -> str:
    broken = case.broken
    if state != "BROKEN" or broken is None:
        return ""
    day = tongue.day(broken.until)
    return tongue.pick(f"Обещали оплатить до {day}, денег нет.", f"Payment was promised by {day}, the money has not come.")


def _follows(state: str, case: Case, tongue: Tongue) -> str:
    if state not in {"OVERDUE", "BROKEN"} or case.ageing.next_on is None:
        return ""
    day, level = tongue.day(case.ageing.next_on), case.ageing.level
    if level == 0 and case.payer.rating == "good":
        level = 1
    ru, en = NEXT[level]
    return tongue.pick(f"{day} {ru}.", f"On {day} {en}.")


def _stop(state: str, case: Case, tongue: Tongue) -> str:
    if state == "LEGAL" or case.ageing.level >= STOP_SHIPPING:
        return tongue.pick("Новых отгрузок не делать.", "Do not ship anything new.")
    return ""


def _left_out(case: Case, tongue: Tongue) -> list[str]:
    groups = (
        (case.disputed if case.pressing or case.promised else (), "По ним спор", "Disputed"),
        (
            tuple(each for each in case.debts if each.base is None),
            "Нет курса, в сумму не вошло",
            "No rate, not part of the sum",
        ),
        (unapplied(case.fact.documents), "Оплачено лишнее, спросите бухгалтерию", "Overpaid, ask finance"),
    )
    return [
        tongue.pick(f"{ru}: {names(group, tongue)}.", f"{en}: {names(group, tongue)}.") for group, ru, en in groups if group
    ]
