"""What may have changed a decision about one client since a moment, read in one request right before a write.

Not the streams' walking: those read everybody. A list longer than its first page is read on, which is rare here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from b24bridge.bitrix.cards import METHOD as CARD
from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.streams import activity_list, comments, companies, contacts, task_list
from b24bridge.bitrix.streams.site import Fields, Site, rows_of
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.records import Record

Question = tuple[Listing, Fields]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of decisions on one portal."""

    site: Site
    cards: Cards

    def read(self, client: EntityId, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Return the client if it is there, and what is bound to `entities`: changed activities and tasks, and comments."""
        walk: Walk = (companies if client.type_id == COMPANY else contacts).source(self.site)
        asked: dict[str, Question] = {"client": (walk.listing, {"@id": [client.id]})}
        if entities:
            asked["activities"] = (activity_list.LISTING, activity_list.bound_to(entities, since))
            asked["tasks"] = (task_list.LISTING, task_list.bound_to(entities, since))
        commands = {key: listing.first(wanted) for key, (listing, wanted) in asked.items()}
        notes = {str(entity): comments.about(entity) for entity in entities}
        answers = self.site.answers({**commands, **notes, "card": self.cards.question(client)}, may_refuse=notes)
        self.cards.keep(client, rows_of(answers["card"], "items", CARD))
        rows = {key: listing.whole(self.site, wanted, answers[key]) for key, (listing, wanted) in asked.items()}
        return [
            *walk.read(rows["client"])[0],
            *activity_list.Activities(self.site).read(rows.get("activities", []))[0],
            *task_list.Tasks(self.site).read(rows.get("tasks", []))[0],
            *(record for note in notes.keys() & answers.keys() for record in comments.of_answer(answers[note])),
        ]
