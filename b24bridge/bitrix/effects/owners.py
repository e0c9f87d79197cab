"""Who is responsible for an item, and who watches it: hand-overs, one entity at a time.

There is no lock and no cascade on the portal (api-reference/crm/universal/crm-item-update.md), so the owner is read again
right before he is changed, and one whom a person chose meanwhile is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from b24bridge.bitrix.effects.comparison import reversal, taken_back
from b24bridge.bitrix.effects.family import DoneBy
from b24bridge.bitrix.effects.items import ITEMS, UPDATE, Items
from b24bridge.core.actions import Observe, Reassign
from b24bridge.core.errors import Overtaken, Refused
from b24bridge.core.ledger import Effect, Reversal

OWNER, WATCHERS = "assignedById", "observers"
ALREADY = "it was so already"


@dataclass(frozen=True, slots=True)
class Owners:
    """Changes of owners and observers."""

    items: Items

    def perform(self, action: Reassign | Observe, _key: str, _done_by: DoneBy) -> Effect:
        """Set the owner if the old one still is, or add and remove one observer."""
        return self._reassign(action) if isinstance(action, Reassign) else self._observe(action)

    def find(self, action: Reassign | Observe, _key: str, _done_by: DoneBy) -> Effect | None:
        """Say what was done by what stands there: an owner needs no marker."""
        if isinstance(action, Reassign):
            owner = self.items.read(action.entity, [OWNER]).number(OWNER)
            return _handed(action) if owner == action.to_owner else None
        watchers = self._watchers(action)
        if watchers is None or (action.person in watchers) is not action.is_on:
            return None
        return _watched(action, _with(watchers, action.person, is_on=not action.is_on), watchers)

    def revert(self, action: Reassign | Observe, _key: str, effect: Effect) -> Reversal:
        """Give the item back to its former owner, or take our observer off again; those of others stay."""
        if not effect.after:
            return Reversal(effect=effect)
        row = self.items.read(action.entity, list(effect.after))
        now: dict[str, Any] = {OWNER: row.number(OWNER)} if OWNER in effect.after else {WATCHERS: list(row.numbers(WATCHERS))}
        wanted, conflicts = taken_back(effect, now, {WATCHERS})
        if wanted:
            self.items.write(action.entity, wanted)
        return reversal(effect.object_id, now, wanted, conflicts)

    def _reassign(self, action: Reassign) -> Effect:
        owner = self.items.read(action.entity, [OWNER]).number(OWNER)
        if owner == action.to_owner:
            return Effect(object_id=str(action.entity), note=ALREADY)
        if owner != action.from_owner:
            text = f"owner changed: {action.entity} belongs to user {owner or 0} now and not to {action.from_owner}"
            raise Overtaken(UPDATE, "OWNER_CHANGED", text)
        if self.items.write(action.entity, {OWNER: action.to_owner}).number(OWNER) != action.to_owner:
            raise Refused(UPDATE, "IGNORED", f"the portal answered success and left {action.entity} to its owner")
        return _handed(action)

    def _observe(self, action: Observe) -> Effect:
        watchers = self._watchers(action)
        if watchers is None:
            return Effect(object_id=str(action.entity), note=f"{action.entity} is of a type that nobody can watch")
        wanted = _with(watchers, action.person, is_on=action.is_on)
        if wanted == watchers:
            return Effect(object_id=str(action.entity), note=ALREADY)
        written = self.items.write(action.entity, {WATCHERS: wanted}).numbers(WATCHERS)
        if (action.person in written) is not action.is_on:
            raise Refused(UPDATE, "IGNORED", f"the portal answered success and left the observers of {action.entity}")
        return _watched(action, watchers, wanted)

    def _watchers(self, action: Observe) -> list[int] | None:
        """Return who watches an item; None when its type has no observers."""
        if action.entity.type_id not in ITEMS:
            return None
        row = self.items.read(action.entity, [WATCHERS])
        return list(row.numbers(WATCHERS)) if WATCHERS in row.fields else None


def _handed(action: Reassign) -> Effect:
    return Effect(object_id=str(action.entity), before={OWNER: action.from_owner}, after={OWNER: action.to_owner})


def _watched(action: Observe, before: Sequence[int], after: Sequence[int]) -> Effect:
    return Effect(object_id=str(action.entity), before={WATCHERS: list(before)}, after={WATCHERS: list(after)})


def _with(watchers: Sequence[int], person: int, *, is_on: bool) -> list[int]:
    others = [each for each in watchers if each != person]
    if not is_on:
        return others
    return list(watchers) if person in watchers else [*watchers, person]
