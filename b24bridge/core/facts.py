"""Facts: all that a decision may know about one client, frozen. Not how they are gathered (`b24bridge.store.facts`).

Every moment is aware and in the portal's time zone, so `.date()` is the portal's date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Skip
from b24bridge.core.documents import Document
from b24bridge.core.habits import NO_HABITS, Habits
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.roster import NO_ROSTER, Belonging, HandOver, Roster
from b24bridge.core.statements import Statement
from b24bridge.core.touches import Appointment, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The responsible employee, his absences (first and last day) and those who stand in for him.

    `blind` are the channels (mail, calls) that the portal does not see of him, though it does of his colleagues (rulings 27).
    """

    id: int
    name: str
    is_active: bool = True
    head_id: int | None = None
    deputy_id: int | None = None
    absences: tuple[tuple[date, date], ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An uninterrupted stay outside the calm state; `anchor` names the moment of the client's life it began from.

    `steps` are those the ledger knows of (none that was cancelled), `taken` the portal days on which those of them that
    are done were done.
    """

    anchor: str
    opened_on: date
    number: int = 1
    steps: frozenset[str] = frozenset()
    taken: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSeen:
    """The task that an assistant put about the client in its open episode.

    `put_on` is the portal day on which the portal confirmed it, `deadline` its term. `is_open` tells that it stands on the
    portal and nobody completed it. `is_would` marks one that a mode of observe keeps back: `put_on` is then the first day
    on which it would have been put.
    """

    put_on: date
    deadline: date
    is_open: bool = True
    is_would: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeal:
    """A deal still in progress; `amount` is in the portal's currency, `probability` in percent."""

    id: int
    amount: Money
    probability: int
    stage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A day on which the client bought, and for how much in the portal's currency."""

    on: date
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ClientFact:
    """What is known of one client.

    Sums are in `currency`, the portal's own; `unpriced` holds those whose currency the portal gives no rate for.
    `touches` are sorted by time and hold the ignored ones too; `purchases` are sorted by day, one a day. `closed_anchors`
    are those of episodes that are over: an episode that begins without a new moment of the client's life needs another name.

    `episode` and `closed_anchors` are those of the assistant that is asked, see `seen_by`. `episodes` and `tasks` hold every
    assistant's, by name; `verdicts` what the assistants before it said of this client today. `statements` hold the closed
    ones too. `written_on` are the days on which we wrote to the client. `documents` are sorted by entity, the paid and
    cancelled ones of the last 400 days among them. `payments_at` is the last payment or movement of 1C on the portal.
    `acts_since` is the portal day on which the assistants began to act, None while they only watch.
    """

    member_id: str
    client: EntityId
    calendar: Calendar
    title: str | None = None
    owner: Owner | None = None
    created_at: datetime | None = None
    owner_since: datetime | None = None
    company_type: str | None = None
    is_mine: bool = False
    is_gone: bool = False
    hold: bool = False
    hold_until: date | None = None
    hold_reason: str | None = None
    touches: tuple[Touch, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    deals: tuple[OpenDeal, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    unpriced: tuple[Money, ...] = ()
    currency: str = "RUB"
    episode: Episode | None = None
    closed_anchors: frozenset[str] = frozenset()
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    episodes: Mapping[str, Episode] = field(default_factory=dict)
    tasks: Mapping[str, TaskSeen] = field(default_factory=dict)
    verdicts: Mapping[str, Skip] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    documents: tuple[Document, ...] = ()
    belongings: tuple[Belonging, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    written_on: tuple[date, ...] = ()
    payments_at: datetime | None = None
    acts_since: date | None = None
    roster: Roster = NO_ROSTER
    habits: Habits = NO_HABITS

    def seen_by(self, assistant: str, verdicts: Mapping[str, Skip]) -> Self:
        """Return the fact as one assistant reads it: with its own episode, and what those before it said."""
        own = {
            "episode": self.episodes.get(assistant),
            "closed_anchors": self.closed.get(assistant, frozenset()),
            "verdicts": verdicts,
        }
        # As `dataclasses.replace` would, at a tenth of its price: this is done for every client and assistant
        seen = object.__new__(type(self))
        seen.__dict__.update(self.__dict__, **own)
        return seen
