"""The texts that Client release puts on the portal: warnings, questions to the head, and the note that goes with a client."""

from assistants._release_case import Case
from assistants._release_words import name_of
from assistants._tongue import Tongue
from b24bridge.core.decisions import Because
from b24bridge.core.money import Money
from b24bridge.core.roster import HandOver
from b24bridge.core.sentences import money_text
from b24bridge.core.touches import Touch

LAST_TOUCHES = 5
TASK = "task:"


def warning(case: Case, because: Because) -> str:
    """Return the last warning to the manager."""
    tongue, name = tongue_of(case), title(case)
    return tongue.pick(
        f"Клиент {name}: скоро решение о передаче. {because.ru}", f"Client {name}: a hand-over is near. {because.en}"
    )


def question(case: Case, because: Because) -> str:
    """Return what the head is asked to decide."""
    tongue, name = tongue_of(case), title(case)
    return tongue.pick(f"Клиент {name} ждёт вашего решения. {because.ru}", f"Client {name} waits for you. {because.en}")


def hop_title(case: Case) -> str:
    """Return the title of the head's task when nobody contacts the client."""
    return tongue_of(case).pick("Решить, кто ведёт клиента: {client}", "Decide who looks after: {client}")


def hop_text(case: Case, because: Because) -> str:
    """Return the text of the head's task when nobody contacts the client."""
    tongue = tongue_of(case)
    return tongue.pick(
        f"{because.ru} Получатели подряд закончились: решите, кто ведёт клиента.",
        f"{because.en} No receivers are left in this round: decide who looks after the client.",
    )


def welcome(case: Case, trial: HandOver) -> str:
    """Return the notice for the new owner."""
    tongue, name, by = tongue_of(case), title(case), case.first_contact_by(trial)
    day = tongue.day(by)
    return tongue.pick(
        f"Вам передан клиент {name}. Свяжитесь с ним до {day}: история и договорённости — в карточке.",
        f"Client {name} is yours now. Contact it by {day}: history and agreements are on its card.",
    )


def farewell(case: Case, trial: HandOver) -> str:
    """Return the notice for the former owner."""
    tongue, name = tongue_of(case), title(case)
    receiver = name_of(case, trial.to_owner, tongue.language)
    by = tongue.day(case.fact.calendar.add(trial.on, case.settings.contest_window))
    return tongue.pick(
        f"Клиент {name} передан другому менеджеру: {receiver}. Оспорить можно до {by}.",
        f"Client {name} was handed over to {receiver}. You may object until {by}.",
    )


def report(case: Case, trial: HandOver) -> str:
    """Return the notice for the head."""
    tongue, name = tongue_of(case), title(case)
    old, new = (name_of(case, person, tongue.language) for person in (trial.from_owner, trial.to_owner))
    return tongue.pick(f"Клиент {name} передан: {old} → {new}.", f"Client {name} was handed over: {old} → {new}.")


def note(case: Case, because: Because) -> str:
    """Return the note that goes with a client: why, the last contacts, open money, and the tasks that stay where they are."""
    tongue = tongue_of(case)
    parts = [tongue.pick(because.ru, because.en), _contacts(case, tongue), _money(case, tongue), _plans(case, tongue)]
    return "\n\n".join(part for part in parts if part)


def taken_back(case: Case, because: Because) -> str:
    """Return what is written where the head's task was taken back."""
    return tongue_of(case).pick(f"Снято: {because.ru}", f"Taken back: {because.en}")


def tongue_of(case: Case, *, is_short: bool = False) -> Tongue:
    """Return the language of the portal."""
    return Tongue(case.settings.language, case.today, is_short)


def title(case: Case) -> str:
    """Return the client's name, or its number where names are not kept."""
    return case.fact.title or str(case.fact.client)


def _contacts(case: Case, tongue: Tongue) -> str:
    rows = [f"— {_contact(touch, tongue)}" for touch in reversed(case.fact.touches[-LAST_TOUCHES:])]
    return "\n".join([tongue.pick("Последние контакты:", "Last contacts:"), *rows]) if rows else ""


def _contact(touch: Touch, tongue: Tongue) -> str:
    worth = tongue.ignored(touch.ignored) if touch.ignored else tongue.kind(touch.kind)
    return f"{tongue.day(touch.at.date())}: {tongue.channel(touch.channel)}, {worth}"


def _money(case: Case, tongue: Tongue) -> str:
    deals = sorted(case.fact.deals, key=lambda deal: (-deal.amount.amount, deal.id))
    rows = [tongue.pick(f"сделка №\u00a0{deal.id}, ", f"deal {deal.id}, ") + _sum(deal.amount, tongue) for deal in deals]
    unpaid = [each for each in case.fact.documents if each.semantics == "P" and each.outstanding.amount]
    rows += [
        tongue.pick(f"счёт {each.number}, не оплачено ", f"invoice {each.number}, unpaid ") + _sum(each.outstanding, tongue)
        for each in unpaid
    ]
    return tongue.pick("Открытые деньги: ", "Open money: ") + "; ".join(rows) + "." if rows else ""


def _plans(case: Case, tongue: Tongue) -> str:
    numbers = [plan.source.removeprefix(TASK) for plan in case.fact.appointments if plan.source.startswith(TASK)]
    named = ", ".join(numbers)
    return tongue.pick(f"Задачи, которые остались у людей: {named}.", f"Tasks that stay with people: {named}.") if named else ""


def _sum(money: Money, tongue: Tongue) -> str:
    return money_text(money, tongue.language)
