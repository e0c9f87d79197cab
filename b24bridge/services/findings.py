"""Standings as the rows of a list and the figures above it. Not who may see them: `services.sight`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.core.records import Person
from b24bridge.core.screens import Badge, Figures, Filters, Finding, Mark, Step
from b24bridge.services import judged

MARKED = ("FORGOTTEN", "SNOOZED")
SOON = "WARNED"
UNJUDGED = "UNKNOWN"
MARKS: Mapping[str, Mark] = {
    "FORGOTTEN": "forgotten",
    "SNOOZED": "snoozed",
    "WARNED": "warned",
    "HELD": "held",
    "UNKNOWN": "unknown",
    "EXCLUDED": "unwatched",
    "GONE": "unwatched",
}
STEPS: Mapping[str, Step] = {
    "FORGOTTEN": "task_due",
    "SNOOZED": "protection_ends",
    "WARNED": "protection_ends",
    "HELD": "judged_again",
}
WEEK = timedelta(days=7)


def finding_of(standing: Standing, names: Mapping[EntityId, str], people: Mapping[int, Person]) -> Finding:
    """Return a client as last judged. A task that a mode kept back is one that would be due."""
    owner, days = people.get(standing.owner_id or 0), judged.number(standing.facts, "silent_days")
    is_forgotten = standing.state == "FORGOTTEN"
    next_on = judged.day(standing.facts, "task_due") if is_forgotten else standing.until
    step: Step | None = "task_would" if is_forgotten and standing.would else STEPS.get(standing.state)
    return Finding(
        client=standing.client,
        badge=Badge(MARKS.get(standing.state, "calm"), days if is_forgotten else None),
        reason=standing.because,
        brief=judged.said(standing.facts, "brief"),
        name=names.get(standing.client),
        segment=judged.word(standing.facts, "segment"),
        open_deals=len(judged.several(standing.facts, "deals")),
        owner_name=owner.name if owner else "",
        silent_days=days,
        money=standing.money_at_risk,
        next_on=next_on,
        next_what=step if next_on else None,
    )


def figures_of(seen: Sequence[Standing], today: date, cleared: int | None) -> Figures:
    """Return the numbers of what a visitor may see; `cleared` is how many were unmarked in a week."""
    found, soon = marked(seen), [row for row in seen if row.state == SOON]
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
    return [row for row in rows if row.state in MARKED]


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
