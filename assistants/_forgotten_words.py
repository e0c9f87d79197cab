"""Why a client stands where it does, as Forgotten clients says it. Texts of tasks and notices are in `_forgotten_texts`.

The words are those of the screens; parts without data are left out, and nobody is accused.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from assistants._forgotten_case import Case
from assistants._tongue import Tongue, both, spoken
from b24bridge.core.decisions import Because, Json
from b24bridge.core.protection import START, WAIVER
from b24bridge.core.sentences import counted_ru, cut, days_en, days_ru, joined
from b24bridge.core.touches import Appointment, Kind, Touch

LONGEST_WHY = 255
RULES = 256
# What prolongs, with its verb: the genders of Russian differ.
PROLONGED_RU: Final[Mapping[str, str]] = {
    "call": "Попытка звонка от {day} продлила",
    "letter": "Письмо от {day} продлило",
    "chat": "Сообщение в чате от {day} продлило",
    "sms": "Сообщение от {day} продлило",
    "comment": "Комментарий от {day} продлил",
    "todo": "Дело от {day} продлило",
    "deal": "Движение сделки {day} продлило",
    "payment": "Счёт от {day} продлил",
}
PROLONGED_EN: Final[Mapping[str, str]] = {
    "call": "An attempt to call on {day} prolonged",
    "letter": "A letter of {day} prolonged",
    "chat": "A chat message of {day} prolonged",
    "sms": "A message of {day} prolonged",
    "comment": "A comment of {day} prolonged",
    "todo": "A to-do of {day} prolonged",
    "deal": "A deal's move on {day} prolonged",
    "payment": "An invoice of {day} prolonged",
}


def because(state: str, case: Case) -> Because:
    """Return the reason for a state that was judged, in both languages."""
    return Because(*(explain(state, case, tongue) for tongue in both(case.today)))


def explain(state: str, case: Case, tongue: Tongue) -> str:
    """Return the reason in one language; short days make it fit the client's card."""
    if state == "UNKNOWN":
        return tongue.pick(
            "Не знаем, когда был последний контакт. Поэтому ничего не делаем.",
            "We do not know when the last contact was, so we do nothing.",
        )
    if state == "CALM":
        return _calm(case, tongue)
    return joined(
        [_opening(state, case, tongue), _answered(case, tongue), _rule(case, tongue), *_protected(state, case, tongue)]
        + ([] if tongue.is_short else [_called(case, tongue), _plans(case, tongue), *_remarks(case, tongue)])
        + ([_stop(tongue)] if state == "FORGOTTEN" and not tongue.is_short else [])
    )


def why(state: str, case: Case) -> str:
    """Return the reason as it stands on the client's card."""
    return cut(explain(state, case, spoken(case.settings.language, case.today, is_short=True)), LONGEST_WHY)


def brief(state: str, case: Case) -> dict[str, Json]:
    """Return the reason by language for a list, whose other columns say the state, the days and what comes next."""
    return {tongue.language: _brief(state, case, tongue) for tongue in both(case.today)}


def _brief(state: str, case: Case, tongue: Tongue) -> str:
    answer = case.protection.last_answer
    last = tongue.pick("Клиент ещё ни разу не отвечал.", "The client has never answered.")
    if answer is not None:
        how, day = tongue.channel(answer.channel), tongue.day(answer.at.date())
        last = tongue.pick(f"{how.capitalize()} {day}.", f"{how.capitalize()} on {day}.")
    return joined([last, _rule(case, tongue), _end(state, case, tongue), _called(case, tongue)])


def _end(state: str, case: Case, tongue: Tongue) -> str:
    """Return in one sentence what prolonged or ended protection."""
    until, ends = case.protection.until, case.protection.earned_until
    if until is not None and ends is not None and until < ends:
        day = tongue.day(until)
        return tongue.pick(f"Предел защиты без ответа — {day}.", f"Without an answer protection ends by {day}.")
    return next(_protected(state, case, tongue), "")


def _opening(state: str, case: Case, tongue: Tongue) -> str:
    until = case.protection.until
    day = tongue.day(until) if until else ""
    if state == "FORGOTTEN":
        return tongue.pick("Забытый.", "Forgotten.")
    if state == "SNOOZED":
        return tongue.pick(f"Забытый, отложен до {day}.", f"Forgotten, postponed until {day}.")
    return tongue.pick(f"Скоро станет забытым: защита до {day}.", f"Soon to be forgotten: protected until {day}.")


def _calm(case: Case, tongue: Tongue) -> str:
    until, answer = case.protection.until, case.protection.last_answer
    if case.is_young:
        age = case.settings.min_age_days
        ru = counted_ru(age, "дня", "дней", "дней")
        return tongue.pick(f"Новый клиент: ему меньше {ru}.", f"A new client, known for less than {days_en(age)}.")
    end = tongue.day(until) if until else ""
    if answer is None:
        return tongue.pick(f"Всё в порядке: защита до {end}.", f"All is well: protected until {end}.")
    day = tongue.day(answer.at.date())
    return tongue.pick(
        f"Всё в порядке: клиент отвечал {day}, защита до {end}.",
        f"All is well: the client answered on {day}, protected until {end}.",
    )


