"""What somebody wants taken back, and what would come of it, said before it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId

MOST_HOURS = 30 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoScope:
    """What to take back: exactly one of an action's key, a client, a plan, or the last hours. Raises ValueError otherwise."""

    key: str = ""
    client: EntityId | None = None
    plan_id: int | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        """Refuse an empty scope and one that means two things."""
        if sum((bool(self.key), self.client is not None, self.plan_id is not None, self.hours is not None)) != 1:
            raise ValueError("name exactly one of a key, a client, a plan, or a number of hours")
        if self.hours is not None and not 1 <= self.hours <= MOST_HOURS:
            raise ValueError(f"a number of hours from 1 to {MOST_HOURS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLine:
    """One action that would be taken back, or would not. `at` is when it was done (UTC), `why` what stands in the way."""

    key: str
    at: datetime
    what: Because
    client: EntityId | None = None
    name: str | None = None
    why: Because | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoView:
    """What taking back would do, newest first, as far as is known without asking the portal.

    `restored` would be taken back, `letters` never can, `changed` were changed by people since and are left alone. `until`
    is the portal day on which the oldest of them can no longer be taken back.
    """

    scope: UndoScope
    restored: tuple[UndoLine, ...] = ()
    letters: tuple[UndoLine, ...] = ()
    changed: tuple[UndoLine, ...] = ()
    until: date | None = None
