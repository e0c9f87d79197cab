"""The texts that Unpaid orders puts on the portal: tasks, notices, and why it took a task back. Letters: `_dunning_letters`."""

from assistants._documents import name_of
from assistants._tongue import Tongue, spoken
from assistants._unpaid_case import NUDGED1, NUDGED2, Awaited, Case
from assistants._unpaid_words import as_of, because, sums
from b24bridge.core.decisions import Because
from b24bridge.core.documents import Document
from b24bridge.core.sentences import exact_text

LISTED = 10


def title(stage: int, case: Case) -> str:
    """Return the title of the task of a stage; the client's name is filled in when it is sent."""
    tongue = _tongue(case)
    ru, en = {
        NUDGED1: ("Уточнить оплату", "Find out about payment"),
        NUDGED2: ("Ещё раз уточнить оплату", "Find out about payment again"),
    }.get(stage, ("Продлить или аннулировать", "Prolong or cancel"))
    total = sums(case.documents, tongue)
    return tongue.pick(f"{ru}: {{client}} — {total}", f"{en}: {{client}} — {total}")


def description(stage: int, case: Case) -> str:
    """Return the text of the task of a stage: why, the documents, what to do, and how old payment data is."""
    tongue = _tongue(case)
    reason = because(case)
    parts = [tongue.pick(reason.ru, reason.en), listed(case, tongue), _to_do(stage, tongue)]
    return "\n\n".join(part for part in parts if part)


def reminder(document: Document, case: Case) -> str:
    """Return the notice that a document is due soon."""
    tongue, due = _tongue(case), case.due_day(document)
    name, left = name_of(document, tongue.language), exact_text(document.outstanding, tongue.language)
    client, day = case.fact.title or str(case.fact.client), tongue.day(due) if due else ""
    text = tongue.pick(
        f"{client}: {name} нужно оплатить до {day}, осталось {left}.", f"{client}: {name} is due on {day}, {left} left."
    )
    return f"{text} {as_of(case, tongue)}".strip()


def notice(each: Awaited, case: Case) -> str:
    """Return what the head is told at once when much is at risk."""
    tongue = _tongue(case)
    name, client = name_of(each.document, tongue.language), case.fact.title or str(case.fact.client)
    days, total = tongue.days((case.today - each.since).days), sums(case.documents, tongue)
    return tongue.pick(
        f"{client}: {name} не оплачен, прошло {days}. Всего ждём {total}.",
        f"{client}: {name} is not paid after {days}. Waiting for {total} in all.",
    )


def head_title(case: Case) -> str:
    """Return the title of the head's task."""
    tongue, total = _tongue(case), sums(case.documents, _tongue(case))
    return tongue.pick(f"Решить по неоплаченному: {{client}} — {total}", f"Decide on what is unpaid: {{client}} — {total}")


def head_text(case: Case) -> str:
    """Return the text of the head's task."""
    tongue, reason = _tongue(case), because(case)
    what = tongue.pick(
        "Задачи менеджеру ничего не дали. Решите: продлить срок, передать другому или закрыть.",
        "The manager's tasks changed nothing. Decide: prolong, hand over or close.",
    )
    return "\n\n".join([tongue.pick(reason.ru, reason.en), listed(case, tongue), what])


def closing(reason: Because, case: Case) -> str:
    """Return what is written where a task was taken back."""
    return _tongue(case).pick(f"Снято: {reason.ru}", f"Taken back: {reason.en}")


def listed(case: Case, tongue: Tongue) -> str:
    """Return the documents that are waited for, one a line."""
    rows = [f"— {_row(each.document, case, tongue)}" for each in case.awaited[:LISTED]]
    if len(case.awaited) > LISTED:
        rows.append(tongue.pick(f"и ещё {len(case.awaited) - LISTED}", f"and {len(case.awaited) - LISTED} more"))
    return "\n".join([tongue.pick("Документы:", "Documents:"), *rows])


def _row(document: Document, case: Case, tongue: Tongue) -> str:
    parts = [name_of(document, tongue.language), exact_text(document.outstanding, tongue.language)]
    if document.issued_on is not None:
        day = tongue.day(document.issued_on)
        parts.append(tongue.pick(f"выставлен {day}", f"issued on {day}"))
    due = case.due_day(document)
    if due is not None:
        parts.append(tongue.pick(f"оплатить до {tongue.day(due)}", f"due on {tongue.day(due)}"))
    if case.is_expired(document):
        parts.append(tongue.pick("срок действия прошёл", "no longer valid"))
    return ", ".join(parts)


def _to_do(stage: int, tongue: Tongue) -> str:
    if stage in (NUDGED1, NUDGED2):
        return tongue.pick(
            "Узнайте у клиента, когда ждать оплату. Назвал день — нажмите «Обещал оплатить», не согласен — «Спор по счёту».",
            'Ask the client when to expect payment. If it names a day, press "Promised to pay", if not, "Invoice dispute".',
        )
    return tongue.pick(
        "Продлите документ, если клиент ещё покупает, или аннулируйте его.",
        "Prolong the document if the client still wants to buy, or cancel it.",
    )


def _tongue(case: Case) -> Tongue:
    return spoken(case.settings.language, case.today)
