"""Forgotten clients: who has not answered for longer than the rule allows, with nothing that protects it.

A client is protected for 75 days after it answered, and for less after a letter, an attempt, a comment or a deal's step;
an open task or a planned meeting protects until its day. A week before protection ends the client is listed as soon to
be forgotten. When it has ended, the client is marked and its manager gets a task. A contact takes both away again; a mere
comment, attempt or task of the manager postpones, and when that has run out he is reminded. Whoever is new, on hold, a
supplier or partner, or without a manager at work is left alone, and of whom nothing is known nothing is believed.
"""

from datetime import date, timedelta
from typing import Any

from assistants._forgotten_case import TASK, Case
from assistants._forgotten_facts import facts_of
from assistants._forgotten_settings import Settings
from assistants._forgotten_texts import closing, description, head_texts, reminder, title
from assistants._forgotten_words import because, brief, why
from assistants._ladder import climb, descend
from assistants._scope import EXCLUDED, OutOfScope, out_of_scope
from b24bridge.core.actions import Action, CloseTask, DropLabel, Notify, PutLabel, PutTask
from b24bridge.core.assistants import Assistant
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact
from b24bridge.core.statements import Said
from b24bridge.core.touches import Touch

__all__ = ["Settings", "assistant", "decide"]

LABEL = "forgotten"
CLOSE, MARK, UNMARK = "close", "label", "unlabel"
SNOOZE, REMIND, MARK_AGAIN = "snooze:", "remind:", "label:"

assistant = Assistant(
    __name__,
    title=Because("Забытые клиенты", "Forgotten clients"),
    short=Because("Забытые", "Forgotten"),
    place=1,
    reads=ClientFact,
    settings=Settings,
    modes={"label": "auto", "task": "auto", "notify": "auto"},
    priority=10,
)


def decide(fact: ClientFact, settings: Settings, today: date) -> Skip | Decision:
    """Say where a client stands on `today`, the portal's date, and what follows.

    States: UNKNOWN, CALM, WARNED, FORGOTTEN, SNOOZED, and EXCLUDED, HELD, GONE for those who are not judged. On every day
    of an episode the same steps come back; the ledger knows which of them were taken.
    """
    case = Case(fact, settings, today)
    out = out_of_scope(fact, settings.exclude_types, today) or _unwatched(case)
    if out is not None:
        return _leave(case, out.state, out.because, until=out.until)
    until = case.protection.until
    if until is None:
        return _leave(case, "UNKNOWN", because("UNKNOWN", case))
    if case.is_young:
        return _leave(case, "CALM", because("CALM", case), since=case.born, until=_last_calm_day(case, until))
    return _judged(case, until)


def _unwatched(case: Case) -> OutOfScope | None:
    """Return why the settings leave a client out, or None."""
    if case.period is None:
        return OutOfScope(EXCLUDED, Because("Клиенты сегмента K0 не проверяются.", "Clients of segment K0 are not watched."))
    if any(said.kind is Said.DISPUTE and said.is_open for said in case.fact.statements):
        return OutOfScope(
            EXCLUDED, Because("Открыт спор по счёту: сначала он.", "An invoice is in dispute, which comes first.")
        )
    if case.settings.include_never_bought or case.fact.purchases or case.fact.unpriced:
        return None
    return OutOfScope(
        EXCLUDED,
        Because("Клиент ещё ничего не покупал, таких не проверяем.", "The client has never bought; such are not watched."),
    )


def _judged(case: Case, until: date) -> Skip | Decision:
    """Return where a client stands whose protection ends on a known day."""
    if case.today > until:
        return _forgotten(case, until)
    calm_until = case.protection.calm_until
    if case.fact.episode is not None and (calm_until is None or case.today > calm_until):
        return _snoozed(case, until)
    warned_after = until - timedelta(days=case.settings.warn_before)
    if case.today > warned_after:
        return _leave(case, "WARNED", because("WARNED", case), since=warned_after + timedelta(days=1), until=until)
    return _leave(case, "CALM", because("CALM", case), since=case.ground_day, until=until)


