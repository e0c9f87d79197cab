"""What screens show of clients, cut to what the visitor may see. Values only; words, colours and HTML are the web's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.money import Money
from b24bridge.core.ports import Installations, Ledger, Mirror
from b24bridge.core.records import Person
from b24bridge.core.screens import (
    AssistantLine,
    Badge,
    Choice,
    ClientView,
    Figures,
    Filters,
    Finding,
    FindingsView,
    Mark,
    OverviewView,
    Step,
    Tab,
)
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.condition import Condition
from b24bridge.services.scan import Scan
from b24bridge.services.sight import Sight, sight_of, with_children

MARKED = ("FORGOTTEN", "SNOOZED")
SOON = "WARNED"
UNJUDGED = "UNKNOWN"
MARKS: Mapping[str, Mark] = {
    "FORGOTTEN": "forgotten",
    "SNOOZED": "snoozed",
    "WARNED": "warned",
    "HELD": "held",
    "UNKNOWN": "unknown",
}
STEPS: Mapping[str, Step] = {"FORGOTTEN": "task_due", "SNOOZED": "countdown_resumes", "WARNED": "protection_ends"}
FIRST = 10
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Fills screens from the ledger and the mirror."""

    installations: Installations
    ledger: Ledger
    mirror: Mirror
    scan: Scan
    condition: Condition
    clock: Clock

    def findings(self, visitor: Visitor, assistant: str, filters: Filters) -> FindingsView:
        """Return an assistant's list. Raises KeyError for an assistant that does not exist."""
        rule, people = self.scan.rules[assistant], self.mirror.people(visitor.member_id)
        departments = self.mirror.departments(visitor.member_id)
        sight = sight_of(visitor, people, departments)
        seen = self._seen(visitor.member_id, assistant, sight)
        chosen = (SOON,) if filters.mark == MARKS[SOON] else MARKED
        rows = [standing for standing in seen if standing.state in chosen and _fits(standing, filters)]
        if filters.department_id is not None:
            below = with_children([filters.department_id], departments)
            rows = [row for row in rows if _is_in(people.get(row.owner_id or 0), below)]
        names = self.mirror.titles(visitor.member_id, [row.client for row in rows])
        if filters.text:
            wanted = filters.text.casefold()
            rows = [row for row in rows if wanted in names.get(row.client, str(row.client)).casefold()]
        return FindingsView(
            assistant=rule.assistant.name,
            tabs=self._tabs(visitor.member_id, sight),
            figures=_figures(seen, self._today(visitor.member_id)),
            rows=tuple(_finding(row, names, people) for row in rows[: filters.limit]),
            total=len(rows),
            unjudged=sum(standing.state == UNJUDGED for standing in seen),
            owners=tuple(_choices(people, {row.owner_id for row in seen if row.state in MARKED})),
            departments=tuple(Choice(d.id, d.name) for d in departments.values()) if sight.owners is None else (),
        )

    def overview(self, visitor: Visitor, department_id: int | None) -> OverviewView:
        """Return the overview of what the visitor may see, of one department if asked for."""
        member_id, people = visitor.member_id, self.mirror.people(visitor.member_id)
        departments = self.mirror.departments(member_id)
        sight = sight_of(visitor, people, departments)
        below = None if department_id is None else with_children([department_id], departments)
        lines, marked, unjudged, clients = [], [], set(), set()
        for name in self.scan.rules:
            seen = [
                s for s in self._seen(member_id, name, sight) if below is None or _is_in(people.get(s.owner_id or 0), below)
            ]
            found = [standing for standing in seen if standing.state in MARKED]
            marked.extend(found)
            unjudged |= {standing.client for standing in seen if standing.state == UNJUDGED}
            clients |= {standing.client for standing in seen}
            lines.append(self._line(member_id, name, found))
        marked.sort(key=lambda row: row.money_at_risk.amount if row.money_at_risk else Decimal(), reverse=True)
        names = self.mirror.titles(member_id, [row.client for row in marked[:FIRST]])
        return OverviewView(
            risk=_sum(marked),
            assistants=tuple(lines),
            data=self.condition.data(member_id),
            first=tuple(_finding(row, names, people) for row in marked[:FIRST]),
            unjudged=len(unjudged),
            clients=len(clients),
            departments=tuple(Choice(d.id, d.name) for d in departments.values()) if sight.owners is None else (),
        )

    def client(self, visitor: Visitor, client: EntityId) -> ClientView | None:
        """Return one client as last judged, or None when it is unknown or not the visitor's to see."""
        people, departments = self.mirror.people(visitor.member_id), self.mirror.departments(visitor.member_id)
        sight = sight_of(visitor, people, departments)
        standings = [row for row in self.ledger.standings(visitor.member_id, client=client) if sight.covers(row.owner_id)]
        if not standings:
            return None
        standing = next((row for row in standings if row.state in MARKED), standings[0])
        names = self.mirror.titles(visitor.member_id, [client])
        return ClientView(
            finding=_finding(standing, names, people),
            answered_on=_date(standing, "last_answer_on"),
            protected_until=standing.until,
        )

    def _seen(self, member_id: str, assistant: str, sight: Sight) -> list[Standing]:
        return [row for row in self.ledger.standings(member_id, assistant) if sight.covers(row.owner_id)]

    def _tabs(self, member_id: str, sight: Sight) -> tuple[Tab, ...]:
        return tuple(
            Tab(
                assistant=name,
                title=rule.assistant.title,
                count=sum(row.state in MARKED for row in self._seen(member_id, name, sight)),
            )
            for name, rule in self.scan.rules.items()
        )

    def _line(self, member_id: str, name: str, found: Sequence[Standing]) -> AssistantLine:
        installation = self.condition.installation(member_id)
        policy = self.scan.policy(installation, portal_now(installation, self.clock.now()))
        since = self._today(member_id) - WEEK
        return AssistantLine(
            assistant=name,
            title=self.scan.rules[name].assistant.title,
            risk=_sum(found),
            clients=len(found),
            mode=policy.modes.get(name, {}).get("task", "off"),
            new=sum(row.since is not None and row.since > since for row in found),
        )

    def _today(self, member_id: str) -> date:
        installation = self.condition.installation(member_id)
        return portal_now(installation, self.clock.now()).date()


