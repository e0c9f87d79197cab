"""The rows of the page of decisions: an action, a cascade or a statement, as seen before one consents. Values only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from b24bridge.core.actions import DropLabel, MoveTask, Notify, PutLabel, PutTask, Reassign, SendLetter
from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, INVOICE, LEAD, ORDER, EntityId
from b24bridge.core.installations import Installation
from b24bridge.core.ledger import ActionRow, Standing, State
from b24bridge.core.money import Money
from b24bridge.core.plans import check_code
from b24bridge.core.ports import Mirror
from b24bridge.core.records import Person
from b24bridge.core.screens_decisions import Answered, DecisionRow, Exchange, LetterShown, Moving
from b24bridge.core.screens_decisions import Belonging as Kind
from b24bridge.core.statements import Statement
from b24bridge.services import judged
from b24bridge.services.consent import SAY, WAIVED_FOR, Asked
from b24bridge.services.notes import said_of
from b24bridge.services.sayings import TOLD, option

KINDS: Mapping[int, Kind] = {
    COMPANY: "company",
    CONTACT: "contact",
    DEAL: "deal",
    LEAD: "lead",
    ORDER: "order",
    INVOICE: "invoice",
}
ANSWERED: Mapping[State, Answered] = {
    State.NEW: "approved",
    State.SENDING: "approved",
    State.DONE: "done",
    State.UNKNOWN: "unknown",
    State.PARKED: "failed",
    State.UNDONE: "done",
}
LEVELS = {f"L{n}": Because(f"уровень {n}", f"level {n}") for n in range(1, 6)}


@dataclass(frozen=True, slots=True)
class DecisionRows:
    """The rows of one page, and what they share: `now` is the portal's own moment."""

    mirror: Mirror
    installation: Installation
    now: datetime
    standings: Mapping[tuple[EntityId, str], Standing]
    people: Mapping[int, Person]

    def row(self, key: str, actions: Sequence[ActionRow]) -> DecisionRow:
        """Return one row: an action, or a whole cascade."""
        first = actions[0]
        standing = self.standings.get((first.client, first.assistant))
        facts = standing.facts if standing else {}
        move = next((row.action for row in actions if isinstance(row.action, Reassign)), None)
        owner_id = move.from_owner if move else standing.owner_id if standing else None
        state = _state(actions)
        return DecisionRow(
            key=key,
            client=first.client,
            why=judged.said(facts, "brief") or first.because,
            code=check_code(actions),
            name=self._title(first.client),
            from_name=self._name(owner_id),
            to_name=self._name(move.to_owner) if move else "",
            to_why=judged.said(facts, "receiver_why") if move else None,
            moves=_moves(actions),
            what=_what(first),
            letter=self._letter(first),
            money=first.money,
            kept_until=(self.now + WAIVED_FOR).date() if move else None,
            state=state,
            outcome=_outcome(actions, standing) if state in ("dropped", "failed", "rejected") else None,
        )

    def said(self, said: Statement) -> DecisionRow:
        """Return the row of a statement that asks the head."""
        standing = next((row for (client, _), row in self.standings.items() if client == said.client), None)
        told = TOLD.get(said.kind, Because("", ""))
        reason, who = option(said.kind, said.reason), self._name(said.by)
        words = Because(f"{who}: {told.ru}. {said.note}".strip(), f"{who}: {told.en}. {said.note}".strip())
        return DecisionRow(
            key=f"{SAY}{said.id}",
            client=said.client,
            why=reason or words,
            name=self._title(said.client),
            from_name=self._name(standing.owner_id if standing else None),
            said=words,
            money=standing.money_at_risk if standing else None,
        )

    def exchanges(self, asked: Asked) -> tuple[Exchange, ...]:
        """Return what each manager would give and get."""
        gives, gets, money = Counter[int](), Counter[int](), dict[int, Decimal]()
        for rows in asked.rows.values():
            move = next((row for row in rows if isinstance(row.action, Reassign) and row.action.entity == row.client), None)
            if move is not None and isinstance(move.action, Reassign):
                worth = move.money.amount if move.money else Decimal()
                loser, winner = move.action.from_owner, move.action.to_owner
                gives[loser] += 1
                gets[winner] += 1
                money[loser] = money.get(loser, Decimal()) - worth
                money[winner] = money.get(winner, Decimal()) + worth
        currency = self.installation.currency
        return tuple(
            Exchange(name=self._name(each), gives=gives[each], gets=gets[each], money=Money(money[each], currency))
            for each in sorted(money)
        )

    def _letter(self, row: ActionRow) -> LetterShown | None:
        action = row.action
        if not isinstance(action, SendLetter):
            return None
        name = self._title(row.client) or str(row.client)
        return LetterShown(
            sender_name=self._name(action.person),
            recipient_name=name,
            level=LEVELS.get(action.level, Because(action.level, action.level)),
            subject=action.subject.replace("{client}", name),
            text=action.text.replace("{client}", name),
            total=action.total,
        )

    def _title(self, client: EntityId) -> str | None:
        return self.mirror.titles(self.installation.member_id, [client]).get(client)

    def _name(self, person_id: int | None) -> str:
        person = self.people.get(person_id or 0)
        return person.name if person else ""


def _state(actions: Sequence[ActionRow]) -> Answered:
    first = actions[0]
    if any(row.state is State.WAITING for row in actions):
        return "waiting"
    if first.state is State.CANCELLED:
        return "rejected" if first.answered_by and not first.sent_at and first.note.startswith("Refused") else "dropped"
    return ANSWERED.get(first.state, "approved")


def _outcome(actions: Sequence[ActionRow], standing: Standing | None) -> Because | None:
    note = next((row.note for row in actions if row.note), "")
    return said_of(note, standing.because if standing else None) if note else None


def _moves(actions: Iterable[ActionRow]) -> tuple[Moving, ...]:
    counts: Counter[Kind] = Counter()
    for row in actions:
        action = row.action
        if isinstance(action, Reassign) and action.entity != row.client:
            counts[KINDS.get(action.entity.type_id, "deal")] += 1
        elif isinstance(action, MoveTask):
            counts["task" if action.activity_id is None else "activity"] += 1
    return tuple(Moving(kind, count) for kind, count in counts.items())


def _what(row: ActionRow) -> Because | None:
    match row.action:
        case PutTask(title=title):
            return Because(title, title)
        case PutLabel(why=why):
            return Because(why, why)
        case DropLabel(label=label):
            return Because(f"снять метку {label}", f"remove label {label}")
        case Notify(text=text):
            return Because(text, text)
        case _:
            return None
