"""What was done, in words and counted by kind for people: tasks, labels, letters, hand-overs. Not why."""

from collections import Counter
from collections.abc import Iterable, Mapping

from b24bridge.core.actions import Action, JoinTask, MoveTask, Notify, Observe, PutTask, Reassign, SendLetter
from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, ORDER, EntityId
from b24bridge.core.ledger import ActionRow, State
from b24bridge.core.records import Person
from b24bridge.core.screens_overview import Deed, RobotLine
from b24bridge.core.sentences import NBSP

KINDS: Mapping[str, Deed] = {
    "task": "tasks",
    "join_task": "tasks",
    "label": "labels",
    "drop_label": "labels",
    "notice": "notices",
    "letter": "letters",
    "undo": "undone",
}


WORDS: Mapping[str, Because] = {
    "task": Because("Задача", "Task"),
    "join_task": Because("Пункт в задаче", "Point in a task"),
    "close_task": Because("Задача закрыта", "Task closed"),
    "leave_task": Because("Пункт задачи снят", "Point of a task closed"),
    "label": Because("Метка на карточке", "Label on the card"),
    "drop_label": Because("Метка снята", "Label removed"),
    "notice": Because("Уведомление", "Notice"),
    "reassign": Because("Передача", "Hand-over"),
    "move_task": Because("Передача задачи", "Task handed over"),
    "observe": Because("Наблюдатель", "Observer"),
    "note": Because("Запись в карточке", "Note on the card"),
    "letter": Because("Письмо клиенту, пишет", "Letter to the client, by"),
    "undo": Because("Возврат действия", "Action taken back"),
}
CARDS: Mapping[int, Because] = {
    COMPANY: Because("компания", "company"),
    CONTACT: Because("контакт", "contact"),
    LEAD: Because("лид", "lead"),
    DEAL: Because("сделка", "deal"),
    INVOICE: Because("счёт", "invoice"),
    ORDER: Because("заказ", "order"),
}


def deeds_of(rows: Iterable[ActionRow]) -> tuple[RobotLine, ...]:
    """Return how often each kind of thing was done; a hand-over counts once, with all that moved along."""
    counts: Counter[Deed] = Counter()
    for row in rows:
        if row.state is State.PARKED:
            counts["failed"] += 1
        elif isinstance(row.action, Reassign):
            counts["hand_overs"] += row.action.entity == row.client
        elif row.action.kind in KINDS:
            counts[KINDS[row.action.kind]] += 1
    return tuple(RobotLine(deed, count) for deed, count in counts.items() if count)


def what_of(action: Action, people: Mapping[int, Person]) -> Because:
    """Return in words what an action does, about which card, and to whom."""
    words, person = WORDS[action.kind], _person_of(action)
    card = _card(action.entity) if isinstance(action, Reassign | Observe) else Because("", "")
    name = "" if person is None else f": {name_of(people, person)}"
    return Because(f"{words.ru}{card.ru}{name}", f"{words.en}{card.en}{name}")


def _card(entity: EntityId) -> Because:
    kind = CARDS.get(entity.type_id)
    if kind is None:
        return Because("", "")
    return Because(f", {kind.ru} №{NBSP}{entity.id}", f", {kind.en} {entity.id}")


def _person_of(action: Action) -> int | None:
    match action:
        case PutTask(owner=person) | JoinTask(owner=person) | Reassign(to_owner=person) | MoveTask(to_owner=person):
            return person
        case Notify(person=person) | Observe(person=person) | SendLetter(person=person):
            return person
        case _:
            return None


def name_of(people: Mapping[int, Person], person: int) -> str:
    """Return a person's name, or his number where the portal does not list him."""
    return people[person].name if person in people else f"№ {person}"
