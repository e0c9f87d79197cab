"""Labels on a client's card: our states among each other, since when, what is next, why, and sums.

Values are kept as text that reads back the same: a day as `2026-11-01`, a sum as `120000.00|RUB`, nothing as "".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from b24bridge.bitrix.cards import DEBT, NEXT, RISK, SINCE, STATE, WHY, Cards
from b24bridge.bitrix.effects.comparison import reversal, taken_back, was_back
from b24bridge.bitrix.effects.family import DoneBy
from b24bridge.bitrix.effects.texts import as_stored
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.userfields import UserFields
from b24bridge.core.actions import DropLabel, PutLabel
from b24bridge.core.decisions import Json
from b24bridge.core.errors import NotFound, Refused
from b24bridge.core.ledger import Effect, Reversal
from b24bridge.core.money import Money

LONGEST_WHY = 255
OF_DEBT = ("unpaid", "debtor", "promised", "disputed")
ALREADY = "the card said so already"


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one portal's clients."""

    cards: Cards
    fields: UserFields

    def perform(self, action: PutLabel | DropLabel, _key: str, _done_by: DoneBy) -> Effect:
        """Add or take off a state; what the card says already is not written.

        Raises NotFound, and Refused when our list of states has no such item: setup has to make it.
        """
        number = self.fields.item_ids(action.client.type_id).get(action.label)
        if number is None and isinstance(action, PutLabel):
            raise Refused("crm.item.update", "NO_LABEL", f"our list of client states has no item {action.label!r} yet")
        now = told_by(self.cards.read(action.client))
        wanted = {name: value for name, value in self._wanted(action, number, now).items() if now[name] != value}
        if not wanted:
            return Effect(object_id=str(action.client), note=ALREADY)
        written = told_by(self.cards.write(action.client, wanted))
        if STATE in wanted and number is not None and (number in written[STATE]) is not isinstance(action, PutLabel):
            raise Refused("crm.item.update", "IGNORED", "the portal answered success and left the label as it was")
        return Effect(object_id=str(action.client), before={name: now[name] for name in wanted}, after=wanted)

    def find(self, action: PutLabel | DropLabel, _key: str, _done_by: DoneBy) -> Effect | None:
        """Return the effect when the card is as the action wants it. A client that is gone bears nothing."""
        number = self.fields.item_ids(action.client.type_id).get(action.label)
        try:
            now = told_by(self.cards.read_again(action.client)) if number is not None else {STATE: []}
        except NotFound:
            now = {STATE: []}
        if any(now.get(name) != value for name, value in self._wanted(action, number, now).items()):
            return None
        rest = [each for each in now[STATE] if each != number]
        if isinstance(action, DropLabel):
            return Effect(object_id=str(action.client), before={STATE: [*rest, number]} if number else {}, after={STATE: rest})
        after = {name: now[name] for name in told(action)} if not rest else {}
        return Effect(
            object_id=str(action.client),
            before={STATE: rest} | dict.fromkeys(after, ""),
            after={STATE: now[STATE]} | after,
        )

    def revert(self, action: PutLabel | DropLabel, _key: str, effect: Effect) -> Reversal:
        """Take our state off or put it back, and give its dates, reason and sums their former values."""
        if not effect.after:
            return Reversal(effect=effect)
        now = told_by(self.cards.read_again(action.client))
        wanted, conflicts = taken_back(effect, now, {STATE})
        if wanted:
            self.cards.write(action.client, wanted)
        return reversal(effect.object_id, now, wanted, conflicts, was_back=was_back(effect, STATE, wanted, conflicts))

    def _wanted(self, action: PutLabel | DropLabel, number: int | None, now: Mapping[str, Any]) -> dict[str, Json]:
        """Return the fields as the action wants them, of those that the portal has."""
        there, held = self.cards.label_fields(action.client.type_id), now[STATE]
        if isinstance(action, PutLabel):
            labels = list(dict.fromkeys((*held, number)))
            return {STATE: labels} | {name: value for name, value in told(action).items() if name in there}
        if number not in held:
            return {}
        rest = [each for each in held if each != number]
        of_debt = {self.fields.item_ids(action.client.type_id).get(name) for name in OF_DEBT}
        emptied = (SINCE, NEXT, WHY, DEBT, RISK) if not rest else () if of_debt & set(rest) else (DEBT,)
        return {STATE: rest} | {name: "" for name in emptied if name in there}


def told(action: PutLabel) -> dict[str, Json]:
    """Return what stands beside a label; sums that the action does not name stay as they are."""
    sums = {name: as_text(money) for name, money in ((DEBT, action.debt), (RISK, action.risk)) if money is not None}
    return {
        SINCE: action.since.isoformat() if action.since else "",
        NEXT: action.next_on.isoformat() if action.next_on else "",
        WHY: as_stored(action.why[:LONGEST_WHY]),
        **sums,
    }


def told_by(card: Row) -> dict[str, Any]:
    """Return what a card says, in the same form."""
    days = {name: found.isoformat() if (found := card.day(name)) else "" for name in (SINCE, NEXT)}
    sums = {name: money_text(card.text(name) or "") for name in (DEBT, RISK)}
    return {STATE: list(card.numbers(STATE)), **days, WHY: as_stored(card.text(WHY) or ""), **sums}


def as_text(money: Money) -> str:
    """Return a sum as a field of money holds it (api-reference/crm/data-types.md): `120000.00|RUB`."""
    exact = money.rounded()
    return f"{exact.amount:f}|{exact.currency}"


def money_text(value: str) -> str:
    """Return the same for what a portal printed, as it is when it is no sum."""
    number, _, currency = value.partition("|")
    try:
        return as_text(Money(Decimal(number.strip()), currency.strip())) if currency else value
    except InvalidOperation:
        return value
