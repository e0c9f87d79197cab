"""Screens: what a page shows, as plain values. Not words, colours or HTML: those are `b24bridge.web`.

Use cases fill these, the web layer renders them. Sentences that only the core can build come in both languages
(`Because`); everything else is a number, a date, a sum or one of the closed lists below, and gets its words on the page.
Moments are aware and in UTC; the page shows them in `Situation.zone`. Dates are the portal's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from b24bridge.core.client_screen import ContactRow, HistoryLine, Profile, Sums
from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.money import Money
from b24bridge.core.screens_health import DataLine
from b24bridge.core.screens_overview import ManagerLine, Returned, RobotLine, WaitingLine, Week
from b24bridge.core.streams import Stream

Running = Literal["ok", "observe", "reading", "stale", "stopped", "noaccess"]
ForgottenMark = Literal["forgotten", "snoozed", "called", "warned", "returned"]
ReleaseMark = Literal["left", "paused", "pending", "no_receiver", "escalated", "blocked", "trial", "settled"]
LapsedMark = Literal["due", "at_risk", "lapsed", "winback", "dormant", "lost"]
UnpaidMark = Literal["issued", "nudged", "stale"]
DebtorMark = Literal["overdue", "promised", "broken", "disputed", "legal"]
PlainMark = Literal["calm", "held", "unknown", "unwatched"]
Mark = Literal[ForgottenMark, ReleaseMark, LapsedMark, UnpaidMark, DebtorMark, PlainMark]
CareStep = Literal["task_due", "task_would", "protection_ends", "call_back", "judged_again", "order_expected"]
ReleaseStep = Literal["hand_over", "warning", "countdown_resumes", "trial_ends"]
MoneyStep = Literal["nudge", "to_head", "expires", "promise_ends", "dispute_ends", "next_level"]
Step = Literal[CareStep, ReleaseStep, MoneyStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What stands around every page: how the robot is, which data it has, who can help.

    `progress` is the percent of the first reading, when `running` is `reading`. `who` and `since` belong to `stopped`,
    `stream` and `since` to `stale`; `stream` is then the one that holds something back. `is_head` tells that the visitor
    heads a department. `skew` is how many seconds the portal's clock is ahead of ours. `decisions` counts what waits for this
    visitor's consent. Three days before the end of the observation `first_labels` and `first_tasks` say what the first night
    would bring; before that they are None.
    """

    running: Running
    zone: str
    today: date
    currency: str = "RUB"
    data_as_of: datetime | None = None
    observe_until: date | None = None
    progress: int | None = None
    stream: Stream | None = None
    since: datetime | None = None
    who: str = ""
    admin_name: str = ""
    is_head: bool = False
    is_first_count_done: bool = True
    skew: float = 0.0
    decisions: int = 0
    first_labels: int | None = None
    first_tasks: int | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """The mark on a client; `n` is its number where the mark has one.

    Days for `forgotten` and `overdue`, working days for `left`, how many times for `nudged`.
    """

    mark: Mark
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One marked client in a list.

    `name` is None where the portal's settings keep no names, `money` is what is at risk, `brief` the reason in short.
    `days` and `days_on` fill the assistant's own column: without an answer since (forgotten), working days left until
    (release), without a purchase since (lapsed), waiting since the issue (unpaid), overdue since (debtors). `silent_days` is
    that of the first alone. `assistant` says whose finding it is, `may_press` whether this visitor may press the client's
    buttons.
    """

    client: EntityId
    badge: Badge
    reason: Because
    brief: Because | None = None
    name: str | None = None
    segment: str = ""
    open_deals: int = 0
    owner_name: str = ""
    silent_days: int | None = None
    money: Money | None = None
    next_on: date | None = None
    next_what: Step | None = None
    assistant: str = ""
    days: int | None = None
    days_on: date | None = None
    may_press: bool = False

    @property
    def owner_initials(self) -> str:
        """Return the first letters of the owner's first two names."""
        return "".join(part[0] for part in self.owner_name.split()[:2]).upper()

    @property
    def path(self) -> str:
        """Return the address of the client's card within its portal."""
        return card_path(self.client)


