"""How activities are read: the list by id or by change, and two things that it does not tell, asked for a chunk at a time.

These are the texts of completed todos, because selecting every text would move every letter's body, and the links of an
activity beyond its owner, because `crm.activity.list` answers with no BINDINGS. A meeting may be bound to several clients.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from b24bridge.bitrix.streams.activities import BINDINGS_METHOD, METHOD, SELECT, TEXT, activity, is_told_by_text, links
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Record
from b24bridge.core.streams import Stream

CHUNK = 500
LISTING = Listing(
    method=METHOD,
    params={"select": list(SELECT)},
    id_key="ID",
    by_ids="@ID",
    rows_key="",
    row_id="ID",
    changed="LAST_UPDATED",
)
TEXTS = Listing(method=METHOD, params={"select": ["ID", TEXT]}, id_key="ID", by_ids="@ID", rows_key="", row_id="ID")
# No setting lets an older touch protect a client, so the links of older activities are not worth a request.
LINKS_WITHIN = timedelta(days=400)
TASK_SHADOW = "3"
MOST_CARDS = 100


@dataclass(frozen=True, slots=True)
class Activities:
    """Activities of one portal."""

    site: Site

    def pages(self, cursor: Mapping[str, Any]) -> Iterator[Any]:
        """Read on from the cursor."""
        return self._walk().pages(cursor)

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these activities again."""
        return self._walk().look(ids)

    def of(self, entities: Sequence[EntityId], since: datetime) -> Sequence[Record]:
        """Return the activities bound to these cards that changed since then."""
        found: dict[str, Fields] = {}
        for place in range(0, len(entities), MOST_CARDS):
            wanted = bound_to(entities[place : place + MOST_CARDS], since)
            first = self.site.client.read(*LISTING.first(wanted))
            found |= {str(row["ID"]): row for row in LISTING.whole(self.site, wanted, first)}
        return self.read(list(found.values()))[0]

    def read(self, rows: Sequence[Fields]) -> Parsed:
        """Return the activities that rows of the list are, after asking for what the list does not tell."""
        told = [int(row["ID"]) for row in rows if is_told_by_text(row)]
        texts = {str(row["ID"]): row.get(TEXT) for row in TEXTS.rows(self.site, told)} if told else {}
        links_of = self._links([str(row["ID"]) for row in rows if self._needs_links(row)])
        whole = ({**row, TEXT: texts.get(str(row["ID"]))} for row in rows)
        return parsed(Stream.ACTIVITIES, whole, lambda row: activity(row, links_of.get(str(row.fields["ID"]), ())))

    def _walk(self) -> Walk:
        return Walk(site=self.site, listing=LISTING, read=self.read, chunk=CHUNK)

    def _needs_links(self, fields: Fields) -> bool:
        """Say whether links beyond the owner may matter: not for shadows of tasks, and not for what is long past."""
        row = Row(fields)
        changed_at = row.moment("LAST_UPDATED") or row.moment("CREATED")
        is_past = changed_at is not None and changed_at < self.site.now() - LINKS_WITHIN
        return str(fields.get("TYPE_ID")) != TASK_SHADOW and not is_past

    def _links(self, ids: Sequence[str]) -> dict[str, tuple[EntityId, ...]]:
        commands = {number: (BINDINGS_METHOD, {"activityId": number}) for number in ids}
        answers = self.site.answers(commands, may_refuse=commands)
        return {number: links(answer.result) for number, answer in answers.items()}


def bound_to(entities: Sequence[EntityId], since: datetime) -> Fields:
    """Return the filter for activities of these cards that changed since then: it looks at all links, not the owner alone."""
    cards = [{"OWNER_TYPE_ID": entity.type_id, "OWNER_ID": entity.id} for entity in entities]
    return {"BINDINGS": cards, ">=LAST_UPDATED": since.isoformat()}


def source(site: Site) -> Activities:
    """Return how activities are read."""
    return Activities(site)
