"""What was done, in words and counted by kind for people: tasks, labels, letters, hand-overs. Not why."""

from collections import Counter
from collections.abc import Iterable, Mapping

from b24bridge.core.actions import Action, JoinTask, MoveTask, Notify, Observe, PutTask, Reassign, SendLetter
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import ActionRow, State
from b24bridge.core.records import Person
from b24bridge.core.screens_overview import Deed, RobotLine

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
    "task": Because("задача для", "task for"),
    "join_task": Because("пункт в задаче для", "point in the task of"),
    "close_task": Because("задача снята", "task closed"),
    "leave_task": Because("пункт задачи снят", "point of the task closed"),
    "label": Because("метка на карточке", "label on the card"),
    "drop_label": Because("метка снята", "label removed"),
    "notice": Because("уведомление:", "notice to"),
    "reassign": Because("передан:", "handed to"),
    "move_task": Because("задача передана:", "task handed to"),
    "observe": Because("наблюдатель:", "watching:"),
    "note": Because("запись в карточке", "note on the card"),
    "letter": Because("письмо клиенту, от имени:", "letter to the client, from"),
    "undo": Because("возврат действия", "action taken back"),
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
    """Return in words what an action does, to whom, and of what."""
    words, person = WORDS[action.kind], _person_of(action)
    about = f"{action.entity} " if isinstance(action, Reassign | Observe) else ""
    who = "" if person is None else f" {name_of(people, person)}"
    return Because(f"{about}{words.ru}{who}", f"{about}{words.en}{who}")


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