def card_path(client: EntityId) -> str:
    """Return the address of a client's card within its portal, such as `/crm/company/details/12/`."""
    kind = "company" if client.type_id == COMPANY else "contact"
    return f"/crm/{kind}/details/{client.id}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a visitor asked a list for. `at_least` is in the portal's currency; an empty value asks for everything."""

    text: str = ""
    owner_id: int | None = None
    department_id: int | None = None
    mark: str = ""
    at_least: int = 0
    limit: int = 50

    @property
    def is_empty(self) -> bool:
        """Say whether these filters let everything through."""
        return not (self.text or self.owner_id or self.department_id or self.mark or self.at_least)


@dataclass(frozen=True, slots=True)
class Choice:
    """One person or department to filter by."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """An assistant that exists here, and how many clients it marks for this visitor."""

    assistant: str
    title: Because
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers above a list; None leaves a line out. `soon` counts the steps `soon_what`, the first on `soon_on`."""

    risk: Money | None
    clients: int
    risk_change: Money | None = None
    new: int | None = None
    cleared: int | None = None
    snoozed: int | None = None
    mean_silence: int | None = None
    rule_days: int | None = None
    soon: int | None = None
    soon_on: date | None = None
    soon_what: Step = "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsView:
    """The list of one assistant: `rows` by money, largest first, already filtered and cut to `Filters.limit`.

    `total` counts the rows that fit the filters, `figures` and `unjudged` everything the visitor may see. `marks` are those
    this assistant gives, to filter by; `payments_as_of` (UTC) is how old the payment data are, for those who read them.
    """

    assistant: str
    tabs: tuple[Tab, ...]
    figures: Figures
    rows: tuple[Finding, ...]
    total: int
    unjudged: int = 0
    owners: tuple[Choice, ...] = ()
    departments: tuple[Choice, ...] = ()
    marks: tuple[Mark, ...] = ()
    payments_as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantLine:
    """One assistant on the overview. `mode` is off, observe, approve or auto; money counted elsewhere says so."""

    assistant: str
    title: Because
    risk: Money | None
    clients: int
    mode: str
    change: Money | None = None
    new: int | None = None
    cleared: int | None = None
    is_counted_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """The first figures for a head: `change` is against a week ago, None before there is one.

    `trend` is the last twelve weeks, oldest first, `acted_on` the portal day on which the assistants began to act;
    `decisions` is what waits for this visitor, by group; `robot` counts what was done in 7 days. A manager's own page shows
    no `managers`; its `closing` are his clients with a step in the next 7 days, soonest first. `is_held_back` tells that the
    state of the data stops something.
    """

    risk: Money | None
    assistants: tuple[AssistantLine, ...]
    data: tuple[DataLine, ...]
    first: tuple[Finding, ...] = ()
    change: Money | None = None
    unjudged: int = 0
    clients: int = 0
    departments: tuple[Choice, ...] = ()
    trend: tuple[Week, ...] = ()
    acted_on: date | None = None
    decisions: tuple[WaitingLine, ...] = ()
    managers: tuple[ManagerLine, ...] = ()
    robot: tuple[RobotLine, ...] = ()
    returned: Returned | None = None
    closing: tuple[Finding, ...] = ()
    is_held_back: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day that comes next for a client, and what happens on it."""

    on: date
    what: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """One client on its card. `finding` carries badge, sentence, money and the next step, for calm clients too.

    `ceiling` is the last day that anything may protect it without another answer. `others` are the findings of the other
    assistants that have something to say (none that are calm), each with its `assistant`; `titles` name them all. `ahead`
    are the next four dates, `history` what was decided about it, newest first. `is_to_keep` tells that its owner may lose it
    unless he does something, `decided_on` when that is decided if it is near.
    """

    finding: Finding
    answered_on: date | None = None
    protected_until: date | None = None
    ceiling: date | None = None
    contacts: tuple[ContactRow, ...] = ()
    sums: Sums | None = None
    profile: Profile | None = None
    others: tuple[Finding, ...] = ()
    titles: Mapping[str, Because] = field(default_factory=dict)
    ahead: tuple[Ahead, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    is_to_keep: bool = False
    decided_on: date | None = None
