"""The texts that Lapsed buyers puts on the portal: its tasks, its notices, and why it took a task back."""

from assistants._ladder import HeadTexts
from assistants._lapsed_case import Case
from assistants._lapsed_words import because, habit
from assistants._tongue import Tongue, spoken
from b24bridge.core.decisions import Because
from b24bridge.core.money import Money
from b24bridge.core.sentences import joined, money_text

LAST_PURCHASES = 3


def title(case: Case) -> str:
    """Return the title of the task; the client's name is filled in when it is sent."""
    return _tongue(case).pick(
        f"Ушедший клиент: {{client}} — {case.pause}\u00a0дн. без покупки",
        f"Lapsed client: {{client}} — {case.pause}\u00a0d without a purchase",
    )


def description(state: str, case: Case) -> str:
    """Return the text of the task: why, the last purchases, the money, and words to write to the client."""
    tongue, reason = _tongue(case), because(state, case)
    parts = (tongue.pick(reason.ru, reason.en), _purchases(case, tongue), _money(state, case, tongue), _letter(case, tongue))
    return "\n\n".join(part for part in parts if part)


def yearly(case: Case) -> tuple[str, str]:
    """Return title and text of the task that asks once a year after a client that fell asleep."""
    tongue, reason = _tongue(case), because("DORMANT", case)
    heading = tongue.pick("Напомнить о себе: {client}", "Get in touch again: {client}")
    parts = (tongue.pick(reason.ru, reason.en), _purchases(case, tongue), _letter(case, tongue))
    return heading, "\n\n".join(parts)


def head_texts(state: str, case: Case) -> HeadTexts:
    """Return what the ladder says to who has the task and to the head."""
    tongue = _tongue(case)
    name = case.fact.title or str(case.fact.client)
    days = tongue.days(case.pause)
    return HeadTexts(
        reminder=tongue.pick(
            f"Клиент {name} не покупает {days}. Срок задачи подошёл, контакта ещё не было.",
            f"Client {name} has not bought for {days}. The task is due, there was no contact yet.",
        ),
        notice=tongue.pick(
            f"Клиент {name} не покупает {days}, срок задачи прошёл, контакта не было.",
            f"Client {name} has not bought for {days}; the task is overdue without contact.",
        ),
        title=tongue.pick("Решить по ушедшему клиенту: {client}", "Decide about a lapsed client: {client}"),
        text=description(state, case),
    )


def closing(reason: Because, case: Case) -> str:
    """Return what is written where a task was taken back."""
    return _tongue(case).pick(f"Снято: {reason.ru}", f"Taken back: {reason.en}")


def _tongue(case: Case) -> Tongue:
    return spoken(case.settings.language, case.today)


def _purchases(case: Case, tongue: Tongue) -> str:
    rows = [
        f"— {tongue.day(bought.on)}: {money_text(bought.amount, tongue.language)}"
        for bought in reversed(case.purchases[-LAST_PURCHASES:])
    ]
    return "\n".join([tongue.pick("Последние покупки:", "Last purchases:"), *rows])


def _money(state: str, case: Case, tongue: Tongue) -> str:
    year = money_text(Money(case.yearly_money, case.fact.currency), tongue.language)
    parts = [tongue.pick(f"За последний год покупок: {year}.", f"In its last year of purchases: {year}.")]
    at_risk = case.worth(state).at_risk
    if at_risk.amount:
        risk = money_text(at_risk, tongue.language)
        parts.append(tongue.pick(f"Под риском: {risk}.", f"At risk: {risk}."))
    return joined(parts)


def _letter(case: Case, tongue: Tongue) -> str:
    """Return words that the manager may write to the client; he is free to choose others."""
    heading, day = tongue.pick("Можно написать так:", "You may write:"), tongue.day(case.last.on)
    known = habit(case, tongue) if case.pace is not None and case.pace.own is not None else ""
    if known:
        words = tongue.pick(
            f"«Здравствуйте! Вы покупали у нас в последний раз {day}, обычно заказываете чаще. "
            "Всё ли в порядке? Что для вас подготовить?»",
            f'"Hello! You last bought from us on {day}; usually you order more often. Is all well? What may we prepare?"',
        )
    else:
        words = tongue.pick(
            f"«Здравствуйте! Вы покупали у нас {day}. Всё ли вас устроило? Что для вас подготовить?»",
            f'"Hello! You bought from us on {day}. Was all to your liking? What may we prepare?"',
        )
    return f"{heading}\n{words}"
