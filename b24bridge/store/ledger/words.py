"""What the journal says of an action, in both languages. Not the screens' words: those are `web`."""

from b24bridge.core.decisions import Because
from b24bridge.core.ledger import State

DONE = {
    "task": Because("Задача поставлена", "Task given"),
    "close_task": Because("Задача закрыта", "Task closed"),
    "join_task": Because("Повод добавлен к задаче", "Reason added to the task"),
    "leave_task": Because("Повод снят с задачи", "Reason taken off the task"),
    "label": Because("Метка поставлена", "Label put"),
    "drop_label": Because("Метка снята", "Label removed"),
    "notice": Because("Уведомление отправлено", "Notice sent"),
    "reassign": Because("Ответственный сменён", "Owner changed"),
    "move_task": Because("Дело передано новому ответственному", "Task moved to the new owner"),
    "observe": Because("Наблюдатель изменён", "Observer changed"),
    "note": Because("Запись в карточке сделана", "Note written on the card"),
    "letter": Because("Письмо отправлено", "Letter sent"),
    "undo": Because("Изменение отменено", "Change taken back"),
}
SUBJECT = {
    "task": Because("Задача", "Task"),
    "close_task": Because("Закрытие задачи", "Closing of the task"),
    "join_task": Because("Повод в задаче", "Reason in the task"),
    "leave_task": Because("Снятие повода с задачи", "Removal of the reason from the task"),
    "label": Because("Метка", "Label"),
    "drop_label": Because("Снятие метки", "Removal of the label"),
    "notice": Because("Уведомление", "Notice"),
    "reassign": Because("Смена ответственного", "Change of owner"),
    "move_task": Because("Передача дела", "Moving of the task"),
    "observe": Because("Наблюдатель", "Observer"),
    "note": Because("Запись в карточке", "Note on the card"),
    "letter": Because("Письмо", "Letter"),
    "undo": Because("Отмена изменения", "Taking back of the change"),
}
FATE = {
    State.NEW: Because("отложено", "put off"),
    State.WAITING: Because("ждёт согласия", "waits for consent"),
    State.CANCELLED: Because("отменено", "cancelled"),
    State.UNKNOWN: Because("ответа портала нет, проверим", "no answer from the portal, will be looked up"),
    State.PARKED: Because("ждёт решения человека", "waits for a person"),
    State.UNDONE: Because("возвращено, как было", "put back as it was"),
}
CONSENTED, REFUSED = Because("согласовано", "consented to"), Because("отказано", "refused")
EXPIRED = Because("никто не ответил в срок", "nobody answered in time")


def line(kind: str, state: State, because: Because, fate: Because | None = None) -> Because:
    """Return one line: what became of the action, in other words where `fate` has them, and why it was decided."""
    if state is State.DONE:
        what = DONE[kind]
    else:
        subject, told = SUBJECT[kind], fate or FATE[state]
        what = Because(f"{subject.ru}: {told.ru}", f"{subject.en}: {told.en}")
    return Because(f"{what.ru}. {because.ru}", f"{what.en}. {because.en}")
