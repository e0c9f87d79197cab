"""Undo: what can be taken back of an action, a client, a plan or the last hours, and ordering it. Doing it is `apply`.

Thirty days long, newest first, by the head of the client's owner or an administrator. Undoing is an action of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from b24bridge.core.actions import CloseTask, LeaveTask, Notify, Reassign, SendLetter, Undo
from b24bridge.core.decisions import Because
from b24bridge.core.errors import Refused
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY
from b24bridge.core.ledger import BRIDGE, ActionRow, State
from b24bridge.core.ports import Jobs, Ledger, Mirror, Statements
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.statements import Said, Statement
from b24bridge.services.arrivals import Visitor
from b24bridge.services.cascades import Cascades
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.consent import WAIVED_FOR
from b24bridge.services.sight import sight_of

WINDOW = timedelta(days=30)
FINAL = SendLetter | Notify
BECAUSE = Because("Отменено человеком.", "Taken back by a person.")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a scope comes to: what would be taken back, newest first, and the letters and notices that nobody can."""

    restored: Sequence[ActionRow]
    letters: Sequence[ActionRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Orders that things be taken back."""

    ledger: Ledger
    mirror: Mirror
    statements: Statements
    cascades: Cascades
    jobs: Jobs
    clock: Clock
    installation: Callable[[str], Installation]
    ring: Callable[[str], None]

    def reach(self, visitor: Visitor, scope: UndoScope) -> Reach:
        """Return what a visitor may take back in a scope. Raises Refused for who may take back nothing."""
        sight = sight_of(visitor, self.mirror.people(visitor.member_id), self.mirror.departments(visitor.member_id))
        if not (visitor.is_admin or sight.is_head):
            raise Refused("undo", "NOT_ALLOWED", "only a head or an administrator may take actions back")
        oldest = self.clock.now() - WINDOW
        done = [row for row in self._rows(visitor.member_id, scope) if row.state is State.DONE and _when(row) > oldest]
        owners = {row.client: row.owner_id for row in self.ledger.standings(visitor.member_id)} if sight.owners else {}
        mine = [
            row for row in done if row.assistant != BRIDGE and (sight.owners is None or _is_seen(row, owners, sight.covers))
        ]
        newest = sorted(mine, key=_when, reverse=True)
        letters = [row for row in newest if isinstance(row.action, SendLetter)]
        return Reach([row for row in newest if not isinstance(row.action, FINAL)], letters)

    def run(self, visitor: Visitor, scope: UndoScope) -> int:
        """Order it; return how many actions will be taken back. What was handed over is then protected for 30 days."""
        member_id, now = visitor.member_id, self.clock.now()
        ordered = 0
        for row in self.reach(visitor, scope).restored:
            is_new = self.cascades.order(row, visitor.user_id, BECAUSE, now)
            ordered += is_new
            if is_new and isinstance(row.action, Reassign) and row.action.entity == row.client:
                self._waive(visitor, row, now)
        if ordered:
            self.jobs.plan(member_id, APPLY, now)
            self.ring(member_id)
        return ordered

    def give_back(self, visitor: Visitor, client: EntityId) -> int:
        """Take back the last hand-over of a client, whose former owner disputed it; return how many actions that are."""
        moves = [
            row
            for row in self.ledger.of_client(visitor.member_id, client)
            if row.state is State.DONE and isinstance(row.action, Reassign) and row.action.entity == client
        ]
        return self.run(visitor, UndoScope(key=moves[-1].key)) if moves else 0

    def _rows(self, member_id: str, scope: UndoScope) -> Sequence[ActionRow]:
        if scope.key:
            row = self.ledger.find(scope.key)
            return [] if row is None or row.member_id != member_id else self._with_its_cascade(row)
        if scope.client is not None:
            return _net(self.ledger.of_client(member_id, scope.client))
        if scope.plan_id is not None:
            return _net(self.ledger.of_plan(member_id, scope.plan_id))
        return _net(self.ledger.done_since(member_id, self.clock.now() - timedelta(hours=scope.hours or 0)))

    def _with_its_cascade(self, row: ActionRow) -> Sequence[ActionRow]:
        """Return an action, or the whole hand-over when it moved the client itself: half of one is no state to leave."""
        is_whole = isinstance(row.action, Reassign) and row.action.entity == row.client
        return self.ledger.cascade(row) if is_whole else [row]

    def _waive(self, visitor: Visitor, row: ActionRow, now: datetime) -> None:
        there = portal_now(self.installation(visitor.member_id), now)
        until, who = (there + WAIVED_FOR).date(), visitor.user_id
        waiver = Statement(id=0, client=row.client, kind=Said.WAIVER, by=who, at=there, until=until, reason="undo")
        self.statements.say(visitor.member_id, waiver)


def _net(rows: Sequence[ActionRow]) -> list[ActionRow]:
    """Leave out what a later action took back already: a task that was closed, with its closing; a taking back itself."""
    closed = {(row.client, row.anchor, row.action.closes_step) for row in rows if isinstance(row.action, CloseTask | LeaveTask)}
    return [
        row
        for row in rows
        if (row.client, row.anchor, row.action.step) not in closed and not isinstance(row.action, CloseTask | LeaveTask | Undo)
    ]


def _when(row: ActionRow) -> datetime:
    return row.done_at or row.sent_at or row.decided_at


def _is_seen(row: ActionRow, owners: Mapping[EntityId, int | None], covers: Callable[[int | None], bool]) -> bool:
    loser = row.action.from_owner if isinstance(row.action, Reassign) else None
    return covers(owners.get(row.client)) or covers(loser)
