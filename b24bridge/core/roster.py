"""The roster: colleagues who may take a client over, with what they carry, and what a client's owner holds. Not the choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from b24bridge.core.ids import EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """An employee as of today. `value` is the last 365 days' revenue and the open deals of his clients, in the base currency.

    `received` are the days on which clients were handed to him (waiting and planned ones too, as of today), oldest first;
    `given` those on which he lost one. `since` is when the portal registered him. `open_tasks` counts our open tasks.
    """

    id: int
    name: str
    is_active: bool
    department_ids: tuple[int, ...] = ()
    is_head: bool = False
    head_id: int | None = None
    absences: tuple[tuple[date, date], ...] = ()
    since: date | None = None
    value: Decimal = Decimal(0)
    clients: int = 0
    open_tasks: int = 0
    received: tuple[date, ...] = ()
    given: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All employees by id. `clients` counts the portal's clients, `parents` tells each department's parent.

    Facts of all clients share one roster.
    """

    people: Mapping[int, Colleague]
    clients: int = 0
    parents: Mapping[int, int | None] = field(default_factory=dict)


NO_ROSTER: Final = Roster(people={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """What goes with a client: a contact, an open lead, deal or smart invoice, with who answers for it.

    `has_other_company` tells a contact that is shared with another company. `answered_on` is the last two-way touch bound to
    this very element.
    """

    entity: EntityId
    owner_id: int | None
    stage_id: str = ""
    has_other_company: bool = False
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A hand-over of the client that was carried out by us."""

    on: date
    from_owner: int
    to_owner: int
    is_undone: bool = False
