"""Why a client is, or is not, handed over, as Client release says it. Texts of notices and notes are in `_release_texts`."""

from datetime import date

from assistants._receivers import Choice
from assistants._release_case import Case
from b24bridge.core.decisions import Because, Json
from b24bridge.core.roster import HandOver
from b24bridge.core.sentences import counted_en, counted_ru, cut, day_en, day_ru

LONGEST = 255
WOULD = Because(
    "Менеджеру мы ещё ничего не сказали, отсчёт условный.", "We have told the manager nothing yet: this only would be so."
)
STOP = Because(
    "Остановить можно так: позвонить, написать или поставить задачу на будущее.",
    "To stop this: call, write, or set a future task.",
)
NOT_FORGOTTEN = Because("Передавать нечего: клиент не забыт.", "Nothing to hand over: the client is not forgotten.")
UNKNOWN = Because(
    "Не знаем, когда был последний контакт. Поэтому клиента не передаём.",
    "We do not know when the last contact was, so the client is not handed over.",
)
NOT_TOLD = Because(
    "Клиент забыт, но задачи у менеджера ещё нет: отсчёт не идёт.",
    "The client is forgotten, but the manager has no task yet: nothing counts down.",
)
B2C = Because("При продажах b2c клиентов не передаём.", "With b2c sales no client is handed over.")
ORPHAN = Because("Ответственный уволен, клиент остался без хозяина.", "The owner has left, nobody looks after the client.")
GIVEN_UP = Because("Ответственный сам отдаёт клиента.", "The owner gives the client up himself.")
NOBODY = Because(
    "Некому передать: свободных получателей меньше двух. Решает руководитель.",
    "Nobody to hand over to: fewer than two receivers are free. The head decides.",
)
HEAD_CHOOSES = Because("Кому передать, выбирает руководитель.", "The head chooses who gets the client.")
MOVED_BY_HAND = Because("Ответственного уже сменили руками.", "The owner was changed by hand.")
OVER = Because("Передача завершена.", "The hand-over is complete.")


def joined(*parts: Because) -> Because:
    """Return sentences as one reason."""
    return Because(" ".join(part.ru for part in parts), " ".join(part.en for part in parts))


def brief(because: Because) -> dict[str, Json]:
    """Return a reason as it fits a list."""
    return {"ru": cut(because.ru, LONGEST), "en": cut(because.en, LONGEST)}


def counting(case: Case) -> Because:
    """Return since when the manager has his task, and how much is left."""
    task, countdown, today = case.task, case.countdown, case.today
    assert task is not None
    put_ru, put_en = day_ru(task.put_on, today), day_en(task.put_on, today)
    told = Because(f"Задача у менеджера с {put_ru}, контакта нет.", f"The manager has had a task since {put_en}, no contact.")
    if countdown.ends_on is None:
        return told
    time = _working_days(countdown.left)
    day = Because(day_ru(countdown.ends_on, today), day_en(countdown.ends_on, today))
    left = Because(f"До решения о передаче {time.ru}, оно {day.ru}.", f"{time.en} left until the decision on {day.en}.")
    return joined(told, left)


def paused(case: Case) -> Because:
    """Return why the countdown stands still."""
    if case.waiver is not None and case.waiver.until is not None:
        day = Because(day_ru(case.waiver.until, case.today), day_en(case.waiver.until, case.today))
        return Because(f"Руководитель оставил клиента до {day.ru}.", f"The head leaves the client be until {day.en}.")
    if case.is_away:
        return Because("Отсчёт остановлен: ответственный отсутствует.", "The countdown is paused: the owner is away.")
    return Because("Отсчёт остановлен: клиент отложен.", "The countdown is paused: the client is postponed.")


