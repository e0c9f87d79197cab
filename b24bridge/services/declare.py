"""Declaring: what a person says about a client by a button or a command, held to its limits, kept, and acted upon.

Who may speak: the owner, his head, an administrator. What was said stands in the client's timeline for the head to see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from b24bridge.core.actions import WriteNote
from b24bridge.core.decisions import Because
from b24bridge.core.errors import ConfigError
from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId, action_key
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import APPLY
from b24bridge.core.keeps import KEEPS, Quota, quota
from b24bridge.core.ledger import BRIDGE, ActionRow, State
from b24bridge.core.ports import Facts, Jobs, Ledger, Mirror, Statements
from b24bridge.core.records import Person
from b24bridge.core.screens_buttons import Bill, Button, ButtonsView, Pressed, StatementLine
from b24bridge.core.sentences import day_en, day_ru
from b24bridge.core.statements import ASKS_THE_HEAD, Said, Statement
from b24bridge.services.arrivals import Visitor
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.sayings import EFFECTS, ENDED, REASONS, TOLD, option
from b24bridge.services.scan import Scan
from b24bridge.services.sight import sight_of

FORGOTTEN = "forgotten_clients"
KEEP_DAYS, PAUSE_DAYS, PROMISE_DAYS, WAIVER_DAYS = 14, 60, 30, 30
CONTEST_DAYS = 3
LATEST: Mapping[Said, int] = {Said.PAUSE: PAUSE_DAYS, Said.PROMISE: PROMISE_DAYS, Said.WAIVER: 180}
NEEDS_REASON = frozenset({Said.KEEP, Said.DISPUTE, Said.GONE, Said.LOST})
UNPAID = frozenset({Said.PROMISE, Said.DISPUTE})
OWNERS = (Said.KEEP, Said.PAUSE, Said.PROMISE, Said.DISPUTE, Said.GIVE_UP, Said.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declare:
    """Hears people."""

    statements: Statements
    ledger: Ledger
    mirror: Mirror
    facts: Facts
    scan: Scan
    jobs: Jobs
    clock: Clock
    installation: Callable[[str], Installation]
    ring: Callable[[str], None]

    def buttons(self, visitor: Visitor, client: EntityId) -> ButtonsView:
        """Return what a visitor may say about a client, with what it would do, and what was said before."""
        installation = self.installation(visitor.member_id)
        fact = self._fact(installation, client)
        if fact is None:
            return ButtonsView()
        people, today = self.mirror.people(visitor.member_id), self._today(installation)
        found = list(self._buttons(visitor, fact, today)) if self._may(visitor, fact) else []
        if _has_lost(visitor, fact, today):
            found.append(Button(kind=Said.CONTEST))
        return ButtonsView(
            buttons=tuple(found),
            owner_name=fact.owner.name if fact.owner else "",
            bills=bills_of(fact),
            statements=tuple(_line(each, people) for each in reversed(fact.statements)),
        )

    def press(self, visitor: Visitor, client: EntityId, pressed: Pressed) -> Because:
        """Keep what was said and judge the client anew; return what follows. Raises ConfigError naming the field at fault."""
        installation = self.installation(visitor.member_id)
        fact = self._fact(installation, client)
        today = self._today(installation)
        may = fact is not None and (
            self._may(visitor, fact) or (pressed.kind is Said.CONTEST and _has_lost(visitor, fact, today))
        )
        if fact is None or not may:
            raise ConfigError("kind", "only the client's owner or his head may say this", "Ask one of them")
        until = self._until(visitor, fact, pressed, today)
        number = self.statements.say(visitor.member_id, self._statement(visitor, client, pressed, until))
        effect, day = EFFECTS[pressed.kind], until or today
        follows = Because(effect.ru.format(until=day_ru(day, today)), effect.en.format(until=day_en(day, today)))
        self._note(visitor, client, pressed, number, follows)
        self._then(installation, client)
        return follows

    def withdraw(self, visitor: Visitor, number: int, outcome: str = "withdrawn") -> bool:
        """End a statement, by whoever may make one; false when it was over."""
        said = self.statements.find(visitor.member_id, number)
        installation = self.installation(visitor.member_id)
        fact = self._fact(installation, said.client) if said else None
        if said is None or fact is None or not self._may(visitor, fact):
            raise ConfigError("id", f"there is no statement {number} of yours to end", "Reload the page")
        is_ended = self.statements.close(visitor.member_id, number, outcome, self.clock.now())
        self._then(installation, said.client)
        return is_ended

    def _note(self, visitor: Visitor, client: EntityId, pressed: Pressed, number: int, follows: Because) -> None:
        """Order a line in the client's timeline, so that the head sees who said what; it is no touch."""
        if pressed.kind not in TOLD:
            return
        channel = option(pressed.kind, pressed.reason)
        ru = f"{visitor.name}: {TOLD[pressed.kind].ru}" + (f" ({channel.ru})" if channel else "")
        words = f"{ru}. {pressed.note.strip()}".strip() + f"\n{follows.ru}"
        member_id, step, now = visitor.member_id, f"said:{number}", self.clock.now()
        row = ActionRow(
            key=action_key(member_id, BRIDGE, client, step, "note"),
            member_id=member_id,
            assistant=BRIDGE,
            client=client,
            anchor=step,
            action=WriteNote(client=client, step="note", text=words),
            state=State.NEW,
            because=follows,
            decided_at=now,
            ordered_by=visitor.user_id,
        )
        if self.ledger.order(member_id, row):
            self.jobs.plan(member_id, APPLY, now)

    def _then(self, installation: Installation, client: EntityId) -> None:
        tally = self.scan.run(installation, [client])
        if tally.actions:
            self.jobs.plan(installation.member_id, APPLY, self.clock.now())
        self.ring(installation.member_id)

    def _statement(self, visitor: Visitor, client: EntityId, pressed: Pressed, until: date | None) -> Statement:
        return Statement(
            id=0,
            client=client,
            kind=pressed.kind,
            by=visitor.user_id,
            at=portal_now(self.installation(visitor.member_id), self.clock.now()),
            until=until,
            amount=pressed.amount,
            document=pressed.document,
            reason=pressed.reason,
            note=pressed.note.strip(),
        )

    def _until(self, visitor: Visitor, fact: ClientFact, pressed: Pressed, today: date) -> date | None:
        """Return the day a statement reaches to. Raises ConfigError naming the field of `Pressed` that is wrong."""
        kind = pressed.kind
        if kind in NEEDS_REASON and pressed.reason not in {each.code for each in REASONS[kind]}:
            known = ", ".join(each.code for each in REASONS[kind])
            problem = f"{pressed.reason!r} is not on the list" if pressed.reason else "no reason is given"
            raise ConfigError("reason", problem, f"Choose one of: {known}")
        if kind is Said.WAIVER and not self._is_head(visitor, fact):
            raise ConfigError("kind", "only the head may lift the limits", "Ask him")
        if kind in UNPAID:
            _check_document(pressed, bills_of(fact))
        if kind is Said.PROMISE and (pressed.amount is None or pressed.amount.amount <= 0):
            raise ConfigError("amount", "no sum is given", "Write how much the client promised")
        if kind in KEEPS and _quota(fact, today).is_over and not self._is_head(visitor, fact):
            raise ConfigError("kind", "no confirmations are left", "The client must answer, or the head must agree")
        if kind is Said.KEEP:
            return _within(pressed.until or today + timedelta(days=KEEP_DAYS), today, PAUSE_DAYS)
        if kind in LATEST:
            return _within(pressed.until, today, LATEST[kind])
        return None

    def _buttons(self, visitor: Visitor, fact: ClientFact, today: date) -> Sequence[Button]:
        left = _quota(fact, today)
        is_over = left.is_over and not self._is_head(visitor, fact)
        kinds = [kind for kind in OWNERS if kind not in UNPAID or bills_of(fact)]
        kinds += [Said.LOST] if fact.purchases else []
        found = [self._button(kind, left, today, is_over=is_over) for kind in kinds]
        if is_over:
            found.append(Button(kind=Said.MORE_KEEPS))
        if self._is_head(visitor, fact):
            found.append(Button(kind=Said.WAIVER, until=today + timedelta(days=WAIVER_DAYS), latest=_last(today, Said.WAIVER)))
        return found

    def _button(self, kind: Said, left: Quota, today: date, *, is_over: bool) -> Button:
        until = today + timedelta(days=KEEP_DAYS) if kind is Said.KEEP else None
        latest = _last(today, kind) if kind in LATEST else None
        if kind not in KEEPS:
            return Button(kind=kind, reasons=REASONS.get(kind, ()), until=until, latest=latest)
        say = "over" if is_over else "last" if left.left <= 1 and left.bite == "row" else "left"
        return Button(
            kind=kind,
            reasons=REASONS.get(kind, ()),
            until=until,
            latest=latest,
            quota=say,  # type: ignore[arg-type]
            left=max(0, left.left - 1),
        )

    def _may(self, visitor: Visitor, fact: ClientFact) -> bool:
        return self._is_head(visitor, fact) or (fact.owner is not None and fact.owner.id == visitor.user_id)

    def _is_head(self, visitor: Visitor, fact: ClientFact) -> bool:
        if visitor.is_admin:
            return True
        sight = sight_of(visitor, self.mirror.people(visitor.member_id), self.mirror.departments(visitor.member_id))
        owner_id = fact.owner.id if fact.owner else None
        return sight.is_head and owner_id != visitor.user_id and sight.covers(owner_id)

    def _fact(self, installation: Installation, client: EntityId) -> ClientFact | None:
        now = portal_now(installation, self.clock.now())
        found = next(iter(self.facts.gather(installation.member_id, now, [client])), None)
        return None if found is None or found.is_gone else found.seen_by(FORGOTTEN, {})

    def _today(self, installation: Installation) -> date:
        return portal_now(installation, self.clock.now()).date()


