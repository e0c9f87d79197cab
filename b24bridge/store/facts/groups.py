"""A group of clients of one kind: everything read of them, and the fact of each. How each part is read has its own module."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from b24bridge.core.facts import ClientFact
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Task
from b24bridge.core.roster import Belonging
from b24bridge.core.statements import Statement
from b24bridge.core.touches import Appointment, Touch
from b24bridge.store.facts.activities import read_activities
from b24bridge.store.facts.belongings import read_belongings
from b24bridge.store.facts.clients import read_clients
from b24bridge.store.facts.documents import Files, add_payments, invoiced_deals, orders_by_client
from b24bridge.store.facts.elements import NO_TRADE, Elements, read_elements
from b24bridge.store.facts.evidence import Evidence
from b24bridge.store.facts.members import read_members
from b24bridge.store.facts.papers import read_paperwork
from b24bridge.store.facts.past import NO_PAST, Past, read_past
from b24bridge.store.facts.portal import Portal
from b24bridge.store.facts.said import claims_of, read_statements
from b24bridge.store.facts.tasks import appointments_of, read_tasks
from b24bridge.store.facts.touches import read_comments, read_moves

IN_TIME = attrgetter("at", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was read of some clients of one kind, by their ids."""

    portal: Portal
    kind: int
    rows: Mapping[int, Any]
    elements: Elements
    files: Files
    evidence: Evidence
    tasks: Mapping[int, Sequence[Task]]
    belongings: Mapping[int, Sequence[Belonging]]
    statements: Mapping[int, Sequence[Statement]]
    past: Mapping[int, Past]

    def fact(self, number: int) -> ClientFact:
        """Return all that is known of one client."""
        row, portal, past = self.rows[number], self.portal, self.past.get(number, NO_PAST)
        zone, trade = portal.profile.zone, self.elements.trades.get(number, NO_TRADE)
        said = self.statements.get(number, ())
        return ClientFact(
            member_id=portal.member_id,
            client=EntityId(self.kind, number),
            calendar=portal.profile.calendar,
            title=row.title,
            owner=portal.staff.owner(row.owner_id),
            created_at=row.created_at and row.created_at.astimezone(zone),
            owner_since=row.owner_since and row.owner_since.astimezone(zone),
            company_type=getattr(row, "company_type", None),
            is_mine=getattr(row, "is_mine", False),
            is_gone=row.gone_at is not None or bool(row.is_other),
            hold=row.hold,
            hold_until=row.hold_until,
            hold_reason=row.hold_reason,
            touches=self._touches(number, said),
            appointments=self._appointments(number, row.owner_id),
            deals=trade.deals(portal.to_base),
            purchases=self.files.purchases(number),
            unpriced=trade.unpriced(portal.to_base),
            currency=portal.profile.currency,
            closed=past.closed,
            episodes=past.episodes,
            tasks=past.tasks,
            statements=tuple(said),
            documents=self.files.documents(number),
            belongings=tuple(self.belongings.get(number, ())),
            hand_overs=past.hand_overs,
            written_on=past.written_on,
            payments_at=portal.payments_at,
            acts_since=portal.profile.acts_since,
            roster=portal.roster,
            habits=portal.sales.habits,
        )

    def _touches(self, number: int, said: Sequence[Statement]) -> tuple[Touch, ...]:
        found = self.evidence.touches.get(number, [])
        return tuple(sorted([*found, *claims_of(said)] if said else found, key=IN_TIME))

    def _appointments(self, number: int, owner_id: int | None) -> tuple[Appointment, ...]:
        planned, mine = self.evidence.planned.get(number, ()), self.tasks.get(number, ())
        if not planned and not mine:
            return ()
        owner = self.portal.staff.owner(owner_id)
        responsible = {owner.id, owner.head_id} - {None} if owner is not None else set()
        tasks = appointments_of(mine, responsible, self.portal.profile.rules, self.portal.now)
        return tuple(sorted([*planned, *tasks], key=lambda plan: plan.source))


def read_group(connection: Connection, portal: Portal, kind: int, ids: Sequence[int]) -> Group:
    """Read everything of these clients of one kind, in one transaction."""
    rules, now, evidence = portal.profile.rules, portal.now, Evidence()
    members = read_members(connection, portal.id, kind, ids)
    elements = read_elements(connection, portal.id, members)
    paperwork = read_paperwork(connection, portal.id, members)
    read_activities(connection, portal.id, members, rules, now, evidence)
    read_comments(connection, portal.id, members, rules, now, evidence)
    read_moves(connection, portal.id, members, elements.all, portal.stages, rules, evidence)
    add_payments(paperwork, members, portal.profile, now, evidence)
    return Group(
        portal=portal,
        kind=kind,
        rows=read_clients(connection, portal.id, kind, ids),
        elements=elements,
        files=Files(
            profile=portal.profile,
            to_base=portal.to_base,
            today=portal.today,
            sales=portal.sales.rules,
            elements=elements,
            paperwork=paperwork,
            orders=orders_by_client(paperwork, members),
            invoiced=invoiced_deals(elements),
        ),
        evidence=evidence,
        tasks=read_tasks(connection, portal.id, members, elements.all),
        belongings=read_belongings(connection, portal.id, kind, members, elements, evidence),
        statements=read_statements(connection, portal.id, kind, ids, portal.profile.zone),
        past=read_past(connection, portal.id, kind, ids, portal.profile.zone),
    )
