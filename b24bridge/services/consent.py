"""Consent: what waits for a head's yes, his yes to exactly what he saw, and his no. Not what is done after it: `apply`.

A head answers for the clients of his departments, an administrator for all. A cascade is answered as a whole. A hand-over
that was refused protects the client for thirty days.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from b24bridge.core.actions import Reassign, cascade_of
from b24bridge.core.decisions import Because
from b24bridge.core.errors import PlanChanged, Refused
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY
from b24bridge.core.ledger import ActionRow, Outcome, State
from b24bridge.core.plans import check_code
from b24bridge.core.ports import Jobs, Ledger, Mirror, Statements
from b24bridge.core.statements import Said, Statement
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.sight import sight_of

WAIVED_FOR = timedelta(days=30)
SAY = "say:"
REASONS: Mapping[str, Because] = {
    "working": Because("Клиент в работе", "Client is being worked on"),
    "asked": Because("Клиент просил этого менеджера", "Client asked for this manager"),
    "receiver": Because("Неверный получатель", "Wrong receiver"),
    "data": Because("Ошибка в данных", "Data is wrong"),
    "other": Because("Другое", "Other"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for one visitor: actions by the key of the row they are shown in, and statements that ask the head."""

    rows: Mapping[str, Sequence[ActionRow]] = field(default_factory=dict)
    statements: Sequence[Statement] = ()

    @property
    def count(self) -> int:
        """Return how many answers are asked for."""
        return len(self.rows) + len(self.statements)

    @property
    def actions(self) -> list[ActionRow]:
        """Return all actions."""
        return [action for rows in self.rows.values() for action in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Takes answers."""

    ledger: Ledger
    mirror: Mirror
    statements: Statements
    jobs: Jobs
    clock: Clock
    installation: Callable[[str], Installation]
    ring: Callable[[str], None]
    give_back: Callable[[Visitor, EntityId], object]

    def asked(self, visitor: Visitor) -> Asked:
        """Return what waits for a visitor's answer; nothing for who is neither a head nor an administrator."""
        member_id = visitor.member_id
        sight = sight_of(visitor, self.mirror.people(member_id), self.mirror.departments(member_id))
        if not (visitor.is_admin or sight.is_head):
            return Asked()
        waiting, said = self.ledger.waiting(member_id, self._now(member_id)), self.statements.asked(member_id)
        if sight.owners is not None:
            owners = self._owners(member_id, {row.client for row in waiting} | {each.client for each in said})
            waiting = [row for row in waiting if sight.covers(_loser(row) or owners.get(row.client))]
            said = [each for each in said if sight.covers(owners.get(each.client))]
        return Asked(_shown_together(waiting), said)

    def _owners(self, member_id: str, clients: Collection[EntityId]) -> Mapping[EntityId, int | None]:
        """Return who is responsible for each client, as last judged."""
        found = {}
        for client in clients:
            standing = next(iter(self.ledger.standings(member_id, client=client)), None)
            found[client] = standing.owner_id if standing else None
        return found

    def approve(self, visitor: Visitor, keys: Sequence[str], code: str) -> int:
        """Consent to rows by their keys; return how many. Raises PlanChanged when they are not what `code` was shown for."""
        asked = self.asked(visitor)
        chosen = [row for key in keys for row in asked.rows.get(key, ())]
        missing = [key for key in keys if key not in asked.rows and not key.startswith(SAY)]
        if missing or (chosen and code not in (check_code(chosen), check_code(asked.actions))):
            raise PlanChanged(len(missing) or len(chosen))
        member_id = visitor.member_id
        if chosen:
            self.ledger.consent(member_id, chosen, visitor.user_id, self._now(member_id))
            self.jobs.plan(member_id, APPLY, self.clock.now())
        count = self._grant(visitor, asked, keys, is_granted=True)
        self.ring(member_id)
        return count + sum(key in asked.rows for key in keys)

    def reject(self, visitor: Visitor, keys: Sequence[str], reason: str, note: str) -> int:
        """Refuse rows by their keys, with a reason of `REASONS`; return how many. What is gone already is no error."""
        if reason not in REASONS:
            raise Refused("reject", "NO_REASON", f"choose a reason: {', '.join(REASONS)}")
        asked, member_id, now = self.asked(visitor), visitor.member_id, self._now(visitor.member_id)
        words = REASONS[reason]
        because = Because(f"Отклонено: {words.ru}. {note}".strip(), f"Refused: {words.en}. {note}".strip())
        count = self._grant(visitor, asked, keys, is_granted=False)
        for rows in (asked.rows[key] for key in keys if key in asked.rows):
            self.ledger.answer(member_id, [row.key for row in rows], visitor.user_id, now, because)
            if any(isinstance(row.action, Reassign) for row in rows):
                self._waive(visitor, rows[0], because, now)
                self._drop_rest(rows[0], because, now)
            count += 1
        return count

    def _grant(self, visitor: Visitor, asked: Asked, keys: Sequence[str], *, is_granted: bool) -> int:
        numbers = {f"{SAY}{each.id}": each.id for each in asked.statements}
        chosen = [numbers[key] for key in keys if key in numbers]
        member_id, at = visitor.member_id, self.clock.now()
        answered = [
            number for number in chosen if self.statements.answer(member_id, number, visitor.user_id, at, is_granted=is_granted)
        ]
        for said in asked.statements:
            if is_granted and said.id in answered and said.kind is Said.CONTEST:
                self.give_back(visitor, said.client)
        return len(answered)

    def _drop_rest(self, refused: ActionRow, because: Because, now: datetime) -> None:
        """End those steps of a refused hand-over that somebody had consented to before it changed."""
        for row in self.ledger.cascade(refused):
            if row.state is State.NEW:
                self.ledger.settle(row.key, Outcome(state=State.CANCELLED, note=because.en), now)

    def _waive(self, visitor: Visitor, row: ActionRow, because: Because, now: datetime) -> None:
        waiver = Statement(
            id=0,
            client=row.client,
            kind=Said.WAIVER,
            by=visitor.user_id,
            at=now,
            until=(now + WAIVED_FOR).date(),
            note=because.ru,
        )
        self.statements.say(visitor.member_id, waiver)

    def _now(self, member_id: str) -> datetime:
        return portal_now(self.installation(member_id), self.clock.now())


def _shown_together(actions: Sequence[ActionRow]) -> dict[str, list[ActionRow]]:
    """Return actions by the row that shows them: a cascade is one, under the key of its first step."""
    first: dict[tuple[object, str], str] = {}
    rows: dict[str, list[ActionRow]] = {}
    for action in actions:
        cascade = cascade_of(action.action)
        whose = (action.client, cascade) if cascade else (action.key, "")
        rows.setdefault(first.setdefault(whose, action.key), []).append(action)
    return rows


def _loser(row: ActionRow) -> int | None:
    return row.action.from_owner if isinstance(row.action, Reassign) else None