def overdue(case: Case) -> Because:
    """Return that the manager had his time."""
    task, today = case.task, case.today
    assert task is not None
    put, due = task.put_on, task.deadline
    silent = case.forgotten.facts.get("silent_days") if case.forgotten else None
    told = Because(
        f"Задача у менеджера с {day_ru(put, today)}, её срок прошёл {day_ru(due, today)}, контакта нет.",
        f"The manager has had a task since {day_en(put, today)}, due on {day_en(due, today)}, no contact.",
    )
    if not isinstance(silent, int):
        return told
    days = counted_ru(silent, "день", "дня", "дней")
    return joined(
        told,
        Because(f"Клиент не отвечал {days}.", f"The client has not answered for {counted_en(silent, 'day', 'days')}."),
    )


def no_contact(case: Case) -> Because:
    """Return that the new owner did not contact the client in time."""
    time = _working_days(case.settings.new_owner_first_contact)
    return Because(
        f"Новый ответственный не связался с клиентом за {time.ru}.",
        f"The new owner has not contacted the client for {time.en}.",
    )


def given_to(choice: Choice) -> Because:
    """Return who gets the client, and why he."""
    name = choice.receiver.name
    return Because(f"Передать: {name} — {choice.why.ru}.", f"Hand over to {name}, who {choice.why.en}.")


def silent_head(answer_by: date, today: date) -> Because:
    """Return that the head has not answered in time."""
    return Because(
        f"Руководитель не ответил до {day_ru(answer_by, today)}, об этом узнаёт директор.",
        f"The head has not answered by {day_en(answer_by, today)}; the supervisor reads it.",
    )


def handed(case: Case, trial: HandOver) -> Because:
    """Return when the client was handed over, and from whom to whom."""
    on = Because(day_ru(trial.on, case.today), day_en(trial.on, case.today))
    return Because(
        f"Передан {on.ru}: {name_of(case, trial.from_owner, 'ru')} → {name_of(case, trial.to_owner, 'ru')}.",
        f"Handed over on {on.en}: {name_of(case, trial.from_owner, 'en')} → {name_of(case, trial.to_owner, 'en')}.",
    )


def on_trial(case: Case, trial: HandOver) -> Because:
    """Return by when the new owner must contact the client, or that he tried."""
    if case.tries_of(trial):
        return joined(
            handed(case, trial), Because("Новый ответственный уже пробовал связаться.", "The new owner has tried to reach it.")
        )
    by = case.first_contact_by(trial)
    day = Because(day_ru(by, case.today), day_en(by, case.today))
    return joined(handed(case, trial), Because(f"Первый контакт — до {day.ru}.", f"First contact by {day.en}."))


def settled(case: Case, trial: HandOver, answered_on: date) -> Because:
    """Return that the client has answered its new owner."""
    day = Because(day_ru(answered_on, case.today), day_en(answered_on, case.today))
    return joined(
        handed(case, trial),
        Because(f"Клиент ответил новому менеджеру {day.ru}.", f"The client answered the new owner on {day.en}."),
    )


def reverted(case: Case) -> Because:
    """Return that a hand-over was taken back, and until when the client is left alone."""
    waiver = case.waiver
    back = Because("Передача отменена, клиент вернулся к прежнему ответственному.", "The hand-over was taken back.")
    if waiver is None or waiver.until is None:
        return back
    day = Because(day_ru(waiver.until, case.today), day_en(waiver.until, case.today))
    return joined(back, Because(f"Под защитой до {day.ru}.", f"Protected until {day.en}."))


def name_of(case: Case, person: int, language: str) -> str:
    """Return a colleague's name, or his number where the portal keeps none."""
    known = case.fact.roster.people.get(person)
    if known is not None and known.name:
        return known.name
    return f"сотрудник №\u00a0{person}" if language == "ru" else f"employee {person}"


def _working_days(number: int) -> Because:
    return Because(
        counted_ru(number, "раб.\u00a0день", "раб.\u00a0дня", "раб.\u00a0дней"),
        counted_en(number, "working\u00a0day", "working\u00a0days"),
    )
