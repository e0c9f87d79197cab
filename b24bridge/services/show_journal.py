"""The journal and undo as people read them: what was done, what became of it, what can be taken back. Values only."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from b24bridge.core.actions import Reassign, SendLetter, Undo
from b24bridge.core.assistants import Rule
from b24bridge.core.decisions import Because, Json
from b24bridge.core.ids import EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Conflict, State
from b24bridge.core.ports import Ledger, Mirror
from b24bridge.core.records import Person
from b24bridge.core.screens_journal import Change, ConflictLine, JournalRow, JournalView, PlanChoice, Result
from b24bridge.core.screens_undo import UndoLine, UndoScope, UndoView
from b24bridge.services import judged
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, our_moment, portal_now
from b24bridge.services.deeds import name_of, what_of
from b24bridge.services.notes import said_of
from b24bridge.services.sight import Staff, staff_of
from b24bridge.services.undo import FINAL, WINDOW, TakeBack

A_PAGE = 100
RESULTS: Mapping[State, Result] = {
    State.DONE: "done",
    State.UNDONE: "undone",
    State.UNKNOWN: "unknown",
    State.SENDING: "unknown",
    State.PARKED: "failed",
    State.CANCELLED: "dropped",
}
OWNER = Because("Ответственный", "Owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowJournal:
    """Fills the pages."""

    ledger: Ledger
    mirror: Mirror
    take_back: TakeBack
    rules: Mapping[str, Rule]
    clock: Clock
    installation: Callable[[str], Installation]

    def view(self, visitor: Visitor, client: EntityId | None, before: int | None) -> JournalView:
        """Return a page of the journal, newest first, of what the visitor may see."""
        member_id, staff = visitor.member_id, staff_of(visitor, self.mirror)
        lines = self.ledger.journal(member_id, client, A_PAGE, before)
        owners = {row.client: row.owner_id for row in self.ledger.standings(member_id)} if staff.sight.owners else {}
        rows, seen = [], set[str]()
        for line in lines:
            key = str(line["key"])
            row = self.ledger.find(key)
            if row is None or key in seen or not _is_seen(row, owners, staff, visitor):
                continue
            seen.add(key)
            rows.append(self._row(visitor, staff, row, judged.said(line, "because")))
        installation = self.installation(member_id)
        return JournalView(
            rows=tuple(sorted(rows, key=lambda row: row.at, reverse=True)),
            following=_number(lines[-1]["id"]) if len(lines) == A_PAGE else None,
            client=client,
            name=self.mirror.titles(member_id, [client]).get(client) if client else None,
            per_day=Counter(portal_now(installation, row.at).date() for row in rows),
            may_undo=visitor.is_admin or staff.sight.is_head,
            plans=self._plans(installation),
        )

    def undo(self, visitor: Visitor, scope: UndoScope) -> UndoView:
        """Return what taking back would do, as far as is known without asking the portal."""
        reach, people = self.take_back.reach(visitor, scope), self.mirror.people(visitor.member_id)
        installation = self.installation(visitor.member_id)
        names = self.mirror.titles(visitor.member_id, [row.client for row in (*reach.restored, *reach.letters)])
        oldest = min((_when(row, installation) for row in reach.restored), default=None)
        return UndoView(
            scope=scope,
            restored=tuple(_line(row, _when(row, installation), names, people) for row in reach.restored),
            letters=tuple(_line(row, _when(row, installation), names, people) for row in reach.letters),
            until=portal_now(installation, oldest + WINDOW).date() if oldest else None,
        )

    def _row(self, visitor: Visitor, staff: Staff, row: ActionRow, last: Because | None) -> JournalRow:
        by = staff.people.get(row.ordered_by or row.answered_by)
        undone = self._undo_of(row) if row.state is State.UNDONE else None
        who = staff.people.get(undone.ordered_by) if undone else None
        may = (visitor.is_admin or staff.sight.is_head) and row.state is State.DONE and not isinstance(row.action, FINAL)
        rule = self.rules.get(row.assistant)
        installation = self.installation(visitor.member_id)
        at = _when(row, installation)
        return JournalRow(
            key=row.key,
            at=at,
            what=what_of(row.action, staff.people),
            result="part" if undone and undone.conflicts else RESULTS.get(row.state, "dropped"),
            by_name=by.name if by and row.ordered_by else "",
            client=row.client if row.client.type_id else None,
            name=self.mirror.titles(visitor.member_id, [row.client]).get(row.client),
            changes=_changes(row, staff.people),
            assistant=rule.assistant.title if rule else None,
            why=row.because if not row.note or row.state is State.DONE else said_of(row.note, last),
            may_undo=may and at > self.clock.now() - WINDOW,
            is_letter=isinstance(row.action, SendLetter),
            conflicts=tuple(_conflict(each, staff.people) for each in (undone.conflicts if undone else row.conflicts)),
            looks_at=row.not_before if row.state is State.UNKNOWN else None,
            undone_by=who.name if who else "",
            undone_on=portal_now(installation, undone.done_at).date() if undone and undone.done_at else None,
        )

    def _undo_of(self, row: ActionRow) -> ActionRow | None:
        own = self.ledger.of_client(row.member_id, row.client)
        return next((each for each in own if isinstance(each.action, Undo) and each.action.undoes == row.key), None)

    def _plans(self, installation: Installation) -> tuple[PlanChoice, ...]:
        since = self.clock.now() - WINDOW
        return tuple(
            PlanChoice(id=plan.id, made_at=made_at, count=count)
            for plan in self.ledger.plans(installation.member_id)
            if (count := plan.states.get(State.DONE, 0)) and (made_at := our_moment(installation, plan.made_at)) > since
        )


def _changes(row: ActionRow, people: Mapping[int, Person]) -> tuple[Change, ...]:
    action = row.action
    if not isinstance(action, Reassign):
        return ()
    old, new = name_of(people, action.from_owner), name_of(people, action.to_owner)
    return (Change(field=OWNER, old=Because(old, old), new=Because(new, new)),)


def _conflict(conflict: Conflict, people: Mapping[int, Person]) -> ConflictLine:
    is_owner = conflict.field in ("assignedById", "responsibleId")
    field = OWNER if is_owner else Because(conflict.field, conflict.field)
    return ConflictLine(field=field, ours=_value(conflict.ours, people, is_owner), now=_value(conflict.now, people, is_owner))


def _value(value: Json, people: Mapping[int, Person], is_person: bool) -> Because:
    text = name_of(people, int(str(value))) if is_person and str(value).isdigit() else "" if value is None else str(value)
    return Because(text, text)


def _line(row: ActionRow, at: datetime, names: Mapping[EntityId, str], people: Mapping[int, Person]) -> UndoLine:
    return UndoLine(key=row.key, at=at, what=what_of(row.action, people), client=row.client, name=names.get(row.client))


def _when(row: ActionRow, installation: Installation) -> datetime:
    """Return when the last thing happened to an action, by our clock; what was decided and answered bears the portal's."""
    happened_at = row.done_at or row.sent_at
    if happened_at is not None or row.ordered_by or isinstance(row.action, Undo):
        return happened_at or row.decided_at
    return our_moment(installation, row.answered_at or row.decided_at)


def _is_seen(row: ActionRow, owners: Mapping[EntityId, int | None], staff: Staff, visitor: Visitor) -> bool:
    if staff.sight.owners is None:
        return True
    if not row.client.type_id:
        return row.client.id == visitor.user_id
    return staff.sight.covers(owners.get(row.client))


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) else None
