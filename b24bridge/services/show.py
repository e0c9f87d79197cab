"""What screens show of clients, cut to what the visitor may see. Values only; words, colours and HTML are the web's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from b24bridge.core.assistants import in_menu
from b24bridge.core.decisions import CALM_STATES, MARKED_STATES, SOON_STATES
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import Standing
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.core.screens import AssistantLine, Choice, ClientView, Filters, Finding, FindingsView, OverviewView, Tab
from b24bridge.core.screens_overview import ManagerLine
from b24bridge.services import judged
from b24bridge.services.arrivals import Visitor
from b24bridge.services.cleared import cleared_since
from b24bridge.services.clocks import Clock, our_moment, portal_now
from b24bridge.services.condition import Condition
from b24bridge.services.deeds import deeds_of
from b24bridge.services.dossier import ahead_of, decided_on, dossier_of, history_of, segment_of
from b24bridge.services.findings import (
    MARKS,
    UNJUDGED,
    figures_of,
    finding_of,
    is_fit,
    marked,
    new_of,
    sum_of,
)
from b24bridge.services.managers import managers_of
from b24bridge.services.measures import WEEK, counts_silence
from b24bridge.services.scan import Scan
from b24bridge.services.sight import Staff, staff_of
from b24bridge.services.trends import Trend, Trends

FIRST = 10
SOON_MARKS = frozenset(MARKS[state] for state in SOON_STATES)
TO_KEEP = frozenset({"forgotten_clients", "client_release"})
MAIN = ("task", "reassign", "outbound", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Fills screens from the ledger and the mirror."""

    ledger: Ledger
    mirror: Mirror
    scan: Scan
    condition: Condition
    trend: Trends
    clock: Clock

    def findings(self, visitor: Visitor, assistant: str, filters: Filters) -> FindingsView:
        """Return an assistant's list. Raises KeyError for an assistant that does not exist."""
        rule, staff, member_id = self.scan.rules[assistant], staff_of(visitor, self.mirror), visitor.member_id
        seen = self._seen(member_id, assistant, staff)
        chosen = SOON_STATES if filters.mark in SOON_MARKS else MARKED_STATES
        fit = [standing for standing in seen if standing.state in chosen and is_fit(standing, filters)]
        rows = staff.within(fit, filters.department_id)
        names = self.mirror.titles(member_id, [row.client for row in rows])
        if filters.text:
            wanted = filters.text.casefold()
            rows = [row for row in rows if wanted in names.get(row.client, str(row.client)).casefold()]
        return FindingsView(
            assistant=rule.assistant.name,
            tabs=self._tabs(member_id, staff),
            figures=figures_of(assistant, seen, self._now(member_id).date(), self._cleared(member_id, assistant, seen)),
            rows=tuple(finding_of(row, names, staff.people) for row in rows[: filters.limit]),
            total=len(rows),
            unjudged=sum(standing.state == UNJUDGED for standing in seen),
            owners=tuple(_owners(staff, marked(seen))),
            departments=staff.choices,
            payments_as_of=self._payments_as_of(member_id, seen),
            marks=tuple(dict.fromkeys(MARKS[row.state] for row in seen if row.state in MARKED_STATES | SOON_STATES)),
        )

    def overview(self, visitor: Visitor, department_id: int | None) -> OverviewView:
        """Return the overview of what the visitor may see, of one department if asked for."""
        member_id, staff = visitor.member_id, staff_of(visitor, self.mirror)
        seen = {name: staff.within(self._seen(member_id, name, staff), department_id) for name in in_menu(self.scan.rules)}
        everybody = [row for rows in seen.values() for row in rows]
        found = sorted(marked(everybody), key=_money, reverse=True)
        names = self.mirror.titles(member_id, [row.client for row in found[:FIRST]])
        counted = [row for row in found if not self._is_part(row.assistant)]
        trend = self.trend.of(member_id, staff, department_id, self._now(member_id).date())
        return OverviewView(
            risk=sum_of(counted),
            change=trend.change(sum_of(counted)),
            assistants=tuple(self._line(member_id, name, rows, trend) for name, rows in seen.items()),
            data=self.condition.data(member_id),
            first=tuple(finding_of(row, names, staff.people) for row in found[:FIRST]),
            unjudged=len({row.client for row in everybody if row.state == UNJUDGED}),
            clients=len({row.client for row in everybody}),
            departments=staff.choices,
            trend=trend.weeks,
            acted_on=self._acted_on(member_id),
            decisions=self.trend.waiting(visitor, self._now(member_id)),
            managers=self._managers(member_id, staff, everybody) if staff.sight.owners is None or staff.sight.is_head else (),
            robot=deeds_of(self.ledger.done_since(member_id, self.clock.now() - WEEK)),
            is_held_back=bool(self.scan.stale(member_id)),
            closing=self._closing(member_id, visitor, everybody, names, staff),
        )

    def client(self, visitor: Visitor, client: EntityId) -> ClientView | None:
        """Return one client as last judged, or None when it is unknown or not the visitor's to see."""
        member_id, staff = visitor.member_id, staff_of(visitor, self.mirror)
        standings = [row for row in self.ledger.standings(member_id, client=client) if staff.sight.covers(row.owner_id)]
        if not standings:
            return None
        standing = self._principal(standings)
        facts = self.scan.facts.gather(member_id, self._now(member_id), [client])
        names = self.mirror.titles(member_id, [client])
        silence = next((row for row in standings if counts_silence(row.assistant)), standing)
        found, fact = finding_of(standing, names, staff.people), next(iter(facts), None)
        view = dossier_of(silence, replace(found, segment=segment_of(silence)), fact, staff.people)
        is_of_silence = standing.assistant in TO_KEEP  # the money of others is not counted by these shares
        others = [row for row in standings if row is not standing and not _is_calm(row)]
        return replace(
            view,
            sums=view.sums if is_of_silence else None,
            others=tuple(finding_of(row, names, staff.people) for row in others),
            titles={name: rule.assistant.brief for name, rule in self.scan.rules.items()},
            ahead=ahead_of(standings, self._now(member_id).date()),
            history=history_of(self.ledger.of_client(member_id, client), staff.people),
            is_to_keep=any(row.assistant in TO_KEEP for row in marked(standings)),
            decided_on=decided_on(standings),
        )

    def _principal(self, standings: Sequence[Standing]) -> Standing:
        """Return the verdict whose reason goes first, as it does in the task about the client (4.0.10)."""
        first = {name: number for number, name in enumerate(self.scan.rules)}
        ordered = sorted(standings, key=lambda row: first.get(row.assistant, len(first)))
        silent = next((row for row in ordered if counts_silence(row.assistant)), ordered[0])
        return next(iter(marked(ordered)), silent)

    def _payments_as_of(self, member_id: str, seen: Sequence[Standing]) -> datetime | None:
        """Return how old the payment data were when the newest of these was judged, by our clock."""
        told = [judged.moment(row.facts, "payments_as_of") for row in seen]
        newest = max((moment for moment in told if moment), default=None)
        return our_moment(self.condition.installation(member_id), newest) if newest else None

    def _seen(self, member_id: str, assistant: str, staff: Staff) -> list[Standing]:
        return [row for row in self.ledger.standings(member_id, assistant) if staff.sight.covers(row.owner_id)]

    def _tabs(self, member_id: str, staff: Staff) -> tuple[Tab, ...]:
        return tuple(
            Tab(assistant=name, title=rule.assistant.brief, count=len(marked(self._seen(member_id, name, staff))))
            for name, rule in in_menu(self.scan.rules).items()
        )

    def _is_part(self, assistant: str) -> bool:
        """Say whether an assistant's money is counted within another's already: release's is that of the forgotten."""
        return bool(self.scan.rules[assistant].assistant.counted_in) if assistant in self.scan.rules else False

    def _acted_on(self, member_id: str) -> date | None:
        return self.scan.acts_since(self.condition.installation(member_id))

    def _managers(self, member_id: str, staff: Staff, everybody: Sequence[Standing]) -> tuple[ManagerLine, ...]:
        week = self.ledger.done_since(member_id, self.clock.now() - WEEK)
        return managers_of(everybody, week, staff, self._now(member_id).date())

    def _closing(
        self, member_id: str, visitor: Visitor, rows: Sequence[Standing], names: Mapping[EntityId, str], staff: Staff
    ) -> tuple[Finding, ...]:
        """Return a manager's own clients with a step within a week, soonest first."""
        if visitor.is_admin or staff.sight.is_head:
            return ()
        until = self._now(member_id).date() + WEEK
        own = [finding_of(row, names, staff.people) for row in marked(rows)]
        return tuple(
            sorted((each for each in own if each.next_on and each.next_on <= until), key=lambda each: str(each.next_on))
        )

    def _line(self, member_id: str, name: str, seen: Sequence[Standing], trend: Trend) -> AssistantLine:
        installation, now, found = self.condition.installation(member_id), self._now(member_id), marked(seen)
        return AssistantLine(
            assistant=name,
            title=self.scan.rules[name].assistant.brief,
            risk=sum_of(found),
            clients=len(found),
            mode=self.scan.policy(installation, now).modes.get(name, {}).get(_main_class(name, self.scan), "off"),
            new=new_of(found, now.date()),
            cleared=self._cleared(member_id, name, seen),
            change=trend.change(sum_of(found), name),
            is_counted_elsewhere=self._is_part(name),
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


def _is_calm(standing: Standing) -> bool:
    return standing.state in CALM_STATES


def _main_class(name: str, scan: Scan) -> str:
    """Return the class of action that says best what an assistant may do: tasks, but for one that hands over."""
    modes = scan.rules[name].assistant.modes
    return "reassign" if "reassign" in modes else next((each for each in MAIN if each in modes), "task")
