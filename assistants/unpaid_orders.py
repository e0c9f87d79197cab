"""Unpaid orders: what was invoiced and ordered, is not due yet, and has not been paid.

Two working days after an invoice or an order the manager is asked to find out about payment, after five once more, and
with consent the client gets a letter about all that is open. After ten the head hears of it, after twenty the document is
to be prolonged or cancelled. A payment of a good part starts the count anew, a promise lets it rest, a dispute stops it.
While the portal's payments are old nothing is written to a client. What is past its due day belongs to Debtors, small
rests are left to finance, and an old document seen for the first time begins with the first task.
"""

from datetime import date
from typing import Any

from assistants._documents import by_currency
from assistants._dunning_episode import Complaint, anchor_of, assignee, complain, deadline_of, task, undone
from assistants._dunning_letters import Dun, letter
from assistants._scope import out_of_scope
from assistants._tongue import spoken
from assistants._unpaid_case import ESCALATED, NUDGED1, NUDGED2, STALE, STATES, Awaited, Case
from assistants._unpaid_facts import numbers
from assistants._unpaid_settings import Settings
from assistants._unpaid_texts import closing, description, head_text, head_title, notice, reminder, title
from assistants._unpaid_words import NOTHING, because, brief, why
from b24bridge.core.actions import Action, Notify, PutLabel
from b24bridge.core.assistants import Assistant
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact

__all__ = ["Settings", "assistant", "decide"]

LABEL, DEBTORS = "unpaid", "debtors"
MARK, LETTER, DUE = "label:", "letter:", "due:"
TASKS = {NUDGED1: "nudge1:", NUDGED2: "nudge2:", STALE: "stale:"}
CLOSED = (*TASKS.values(), "head_task:")

assistant = Assistant(
    __name__,
    title=Because("Неоплаченные заказы", "Unpaid orders"),
    short=Because("Неоплаченные заказы", "Unpaid orders"),
    place=4,
    reads=ClientFact,
    settings=Settings,
    modes={"label": "auto", "task": "auto", "notify": "auto", "outbound": "approve"},
    priority=30,
    after=(DEBTORS,),
)


def decide(fact: ClientFact, settings: Settings, today: date) -> Skip | Decision:
    """Say where a client stands on `today`, the portal's date, and what follows.

    States: NONE, ISSUED, NUDGED1, NUDGED2, ESCALATED, STALE, that of the furthest document (rulings 20), and EXCLUDED,
    HELD, GONE for those who are not judged. Steps are named by stage and document, so they are the same every day.
    """
    case = Case(fact, settings, today)
    out = out_of_scope(fact, settings.exclude_types, today, takes_orphans=True)
    if out is not None:
        return _leave(case, out.state, out.because, until=out.until)
    if not fact.documents:
        return _leave(case, "NONE", NOTHING)
    if not case.awaited:
        return _leave(case, "NONE", because(case))
    lead = case.awaited[0]
    reminders = _reminders(case)
    if lead.stage < NUDGED1 and not reminders:
        return _leave(case, STATES[lead.stage], because(case), since=lead.since, until=lead.rests_until or lead.next_on)
    return _stay(case, lead, reminders)


def _stay(case: Case, lead: Awaited, reminders: list[Action]) -> Decision:
    facts = numbers(case) | {"brief": brief(case)}
    actions: list[Action] = []
    if lead.stage >= NUDGED1:
        actions.append(_label(case, lead))
        actions += [action for stage in TASKS for action in _tasks(case, stage)]
        actions += _letters(case)
    escalated, told = _complaint(case)
    if lead.stage in TASKS:
        facts |= _task_facts(case, lead)
    return Decision(
        **_told(case, STATES[lead.stage], because(case), lead.stage_on, lead.rests_until or lead.next_on, facts | escalated),
        anchor=anchor_of(case.fact, str(_oldest(case).document.entity)),
        actions=tuple(actions + told + reminders),
    )


