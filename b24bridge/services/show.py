"""What screens show of clients, cut to what the visitor may see. Values only; words, colours and HTML are the web's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.core.screens import AssistantLine, Choice, ClientView, Filters, FindingsView, OverviewView, Tab
from b24bridge.services.arrivals import Visitor
from b24bridge.services.cleared import cleared_since
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.condition import Condition
from b24bridge.services.dossier import dossier_of
from b24bridge.services.findings import (
    MARKED,
    MARKS,
    SOON,
    UNJUDGED,
    WEEK,
    figures_of,
    finding_of,
    is_fit,
    marked,
    new_of,
    sum_of,
)
from b24bridge.services.scan import Scan
from b24bridge.services.sight import Staff, staff_of

FIRST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Fills screens from the ledger and the mirror."""

    ledger: Ledger
    mirror: Mirror
    scan: Scan
    condition: Condition
    clock: Clock

    def findings(self, visitor: Visitor, assistant: str, filters: Filters) -> FindingsView:
        """Return an assistant's list. Raises KeyError for an assistant that does not exist."""
        rule, staff, member_id = self.scan.rules[assistant], staff_of(visitor, self.mirror), visitor.member_id
        seen = self._seen(member_id, assistant, staff)
        chosen = (SOON,) if filters.mark == MARKS[SOON] else MARKED
        fit = [standing for standing in seen if standing.state in chosen and is_fit(standing, filters)]
        rows = staff.within(fit, filters.department_id)
        names = self.mirror.titles(member_id, [row.client for row in rows])
        if filters.text:
            wanted = filters.text.casefold()
            rows = [row for row in rows if wanted in names.get(row.client, str(row.client)).casefold()]
        return FindingsView(
            assistant=rule.assistant.name,
            tabs=self._tabs(member_id, staff),
            figures=figures_of(seen, self._now(member_id).date(), self._cleared(member_id, assistant, seen)),
            rows=tuple(finding_of(row, names, staff.people) for row in rows[: filters.limit]),
            total=len(rows),
            unjudged=sum(standing.state == UNJUDGED for standing in seen),
            owners=tuple(_owners(staff, marked(seen))),
            departments=staff.choices,
        )

    def overview(self, visitor: Visitor, department_id: int | None) -> OverviewView:
        """Return the overview of what the visitor may see, of one department if asked for."""
        member_id, staff = visitor.member_id, staff_of(visitor, self.mirror)
        seen = {name: staff.within(self._seen(member_id, name, staff), department_id) for name in self.scan.rules}
        everybody = [row for rows in seen.values() for row in rows]
        found = sorted(marked(everybody), key=_money, reverse=True)
        names = self.mirror.titles(member_id, [row.client for row in found[:FIRST]])
        return OverviewView(
            risk=sum_of(found),
            assistants=tuple(self._line(member_id, name, rows) for name, rows in seen.items()),
            data=self.condition.data(member_id),
            first=tuple(finding_of(row, names, staff.people) for row in found[:FIRST]),
            unjudged=len({row.client for row in everybody if row.state == UNJUDGED}),
            clients=len({row.client for row in everybody}),
            departments=staff.choices,
        )

    def client(self, visitor: Visitor, client: EntityId) -> ClientView | None:
        """Return one client as last judged, or None when it is unknown or not the visitor's to see."""
        member_id, staff = visitor.member_id, staff_of(visitor, self.mirror)
        standings = [row for row in self.ledger.standings(member_id, client=client) if staff.sight.covers(row.owner_id)]
        if not standings:
            return None
        standing = next(iter(marked(standings)), standings[0])
        facts = self.scan.facts.gather(member_id, self._now(member_id), [client])
        finding = finding_of(standing, self.mirror.titles(member_id, [client]), staff.people)
        return dossier_of(standing, finding, next(iter(facts), None), staff.people)

    def _seen(self, member_id: str, assistant: str, staff: Staff) -> list[Standing]:
        return [row for row in self.ledger.standings(member_id, assistant) if staff.sight.covers(row.owner_id)]

    def _tabs(self, member_id: str, staff: Staff) -> tuple[Tab, ...]:
        return tuple(
            Tab(assistant=name, title=rule.assistant.title, count=len(marked(self._seen(member_id, name, staff))))
            for name, rule in self.scan.rules.items()
        )

    def _line(self, member_id: str, name: str, seen: Sequence[Standing]) -> AssistantLine:
        installation, now, found = self.condition.installation(member_id), self._now(member_id), marked(seen)
        return AssistantLine(
            assistant=name,
            title=self.scan.rules[name].assistant.title,
            risk=sum_of(found),
            clients=len(found),
            mode=self.scan.policy(installation, now).modes.get(name, {}).get("task", "off"),
            new=new_of(found, now.date()),
            cleared=self._cleared(member_id, name, seen),
        )

    def _cleared(self, member_id: str, assistant: str, seen: Sequence[Standing]) -> int | None:
        gone = cleared_since(self.ledger, member_id, assistant, self.clock.now() - WEEK)
        return None if gone is None else len(gone.intersection(row.client for row in seen))

    def _now(self, member_id: str) -> datetime:
        return portal_now(self.condition.installation(member_id), self.clock.now())


def _money(standing: Standing) -> Decimal:
    return standing.money_at_risk.amount if standing.money_at_risk else Decimal()


def _owners(staff: Staff, found: Sequence[Standing]) -> list[Choice]:
    owners = {row.owner_id for row in found}
    return sorted((Choice(p.id, p.name) for p in staff.people.values() if p.id in owners), key=lambda choice: choice.name)
