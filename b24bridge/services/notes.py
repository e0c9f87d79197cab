"""The notes of the ledger in the reader's language: why a thing was put off, dropped or failed. Not why it was decided.

A note is kept in English, as the worker wrote it. What the portal itself said is left in its own words.
"""

import re
from collections.abc import Mapping
from typing import Final

from b24bridge.core.decisions import Because
from b24bridge.services.consent import REASONS

MODES: Final[Mapping[str, str]] = {
    "off": "выключено",
    "observe": "наблюдение",
    "approve": "с согласия",
    "auto": "автоматически",
}
LIMITED: Final[Mapping[str, str]] = {
    "tasks for one manager a day": "задач менеджеру за день",
    "open tasks of one manager": "открытых задач у менеджера",
    "hand-overs a day": "передач за день",
    "clients for one receiver a day": "клиентов одному получателю за день",
    "clients of one manager in 7 days": "клиентов у одного менеджера за 7 дней",
    "days between letters to a client": "дней между письмами клиенту",
    "letters to a client in 30 days": "писем клиенту за 30 дней",
    "letters an hour": "писем в час",
}
DROPPED: Final = "no longer called for"
PLAIN: Final[Mapping[str, str]] = {
    "the client is gone": "клиента больше нет",
    "nothing to close": "закрывать нечего",
    "there is nothing to take back": "возвращать нечего",
    "changed by somebody since, left alone": "с тех пор это изменил человек, не трогаем",
    "it was so already": "так уже было",
    "the card said so already": "на карточке так уже было",
    "the task was over already": "задача уже завершена",
    "the episode is over": "этот случай закончился",
    "nobody answered in time": "никто не ответил в срок",
    "found by its marker": "нашли по своей метке",
    "looked up: it did not happen": "проверили: этого не было",
    "taking back is safe to repeat": "возврат можно повторить",
    "no trace of the letter yet": "следа письма пока нет",
    "no trace of the letter in a day: ask the client whether it came": "следа письма нет за день: спросите клиента",
}
PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    (r"an earlier step failed: (.*)", r"не удался предыдущий шаг: {}"),
    (r"could not be looked up: (.*)", r"не удалось проверить: {}"),
    (r"no trace after (\d+) tries", r"следа нет, попыток: {}"),
    (r"(\S+) is of a type that nobody can watch", r"за {} нельзя наблюдать"),
    (r"Letters go out on working days, (.*)\.", r"письма уходят в рабочие дни, {}"),
    (r"It leaves in (\d+) minutes\.", r"уйдёт через {} мин"),
    (
        r"(.*)Too many at once: (\d+) clients, usually no more than (\S+)\.",
        r"Слишком много за раз: {1} клиентов, обычно не больше {2}.",
    ),
    (r"(.*)Too many at once: (\d+) of (\d+) clients\.", r"Слишком много за раз: {1} из {2} клиентов."),
    (r"(\d+) of (\d+) actions failed", r"не удалось {} действий из {}"),
)


def said_of(note: str, *reasons: Because | None) -> Because:
    """Return a note in both languages; one that nobody foresaw, such as the portal's own, stays as it is.

    `reasons` are those that may stand in it: of the verdict by which an action is called for no more.
    """
    if note.startswith(DROPPED):
        known = next((each for each in reasons if each is not None and note == f"{DROPPED}: {each.en}"), None)
        return Because("Больше не нужно" + (f": {known.ru}" if known else "."), f"N{note[1:]}")
    russian = _russian(note)
    return Because(russian[:1].upper() + russian[1:], note[:1].upper() + note[1:])


def _russian(note: str) -> str:
    if note in PLAIN:
        return PLAIN[note]
    if found := re.fullmatch(r"mode: (\w+)", note):
        return f"режим: {MODES.get(found[1], found[1])}"
    if found := re.fullmatch(r"Limit: (\d+) (.*)\.", note):
        return f"предел: {found[1]} {LIMITED.get(found[2], found[2])}"
    for words in REASONS.values():
        if note.startswith(f"Refused: {words.en}."):
            return f"Отклонено: {words.ru}.{note.removeprefix(f'Refused: {words.en}.')}"
    for pattern, words_ru in PATTERNS:
        if found := re.fullmatch(pattern, note):
            return words_ru.format(*(_russian(each) for each in found.groups()))
    return note
