"""Standings as the rows of a list and the figures above it. Not who may see them: `services.sight`."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from b24bridge.core.decisions import MARKED_STATES
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.core.records import Person
from b24bridge.core.screens import Badge, Figures, Filters, Finding, Mark, Step
from b24bridge.services import judged
from b24bridge.services.measures import WEEK, counts_silence, days_of, soon_of

UNJUDGED = "UNKNOWN"
MARKS: Mapping[str, Mark] = {
    "FORGOTTEN": "forgotten",
    "SNOOZED": "snoozed",
    "WARNED": "warned",
    "COUNTDOWN": "left",
    "FINAL_WARNING": "left",
    "PAUSED": "paused",
    "PENDING": "pending",
    "PENDING_NO_RECEIVER": "no_receiver",
    "ESCALATED": "escalated",
    "BLOCKED": "blocked",
    "TRIAL": "trial",
    "SETTLED": "settled",
    "DUE": "due",
    "AT_RISK": "at_risk",
    "LAPSED": "lapsed",
    "WINBACK": "winback",
    "RETURNED": "returned",
    "DORMANT": "dormant",
    "LOST": "lost",
    "ISSUED": "issued",
    "NUDGED1": "nudged",
    "NUDGED2": "nudged",
    "STALE": "stale",
    "OVERDUE": "overdue",
    "PROMISED": "promised",
    "BROKEN": "broken",
    "DISPUTED": "disputed",
    "LEGAL": "legal",
    "HELD": "held",
    "UNKNOWN": "unknown",
    "EXCLUDED": "unwatched",
    "GONE": "unwatched",
}
STEPS: Mapping[str, Step] = {
    "FORGOTTEN": "task_due",
    "SNOOZED": "protection_ends",
    "WARNED": "protection_ends",
    "COUNTDOWN": "hand_over",
    "FINAL_WARNING": "hand_over",
    "PAUSED": "countdown_resumes",
    "PENDING": "hand_over",
    "TRIAL": "trial_ends",
    "DUE": "order_expected",
    "AT_RISK": "order_expected",
    "LAPSED": "task_due",
    "ISSUED": "nudge",
    "NUDGED1": "nudge",
    "NUDGED2": "to_head",
    "ESCALATED": "hand_over",
    "OVERDUE": "next_level",
    "BROKEN": "next_level",
    "PROMISED": "promise_ends",
    "DISPUTED": "dispute_ends",
    "HELD": "judged_again",
}
OWN_STEPS: Mapping[tuple[str, str], Step] = {("unpaid_orders", "ESCALATED"): "expires"}
NUMBERED = frozenset({"FORGOTTEN", "COUNTDOWN", "FINAL_WARNING", "OVERDUE"})
TIMES = {"NUDGED1": 1, "NUDGED2": 2}


def finding_of(standing: Standing, names: Mapping[EntityId, str], people: Mapping[int, Person]) -> Finding:
    """Return a client as last judged, shown to somebody who sees it: who may see a client may press its buttons too.

    A task that a mode kept back is one that would be due.
    """
    owner, facts, state = people.get(standing.owner_id or 0), standing.facts, standing.state
    days, days_on = days_of(standing)
    is_due = STEPS.get(state) == "task_due"
    next_on = judged.day(facts, "task_due") if is_due else standing.until
    step: Step | None = (
        "task_would" if is_due and standing.would else OWN_STEPS.get((standing.assistant, state), STEPS.get(state))
    )
    return Finding(
        client=standing.client,
        badge=Badge(MARKS.get(state, "calm"), days if state in NUMBERED else TIMES.get(state)),
        reason=standing.because,
        brief=judged.said(facts, "brief"),
        name=names.get(standing.client),
        segment=judged.word(facts, "segment"),
        open_deals=len(judged.several(facts, "deals")),
        owner_name=owner.name if owner else "",
        silent_days=judged.number(facts, "silent_days"),
        money=standing.money_at_risk,
        next_on=next_on,
        next_what=step if next_on else None,
        assistant=standing.assistant,
        days=days,
        days_on=days_on,
        may_press=True,
    )


def figures_of(assistant: str, seen: Sequence[Standing], today: date, cleared: int | None) -> Figures:
    """Return the numbers of what a visitor may see of one assistant; `cleared` is how many were unmarked in a week."""
    found, (soon, soon_what) = marked(seen), soon_of(assistant, seen, today)
    told = [days for row in found if (days := days_of(row)[0]) is not None]
    rules = {days for row in found if (days := judged.number(row.facts, "period")) is not None}
    return Figures(
        risk=sum_of(found),
        clients=len(found),
        new=new_of(found, today),
        cleared=cleared,
        snoozed=sum(row.state == "SNOOZED" for row in found),
        mean_silence=round(sum(told) / len(told)) if told else None,
        rule_days=rules.pop() if len(rules) == 1 and counts_silence(assistant) else None,
        soon=len(soon),
        soon_on=min((row.until for row in soon if row.until), default=None),
        soon_what=soon_what,
    )


def marked(rows: Sequence[Standing]) -> list[Standing]:
    """Return those that bear a mark of their assistant."""
    return [row for row in rows if row.state in MARKED_STATES]


def new_of(found: Sequence[Standing], today: date) -> int:
    """Count those that were marked within a week."""
    return sum(row.since is not None and row.since > today - WEEK for row in found)


def sum_of(rows: Sequence[Standing]) -> Money | None:
    """Return the money at risk together, None where no client has a sum. A portal counts in one currency."""
    sums = [row.money_at_risk for row in rows if row.money_at_risk]
    return Money(sum((money.amount for money in sums), Decimal()), sums[0].currency) if sums else None


def is_fit(standing: Standing, filters: Filters) -> bool:
    """Say whether a client fits the filters, but for its department and its name."""
    money = standing.money_at_risk.amount if standing.money_at_risk else Decimal()
    return (
        filters.owner_id in (None, standing.owner_id)
        and money >= filters.at_least
        and filters.mark in ("", MARKS.get(standing.state))
    )
