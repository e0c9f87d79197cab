"""The texts that Forgotten clients puts on the portal: its task, its notice, and why it took a task back."""

from itertools import takewhile

from assistants._forgotten_case import Case
from assistants._ladder import HeadTexts
from assistants._tongue import Tongue, spoken
from b24bridge.core.decisions import Because
from b24bridge.core.facts import OpenDeal
from b24bridge.core.sentences import day_en, day_ru, money_text
from b24bridge.core.touches import Kind, Touch

LAST_TOUCHES = 5
LAST_DEALS = 5
SEVERAL = 3


def title(case: Case) -> str:
    """Return the title of the task; the client's name is filled in when it is sent."""
    tongue, silent = _tongue(case), case.silent_days
    head = tongue.pick("Забытый клиент: {client}", "Forgotten client: {client}")
    if silent is None:
        return head
    return head + tongue.pick(f" — {silent}\u00a0дн. без контакта", f" — {silent}\u00a0d without contact")


def description(reason: Because, case: Case) -> str:
    """Return the text of the task: why, the last contacts, how to reach the client, open deals, and the money."""
    tongue = _tongue(case)
    parts = [tongue.pick(reason.ru, reason.en), _contacts(case, tongue), _channel(case, tongue), _deals(case, tongue)]
    if case.worth.at_risk.amount:
        money = money_text(case.worth.at_risk, tongue.language)
        parts.append(tongue.pick(f"Под риском: {money}.", f"At risk: {money}."))
    return "\n\n".join(part for part in parts if part)


def reminder(case: Case) -> str:
    """Return the notice for the return of a client whose protection has run out again."""
    tongue, until = _tongue(case), case.protection.until
    name = case.fact.title or str(case.fact.client)
    day = tongue.day(until) if until else ""
    return tongue.pick(
        f"Клиент {name}: отсрочка закончилась {day}, контакта не было. Задача остаётся в силе.",
        f"Client {name}: the postponement ended on {day} without contact. The task still stands.",
    )


def head_texts(reason: Because, case: Case) -> HeadTexts:
    """Return what is said when the task changes nothing: to who has it at its term, then to the head."""
    tongue, name, silent = _tongue(case), case.fact.title or str(case.fact.client), case.silent_days
    days = "" if silent is None else tongue.pick(f", {tongue.days(silent)} без ответа", f", {tongue.days(silent)} silent")
    return HeadTexts(
        reminder=tongue.pick(
            f"Клиент {name}: срок задачи подошёл, контакта ещё нет.", f"Client {name}: the task is due, no contact yet."
        ),
        notice=tongue.pick(
            f"Клиент {name}{days}: срок задачи прошёл, под риском {money_text(case.worth.at_risk, 'ru')}.",
            f"Client {name}{days}: the task is overdue, at risk {money_text(case.worth.at_risk, 'en')}.",
        ),
        title=tongue.pick("Решить по забытому клиенту: {client}", "Decide about a forgotten client: {client}"),
        text=tongue.pick(
            f"{reason.ru}\n\nМенеджер задачу не выполнил. Решите: продлить, передать другому или закрыть.",
            f"{reason.en}\n\nThe manager has not done his task. Decide: prolong, hand over, or close.",
        ),
    )


def closing(reason: Because, case: Case) -> str:
    """Return what is written where the task was taken back."""
    return _tongue(case).pick(f"Снято: {reason.ru}", f"Taken back: {reason.en}")


def _tongue(case: Case) -> Tongue:
    return spoken(case.settings.language, case.today)


def _contacts(case: Case, tongue: Tongue) -> str:
    rows = [f"— {_contact(touch, case, tongue)}" for touch in reversed(case.fact.touches[-LAST_TOUCHES:])]
    return "\n".join([tongue.pick("Последние контакты:", "Last contacts:"), *rows]) if rows else ""


def _contact(touch: Touch, case: Case, tongue: Tongue) -> str:
    day = (day_ru if tongue.language == "ru" else day_en)(touch.at.date(), case.today)
    worth = tongue.kind(touch.kind)
    if touch.ignored:
        worth = tongue.pick("не считается: ", "does not count: ") + tongue.ignored(touch.ignored)
    elif touch.source not in case.counted:
        worth += tongue.pick(", сверх числа засчитываемых", ", beyond the number that counts")
    return f"{day}: {tongue.channel(touch.channel)}, {worth}"


def _channel(case: Case, tongue: Tongue) -> str:
    """Suggest how to reach the client: by letter after several calls in a row that failed, else as it answered last."""
    tried = [touch for touch in reversed(case.fact.touches) if touch.kind in {Kind.ATTEMPT, Kind.CONTACT, Kind.SENT}]
    failed = list(takewhile(lambda touch: touch.kind is Kind.ATTEMPT and touch.channel == "call", tried))
    if len(failed) >= SEVERAL:
        return tongue.pick(
            "Последние звонки не состоялись: попробуйте написать.", "The last calls did not get through: try to write."
        )
    answer = case.protection.last_answer
    if answer is None:
        return ""
    how = tongue.channel(answer.channel)
    return tongue.pick(f"В последний раз клиент отвечал так: {how}.", f"The client last answered by this way: {how}.")


def _deals(case: Case, tongue: Tongue) -> str:
    deals = sorted(case.fact.deals, key=lambda deal: (-deal.amount.amount, deal.id))
    rows = [_deal(deal, tongue) for deal in deals[:LAST_DEALS]]
    if len(deals) > LAST_DEALS:
        rows.append(tongue.pick(f"и ещё {len(deals) - LAST_DEALS}", f"and {len(deals) - LAST_DEALS} more"))
    return tongue.pick("Открытые сделки: ", "Open deals: ") + "; ".join(rows) + "." if rows else ""


def _deal(deal: OpenDeal, tongue: Tongue) -> str:
    return f"№\u00a0{deal.id}, {money_text(deal.amount, tongue.language)}"
