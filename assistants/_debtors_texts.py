"""The texts that Debtors puts on the portal: tasks, notices, the draft of a demand. Letters: `_dunning_letters`."""

from collections.abc import Sequence
from decimal import Decimal

from assistants._debtors_case import Case
from assistants._debtors_words import because, sums
from assistants._documents import name_of
from assistants._promises import Promise
from assistants._tongue import Tongue, spoken
from b24bridge.core.decisions import Because
from b24bridge.core.documents import Document
from b24bridge.core.money import Money
from b24bridge.core.sentences import exact_text

HUNDREDTHS = 10_000


def call(state: str, case: Case) -> tuple[str, str]:
    """Return title and text of the manager's task to call."""
    return _task(
        state, case,
        ("Позвонить о долге", "Call about the debt"),
        ("Позвоните клиенту и отметьте итог: «Обещал оплатить», «Спор по счёту», не дозвонились или уже оплатил.",
         'Call the client and note the result: "Promised to pay", "Invoice dispute", no answer, or paid already.'),
    )  # fmt: skip


def settle(state: str, case: Case) -> tuple[str, str]:
    """Return title and text of the manager's task to settle a dispute."""
    return _task(
        state, case,
        ("Решить спор по оплате", "Settle the payment dispute"),
        ("Выясните, с чем клиент не согласен, и снимите спор, когда договоритесь. До этого о деньгах не напоминаем.",
         "Find out what the client objects to, and end the dispute once you agree. Until then nobody is reminded."),
    )  # fmt: skip


def decide_on(state: str, case: Case) -> tuple[str, str]:
    """Return title and text of the head's own task."""
    return _task(
        state, case,
        ("Решить по должнику", "Decide on a debtor"),
        ("Менеджер денег пока не добился. Решите: позвонить самому, дать отсрочку или готовить претензию.",
         "The manager has not got the money so far. Decide: call yourself, give more time or prepare a formal demand."),
    )  # fmt: skip


def hand_to_lawyer(state: str, case: Case) -> tuple[str, str]:
    """Return title and text of the lawyer's task."""
    return _task(
        state, case,
        ("Взыскать долг", "Collect the debt"),
        ("Напоминания закончились, клиенту больше не пишем. Дальше решаете вы.",
         "Reminders are over, nothing more is written to the client. What follows is up to you."),
    )  # fmt: skip


def demand(state: str, case: Case) -> tuple[str, str]:
    """Return title and text of the head's task with the draft of a formal demand."""
    tongue = _tongue(case)
    title, text = _task(
        state, case,
        ("Согласовать претензию", "Approve a formal demand"),
        ("Проверьте черновик, оформите его документом и отправьте клиенту.",
         "Check the draft, make it a document and send it to the client."),
    )  # fmt: skip
    total = sums(case.pressing, tongue)
    signed = case.fact.roster.people.get(case.settings.finance_user or 0)
    draft = [
        tongue.pick("Черновик претензии", "Draft of the demand"),
        tongue.pick(
            f"По состоянию на {tongue.day(case.today)} вы не оплатили {total}:",
            f"As of {tongue.day(case.today)} you have not paid {total}:",
        ),
        listed(case.pressing, case, tongue),
        fee(case.pressing, case, tongue),
        tongue.pick(
            "Просим оплатить в течение 10 дней. Иначе мы будем вынуждены обратиться в суд.",
            "Please pay within 10 days. Otherwise we shall have to go to court.",
        ),
        signed.name if signed else "",
    ]
    return title, "\n\n".join(part for part in [text, *draft] if part)


def notice(state: str, case: Case) -> str:
    """Return what the head is told at once when much is at risk."""
    reason = because(state, case)
    return _to_person(case, Because(reason.ru, reason.en))


def broken(promise: Promise, case: Case) -> str:
    """Return the notice that a promise was broken."""
    tongue = _tongue(case)
    day = tongue.day(promise.until)
    return _to_person(
        case,
        Because(
            f"Обещали оплатить до {day}, денег нет. Долг {sums(case.debts, tongue)}.",
            f"Payment was promised by {day}, the money has not come. The debt is {sums(case.debts, tongue)}.",
        ),
    )


def ordered(document: Document, case: Case) -> str:
    """Return the notice that a client in debt has ordered again."""
    tongue = _tongue(case)
    name, total = name_of(document, tongue.language), sums(case.debts, tongue)
    return _to_person(
        case,
        Because(
            f"Клиент заказал ещё: {name}. Долг {total} не оплачен.",
            f"The client has ordered again: {name}. A debt of {total} is not paid.",
        ),
    )


def overpaid(document: Document, case: Case) -> str:
    """Return the question to finance about money that belongs to no document."""
    name = name_of(document, case.settings.language)
    return _to_person(
        case,
        Because(
            f"По документу {name} пришло лишнее, или он отменён. Куда отнести эти деньги? До ответа клиенту не пишем.",
            f"{name} was overpaid, or paid and cancelled. Where does the money belong? No letters go out before that is known.",
        ),
    )


def closing(reason: Because, case: Case) -> str:
    """Return what is written where a task was taken back."""
    return _tongue(case).pick(f"Снято: {reason.ru}", f"Taken back: {reason.en}")


def listed(documents: Sequence[Document], case: Case, tongue: Tongue) -> str:
    """Return documents with their sums and due days, one a line."""
    rows = []
    for document in documents:
        due = case.due_day(document)
        day = tongue.day(due) if due else ""
        left = exact_text(document.outstanding, tongue.language)
        rows.append(f"— {name_of(document, tongue.language)}, {left}, " + tongue.pick(f"срок {day}", f"due on {day}"))
    return "\n".join(rows)


def fee(documents: Sequence[Document], case: Case, tongue: Tongue) -> str:
    """Return the sentence about late fees of documents of one or more currencies; empty where none are shown."""
    rate = case.settings.late_fee
    if not rate:
        return ""
    sums_due: dict[str, Decimal] = {}
    for document in documents:
        left, due = document.outstanding, case.due_day(document)
        days = (case.today - due).days if due else 0
        sums_due[left.currency] = sums_due.get(left.currency, Decimal(0)) + left.amount * rate * days / HUNDREDTHS
    total = " + ".join(exact_text(Money(sums_due[each], each), tongue.language) for each in sorted(sums_due))
    return tongue.pick(f"Для сведения: пени на сегодня {total}.", f"For information: late fees as of today are {total}.")


def _task(state: str, case: Case, title: tuple[str, str], what: tuple[str, str]) -> tuple[str, str]:
    tongue, reason = _tongue(case), because(state, case)
    documents = listed(case.debts, case, tongue)
    text = "\n\n".join([tongue.pick(reason.ru, reason.en), documents, tongue.pick(*what)])
    return f"{tongue.pick(*title)}: {{client}} — {sums(case.debts, tongue)}", text


def _to_person(case: Case, text: Because) -> str:
    return f"{case.fact.title or case.fact.client}: {_tongue(case).pick(text.ru, text.en)}"


def _tongue(case: Case) -> Tongue:
    return spoken(case.settings.language, case.today)