def _forgotten(case: Case, until: date) -> Decision:
    since = until + timedelta(days=1)
    if case.grown_up_on is not None:
        since = max(since, case.grown_up_on)
    client, person, reason = case.fact.client, case.assignee_id, because("FORGOTTEN", case)
    task = PutTask(
        client=client,
        step=TASK,
        owner=person,
        title=title(case),
        text=description(reason, case),
        deadline=case.deadline,
    )
    actions: list[Action] = [_label("FORGOTTEN", case, MARK, since, case.deadline), task]
    for source in _postponements(case):
        actions.append(_label("FORGOTTEN", case, MARK_AGAIN + source, since, case.deadline))
        actions.append(Notify(client=client, step=REMIND + source, person=person, text=reminder(case)))
    actions += climb(case.rung, case.fact, person, case.today, lambda: head_texts(reason, case), case.settings)
    return _stay(case, "FORGOTTEN", reason, actions, since=since, until=until)


def _snoozed(case: Case, until: date) -> Decision:
    since, source = case.ground_day, case.ground_source
    actions: list[Action] = [_label("SNOOZED", case, SNOOZE + source, since, until)]
    return _stay(case, "SNOOZED", because("SNOOZED", case), actions, since=since, until=until)


def _postponements(case: Case) -> list[str]:
    """Return what postponed this episode before it ran out again: as far as the ledger knows, and as the facts show."""
    episode, by = case.fact.episode, case.protection.by
    if episode is None:
        return []
    known = {step.removeprefix(SNOOZE) for step in episode.steps if step.startswith(SNOOZE)}
    if isinstance(by, Touch) and by.at.date() >= episode.opened_on:
        known.add(by.source)
    return sorted(known)


def _stay(case: Case, state: str, reason: Because, actions: list[Action], *, since: date | None, until: date) -> Decision:
    facts: dict[str, Json] = facts_of(case) | {"brief": brief(state, case)}
    if state == "FORGOTTEN":
        facts |= {"task_due": case.deadline.isoformat(), "assignee_id": case.assignee_id, **case.rung.facts}
    return Decision(
        assistant=assistant.name,
        client=case.fact.client,
        state=state,
        because=reason,
        since=since,
        until=until,
        money_at_risk=case.worth.at_risk,
        facts=facts,
        owner_id=_owner_id(case),
        anchor=case.anchor,
        actions=tuple(actions),
    )


def _leave(case: Case, state: str, reason: Because, *, since: date | None = None, until: date | None = None) -> Skip:
    """Return a state in which nothing is asked of anybody; an open episode ends, and what it did is taken back."""
    client = case.fact.client
    told: dict[str, Any] = {
        "assistant": assistant.name,
        "client": client,
        "state": state,
        "because": reason,
        "since": since,
        "until": until,
        "money_at_risk": case.worth.at_risk if state == "WARNED" else None,
        "facts": facts_of(case) | ({"brief": brief(state, case)} if state == "WARNED" else {}),
        "owner_id": _owner_id(case),
    }
    if case.fact.episode is None:
        return Skip(**told)
    undo = (
        CloseTask(client=client, step=CLOSE, closes_step=TASK, text=closing(reason, case)),
        DropLabel(client=client, step=UNMARK, label=LABEL),
        *descend(case.fact, closing(reason, case)),
    )
    return Decision(**told, anchor=case.anchor, actions=undo, closes=True)


def _label(state: str, case: Case, step: str, since: date | None, next_on: date) -> PutLabel:
    return PutLabel(client=case.fact.client, step=step, label=LABEL, since=since, next_on=next_on, why=why(state, case))


def _last_calm_day(case: Case, until: date) -> date:
    """Return until when a new client is left alone."""
    return until if case.grown_up_on is None else max(until, case.grown_up_on - timedelta(days=1))


def _owner_id(case: Case) -> int | None:
    return case.fact.owner.id if case.fact.owner else None
