"""What may have changed a decision about one client since a moment, read in one request right before a write.

Not the streams' walking: those read everybody. A list longer than its first page is read on, which is rare here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from b24bridge.bitrix.cards import METHOD as CARD
from b24bridge.bitrix.cards import Cards
from b24bridge.bitrix.envelope import Answer
from b24bridge.bitrix.paging import PAGE
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
        commands = {key: first_page(*question) for key, question in asked.items()}
        commands |= {str(entity): comments.about(entity) for entity in entities}
        answers = self.site.answers(commands | {"card": self.cards.question(client)})
        self.cards.keep(client, rows_of(answers["card"], "items", CARD))
        rows = {key: self._whole(*question, answers[key]) for key, question in asked.items()}
        return [
            *walk.read(rows["client"])[0],
            *activity_list.Activities(self.site).read(rows.get("activities", []))[0],
            *task_list.Tasks(self.site).read(rows.get("tasks", []))[0],
            *chain.from_iterable(
                comments.records_of(rows_of(answers[str(entity)], "", comments.METHOD)) for entity in entities
            ),
        ]

    def _whole(self, listing: Listing, wanted: Fields, answer: Answer) -> list[Fields]:
        """Return the rows of an answer, and of the pages behind it when it is a full one."""
        rows = rows_of(answer, listing.rows_key, listing.method)
        if len(rows) < PAGE:
            return rows
        return [*rows, *chain.from_iterable(listing.pages(self.site, int(rows[-1][listing.row_id]), wanted))]


def first_page(listing: Listing, wanted: Fields) -> tuple[str, Fields]:
    """Return the command for the first page of a list, by id and uncounted."""
    order = {} if any(key.lower() == "order" for key in listing.params) else {"order": {listing.id_key: "ASC"}}
    return listing.method, {**listing.params, **order, listing.filter_key: wanted, "start": -1}
