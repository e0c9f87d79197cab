"""The page of decisions: everything that waits for a visitor, as he sees it before he consents. Values only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import get_args

from b24bridge.core.actions import Reassign, cascade_of
from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, PlanStatus, Standing
from b24bridge.core.limits import Limits
from b24bridge.core.money import Money
from b24bridge.core.plans import check_code
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.core.screens_decisions import DecisionGroup, DecisionRow, DecisionsView, LimitBar, PutOffLine
from b24bridge.core.screens_overview import Group, RobotLine
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, our_moment, portal_now, zone_of
from b24bridge.services.consent import Asked, Consent
from b24bridge.services.decision_rows import DecisionRows
from b24bridge.services.deeds import deeds_of
from b24bridge.services.notes import said_of
from b24bridge.services.sayings import ASKING
from b24bridge.services.scan import Scan

GROUPS: Mapping[str, Group] = {
    "reassign": "move",
    "outbound": "mail",
    "task": "task",
    "label": "label",
    "notify": "notify",
    "stage": "stage",
}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDecisions:
    """Fills the page."""

    consent: Consent
    ledger: Ledger
    mirror: Mirror
    scan: Scan
    clock: Clock
    installation: Callable[[str], Installation]

    def view(self, visitor: Visitor) -> DecisionsView:
        """Return what waits for this visitor's consent, and what was answered within the last day."""
        installation, member_id = self.installation(visitor.member_id), visitor.member_id
        now = portal_now(installation, self.clock.now())
        asked, answered = self.consent.asked(visitor), self._answered(visitor)
        page = DecisionRows(self.mirror, installation, now, self._standings(member_id), self.mirror.people(member_id))
        limits, shown = self.scan.policy(installation, now).limits, {**answered, **asked.rows}
        rows = {key: page.row(key, actions) for key, actions in shown.items()}
        grouped: dict[Group, list[DecisionRow]] = {group: [] for group in get_args(Group)}
        for key, row in rows.items():
            grouped[_group(shown[key])].append(row)
        for said in asked.statements:
            grouped[ASKING[said.kind]].append(page.said(said))
        halted = next((p for p in self.ledger.plans(member_id) if p.status is PlanStatus.HALTED), None)
        waiting = asked.actions
        return DecisionsView(
            groups=tuple(_grouped(group, found, limits) for group, found in grouped.items() if found),
            code=check_code(waiting),
            made_at=_ours(installation, max((action.decided_at for action in waiting), default=None)),
            answer_by=_ours(installation, min((action.answer_by for action in waiting if action.answer_by), default=None)),
            money=_sum(row.money for row in rows.values() if row.state == "waiting"),
            exchanges=page.exchanges(asked),
            limits=self._limits(installation, asked, limits, now),
            put_off=self._put_off(member_id, installation),
            done=self._done(member_id, installation, now),
            halted=said_of(halted.note) if halted and any(a.plan_id == halted.id for a in waiting) else None,
            without_receiver=sum(each.state == "PENDING_NO_RECEIVER" for each in page.standings.values()),
        )

    def _standings(self, member_id: str) -> Mapping[tuple[EntityId, str], Standing]:
        return {(row.client, row.assistant): row for row in self.ledger.standings(member_id)}

    def _answered(self, visitor: Visitor) -> Mapping[str, Sequence[ActionRow]]:
        """Return what this visitor answered within the last day, whole cascades under their first step."""
        member_id = visitor.member_id
        known = [*self.ledger.done_since(member_id, self.clock.now() - DAY), *self.ledger.pending(member_id)]
        rows = [row for row in known if row.answered_by and row.answered_by == visitor.user_id]
        found: dict[str, Sequence[ActionRow]] = {}
        for row in rows:
            whole = self.ledger.cascade(row) if cascade_of(row.action) else [row]
            found.setdefault(whole[0].key, whole)
        return found

    def _limits(self, installation: Installation, asked: Asked, limits: Limits, now: datetime) -> tuple[LimitBar, ...]:
        sent = self.ledger.sent(installation.member_id, now - DAY, now)
        moves = sum(each.kind == "reassign" and each.day == now.date() for each in sent)
        wanted = sum(any(isinstance(row.action, Reassign) for row in rows) for rows in asked.rows.values())
        clients = len({client for client, _ in self._standings(installation.member_id)})
        share = limits.orphan_share_a_day if self._are_orphans(asked) else limits.portal_share_a_day
        most = min(limits.hand_overs_a_run, limits.hand_overs_a_day, max(1, int(clients * share / 100)))
        what = Because("передач сегодня", "hand-overs today")
        return (LimitBar(what=what, used=moves + wanted, most=most),) if wanted else ()

    def _are_orphans(self, asked: Asked) -> bool:
        """Say whether every hand-over asked for is of a client whose owner has left."""
        moves = [row for row in asked.actions if isinstance(row.action, Reassign)]
        people = self.mirror.people(moves[0].member_id) if moves else {}
        losers = [people.get(row.action.from_owner) for row in moves if isinstance(row.action, Reassign)]
        return all(loser is None or not loser.is_active for loser in losers)

    def _put_off(self, member_id: str, installation: Installation) -> tuple[PutOffLine, ...]:
        zone, now = zone_of(installation), self.clock.now()
        waiting = [row for row in self.ledger.pending(member_id) if row.not_before and row.not_before > now]
        days = Counter((row.note, row.not_before.astimezone(zone).date()) for row in waiting if row.not_before)
        return tuple(PutOffLine(count=count, what=said_of(note), until=day) for (note, day), count in sorted(days.items()))

    def _done(self, member_id: str, installation: Installation, now: datetime) -> tuple[RobotLine, ...]:
        night = now.replace(hour=0, minute=0, second=0, microsecond=0)
        done = self.ledger.done_since(member_id, our_moment(installation, night))
        return deeds_of(row for row in done if not row.answered_by and not row.ordered_by)


def _ours(installation: Installation, moment: datetime | None) -> datetime | None:
    return our_moment(installation, moment) if moment else None


def _group(actions: Sequence[ActionRow]) -> Group:
    classes = [row.action.action_class for row in actions]
    return "move" if "reassign" in classes else GROUPS.get(classes[0], "task")


def _grouped(group: Group, rows: Sequence[DecisionRow], limits: Limits) -> DecisionGroup:
    ordered = sorted(rows, key=lambda row: row.money.amount if row.money else Decimal(), reverse=True)
    money = _sum(row.money for row in rows if row.state == "waiting")
    delay = limits.cancel_window_min if group == "mail" else None
    return DecisionGroup(group=group, rows=tuple(ordered), money=money, delay_min=delay)


def _sum(sums: Iterable[Money | None]) -> Money | None:
    found = [money for money in sums if money is not None]
    return Money(sum((money.amount for money in found), Decimal()), found[0].currency) if found else None