def _leave(case: Case, state: str, reason: Because, *, since: date | None = None, until: date | None = None) -> Skip:
    """Return a state in which nothing is asked of anybody; an open episode ends, and what it did is taken back."""
    facts = numbers(case) | ({"brief": brief(case)} if case.awaited else {})
    told = _told(case, state, reason, since, until, facts)
    if case.fact.episode is None:
        return Skip(**told)
    actions = undone(case.fact, CLOSED, [LABEL], closing(reason, case))
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
        "money_at_risk": case.outstanding if state in STATES else None,
        "facts": facts,
        "owner_id": case.fact.owner.id if case.fact.owner else None,
    }


def _label(case: Case, lead: Awaited) -> PutLabel:
    step = f"{MARK}{STATES[lead.stage]}:{lead.key}"
    return PutLabel(
        client=case.fact.client,
        step=step,
        label=LABEL,
        since=lead.stage_on,
        next_on=lead.rests_until or lead.next_on,
        why=why(case),
        risk=case.outstanding,
    )


def _tasks(case: Case, stage: int) -> list[Action]:
    """Return the tasks of a stage: documents that come to it together share one, named by the first of them."""
    there = [each for each in case.awaited if each.stage == stage]
    episode = case.fact.episode
    known, taken = (episode.steps, episode.taken) if episode else (frozenset(), {})
    wanted = [each for each in there if TASKS[stage] + each.key in known]
    told_on = [day for step, day in taken.items() if step.startswith(TASKS[stage])]
    if all(TASKS[stage] + each.key in taken for each in wanted):
        fresh = [each for each in there if not each.is_resting and all(day < each.stage_on for day in told_on)]
        wanted += [each for each in fresh if each not in wanted][:1]
    actions: list[Action] = []
    for each in wanted:
        due = _deadline(case, each)
        step = TASKS[stage] + each.key
        actions += task(case.fact, step, title(stage, case), description(stage, case), due, case.today)
    return actions


def _letters(case: Case) -> list[Action]:
    """Return the letters that may be proposed while a document is at its second step: one for all of a currency."""
    first = next((each for each in case.awaited if each.stage == NUDGED2), None)
    owner = case.fact.owner
    person = None if owner is None else owner.id if owner.is_active else owner.head_id
    if first is None or person is None or case.hindrance is not None:
        return []
    written = [each.document for each in case.awaited if each.stage >= NUDGED1 and case.may_be_written_about(each.document)]
    tongue = spoken(case.settings.language, case.today)
    letters: list[Action] = []
    for currency, documents in by_currency(written).items():
        dun = Dun(level="NUDGED2", documents=documents, due={each.entity: case.due_day(each) for each in documents})
        letters.append(letter(dun, case.fact.client, f"{LETTER}nudge2:{first.key}:{currency}", person, tongue))
    return letters


def _complaint(case: Case) -> tuple[dict[str, Json], list[Action]]:
    """Return what the head gets of the oldest document that has come so far."""
    told = [each for each in case.awaited if each.stage >= ESCALATED]
    if not told:
        return {"escalated": None}, []
    first = min(told, key=lambda each: (each.days[ESCALATED - 1], each.document.entity))
    complaint = Complaint(
        key=first.key,
        began_on=first.days[ESCALATED - 1],
        notice=notice(first, case),
        title=head_title(case),
        text=head_text(case),
    )
    escalated, actions = complain(case.fact, complaint, case.outstanding, case.settings, case.today)
    return {"escalated": escalated}, actions


def _reminders(case: Case) -> list[Action]:
    """Return notices about documents that are due soon."""
    person = assignee(case.fact, case.today, case.today)
    near = [each for each in case.awaited if case.reminds_of(each.document) and not each.is_resting]
    if person is None:
        return []
    client = case.fact.client
    return [Notify(client=client, step=DUE + each.key, person=person, text=reminder(each.document, case)) for each in near]


def _task_facts(case: Case, lead: Awaited) -> dict[str, Json]:
    due = _deadline(case, lead)
    return {"task_due": due.isoformat(), "assignee_id": assignee(case.fact, case.today, due)}


def _deadline(case: Case, each: Awaited) -> date:
    return deadline_of(case.fact, each.stage_on, case.settings.task_deadline, case.today)


def _oldest(case: Case) -> Awaited:
    return min(case.awaited, key=lambda each: (each.document.issued_on or each.since, each.document.entity))
