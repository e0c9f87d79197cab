"""Lapsed buyers: whose pause between purchases has become unusually long for this very client.

A client that used to buy every 24 days is missed sooner than one that buys twice a year. When its usual pause has passed, an
order is due; when the pause is becoming rare for it, the client is marked as at risk; when it has become very rare, as lapsed,
and its manager gets a task with the client's habit, its last purchases and words to write. His contacts are counted: after
enough of them without a purchase the client is let alone but for a reminder once a year. A purchase takes all of it away.
Some lapsed clients are left to themselves, to see how many would have returned anyway. Portals that know too few purchases
are judged by twice the usual pause or by a fixed number of days, and one purchase alone tells nothing there.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from assistants._lapsed_case import NAME, YEAR, Case
from assistants._lapsed_facts import facts_of
from assistants._lapsed_pace import Pace
from assistants._lapsed_settings import Settings
from assistants._lapsed_steps import asked, marked, rested, taken_back
from assistants._lapsed_words import because, brief, lost, small
from assistants._scope import out_of_scope
from b24bridge.core.actions import Action
from b24bridge.core.assistants import Assistant
from b24bridge.core.decisions import Because, Decision, Json, Skip
from b24bridge.core.facts import ClientFact

__all__ = ["Settings", "assistant", "decide"]

assistant = Assistant(
    __name__,
    title=Because("Ушедшие клиенты", "Lapsed clients"),
    short=Because("Ушедшие", "Lapsed"),
    place=3,
    reads=ClientFact,
    settings=Settings,
    modes={"label": "auto", "task": "auto", "notify": "auto"},
    priority=20,
)


def decide(fact: ClientFact, settings: Settings, today: date) -> Skip | Decision:
    """Say where a client stands on `today`, the portal's date, and what follows.

    States: NO_HISTORY, BUYER, DUE, AT_RISK, LAPSED, WINBACK, DORMANT, RETURNED, LOST, and EXCLUDED, HELD, GONE for those who
    are not judged. An orphan is judged, its head gets the tasks. On every day of an episode the same steps come back.
    """
    case = Case(fact, settings, today)
    out = out_of_scope(fact, settings.exclude_types, today, takes_orphans=True)
    if out is not None:
        return _leave(case, out.state, out.because, until=out.until)
    said = case.lost
    if said is not None:
        return _leave(case, "LOST", lost(said, today), since=said.at.date(), more={"reason": said.reason, "statement": said.id})
    if case.pace is None:
        return _leave(case, "NO_HISTORY", because("NO_HISTORY", case))
    if case.yearly_money < settings.min_yearly_money:
        return _leave(case, "BUYER", small(), since=case.last.on)
    return _judged(case, case.pace)


def _judged(case: Case, pace: Pace) -> Skip | Decision:
    """Return where a client stands whose pace is known."""
    lapsed_on, at_risk_on = case.on(case.lapsed_after(pace)), case.on(pace.at_risk_after)
    if case.today < at_risk_on:
        return _buying(case, pace, at_risk_on)
    state = "LAPSED" if case.today >= lapsed_on else "AT_RISK"
    if case.is_overtaken:
        return _leave(case, state, because(state, case), since=lapsed_on if state == "LAPSED" else at_risk_on)
    return _lapsed(case, pace, lapsed_on) if state == "LAPSED" else _at_risk(case, pace, at_risk_on, lapsed_on)


def _buying(case: Case, pace: Pace, at_risk_on: date) -> Skip:
    """Return where a client stands whose pause is nothing unusual."""
    if case.returned is not None:
        bought, _ = case.returned
        until = bought.on + timedelta(days=case.settings.returned_days)
        return _leave(case, "RETURNED", because("RETURNED", case), since=bought.on, until=until)
    due_on = at_risk_on if pace.due_after is None else min(case.on(pace.due_after), at_risk_on)
    if case.today >= due_on:
        return _leave(case, "DUE", because("DUE", case), since=due_on, until=at_risk_on)
    return _leave(case, "BUYER", because("BUYER", case), since=case.last.on, until=due_on)


def _at_risk(case: Case, pace: Pace, since: date, until: date) -> Decision:
    """Mark the client; only much money is worth a task already."""
    if case.is_control(pace):
        return _stay(case, pace, "AT_RISK", (), since=since, until=until)
    is_hot = case.worth("AT_RISK").at_risk.amount >= case.settings.hot_amount
    actions = [*marked("AT_RISK", case, since, until), *(asked("AT_RISK", case) if is_hot else ())]
    return _stay(case, pace, "AT_RISK", actions, since=since, until=until, more=_asked_facts("AT_RISK", case) if is_hot else {})


def _lapsed(case: Case, pace: Pace, since: date) -> Decision:
    """Ask for a contact; the owner's contacts make it a win-back, and enough of them end it."""
    efforts = case.efforts(pace)
    if efforts and len(efforts) >= case.budget:
        return _dormant(case, pace, efforts[max(case.budget, 1) - 1].at.date())
    if efforts:
        return _winback(case, pace, efforts[0].at.date())
    if case.is_control(pace):
        return _stay(case, pace, "LAPSED", (), since=since, until=None)
    actions = [*marked("LAPSED", case, since, case.deadline), *asked("LAPSED", case)]
    return _stay(case, pace, "LAPSED", actions, since=since, until=case.deadline, more=_asked_facts("LAPSED", case))


