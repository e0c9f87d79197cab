"""The trend: money at risk week by week from the noted figures, and what waits for a visitor. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from b24bridge.core.assistants import Rule
from b24bridge.core.ledger import Figure
from b24bridge.core.money import Money
from b24bridge.core.ports import Ledger
from b24bridge.core.screens_overview import Group, WaitingLine, Week
from b24bridge.services.arrivals import Visitor
from b24bridge.services.consent import Consent
from b24bridge.services.sayings import ASKING
from b24bridge.services.sight import Staff, with_children

WEEKS = 12
WEEK = timedelta(days=7)
GROUPS: Mapping[str, Group] = {"reassign": "move", "outbound": "mail", "task": "task", "label": "label", "notify": "notify"}


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve weeks, oldest first, and the figures of a week ago."""

    weeks: tuple[Week, ...]
    week_ago: Mapping[str, Money]
    parts: frozenset[str]

    def change(self, now: Money | None, assistant: str | None = None) -> Money | None:
        """Return how much the money at risk has grown in a week, None where nothing is known of a week ago."""
        if assistant is not None:
            before = self.week_ago.get(assistant)
        else:
            whole = [money for name, money in self.week_ago.items() if name not in self.parts]
            before = Money(sum((money.amount for money in whole), Decimal()), whole[0].currency) if whole else None
        return None if now is None or before is None else Money(now.amount - before.amount, now.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Reads figures."""

    ledger: Ledger
    consent: Consent
    rules: Mapping[str, Rule]

    def of(self, member_id: str, staff: Staff, department_id: int | None, today: date) -> Trend:
        """Return the trend of what a visitor may see, of one department if asked for."""
        first = today - timedelta(days=today.weekday()) - WEEK * (WEEKS - 1)
        figures = [each for each in self.ledger.figures(member_id, first) if _is_seen(each, staff, department_id)]
        parts = frozenset(name for name, rule in self.rules.items() if rule.assistant.counted_in)
        days = sorted({each.day for each in figures})
        weeks = tuple(_week(first + WEEK * number, figures, days, parts) for number in range(WEEKS))
        ago = max((day for day in days if day <= today - WEEK), default=None)
        return Trend(weeks if days else (), _sums(figures, ago) if ago else {}, parts)

    def waiting(self, visitor: Visitor, now: datetime) -> tuple[WaitingLine, ...]:
        """Return what waits for a visitor's consent, by group."""
        lines: dict[Group, list[tuple[Money | None, date | None]]] = {}
        asked = self.consent.asked(visitor)
        for rows in asked.rows.values():
            first, classes = rows[0], {row.action.action_class for row in rows}
            group = "move" if "reassign" in classes else GROUPS.get(first.action.action_class, "task")
            answer_by = first.answer_by.astimezone(now.tzinfo).date() if first.answer_by else None
            lines.setdefault(group, []).append((first.money, answer_by))
        for said in asked.statements:
            lines.setdefault(ASKING[said.kind], []).append((None, None))
        return tuple(_waiting(group, found) for group, found in lines.items())


def _waiting(group: Group, found: Sequence[tuple[Money | None, date | None]]) -> WaitingLine:
    sums = [money for money, _ in found if money]
    return WaitingLine(
        group=group,
        count=len(found),
        money=Money(sum((money.amount for money in sums), Decimal()), sums[0].currency) if sums else None,
        answer_by=min((day for _, day in found if day), default=None),
    )


def _is_seen(figure: Figure, staff: Staff, department_id: int | None) -> bool:
    if not staff.sight.covers(figure.owner_id):
        return False
    if department_id is None:
        return True
    below = with_children([department_id], staff.departments)
    owner = staff.people.get(figure.owner_id or 0)
    return owner is not None and bool(below.intersection(owner.department_ids))


def _week(first_day: date, figures: Sequence[Figure], days: Sequence[date], parts: frozenset[str]) -> Week:
    within = [day for day in days if first_day <= day < first_day + WEEK]
    if not within:
        return Week(first_day=first_day, is_known=False)
    sums = _sums(figures, within[-1])
    return Week(first_day=first_day, sums=tuple((name, money) for name, money in sums.items() if name not in parts))


def _sums(figures: Sequence[Figure], day: date) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for each in figures:
        if each.day == day and each.risk is not None:
            before = found.get(each.assistant)
            found[each.assistant] = Money(each.risk.amount + (before.amount if before else 0), each.risk.currency)
    return found
