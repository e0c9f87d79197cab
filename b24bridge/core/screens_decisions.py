"""What waits for somebody's consent, as he sees it before he gives it. Not the ledger's rows, and not words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.screens_overview import Group, RobotLine

Answered = Literal["waiting", "approved", "done", "rejected", "dropped", "failed", "unknown"]
Belonging = Literal["company", "contact", "deal", "lead", "order", "invoice", "task", "activity"]


@dataclass(frozen=True, slots=True)
class Moving:
    """How many of one kind move along with a client."""

    kind: Belonging
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """A letter in full, as it would leave: who writes to whom, at which level, about what sum."""

    sender_name: str
    recipient_name: str
    level: Because
    subject: str
    text: str
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One thing to consent to. A cascade is one row: that of the reassignment of the client itself.

    `key` is the action's key, or `say:<id>` for a statement that asks the head (gone, contest, keeps). `code` is
    `core.plans.check_code` of this row (of its whole cascade); empty for a statement. `why` is the short reason, `what` what
    would be done where the group alone does not say it, `said` who asks and in which words. In a hand-over `from_name` and
    `to_name` are the two managers and `to_why` is why this receiver; elsewhere `from_name` is the owner. `kept_until` is
    until when the client is protected after a rejection. `state` other than waiting is of the last day; `outcome` says why a
    dropped or failed one was.
    """

    key: str
    client: EntityId
    why: Because
    code: str = ""
    name: str | None = None
    from_name: str = ""
    to_name: str = ""
    to_why: Because | None = None
    moves: tuple[Moving, ...] = ()
    what: Because | None = None
    said: Because | None = None
    letter: LetterShown | None = None
    money: Money | None = None
    kept_until: date | None = None
    state: Answered = "waiting"
    outcome: Because | None = None

    @property
    def seen(self) -> str:
        """Return what a page remembers of the row, to tell afterwards which rows changed."""
        return f"{self.key}={self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionGroup:
    """The rows of one action class, by money, largest first. `money` adds up those that wait; `delay_min` is for letters."""

    group: Group
    rows: tuple[DecisionRow, ...]
    money: Money | None = None
    delay_min: int | None = None

    @property
    def waiting(self) -> tuple[DecisionRow, ...]:
        """Return the rows that still wait for an answer."""
        return tuple(row for row in self.rows if row.state == "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What one manager gives and gets if everything shown is approved; `money` is the difference for him, signed."""

    name: str
    gives: int = 0
    gets: int = 0
    money: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBar:
    """How much of a limit would be used if everything shown is approved."""

    what: Because
    used: int
    most: int

    @property
    def is_reached(self) -> bool:
        """Say whether nothing more fits under this limit."""
        return self.used >= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffLine:
    """What a limit put off: how many of what, and until which portal day."""

    count: int
    what: Because
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsView:
    """Everything that waits for this visitor, and what stands around it.

    `made_at` is when the newest plan was made, `answer_by` when the first consent asked for ends (both UTC). `code` is
    `core.plans.check_code` of all actions shown that wait. `halted` is why a run was stopped as too large. `letters_as_of` is
    the age of the payment data (UTC) if letters are held back by it, `expired_on` the portal day on which a plan ended
    unanswered within the last day. `without_receiver` counts clients nobody could take. `done` is what was done without
    anybody in the last night. Rows answered within the last day stay in their group, with their state.
    """

    groups: tuple[DecisionGroup, ...]
    code: str
    made_at: datetime | None = None
    answer_by: datetime | None = None
    money: Money | None = None
    exchanges: tuple[Exchange, ...] = ()
    limits: tuple[LimitBar, ...] = ()
    put_off: tuple[PutOffLine, ...] = ()
    done: tuple[RobotLine, ...] = ()
    halted: Because | None = None
    letters_as_of: datetime | None = None
    expired_on: date | None = None
    without_receiver: int = 0

    @property
    def waiting(self) -> tuple[DecisionRow, ...]:
        """Return all rows that wait for an answer."""
        return tuple(row for group in self.groups for row in group.waiting)
