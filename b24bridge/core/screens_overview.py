"""What the overview shows besides lists: the weeks, what waits for an answer, managers, and the robot's week.

Plain values like those of `core.screens`; every count and sum is cut to what the visitor may see.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from b24bridge.core.money import Money

Group = Literal["move", "mail", "task", "label", "notify", "stage", "gone", "contest", "keeps"]
Deed = Literal["tasks", "labels", "notices", "letters", "hand_overs", "undone", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The money at risk at the end of a week that began on `first_day`: sums by assistant's name.

    An assistant that is counted within another one (release) has no sum. A week without data has `is_known` False and is
    shown as an empty step, never as zero. All sums are in the portal's currency.
    """

    first_day: date
    sums: tuple[tuple[str, Money], ...] = ()
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """What of one group waits for this visitor's consent; `answer_by` is the earliest portal day it must be given."""

    group: Group
    count: int
    money: Money | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerLine:
    """One manager's clients. `cleared`, `on_time` (percent, None without a task), `overdue` and `keeps` are of 7 days.

    `is_to_check` tells the head, and nobody else, that signals of box-ticking were seen; `away_until` a present absence.
    """

    person_id: int
    name: str
    clients: int
    marked: int
    cleared: int = 0
    on_time: int | None = None
    overdue: int = 0
    keeps: int = 0
    risk: Money | None = None
    away_until: date | None = None
    is_to_check: bool = False

    @property
    def initials(self) -> str:
        """Return the first letters of the first two names."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class RobotLine:
    """How often the robot did one kind of thing."""

    deed: Deed
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Clients that came back within `days` and what they bought; `is_small` while nothing can be concluded."""

    days: int
    clients: int
    money: Money
    is_small: bool = True
