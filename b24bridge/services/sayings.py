"""The closed lists behind the buttons, and what each does, in words of both languages. Not who may press them: `declare`."""

from collections.abc import Mapping

from b24bridge.core.decisions import Because
from b24bridge.core.screens_buttons import Option
from b24bridge.core.screens_overview import Group
from b24bridge.core.statements import Said


def _list(**words: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(code, Because(*each)) for code, each in words.items())


REASONS: Mapping[Said, tuple[Option, ...]] = {
    Said.KEEP: _list(
        whatsapp=("WhatsApp", "WhatsApp"),
        telegram=("Telegram", "Telegram"),
        person=("Лично", "In person"),
        phone=("С личного телефона", "By own phone"),
        other=("Другое", "Other"),
    ),
    Said.PAUSE: _list(
        holiday=("Клиент в отпуске", "The client is on holiday"),
        season=("Не сезон", "Out of season"),
        waits=("Ждём решения клиента", "The client is deciding"),
        other=("Другое", "Other"),
    ),
    Said.DISPUTE: _list(
        amount=("Не согласен с суммой", "Disagrees with the sum"),
        goods=("Претензия к товару или работе", "Complains about goods or work"),
        delivery=("Не получил товар или документы", "Goods or papers did not arrive"),
        paid=("Говорит, что оплатил", "Says it has paid"),
        other=("Другое", "Other"),
    ),
    Said.GONE: _list(
        closed=("Закрылся", "Closed down"),
        rival=("Ушёл к конкуренту", "Went to a competitor"),
        stopped=("Больше не нуждается", "No longer needs it"),
        double=("Это дубль", "A duplicate"),
        other=("Другое", "Other"),
    ),
    Said.LOST: _list(
        rival=("Ушёл к конкуренту", "Went to a competitor"),
        price=("Не устроила цена", "The price"),
        quality=("Не устроило качество", "The quality"),
        stopped=("Больше не нуждается", "No longer needs it"),
        other=("Другое", "Other"),
    ),
}

EFFECTS: Mapping[Said, Because] = {
    Said.KEEP: Because("Контакт подтверждён, защита до {until}.", "Contact confirmed, protected until {until}."),
    Said.PAUSE: Because("Пауза до {until}.", "Paused until {until}."),
    Said.PROMISE: Because(
        "До {until} не напоминаем. Если денег не будет, скажем руководителю.",
        "No reminders until {until}. If the money does not arrive, the head is told.",
    ),
    Said.DISPUTE: Because(
        "Напоминания остановлены до 10 рабочих дней, вы получите задачу.",
        "Reminders pause for up to 10 working days; you get a task.",
    ),
    Said.WAIVER: Because("Клиент под защитой до {until}.", "The client is protected until {until}."),
    Said.GIVE_UP: Because(
        "Клиента передадут другому менеджеру. В отчёте это не потеря.",
        "The client goes to another manager. The report does not count it as a loss.",
    ),
    Said.GONE: Because("Руководитель подтвердит. История сохранится.", "The head confirms. History is kept."),
    Said.CONTEST: Because("Руководитель решит, вернуть ли клиента.", "The head decides whether the client comes back."),
    Said.LOST: Because("Записали, почему клиент ушёл.", "Noted why the client left."),
    Said.MORE_KEEPS: Because("Спросили руководителя.", "The head is asked."),
}

TOLD: Mapping[Said, Because] = {
    Said.KEEP: Because("подтвердил контакт", "confirmed contact"),
    Said.PAUSE: Because("поставил клиента на паузу", "paused the client"),
    Said.PROMISE: Because("клиент обещал оплатить", "the client promised to pay"),
    Said.DISPUTE: Because("клиент спорит по счёту", "the client disputes the invoice"),
    Said.GIVE_UP: Because("отдаёт клиента сам", "gives the client up"),
    Said.GONE: Because("считает, что это больше не клиент", "says this is no client any more"),
    Said.LOST: Because("клиент ушёл", "the client has left"),
}
"""What the client's timeline says of it, after the name of who said it."""

ENDED: Mapping[str, Because] = {
    "withdrawn": Because("отозвано", "withdrawn"),
    "kept": Because("сдержано", "kept"),
    "broken": Because("нарушено", "broken"),
    "resolved": Because("решено", "resolved"),
}


ASKING: Mapping[Said, Group] = {Said.GONE: "gone", Said.CONTEST: "contest", Said.MORE_KEEPS: "keeps"}
"""Under which heading of a head's decisions a word stands that asks him."""


def option(kind: Said, code: str) -> Because | None:
    """Return the words of a reason, or None for one that is not on the list."""
    return next((each.words for each in REASONS.get(kind, ()) if each.code == code), None)
