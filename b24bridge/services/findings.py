"""Standings as the rows of a list and the figures above it. Not who may see them: `services.sight`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from b24bridge.core.decisions import MARKED_STATES, SOON_STATES
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.core.records import Person
from b24bridge.core.screens import Badge, Figures, Filters, Finding, Mark, Step
from b24bridge.services import judged

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
    "ESCALATED": "expires",
    "OVERDUE": "next_level",
    "BROKEN": "next_level",
    "PROMISED": "promise_ends",
    "DISPUTED": "dispute_ends",
    "HELD": "judged_again",
}
DAYS = ("countdown_left", "pause_days", "overdue_days", "waiting_days", "silent_days")
DAYS_ON = ("last_purchase_on", "due_on", "issued_on", "last_answer_on")
NUMBERED: Mapping[str, str] = {
    "FORGOTTEN": "silent_days",
    "COUNTDOWN": "countdown_left",
    "FINAL_WARNING": "countdown_left",
    "OVERDUE": "overdue_days",
}
TIMES = {"NUDGED1": 1, "NUDGED2": 2}
WEEK = timedelta(days=7)


def finding_of(standing: Standing, names: Mapping[EntityId, str], people: Mapping[int, Person]) -> Finding:
    """Return a client as last judged. A task that a mode kept back is one that would be due."""
    owner, facts, state = people.get(standing.owner_id or 0), standing.facts, standing.state
    is_due = STEPS.get(state) == "task_due"
    next_on = judged.day(facts, "task_due") if is_due else standing.until
    step: Step | None = "task_would" if is_due and standing.would else STEPS.get(state)
    return Finding(
        client=standing.client,
        badge=Badge(MARKS.get(state, "calm"), TIMES.get(state) or judged.number(facts, NUMBERED.get(state, ""))),
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
        days=next((days for name in DAYS if (days := judged.number(facts, name)) is not None), None),
        days_on=next((day for name in DAYS_ON if (day := judged.day(facts, name)) is not None), None),
    )


def figures_of(seen: Sequence[Standing], today: date, cleared: int | None) -> Figures:
    """Return the numbers of what a visitor may see; `cleared` is how many were unmarked in a week."""
    found, soon = marked(seen), [row for row in seen if row.state in SOON_STATES]
    silent = [days for row in found if (days := judged.number(row.facts, "silent_days")) is not None]
    rules = {days for row in found if (days := judged.number(row.facts, "period")) is not None}
    return Figures(
        risk=sum_of(found),
        clients=len(found),
        new=new_of(found, today),
        cleared=cleared,
        snoozed=sum(row.state == "SNOOZED" for row in found),
        mean_silence=round(sum(silent) / len(silent)) if silent else None,
        rule_days=rules.pop() if len(rules) == 1 else None,
        soon=len(soon),
        soon_on=min((row.until for row in soon if row.until), default=None),
        soon_what="protection_ends",
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
