"""The ladder of escalation (4.0.11): what follows when a task about a client changes nothing. The words are its users'.

L1 the task stands, L2 its term has come, L3 the head reads a line in his digest, L4 he gets a task of his own, L5 the
supervisor reads it. Before the portal confirmed the task there is no ladder: nobody was asked for anything yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from assistants._settings import BASE_CURRENCY, WORKING_DAYS, number
from b24bridge.core.actions import Action, CloseTask, Notify, PutTask
from b24bridge.core.decisions import Json
from b24bridge.core.facts import ClientFact
from b24bridge.core.money import Money

REMIND, TELL_HEAD, HEAD_TASK, CLOSE_HEAD_TASK = "remind_due", "tell_head", "head_task", "close_head_task"


class LadderSettings(Protocol):
    """What the ladder asks of an assistant's settings; the functions below describe them."""

    @property
    def hot_amount(self) -> int: ...
    @property
    def head_after(self) -> int: ...
    @property
    def head_task_after(self) -> int: ...
    @property
    def supervisor_after(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rung:
    """Where the ladder stands: `level` 0 (nobody was asked yet) to 5, since which day, and on which day the next one is due.

    `is_hot` tells that so much money is at risk that the head is told at once instead of in his digest.
    """

    level: int
    since: date | None = None
    next_on: date | None = None
    is_hot: bool = False

    @property
    def facts(self) -> Mapping[str, Json]:
        """Return what screens and digests read: `rung`, and `escalated` when a line is due to the head or the supervisor."""
        escalated = "supervisor" if self.level >= 5 else "line" if self.level >= 3 else None
        return {"rung": f"L{self.level}", "escalated": escalated}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadTexts:
    """What the ladder says: a reminder for who has the task, a notice and a task for the head."""

    reminder: str
    notice: str
    title: str
    text: str


def ladder(
    fact: ClientFact, step_task: str, deadline: date, today: date, money: Money | None, settings: LadderSettings
) -> Rung:
    """Return the rung on `today`, the portal's date, for the task of step `step_task` whose term is `deadline`.

    L3 is due `head_after` working days after the term, L4 `head_task_after` after L3, L5 `supervisor_after` after the day
    on which the head got his task.
    """
    taken = fact.episode.taken if fact.episode else {}
    is_hot = money is not None and money.amount >= settings.hot_amount
    if step_task not in taken:
        return Rung(0, is_hot=is_hot)
    calendar = fact.calendar
    line_on = calendar.add(deadline, settings.head_after)
    task_on = calendar.add(line_on, settings.head_task_after)
    asked_on = taken.get(HEAD_TASK)
    days: list[date | None] = [taken[step_task], max(deadline, taken[step_task]), line_on, task_on]
    days.append(calendar.add(asked_on, settings.supervisor_after) if asked_on else None)
    level = max(number for number, day in enumerate(days, 1) if number == 1 or (day is not None and today >= day))
    return Rung(level, days[level - 1], days[level] if level < len(days) else None, is_hot)


def climb(
    rung: Rung, fact: ClientFact, person: int, today: date, say: Callable[[], HeadTexts], settings: LadderSettings
) -> list[Action]:
    """Return the actions of all rungs up to this one: the ledger drops those that were taken. `person` has the task.

    `say` makes their texts; most clients never come to the second rung, and nothing is said of them.
    """
    if rung.level < 2:
        return []
    client, head, texts = fact.client, fact.owner.head_id if fact.owner else None, say()
    actions: list[Action] = [Notify(client=client, step=REMIND, person=person, text=texts.reminder)]
    if head is None or head == person:
        return actions
    if rung.level >= 3 and rung.is_hot:
        actions.append(Notify(client=client, step=TELL_HEAD, person=head, text=texts.notice))
    if rung.level >= 4:
        due = fact.calendar.add(today, settings.supervisor_after)
        actions.append(PutTask(client=client, step=HEAD_TASK, owner=head, title=texts.title, text=texts.text, deadline=due))
    return actions


def descend(fact: ClientFact, text: str) -> list[Action]:
    """Return what takes the head's task back at the end of an episode, if he was given one."""
    if fact.episode is None or HEAD_TASK not in fact.episode.steps:
        return []
    return [CloseTask(client=fact.client, step=CLOSE_HEAD_TASK, closes_step=HEAD_TASK, text=text)]


def hot_amount() -> Any:
    """Return the setting from which sum on the head is told at once."""
    return number(
        300_000, 0, 1_000_000_000, BASE_CURRENCY,
        en=("Tell the head at once", "From this sum at risk on the head gets a notice, not only a line in his digest."),
        ru=("Сразу сказать руководителю", "С этой суммы под риском руководитель получает уведомление, а не только строку."),
    )  # fmt: skip


def head_after() -> Any:
    """Return the setting after how many working days past the task's term the head reads a line."""
    return number(
        2, 0, 60, WORKING_DAYS,
        en=("Line for the head", "So long after the task's term, with nothing done, the head gets a line in his digest."),
        ru=("Строка руководителю", "Через столько после срока задачи, если ничего не сделано, руководитель видит строку."),
    )  # fmt: skip


def head_task_after() -> Any:
    """Return the setting after how many working days past the line the head gets a task."""
    return number(
        5, 0, 60, WORKING_DAYS,
        en=("Task for the head", "So long after the line, with nothing done, the head gets a task of his own."),
        ru=("Задача руководителю", "Через столько после строки, если ничего не сделано, руководитель получает задачу."),
    )  # fmt: skip


def supervisor_after() -> Any:
    """Return the setting after how many working days of the head's silence the supervisor reads it."""
    return number(
        2, 0, 60, WORKING_DAYS,
        en=("Line for the supervisor", "So long after the head's task, with nothing done, the supervisor gets a line."),
        ru=("Строка директору", "Через столько после задачи руководителю, если ничего не сделано, директор видит строку."),
    )  # fmt: skip
