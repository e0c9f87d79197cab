"""What the journal says of an action that was settled, in both languages. Not the screens' words: those are `web`."""

from b24bridge.core.decisions import Because
from b24bridge.core.ledger import State

DONE = {
    "task": Because("Задача поставлена", "Task given"),
    "close_task": Because("Задача закрыта", "Task closed"),
    "label": Because("Метка поставлена", "Label put"),
    "drop_label": Because("Метка снята", "Label removed"),
    "notice": Because("Уведомление отправлено", "Notice sent"),
}
NOT_DONE = {
    State.CANCELLED: Because("отменено", "cancelled"),
    State.UNKNOWN: Because("ответа портала нет, проверим", "no answer from the portal, will be looked up"),
    State.PARKED: Because("ждёт решения человека", "waits for a person"),
}
SUBJECT = {
    "task": Because("Задача", "Task"),
    "close_task": Because("Закрытие задачи", "Closing of the task"),
    "label": Because("Метка", "Label"),
    "drop_label": Because("Снятие метки", "Removal of the label"),
    "notice": Because("Уведомление", "Notice"),
}


def line(kind: str, state: State, because: Because) -> Because:
    """Return one line: what became of the action, and why it was decided."""
    if state is State.DONE:
        what = DONE[kind]
    else:
        subject, fate = SUBJECT[kind], NOT_DONE[state]
        what = Because(f"{subject.ru}: {fate.ru}", f"{subject.en}: {fate.en}")
    return Because(f"{what.ru}. {because.ru}", f"{what.en}. {because.en}")
