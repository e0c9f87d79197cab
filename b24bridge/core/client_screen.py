"""What the page of one client shows besides its finding: its contacts, the arithmetic of its money, who it is.

Plain values like those of `core.screens`, and as there not words or HTML.
"""

from dataclasses import dataclass
from datetime import date, datetime

from b24bridge.core.decisions import Because
from b24bridge.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One contact with a client, or a plan for one, as it was judged.

    `at` is aware, in the portal's zone: for a plan when it was made. `channel` and `ignored` are those of a touch;
    `evidence` is a touch's kind or `plan`. `until` is the last day it protects, None when it does not; `decides` marks
    the one whose protection lasts longest. `number` is that of a task, `actor` an employee's name.
    """

    at: datetime
    channel: str
    evidence: str
    until: date | None
    decides: bool = False
    duration: int = 0
    actor: str = ""
    ignored: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How the money at risk was calculated: `share` percent of what the client may buy in 90 days and of open deals."""

    share: int
    future: Money
    pipeline: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who the client is; None leaves a line out. `bought` is the last 365 days, `deals` the sum of the open ones."""

    head_name: str = ""
    rule_days: int | None = None
    bought: Money | None = None
    last_purchase_on: date | None = None
    deals: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One step of what was decided about a client: `at` in UTC, what was done, `key` of the action in the journal if any."""

    at: datetime
    what: Because
    key: str = ""
