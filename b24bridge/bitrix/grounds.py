"""What may have changed a decision about one client since a moment, read in one request right before a write.

Not the streams' walking: those read everybody. A list longer than its first page is read on, which is rare here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.money_grounds import MoneyGrounds, Question
from b24bridge.bitrix.streams import activity_list, comments, companies, contacts, crm_items, task_list
from b24bridge.bitrix.streams.names import TIMELINE_TYPES
from b24bridge.bitrix.streams.site import Site, rows_of
from b24bridge.bitrix.streams.walk import Walk
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.records import Record


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of decisions on one portal."""

    site: Site
    cards: Cards

    def read(self, client: EntityId, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Return the client if it is there, and what of `entities` changed: themselves, what is bound to them, and payments.

        A portal that refuses us its shop or the comments of a card leaves these out, and a gap.
        """
        walk: Walk = (companies if client.type_id == COMPANY else contacts).source(self.site)
        asked: dict[str, Question] = {"client": (walk.listing, {"@id": [client.id]})}
        cards = [entity for entity in entities if entity.type_id in TIMELINE_TYPES]
        activities, linked = activity_list.Activities(self.site), {}
        if cards:
            linked["linked"] = activity_list.newest_of(cards, activities.horizon)
            asked["activities"] = (activity_list.LISTING, activity_list.bound_to(cards, since))
            asked["tasks"] = (task_list.LISTING, task_list.bound_to(cards, since))
        money = MoneyGrounds(self.site, entities, since)
        asked |= money.elements() | money.shop()
        commands = {key: listing.first(wanted) for key, (listing, wanted) in asked.items()}
        notes = {str(entity): comments.about(entity) for entity in cards}
        optional = {**notes, **money.links()}
        answers = self.site.answers(
            {**commands, **optional, **linked, "card": self.cards.question(client)}, may_refuse={*optional, *money.shop()}
        )
        self.cards.keep(client, rows_of(answers["card"], "items", crm_items.METHOD))
        rows = {
            key: listing.whole(self.site, wanted, answers[key]) for key, (listing, wanted) in asked.items() if key in answers
        }
        others = (
            activity_list.owned_by_others(rows_of(answers["linked"], "", activity_list.LISTING.method), cards) if linked else []
        )
        found = {str(row["ID"]): row for row in (*rows.get("activities", ()), *others)}
        return [
            *walk.read(rows["client"])[0],
            *activities.read(list(found.values()))[0],
            *task_list.Tasks(self.site).read(rows.get("tasks", []))[0],
            *money.read_elements(rows),
            *money.read_shop(rows, answers),
            *(record for note in notes.keys() & answers.keys() for record in comments.of_answer(answers[note])),
        ]