def bills_of(fact: ClientFact) -> tuple[Bill, ...]:
    """Return the unpaid documents of a client."""
    return tuple(
        Bill(
            id=document.entity,
            number=document.number,
            outstanding=document.outstanding,
            issued_on=document.issued_on,
            due_on=document.due_on,
        )
        for document in fact.documents
        if document.semantics == "P" and document.outstanding.amount > 0
    )


def _has_lost(visitor: Visitor, fact: ClientFact, today: date) -> bool:
    """Say whether a visitor lost the client to a colleague so lately that he may dispute it."""
    last = max(fact.hand_overs, key=lambda each: each.on, default=None)
    if last is None or last.is_undone or last.from_owner != visitor.user_id:
        return False
    return today <= fact.calendar.add(last.on, CONTEST_DAYS)


def _quota(fact: ClientFact, today: date) -> Quota:
    return quota(fact.statements, fact.touches, fact.episode.opened_on if fact.episode else None, today)


def _check_document(pressed: Pressed, bills: Sequence[Bill]) -> None:
    if not bills:
        raise ConfigError("document", "nothing of this client is unpaid", "There is nothing to promise or dispute")
    if pressed.document is not None and pressed.document not in {bill.id for bill in bills}:
        known = ", ".join(str(bill.id) for bill in bills)
        raise ConfigError("document", f"{pressed.document} is no unpaid document of this client", f"Choose one of: {known}")


def _within(until: date | None, today: date, days: int) -> date:
    latest = today + timedelta(days=days)
    if until is None:
        raise ConfigError("until", "no day is given", f"Choose a day until {latest}")
    if not today <= until <= latest:
        raise ConfigError("until", f"{until} is not between today and {latest}", f"Choose a day until {latest}")
    return until


def _last(today: date, kind: Said) -> date:
    return today + timedelta(days=LATEST[kind])


def _line(said: Statement, people: Mapping[int, Person]) -> StatementLine:
    by = people.get(said.by)
    return StatementLine(
        id=said.id,
        kind=said.kind,
        by_name=by.name if by else "",
        at=said.at,
        until=said.until,
        amount=said.amount,
        reason=option(said.kind, said.reason),
        note=said.note,
        is_open=said.is_open,
        is_granted=said.is_granted if said.kind in ASKS_THE_HEAD else None,
        outcome=ENDED.get(said.outcome),
    )