def _winback(case: Case, pace: Pace, since: date) -> Decision:
    until = since + timedelta(days=case.settings.winback_days)
    more: dict[str, Json] = {"escalated": "line" if case.today >= until else None}
    return _stay(case, pace, "WINBACK", marked("WINBACK", case, since, until), since=since, until=until, more=more)


def _dormant(case: Case, pace: Pace, since: date) -> Decision:
    years = (case.today - since) // YEAR
    next_on = since + YEAR * (years + 1)
    actions = [*marked("DORMANT", case, since, next_on), *rested(case, years)]
    return _stay(case, pace, "DORMANT", actions, since=since, until=next_on)


def _asked_facts(state: str, case: Case) -> dict[str, Json]:
    """Return what screens tell of the task, and how far up the matter has gone."""
    return {"task_due": case.deadline.isoformat(), "assignee_id": case.assignee_id, **case.rung(state).facts}


def _stay(
    case: Case,
    pace: Pace,
    state: str,
    actions: Sequence[Action],
    *,
    since: date,
    until: date | None,
    more: Mapping[str, Json] | None = None,
) -> Decision:
    told: dict[str, Json] = {
        "brief": brief(case),
        "control": case.is_control(pace),
        "contacts": len(case.efforts(pace)),
        "contacts_budget": case.budget,
    }
    return Decision(
        assistant=NAME,
        client=case.fact.client,
        state=state,
        because=because(state, case),
        since=since,
        until=until,
        money_at_risk=case.worth(state).at_risk,
        facts=facts_of(case) | told | dict(more or {}),
        owner_id=_owner_id(case),
        anchor=case.anchor,
        actions=tuple(actions),
    )


def _leave(
    case: Case,
    state: str,
    reason: Because,
    *,
    since: date | None = None,
    until: date | None = None,
    more: Mapping[str, Json] | None = None,
) -> Skip:
    """Return a state in which nothing is asked of anybody; an open episode ends, and what it did is taken back."""
    shown: dict[str, Json] = {"brief": brief(case)} if state in {"DUE", "RETURNED"} else {}
    told: dict[str, Any] = {
        "assistant": NAME,
        "client": case.fact.client,
        "state": state,
        "because": reason,
        "since": since,
        "until": until,
        "facts": facts_of(case) | shown | dict(more or {}),
        "owner_id": _owner_id(case),
    }
    episode = case.fact.episode
    if episode is None:
        return Skip(**told)
    return Decision(**told, anchor=episode.anchor, actions=taken_back(case, reason), closes=True)


def _owner_id(case: Case) -> int | None:
    return case.fact.owner.id if case.fact.owner else None
