"""Letters to clients about money: one for all documents of a currency, polite, firmer from level to level.

`{client}` is filled in when a letter is sent. Whether one may go is `_dunning_guards`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistants._documents import name_of, total_of
from assistants._tongue import Tongue
from b24bridge.core.actions import SendLetter
from b24bridge.core.documents import Document
from b24bridge.core.ids import EntityId
from b24bridge.core.sentences import cut, exact_text

LONGEST_SUBJECT = 200
# Level: subject, what comes before the list, what comes after it.
WORDS_RU: Final[Mapping[str, tuple[str, str, str]]] = {
    "NUDGED2": (
        "{client}: выставленные счета",
        "напоминаем о счетах, которые мы для вас выставили и оплаты которых ждём:",
        "Подскажите, пожалуйста, когда ждать оплату и всё ли в порядке с документами.",
    ),
    "L-1": (
        "{client}: скоро срок оплаты",
        "напоминаем, что подходит срок оплаты:",
        "Если нужны документы или уточнения, ответьте на это письмо.",
    ),
    "L1": (
        "{client}: напоминание об оплате",
        "срок оплаты прошёл, а денег мы пока не видим. Возможно, счёт просто затерялся:",
        "Пожалуйста, оплатите или подскажите, когда ждать оплату.",
    ),
    "L3": (
        "{client}: просроченная оплата",
        "оплата просрочена. Состояние расчётов на сегодня:",
        "Просим оплатить в ближайшие дни или согласовать с нами срок. Если у вас есть возражения, ответьте на это письмо.",
    ),
}
WORDS_EN: Final[Mapping[str, tuple[str, str, str]]] = {
    "NUDGED2": (
        "{client}: your open invoices",
        "we would like to remind you of what we have invoiced and not yet been paid:",
        "Please let us know when we may expect payment, and whether the documents are in order.",
    ),
    "L-1": (
        "{client}: payment is due soon",
        "a friendly reminder that payment is due soon:",
        "If you need documents or have a question, just answer this letter.",
    ),
    "L1": (
        "{client}: payment reminder",
        "the day to pay by has passed and we cannot see your payment yet. The invoice may simply have got lost:",
        "Please pay, or let us know when we may expect payment.",
    ),
    "L3": (
        "{client}: overdue payment",
        "payment is overdue. The account as of today:",
        "Please pay within the next days, or agree on a date with us. If you object to anything, answer this letter.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dun:
    """What a letter is about: documents of one currency with their due days, and the level that sets its tone.

    `fee` is a sentence about a late fee, for information only, empty for none.
    """

    level: str
    documents: Sequence[Document]
    due: Mapping[EntityId, date | None]
    fee: str = ""

    @property
    def currency(self) -> str:
        """Return the currency of all its documents."""
        return self.documents[0].amount.currency


def letter(dun: Dun, client: EntityId, step: str, person: int, tongue: Tongue) -> SendLetter:
    """Return the letter, written in the portal's language and sent by `person`."""
    total = total_of(dun.documents, dun.currency)
    words = (WORDS_RU if tongue.language == "ru" else WORDS_EN)[dun.level]
    rows = [f"— {_row(document, dun, tongue)}" for document in dun.documents]
    parts = [
        tongue.pick("Здравствуйте!", "Hello,"),
        "\n".join([words[1][:1].upper() + words[1][1:], *rows]),
        tongue.pick("Итого: ", "Total: ") + exact_text(total, tongue.language),
        dun.fee,
        words[2],
        tongue.pick(
            "Если вы уже оплатили, спасибо, и не обращайте внимания на это письмо.",
            "If you have paid already, thank you, and please disregard this letter.",
        ),
    ]
    return SendLetter(
        client=client,
        step=step,
        person=person,
        subject=cut(words[0], LONGEST_SUBJECT),
        text="\n\n".join(part for part in parts if part),
        level=dun.level,
        documents=tuple(str(document.entity) for document in dun.documents),
        total=total,
    )


def _row(document: Document, dun: Dun, tongue: Tongue) -> str:
    parts = [name_of(document, tongue.language)]
    if document.issued_on is not None:
        issued = tongue.day(document.issued_on)
        parts[0] += tongue.pick(f" от {issued}", f" of {issued}")
    parts.append(exact_text(document.outstanding, tongue.language))
    due = dun.due.get(document.entity)
    if due is not None:
        ru, en = ("срок был", "was due on") if due < tongue.today else ("оплатить до", "due on")
        parts.append(f"{tongue.pick(ru, en)} {tongue.day(due)}")
    if document.paid.amount > 0:
        paid = exact_text(document.paid, tongue.language)
        parts.append(tongue.pick(f"уже оплачено {paid}", f"{paid} paid already"))
    return ", ".join(parts)