def _fits(standing: Standing, filters: Filters) -> bool:
    money = standing.money_at_risk.amount if standing.money_at_risk else Decimal()
    return (
        filters.owner_id in (None, standing.owner_id)
        and money >= filters.at_least
        and filters.mark in ("", MARKS.get(standing.state))
    )


def _finding(standing: Standing, names: Mapping[EntityId, str], people: Mapping[int, Person]) -> Finding:
    silent, owner = standing.facts.get("silent_days"), people.get(standing.owner_id or 0)
    days = silent if isinstance(silent, int) else None
    next_on = _date(standing, "task_due") if standing.state == "FORGOTTEN" else standing.until
    return Finding(
        client=standing.client,
        badge=Badge(MARKS.get(standing.state, "calm"), days if standing.state == "FORGOTTEN" else None),
        reason=standing.because,
        name=names.get(standing.client),
        open_deals=len(_list(standing, "deals")),
        owner_name=owner.name if owner else "",
        silent_days=days,
        since=standing.since,
        money=standing.money_at_risk,
        next_on=next_on,
        next_what=STEPS.get(standing.state) if next_on else None,
    )


def _figures(seen: Sequence[Standing], today: date) -> Figures:
    found = [row for row in seen if row.state in MARKED]
    silent = [days for row in found if isinstance(days := row.facts.get("silent_days"), int)]
    rules = {days for row in found if isinstance(days := row.facts.get("period"), int)}
    return Figures(
        risk=_sum(found),
        clients=len(found),
        new=sum(row.since is not None and row.since > today - WEEK for row in found),
        snoozed=sum(row.state == "SNOOZED" for row in found),
        mean_silence=round(sum(silent) / len(silent)) if silent else None,
        rule_days=rules.pop() if len(rules) == 1 else None,
        soon=sum(row.state == SOON for row in seen),
        soon_what="protection_ends",
    )


def _sum(rows: Sequence[Standing]) -> Money | None:
    sums = [row.money_at_risk for row in rows if row.money_at_risk]
    return Money(sum((money.amount for money in sums), Decimal()), sums[0].currency) if sums else None


def _choices(people: Mapping[int, Person], owners: set[int | None]) -> list[Choice]:
    return sorted((Choice(p.id, p.name) for p in people.values() if p.id in owners), key=lambda choice: choice.name)


def _is_in(person: Person | None, departments: frozenset[int]) -> bool:
    return person is not None and bool(departments.intersection(person.department_ids))


def _list(standing: Standing, name: str) -> list[object]:
    value = standing.facts.get(name)
    return list(value) if isinstance(value, list) else []


def _date(standing: Standing, name: str) -> date | None:
    value = standing.facts.get(name)
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
