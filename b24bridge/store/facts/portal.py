"""What the facts of all clients of a portal share: people, stages, rates, and what the portal as a whole tells.

What takes a pass over the whole portal is read anew for a gathering of all clients, and at most once a day for single ones.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection, and_, func, select

from b24bridge.core.ids import INVOICE
from b24bridge.core.money import to_base
from b24bridge.core.profiles import Profile
from b24bridge.core.roster import Roster
from b24bridge.store import dictionaries
from b24bridge.store.facts.blind import read_seen
from b24bridge.store.facts.elements import SUCCESS, ToBase
from b24bridge.store.facts.owners import Staff
from b24bridge.store.facts.roster import read_clients, read_roster
from b24bridge.store.facts.sales import Sales, read_sales
from b24bridge.store.facts.touches import Stages
from b24bridge.store.tables.mirror import elements, orders, payments
from b24bridge.store.tables.portals import portal_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """What was read once for all clients; `now` is in the portal's zone."""

    id: int
    member_id: str
    now: datetime
    profile: Profile
    staff: Staff
    stages: Stages
    to_base: ToBase
    sales: Sales
    roster: Roster
    payments_at: datetime | None

    @property
    def today(self) -> date:
        """Return the portal's date."""
        return self.now.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What takes a pass over the whole portal, as of a day and a profile."""

    today: date
    profile: Profile
    sales: Sales
    clients: Counter[int | None]
    seen: Mapping[str, frozenset[int]]


@dataclass(slots=True)
class Wholes:
    """The last passes over whole portals, by number: as much as one process needs to tell of single clients."""

    kept: dict[int, Whole] = field(default_factory=dict)

    def read(self, connection: Connection, number: int, profile: Profile, rates: ToBase, today: date, *, is_new: bool) -> Whole:
        """Return what the whole portal tells: `is_new` reads it now, else today's is good enough."""
        whole = self.kept.get(number)
        if is_new or whole is None or whole.today != today or whole.profile != profile:
            whole = Whole(
                today=today,
                profile=profile,
                sales=read_sales(connection, number, profile, rates, today),
                clients=read_clients(connection, number),
                seen=read_seen(connection, number, today, profile.zone),
            )
            self.kept[number] = whole
        return whole


def read_portal(
    connection: Connection, member_id: str, profile: Profile, now: datetime, wholes: Wholes, *, is_for_all: bool
) -> Portal:
    """Read what all clients share. Raises UnknownPortal."""
    number, here = portal_id(connection, member_id), now.astimezone(profile.zone)
    rates = partial(to_base, base=profile.currency, rates=dictionaries.read_rates(connection, number, profile.currency))
    whole = wholes.read(connection, number, profile, rates, here.date(), is_new=is_for_all)
    staff = Staff(
        dictionaries.read_people(connection, number),
        dictionaries.read_departments(connection, number),
        dictionaries.read_absences(connection, number),
        profile,
        here.date(),
        whole.seen,
    )
    return Portal(
        id=number,
        member_id=member_id,
        now=here,
        profile=profile,
        staff=staff,
        stages=dictionaries.read_stages(connection, number),
        to_base=rates,
        sales=whole.sales,
        roster=read_roster(connection, number, staff, whole.clients, whole.sales.values),
        payments_at=_payments_at(connection, number, here),
    )


def _payments_at(connection: Connection, number: int, now: datetime) -> datetime | None:
    """Return when the portal last learnt of a payment or of a movement of 1C: the rows' own moments, none of the future."""
    p, o, e = payments.c, orders.c, elements.c
    invoice = and_(e.portal_id == number, e.type_id == INVOICE)
    moments = (
        (p.paid_at, p.portal_id == number, p.is_paid),
        (o.paid_at, o.portal_id == number, o.is_paid),
        (o.updated_at, o.portal_id == number, o.origin.is_not(None)),
        (e.moved_at, invoice, e.semantics == SUCCESS),
        (e.updated_at, invoice, e.origin.is_not(None)),
    )
    found = [connection.scalar(select(func.max(at)).where(*where, at <= now)) for at, *where in moments]
    known = [at for at in found if at is not None]
    return max(known).astimezone(now.tzinfo) if known else None
