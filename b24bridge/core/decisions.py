"""Decisions: what to do about a client, or why nothing. Every one carries its reason in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from b24bridge.core.actions import Action
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money

CALM_STATES = frozenset({"CALM", "NONE", "NO_HISTORY", "BUYER", "EXCLUDED", "GONE"})
SOON_STATES = frozenset({"WARNED", "DUE", "ISSUED"})
MARKED_STATES = frozenset(
    (
        *("FORGOTTEN", "SNOOZED"),
        *("COUNTDOWN", "PAUSED", "FINAL_WARNING", "PENDING", "PENDING_NO_RECEIVER", "ESCALATED", "BLOCKED", "TRIAL"),
        *("AT_RISK", "LAPSED", "WINBACK", "DORMANT"),
        *("NUDGED1", "NUDGED2", "STALE"),
        *("OVERDUE", "PROMISED", "BROKEN", "DISPUTED", "LEGAL"),
    )
)
"""States outside calm that a list shows, each among those of its own assistant; the soon ones are only announced."""
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Because:
    """The human reason, one sentence or a few, in Russian and in English."""

    ru: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Nothing to do about a client, and why. `until` is the end of its protection, or the next step's date."""

    assistant: str
    client: EntityId
    state: str
    because: Because
    since: date | None = None
    until: date | None = None
    money_at_risk: Money | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)
    owner_id: int | None = None

    @property
    def is_calm(self) -> bool:
        """Say whether there is nothing to tell people about the client."""
        return self.state in CALM_STATES

    @property
    def is_marked(self) -> bool:
        """Say whether the client is outside the calm state, so that more must be known about it before we act."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Skip):
    """Something to do about a client: an ordered set of actions within one episode.

    `anchor` names the episode; `closes` is true when these actions end it. The same decision taken on thirty
    consecutive days has the same actions, step by step, and so the same action keys. A draft is completed by the
    assistant's `arrange`, which sees all drafts of a run at once. `answer_by` is the portal day until which somebody may
    consent to what needs consent; None: the usual 72 hours.
    """

    anchor: str
    actions: tuple[Action, ...]
    closes: bool = False
    is_draft: bool = False
    answer_by: date | None = None

    @property
    def is_marked(self) -> bool:
        """Say whether these actions open or keep an episode."""
        return not self.closes
