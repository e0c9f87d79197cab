"""What the assistants about money do alike in an episode: its name, who gets its tasks, the head, and its end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from b24bridge.core.actions import Action, CloseTask, DropLabel, Notify, PutTask
from b24bridge.core.facts import ClientFact
from b24bridge.core.money import Money
from b24bridge.core.people import is_away

CLOSE, UNMARK = "close:", "unlabel:"
HEAD_TASK, TELL_HEAD = "head_task:", "tell_head:"


class HeadSettings(Protocol):
    """When the head hears of it at once, when he gets a task, and when the supervisor reads a line (4.0.11)."""

    @property
    def hot_amount(self) -> int: ...
    @property
    def head_task_after(self) -> int: ...
    @property
    def supervisor_after(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What the head is told about one subject (`key`) from a day on: a notice if much is at risk, later a task.

    `asked_by` are the steps of other tasks that ask him already; then he gets none beside them.
    """

    key: str
    began_on: date
    notice: str
    title: str
    text: str
    asked_by: tuple[str, ...] = ()


def anchor_of(fact: ClientFact, subject: str) -> str:
    """Return the name of the episode: the open one's, else the subject's, with a number when there was one before."""
    if fact.episode is not None:
        return fact.episode.anchor
    number, name = 1, subject
    while name in fact.closed_anchors:
        number += 1
        name = f"{subject}~{number}"
    return name


def assignee(fact: ClientFact, today: date, deadline: date) -> int | None:
    """Return who gets a task: the owner, who stands in for him, or his head when he has left (rulings 16, 25)."""
    owner = fact.owner
    if owner is None or not owner.is_active:
        return owner.head_id if owner else None
    if not is_away(owner.absences, today, deadline, fact.calendar):
        return owner.id
    return owner.deputy_id or owner.head_id or owner.id


def task(fact: ClientFact, step: str, title: str, text: str, deadline: date, today: date) -> list[Action]:
    """Return a task for whoever answers for the client; none when nobody does."""
    person = assignee(fact, today, deadline)
    if person is None:
        return []
    return [PutTask(client=fact.client, step=step, owner=person, title=title, text=text, deadline=deadline)]


def deadline_of(fact: ClientFact, began_on: date, working_days: int, today: date) -> date:
    """Return when a task is due that was called for on a day; never a day that is over."""
    calendar = fact.calendar
    return max(calendar.add(began_on, working_days), calendar.add(today, 1))


def complain(
    fact: ClientFact, complaint: Complaint, money: Money, settings: HeadSettings, today: date
) -> tuple[str, list[Action]]:
    """Return to whom it is escalated (`line`: the head's digest, `supervisor`) and what the head gets beside that line."""
    client, key = fact.client, complaint.key
    head = fact.owner.head_id if fact.owner else None
    taken = fact.episode.taken if fact.episode else {}
    asked = [taken[step] for step in (HEAD_TASK + key, *complaint.asked_by) if step in taken]
    is_silent = bool(asked) and today >= fact.calendar.add(max(asked), settings.supervisor_after)
    actions: list[Action] = []
    if head is not None and money.amount >= settings.hot_amount:
        actions.append(Notify(client=client, step=TELL_HEAD + key, person=head, text=complaint.notice))
    task_on = fact.calendar.add(complaint.began_on, settings.head_task_after)
    if head is not None and today >= task_on and not complaint.asked_by:
        due = fact.calendar.add(today, max(settings.supervisor_after, 1))
        actions.append(
            PutTask(client=client, step=HEAD_TASK + key, owner=head, title=complaint.title, text=complaint.text, deadline=due)
        )
    return ("supervisor" if is_silent else "line"), actions


def undone(fact: ClientFact, tasks: tuple[str, ...], labels: Collection[str], text: str) -> tuple[Action, ...]:
    """Return what takes an episode back: its tasks, those steps that begin with one of `tasks`, and its labels."""
    steps = sorted(fact.episode.steps) if fact.episode else []
    closed: list[Action] = [closed_task(fact, step, text) for step in steps if step.startswith(tasks)]
    return (*closed, *(DropLabel(client=fact.client, step=UNMARK + label, label=label) for label in labels))


def closed_task(fact: ClientFact, step: str, text: str) -> CloseTask:
    """Return what closes the task of a step."""
    return CloseTask(client=fact.client, step=CLOSE + step, closes_step=step, text=text)
