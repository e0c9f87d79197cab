"""Facts: all that a decision may know about one client, frozen. Not how they are gathered (`b24bridge.store.facts`).

Every moment is aware and in the portal's time zone, so `.date()` is the portal's date.
"""

from dataclasses import dataclass
from datetime import date, datetime

from b24bridge.core.calendar import Calendar
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.touches import Appointment, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The responsible employee, his absences (first and last day) and those who stand in for him."""

    id: int
    name: str
    is_active: bool = True
    head_id: int | None = None
    deputy_id: int | None = None
    absences: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """An uninterrupted stay outside the calm state; `anchor` names the moment of the client's life it began from."""

    anchor: str
    opened_on: date
    number: int = 1
    steps: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFact:
    """What is known of one client.

    Sums are in `currency`, the portal's own; `unpriced` holds those whose currency the portal gives no rate for.
    `touches` are sorted by time and hold the ignored ones too; `purchases` are sorted by day, one a day. `closed_anchors`
    are those of episodes that are over: an episode that begins without a new moment of the client's life needs another name.
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