def _answered(case: Case, tongue: Tongue) -> str:
    answer, silent = case.protection.last_answer, case.silent_days
    if silent is None:
        return tongue.pick("Клиент ещё ни разу не отвечал.", "The client has never answered.")
    ago = tongue.days(silent)
    if answer is None:
        since = tongue.day(case.start) if case.start else ""
        return tongue.pick(
            f"Клиент ещё ни разу не отвечал, с {since} прошло {ago}.", f"The client has never answered; {ago} since {since}."
        )
    day, how = tongue.day(answer.at.date()), ", ".join(_how(case, answer, tongue))
    late = tongue.pick(" (запись внесена позже, считаем с её внесения)", " (entered late, counted from then)")
    return (
        tongue.pick(
            f"Клиент последний раз отвечал {day} ({how}), {ago} назад", f"The client last answered on {day} ({how}), {ago} ago"
        )
        + (late if answer.is_backdated and not tongue.is_short else "")
        + "."
    )


def _how(case: Case, answer: Touch, tongue: Tongue) -> Iterator[str]:
    yield tongue.channel(answer.channel)
    owner = case.fact.owner
    if owner is not None and owner.name and owner.id == answer.actor_id and not tongue.is_short:
        yield owner.name


def _rule(case: Case, tongue: Tongue) -> str:
    return tongue.pick(*_rules(case.rule[0], case.segment, case.spans.contact))


@lru_cache(maxsize=RULES)
def _rules(name: str, segment: int | None, days: int) -> tuple[str, str]:
    """Return the same sentence in both languages; most clients go by one and the same rule."""
    ru, en = {
        "stage": ("Правило этой стадии сделки", "The rule for this stage of the deal"),
        "funnel": ("Правило воронки", "The rule for this funnel"),
        "size": (f"Правило для K{segment}", f"The rule for K{segment}"),
        "type": ("Правило для этого типа клиентов", "The rule for this type of client"),
    }.get(name, ("Правило", "The rule"))
    return f"{ru} — {days_ru(days)}.", f"{en} is {days_en(days)}."


def _protected(state: str, case: Case, tongue: Tongue) -> Iterator[str]:
    protection = case.protection
    ends, until = protection.earned_until, protection.until
    assert ends is not None  # the state of a client without any protection is UNKNOWN
    assert until is not None
    if prolonged := _prolonged(case, tongue):
        end, last = tongue.day(ends), tongue.day(until)
        sentence = prolonged + tongue.pick(f" защиту до {end}", f" protection until {end}")
        if until < ends:
            sentence += tongue.pick(
                f", но без ответа клиента она длится не дальше {last}", f", but without an answer it cannot last beyond {last}"
            )
        yield sentence + "."
    if state == "FORGOTTEN":
        yield tongue.pick(f"Защита закончилась {tongue.day(until)}.", f"Protection ended on {tongue.day(until)}.")


def _prolonged(case: Case, tongue: Tongue) -> str:
    """Return the beginning of the sentence that says what prolonged protection beyond the last answer; empty if nothing did."""
    by = case.protection.by
    if isinstance(by, Appointment):
        is_task = by.source.startswith("task:")
        number = by.source.partition(":")[2]
        if is_task:
            return tongue.pick(f"Задача №\u00a0{number} продлила", f"Task {number} prolonged")
        return tongue.pick("Запланированный контакт продлил", "A planned contact prolonged")
    if by == WAIVER:
        return tongue.pick("Решение руководителя продлило", "The head's word prolonged")
    if by is None or by == START or by.kind is Kind.CONTACT:
        return ""
    if by.kind is Kind.KEEP:
        day = tongue.day(by.at.date())
        return tongue.pick(f"Подтверждение менеджера от {day} продлило", f"The manager's confirmation of {day} prolonged")
    phrases = PROLONGED_RU if tongue.language == "ru" else PROLONGED_EN
    other = tongue.pick("Запись от {day} продлила", "A record of {day} prolonged")
    return phrases.get(by.channel, other).format(day=tongue.day(by.at.date()))


def _called(case: Case, tongue: Tongue) -> str:
    called = case.called_in_vain
    if called is None:
        return ""
    day = tongue.day(called.at.date())
    return tongue.pick(f"Клиент звонил сам {day}, разговора не было.", f"The client called on {day}, there was no talk.")


def _plans(case: Case, tongue: Tongue) -> str:
    ahead = [plan for plan in case.fact.appointments if plan.deadline is None or plan.deadline.date() >= case.today]
    if isinstance(case.protection.by, Appointment):
        return ""
    if not ahead:
        return tongue.pick("Будущих задач нет.", "No tasks lie ahead.")
    return tongue.pick("Поставленные задачи защиту не продлевают.", "The tasks that lie ahead do not prolong protection.")


def _remarks(case: Case, tongue: Tongue) -> Iterator[str]:
    """Yield that the owner is away, and that the client may be none any more."""
    if case.is_owner_away:
        yield tongue.pick("Ответственный в отпуске или отсутствует.", "The owner is away.")
    if case.is_dormant:
        times = counted_ru(case.times_forgotten, "раз", "раза", "раз")
        yield tongue.pick(
            f"Забыт {times} без ответа клиента: возможно, это больше не клиент.",
            f"Forgotten {case.times_forgotten} times without an answer: perhaps no client any more.",
        )


def _stop(tongue: Tongue) -> str:
    return tongue.pick(
        "Остановить можно так: позвонить или поставить задачу на будущее.", "To stop this: call, or set a future task."
    )
