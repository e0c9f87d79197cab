"""The judge of a journey: after each stretch of work it holds what the portal's log shows against what must never happen.

It believes the sandbox's log and rows, the people's own memory, and reads our ledger only to match the two.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from b24bridge.cli.stack import SANDBOX_APP
from b24bridge.core.actions import MoveTask, Observe, Reassign, SendLetter, cascade_of, essence
from b24bridge.core.decisions import Decision
from b24bridge.core.ids import action_key
from b24bridge.core.ledger import BRIDGE, ActionRow, State
from tests.prove.history import CREATES, METHODS, REFERENCE, Write, writes_of
from tests.prove.journey import AHEAD, Journey
from tests.prove.ledgers import rows_since, told_as_done
from tests.prove.people import People

GAP, DISPUTED_FOR = timedelta(days=5), timedelta(days=13)
OPENS, CLOSES = 10, 18
OVER = ("4", "5")
SENT = (State.DONE, State.UNDONE)
TOLD = (State.CANCELLED, State.PARKED, State.UNKNOWN)


@dataclass
class Judge:
    """Judges one journey from its first day."""

    journey: Journey
    people: People
    acts_on: date
    seen: int = 0
    judged_until: datetime | None = None
    writes: Counter[str] = field(default_factory=Counter)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    letters: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Judge what happened since the last time."""
        calls = self.journey.calls(self.seen)
        self.seen = max((call["id"] for call in calls), default=self.seen)
        rows = self._rows_since(self.judged_until)
        writes = list(writes_of(calls, SANDBOX_APP.client_id))
        self.judged_until = self.journey.bridge.now()
        matched = self._match(writes, rows)
        self._nothing_twice(writes)
        for row in rows:
            if row.state in SENT and not matched[row.key] and not _needed_none(row):
                self._fault(f"done, but the portal saw nothing: {_name(row)}")
            self._consent(row)
        for write in writes:
            if write.method == "crm.activity.add":
                self._letter(write, next(row for row in rows if row.key == write.mark))
        self._one_task_each()

    def judge_decisions(self) -> None:
        """Hold every decision that stands today to have one action, or a word why it has none."""
        journey, now = self.journey, self.journey.now()
        rows = {row.key: row for row in self._rows_since(None)}
        would = {(each.client, each.assistant): each.would for each in journey.bridge.ledger.standings(journey.member_id)}
        for verdict in journey.bridge.scan.judge(journey.installation, now):
            kept = {step.get("step") for step in would.get((verdict.client, verdict.assistant), ())}
            for action in verdict.actions if isinstance(verdict, Decision) else ():
                key = action_key(journey.member_id, verdict.assistant, verdict.client, verdict.anchor, action.step)
                if key not in rows and action.step not in kept:
                    self._fault(
                        f"decided, but neither done nor told why not: {verdict.client} {verdict.assistant} {action.step}"
                    )
        for row in rows.values():
            is_late = row.state is State.NEW and row.decided_at < self.journey.bridge.now() - timedelta(days=1)
            if not row.note and (row.state in TOLD or (is_late and not cascade_of(row.action))):
                self._fault(f"{row.state} without a reason: {_name(row)}")

    def judge_touches(self) -> None:
        """Hold that nothing of ours counts as a contact with a client."""
        ours = {f"activity:{row['ID']}" for row in self.journey.rows("activity") if row.get("ORIGINATOR_ID") == "b24bridge"}
        ours |= {f"comment:{row['ID']}" for row in self.journey.rows("comment") if REFERENCE.search(str(row["COMMENT"]))}
        ours |= {f"task:{row['id']}" for row in self.journey.rows("task") if _is_ours(row)}
        for fact in self.journey.bridge.scan.facts.gather(self.journey.member_id, self.journey.now()):
            counted = {touch.source for touch in fact.touches if not touch.ignored}
            counted |= {each.source for each in fact.appointments}
            for source in counted & ours:
                self._fault(f"our own {source} counts as a contact of {fact.client}")

    def judge_journal(self) -> None:
        """Hold that the journal tells of every action that was done once, as done."""
        told = Counter(told_as_done(self.journey.bridge.settings.database))
        for row in self._rows_since(None):
            wanted = 1 if row.state in SENT else 0
            if told[row.key] != wanted:
                self._fault(f"told {told[row.key]} times as done, not {wanted}: {_name(row)}")

    def rows(self) -> list[ActionRow]:
        """Return all actions there are."""
        return self._rows_since(None)

    # --- the log and the ledger ---

    def _match(self, writes: list[Write], rows: list[ActionRow]) -> Counter[str]:
        """Match each write with the one action that was being sent at its moment; count them by action."""
        sent, matched = sorted((row for row in rows if row.sent_at), key=lambda row: row.sent_at), Counter[str]()
        for write in writes:
            self.writes[write.method] += 1
            at = write.at - AHEAD
            row = next(
                (row for row in reversed(sent) if row.sent_at <= at and (row.done_at is None or at <= row.done_at)), None
            )
            if row is None or write.method not in METHODS[row.action.kind] or not row.key.startswith(write.mark):
                self._fault(f"nobody decided request {write.id}, {write.method} at {write.at}: {row and _name(row)}")
                continue
            matched[row.key] += 1
            if write.at.astimezone(self.journey.portal.zone).date() < self.acts_on and row.assistant != BRIDGE:
                self._fault(f"written while only watching: {_name(row)}")
        return matched

    def _nothing_twice(self, writes: list[Write]) -> None:
        for write in writes:
            if write.method in CREATES:
                self.made[write.method, write.mark] += 1
                if self.made[write.method, write.mark] > 1 or not write.mark:
                    self._fault(f"made twice or without a mark: {write.method} {write.mark}")

    def _one_task_each(self) -> None:
        open_ = Counter(
            code for row in self.journey.rows("task") if _is_ours(row) and _is_open(row) for code in row["ufCrmTask"]
        )
        for client, count in open_.items():
            if count > 1:
                self._fault(f"{client} has {count} open tasks of ours on {self.journey.today()}")

    def _consent(self, row: ActionRow) -> None:
        if row.state not in SENT or not isinstance(row.action, Reassign | MoveTask | Observe | SendLetter):
            return
        if row.answered_at is None or self.people.consented.get(row.key) != essence(row.action):
            self._fault(f"nobody consented to this: {_name(row)}")
        if row.key in self.people.refused:
            self._fault(f"done after a no: {_name(row)}")

    # --- letters ---

    def _letter(self, write: Write, row: ActionRow) -> None:
        letter, client = row.action, str(row.client)
        assert isinstance(letter, SendLetter)
        at = write.at.astimezone(self.journey.portal.zone)
        policy = self.journey.bridge.scan.policy(self.journey.installation, at)
        if not (policy.calendar.is_working(at.date()) and OPENS <= at.hour < CLOSES):
            self._fault(f"a letter to {client} outside working hours, {at}")
        if any(at.date() - earlier.date() < GAP for earlier in self.letters[client]):
            self._fault(f"a letter to {client} within five days of another, {at}")
        self.letters[client].append(at)
        if letter.total.amount != (owed := sum(map(self._owed, letter.documents), Decimal(0))):
            self._fault(f"a letter to {client} at {at:%m-%d %H:%M:%S} asks {letter.total.amount}, owed are {owed}")
        if client in self.people.held:
            self._fault(f"a letter to {client} during a hold")
        for promise in self.people.promised.get(client, ()):
            if at.date() <= promise.until and self._paid_since(client, promise.at) < promise.amount:
                self._fault(f"a letter to {client} during a promise, {at}")
        if (disputed := self.people.disputed.get(client)) and at - disputed < DISPUTED_FOR and self._owes(client, disputed):
            self._fault(f"a letter to {client} during a dispute, {at}")

    def _owed(self, document: str) -> Decimal:
        code, _, number = document.partition("_")
        table, price, holder = ("invoice", "opportunity", "entityId") if code == "SI" else ("order", "price", "orderId")
        row = next(row for row in self.journey.rows(table) if row["id"] == int(number))
        return Decimal(str(row[price])) - sum(amount for _, amount in self._payments(holder, {row["id"]}))

    def _owes(self, client: str, since: datetime) -> bool:
        """Say whether anything that was unpaid at a moment still is."""
        rows = [row for row in self.journey.rows("invoice") if f"CO_{row.get('companyId')}" == client]
        return any(row["createdTime"] < since and self._owed(f"SI_{row['id']}") > 0 for row in rows)

    def _paid_since(self, client: str, since: datetime) -> Decimal:
        mine = {row["id"] for row in self.journey.rows("invoice") if f"CO_{row.get('companyId')}" == client}
        return sum((amount for at, amount in self._payments("entityId", mine) if at >= since), Decimal(0))

    def _payments(self, holder: str, numbers: set[int]) -> Iterator[tuple[datetime, Decimal]]:
        for row in self.journey.rows("payment"):
            is_wanted = row.get(holder) in numbers and (holder == "orderId" or row.get("entityTypeId") == 31)
            if is_wanted and row.get("paid") == "Y":
                yield row["datePaid"], Decimal(str(row["sum"]))

    # --- our side ---

    def _rows_since(self, since: datetime | None) -> list[ActionRow]:
        return rows_since(self.journey.bridge.settings.database, self.journey.member_id, since)

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.journey.now():%Y-%m-%d %H:%M} {text}")


def _is_ours(task: dict) -> bool:  # type: ignore[type-arg]
    return "b24b:" in str(task.get("tags")) or str(task.get("xmlId") or "").startswith("b24b:")


def _is_open(task: dict) -> bool:  # type: ignore[type-arg]
    return str(task["status"]) not in OVER


def _needed_none(row: ActionRow) -> bool:
    """Say whether an action found things as it wanted them, and says so."""
    return bool(row.note) or (row.effect is not None and (bool(row.effect.note) or row.effect.before == row.effect.after))


def _name(row: ActionRow) -> str:
    return f"{row.action.kind} {row.key[:8]} {row.client} {row.assistant} {row.action.step} {row.state} {row.note!r}"
