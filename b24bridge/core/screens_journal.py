"""What was done, by whom, and what became of it, for people to read. Not the ledger's rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId

Result = Literal["done", "undone", "part", "unknown", "dropped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that was changed: its name, what stood there, what stands there since. None: nothing."""

    field: Because
    old: Because | None
    new: Because | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """A field that was not restored, since somebody changed it: what we had set, what stands there now, who and when (UTC).

    `who` is empty and `at` None where the portal does not tell.
    """

    field: Because
    ours: Because
    now: Because
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One thing done by the robot (`by_name` empty) or by a person. `at` is in UTC.

    `what` says what was done, after the `changes` if there are any; `why` is the reason under it, `assistant` the title of
    whose it was. `may_undo` tells that this visitor may take it back now, `is_letter` that nobody can. `looks_at` is when an
    unknown result is looked up (UTC). `undone_by` and `undone_on` (portal day) belong to `undone` and `part`.
    """

    key: str
    at: datetime
    what: Because
    result: Result
    by_name: str = ""
    client: EntityId | None = None
    name: str | None = None
    changes: tuple[Change, ...] = ()
    assistant: Because | None = None
    why: Because | None = None
    may_undo: bool = False
    is_letter: bool = False
    conflicts: tuple[ConflictLine, ...] = ()
    looks_at: datetime | None = None
    undone_by: str = ""
    undone_on: date | None = None

    @property
    def by_initials(self) -> str:
        """Return the first letters of the first two names of who did it."""
        return "".join(part[0] for part in self.by_name.split()[:2]).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChoice:
    """A plan that may be taken back as a whole: its number, when it was made (UTC), how many actions it did."""

    id: int
    made_at: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalView:
    """A page of the journal, newest first. `following` is what to ask for as `before` to read on, None at the end.

    `client` and `name` are set when only one client was asked for. `per_day` counts everything of a portal day, shown or
    not. `may_undo` tells that the visitor may take back several at once, `plans` which.
    """

    rows: tuple[JournalRow, ...]
    following: int | None = None
    client: EntityId | None = None
    name: str | None = None
    per_day: Mapping[date, int] = field(default_factory=dict)
    may_undo: bool = False
    plans: tuple[PlanChoice, ...] = ()
