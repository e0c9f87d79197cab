"""Facts gathered from the mirror and the ledger, a thousand clients at a time, so that memory stays flat.

Each group is read in one short transaction with a handful of joins, whatever the size of the portal. What a touch is worth
is decided by `core.evidence` from the portal's profile at the time of asking: a changed setting acts at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from b24bridge.core.facts import ClientFact, Episode
from b24bridge.core.ids import EntityId
from b24bridge.core.money import to_base
from b24bridge.core.profiles import Profile
from b24bridge.core.records import Task
from b24bridge.core.touches import Appointment, Touch
from b24bridge.store import dictionaries
from b24bridge.store.facts.clients import groups_of, read_clients
from b24bridge.store.facts.elements import ToBase, Trade, read_trades
from b24bridge.store.facts.owners import Staff
from b24bridge.store.facts.tasks import appointments_of, read_tasks
from b24bridge.store.facts.touches import Stages, read_activities, read_comments, read_moves, sort_out
from b24bridge.store.ledger.episodes import closed_anchors, open_episodes
from b24bridge.store.membership import members
from b24bridge.store.session import Store
from b24bridge.store.tables.portals import portal_id

AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portal:
    """What facts of all clients of a portal share."""

    id: int
    member_id: str
    assistant: str
    now: datetime
    profile: Profile
    staff: Staff
    stages: Stages
    to_base: ToBase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What was read of some clients of one kind."""

    kind: int
    rows: Mapping[int, Any]
    trades: Mapping[int, Trade]
    touches: Mapping[int, list[Touch]]
    planned: Mapping[int, list[Appointment]]
    tasks: Mapping[int, Sequence[Task]]
    episodes: Mapping[EntityId, Episode]
    over: Mapping[EntityId, frozenset[str]]


class StoreFacts:
    """What is known of clients."""

    def __init__(self, store: Store, profile: Callable[[str], Profile]) -> None:
        """Take the database, and what tells how a portal wants its facts gathered."""
        self._store = store
        self._profile = profile

    def gather(
        self, member_id: str, assistant: str, now: datetime, clients: Sequence[EntityId] | None = None
    ) -> Iterator[ClientFact]:
        """Yield one fact per client, companies first, by id. Raises UnknownPortal.

        A client that is gone is yielded too, and so is a contact that was judged and has come to belong to a company:
        it is gone as a client.
        """
        portal = self._portal(member_id, assistant, now)
        for kind, ids in groups_of(self._store, portal.id, assistant, clients, AT_ONCE):
            with self._store.reading() as connection:
                group = _read(connection, portal, kind, ids)
            for number in ids:
                if number in group.rows:
                    yield _fact(portal, group, number)

    def _portal(self, member_id: str, assistant: str, now: datetime) -> _Portal:
        profile = self._profile(member_id)
        here = now.astimezone(profile.zone)
        with self._store.reading() as connection:
            number = portal_id(connection, member_id)
            rates = dictionaries.read_rates(connection, number, profile.currency)
            return _Portal(
                id=number,
                member_id=member_id,
                assistant=assistant,
                now=here,
                profile=profile,
                staff=Staff(
                    dictionaries.read_people(connection, number),
                    dictionaries.read_departments(connection, number),
                    dictionaries.read_absences(connection, number),
                    profile,
                    here.date(),
                ),
                stages=dictionaries.read_stages(connection, number),
                to_base=lambda money: to_base(money, profile.currency, rates),
            )


def _read(connection: Connection, portal: _Portal, kind: int, ids: Sequence[int]) -> _Group:
    member, rules, now = members(portal.id, kind, ids), portal.profile.rules, portal.now
    judged = (portal.id, portal.assistant, [EntityId(kind, number) for number in ids])
    trades = read_trades(connection, portal.id, member)
    touches, planned = sort_out(
        chain(
            read_activities(connection, portal.id, member, rules, now),
            read_comments(connection, portal.id, member, rules, now),
            read_moves(connection, portal.id, member, trades, portal.stages, rules),
        )
    )
    return _Group(
        kind=kind,
        rows=read_clients(connection, portal.id, portal.assistant, kind, ids),
        trades=trades,
        touches=touches,
        planned=planned,
        tasks=read_tasks(connection, portal.id, member, trades),
        episodes=open_episodes(connection, *judged),
        over=closed_anchors(connection, *judged),
    )


def _fact(portal: _Portal, group: _Group, number: int) -> ClientFact:
    row, client, zone = group.rows[number], EntityId(group.kind, number), portal.profile.zone
    owner, trade = portal.staff.owner(row.owner_id), group.trades.get(number, Trade())
    responsible = {owner.id, owner.head_id} - {None} if owner is not None else set()
    tasks = appointments_of(group.tasks.get(number, ()), responsible, portal.profile.rules, portal.now)
    return ClientFact(
        member_id=portal.member_id,
        client=client,
        calendar=portal.profile.calendar,
        title=row.title,
        owner=owner,
        created_at=row.created_at and row.created_at.astimezone(zone),
        owner_since=row.owner_since and row.owner_since.astimezone(zone),
        company_type=getattr(row, "company_type", None),
        is_mine=getattr(row, "is_mine", False),
        is_gone=row.gone_at is not None or bool(row.is_other),
        hold=row.hold,
        hold_until=row.hold_until,
        hold_reason=row.hold_reason,
        touches=tuple(sorted(group.touches.get(number, ()), key=lambda touch: (touch.at, touch.source))),
        appointments=tuple(sorted([*group.planned.get(number, ()), *tasks], key=lambda plan: plan.source)),
        deals=trade.deals(portal.to_base),
        purchases=trade.purchases(portal.to_base, zone),
        unpriced=trade.unpriced(portal.to_base),
        currency=portal.profile.currency,
        episode=group.episodes.get(client),
        closed_anchors=group.over.get(client, frozenset()),
    )
