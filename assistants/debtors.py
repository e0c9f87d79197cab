"""Debtors: who has not paid by the day agreed, and what is done about it, firmer from level to level.

The oldest unpaid document sets the level. After the first working day the client is offered a soft letter, after a week
the manager is asked to call, after two the head hears of it and a statement is suggested, after a month the head gets the
draft of a formal demand, after two months the lawyer a task. A promise lets it rest until its day, a broken one raises the
level, a second brings it before the head; a dispute stops everything and goes to the head when it is not settled. A partial
payment keeps the level. Letters go out only with consent, on fresh payment data, and never two within five days. An old
debt that is seen for the first time begins with the call, and nothing is chased whose day to pay by nobody knows.
"""

from datetime import date, timedelta
from typing import Any

from assistants._debtors_actions import (
    DEBTOR,
    DISPUTED,
    PROMISED,
    TASKS,
    aside,
    handed_over_on,
    lawyers,
    letters,
    pressed,
    resting,
    taken_back,
)
from assistants._debtors_case import Case
from assistants._debtors_facts import numbers
from assistants._debtors_settings import Settings
from assistants._debtors_texts import closing
from assistants._debtors_words import NOTHING, because, brief
from assistants._dunning_episode import anchor_of, undone
from assistants._scope import out_of_scope
from b24bridge.core.actions import Action, PutTask
from b24bridge.core.assistants import Assistant
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact

__all__ = ["Settings", "assistant", "decide"]

assistant = Assistant(
    __name__,
    title=Because("Должники", "Debtors"),
    short=Because("Должники", "Debtors"),
    place=5,
    reads=ClientFact,
    settings=Settings,
    modes={"label": "auto", "task": "auto", "notify": "auto", "outbound": "approve"},
    priority=40,
)


def decide(fact: ClientFact, settings: Settings, today: date) -> Skip | Decision:
    """Say where a client stands on `today`, the portal's date, and what follows.

    States: NONE, OVERDUE, PROMISED, BROKEN, DISPUTED, LEGAL, UNKNOWN (nobody knows by when to pay), and EXCLUDED, HELD, GONE
    for those who are not judged; `facts["level"]` is L1 to L5, L-1 before the due day. Steps are named by level and document.
    """
    case = Case(fact, settings, today)
    out = out_of_scope(fact, settings.exclude_types, today, takes_orphans=True)
    if out is not None:
        return _leave(case, out.state, out.because, until=out.until)
    if not fact.documents:
        return _leave(case, "NONE", NOTHING)
    if case.carrying is not None:
        return _debtor(case)
    if case.soon_due:
        return _soon(case)
    state = "UNKNOWN" if case.undated else "NONE"
    return _leave(case, state, because(state, case))


def _debtor(case: Case) -> Decision:
    if case.pressing:
        return _pressing(case)
    state = "PROMISED" if case.promised else "DISPUTED"
    escalated, beside = aside(state, case)
    actions = [*resting(state, case), *beside]
    if case.promise is not None:
        return _stay(case, state, actions, since=case.promise.first, until=case.promise.until, escalated=escalated)
    since, until = case.dispute_days
    return _stay(case, state, actions, since=since, until=until if case.today < until else None, escalated=escalated)


def _pressing(case: Case) -> Decision:
    ageing, handed_over, broken = case.ageing, handed_over_on(case), case.broken
    if handed_over is not None:
        return _stay(case, "LEGAL", lawyers("LEGAL", case), since=handed_over)
    is_broken = broken is not None and broken.over_on == ageing.level_on
    state = "BROKEN" if is_broken else "OVERDUE"
    told, actions = pressed(state, case)
    also, beside = aside(state, case)
    escalated = max((each for each in (told, also, "line" if is_broken else None) if each), default=None)
    since = ageing.level_on if is_broken else ageing.due + timedelta(days=1)
    return _stay(case, state, [*actions, *beside], since=since, until=ageing.next_on, escalated=escalated)


def _soon(case: Case) -> Skip | Decision:
    """Return the courteous reminder before the due day; the client stays calm, and is reminded once."""
    reminders = letters("L-1", case.soon_due, case)
    if not reminders and case.fact.episode is None:
        return _leave(case, "NONE", because("NONE", case))
    return _stay(case, "NONE", reminders, until=case.due_day(case.soon_due[0]))


def _stay(
    case: Case,
    state: str,
    actions: list[Action],
    *,
    since: date | None = None,
    until: date | None = None,
    escalated: str | None = None,
) -> Decision:
    subject = case.carrying or case.soon_due[0]
    facts = numbers(case) | {"escalated": escalated} | _task_facts(actions)
    if state != "NONE":
        facts["brief"] = brief(state, case)
    return Decision(
        **_told(case, state, because(state, case), since, until, facts),
        anchor=anchor_of(case.fact, str(subject.entity)),
        actions=(*taken_back(case), *actions),
    )


def _leave(case: Case, state: str, reason: Because, *, until: date | None = None) -> Skip:
    """Return a state in which nothing is asked of anybody; an open episode ends, and what it did is taken back."""
    told = _told(case, state, reason, None, until, numbers(case))
    if case.fact.episode is None:
        return Skip(**told)
    actions = undone(case.fact, TASKS, [DEBTOR, PROMISED, DISPUTED], closing(reason, case))
    return Decision(**told, anchor=case.fact.episode.anchor, actions=actions, closes=True)


def _told(
    case: Case, state: str, reason: Because, since: date | None, until: date | None, facts: dict[str, Json]
) -> dict[str, Any]:
    return {
        "assistant": assistant.name,
        "client": case.fact.client,
        "state": state,
        "because": reason,
        "since": since,
        "until": until,
        "money_at_risk": case.overdue if case.debts and state not in {"GONE", "EXCLUDED", "HELD"} else None,
        "facts": facts,
        "owner_id": case.fact.owner.id if case.fact.owner else None,
    }


def _task_facts(actions: list[Action]) -> dict[str, Json]:
    put = next((action for action in actions if isinstance(action, PutTask)), None)
    if put is None:
        return {}
    return {"task_due": put.deadline.isoformat(), "assignee_id": put.owner}
