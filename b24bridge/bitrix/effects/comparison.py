"""Comparing and setting, field by field: what of a change may be taken back, and what somebody changed after us.

Pure. Values are in the form in which an effect keeps them, so that equal values compare equal.
"""

from collections.abc import Collection, Mapping
from typing import Any

from b24bridge.core.decisions import Json
from b24bridge.core.ledger import Conflict, Effect, Reversal

Fields = Mapping[str, Json]


def taken_back(effect: Effect, now: Fields, gathered: Collection[str] = ()) -> tuple[dict[str, Json], tuple[Conflict, ...]]:
    """Return the values to write and the fields left alone.

    A field that bears our value gets its former one; one that has its former value already needs nothing; any other is a
    conflict. Of `gathered` fields, lists in which others have their members too, only our own members are taken back.
    """
    wanted: dict[str, Json] = {}
    conflicts = []
    for name, ours in effect.after.items():
        was, stands = effect.before.get(name), now.get(name)
        if name in gathered:
            left = _members(stands, ours, was)
            wanted |= {name: left} if left != stands else {}
        elif stands == was:
            continue
        elif stands == ours:
            wanted[name] = was
        else:
            conflicts.append(Conflict(field=name, ours=ours, now=stands))
    return wanted, tuple(conflicts)


def was_back(effect: Effect, name: str, wanted: Fields, conflicts: tuple[Conflict, ...]) -> bool:
    """Say whether a field that a change had set has its former value already."""
    is_changed = name in effect.after and effect.before.get(name) != effect.after[name]
    return is_changed and name not in wanted and name not in {conflict.field for conflict in conflicts}


def reversal(
    object_id: str, now: Fields, wanted: Fields, conflicts: tuple[Conflict, ...] = (), *, was_back: bool = False
) -> Reversal:
    """Return what became of taking a change back; its effect is a change like any other, and can be taken back too."""
    effect = Effect(object_id=object_id, before={name: now.get(name) for name in wanted}, after=dict(wanted))
    return Reversal(effect=effect, conflicts=conflicts, was_back=was_back)


def _members(stands: Any, ours: Any, was: Any) -> list[Json]:
    there, added, before = list(stands or ()), list(ours or ()), list(was or ())
    kept = [each for each in there if each not in added or each in before]
    return [*kept, *(each for each in before if each not in added and each not in kept)]
