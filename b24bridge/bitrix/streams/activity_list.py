"""How activities are read: the list by id or by change, and two things that it does not tell.

These are the texts of completed todos, because selecting every text would move every letter's body, and the links of an
activity beyond its owner, because `crm.activity.list` takes BINDINGS as a filter only: all links of one activity are a
command of their own (crm.activity.binding.list). So a short list is asked for them row by row; a long one, such as the first
pass, tells owners, and before a client is judged forgotten `linked` asks the other way round, what is bound to its cards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from b24bridge.bitrix.foresight import Asked
from b24bridge.bitrix.streams.activities import BINDINGS_METHOD, METHOD, SELECT, TEXT, activity, is_told_by_text, links
from b24bridge.bitrix.streams.names import entity_of
from b24bridge.bitrix.streams.row import Row
from b24bridge.bitrix.streams.site import Fields, Parsed, Site, parsed, rows_of
from b24bridge.bitrix.streams.walk import Listing, Walk
from b24bridge.core.ids import EntityId
from b24bridge.core.records import Record
from b24bridge.core.streams import Stream

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
MOST_CARDS = 100  # of one client, in one filter


@dataclass(frozen=True, slots=True)
class Activities:
    """Activities of one portal."""

    site: Site

    def opening(self, cursor: Mapping[str, Any]) -> Sequence[Asked]:
        """Return the commands that reading on begins with."""
        return self._walk().opening(cursor)

    def pages(self, cursor: Mapping[str, Any]) -> Iterator[Any]:
        """Read on from the cursor."""
        return self._walk().pages(cursor)

    def look(self, ids: Sequence[int]) -> Sequence[Record]:
        """Read these activities again."""
        return self._walk().look(ids)

    def linked(self, groups: Sequence[Sequence[EntityId]]) -> Sequence[Record]:
        """Return recent activities that are bound to one of a client's cards and owned by none of them, client by client.

        Only links read apart can tell of these; fifty clients take a request, and those found one more for fifty.
        """
        commands = {str(number): newest_of(group, self.horizon) for number, group in enumerate(groups) if group}
        found: dict[str, Fields] = {}
        for key, answer in self.site.answers(commands).items():
            found |= {str(row["ID"]): row for row in owned_by_others(rows_of(answer, "", METHOD), groups[int(key)])}
        return self.read(list(found.values()))[0]

    @property
    def horizon(self) -> datetime:
        """Return since when links matter."""
        return self.site.now() - LINKS_WITHIN

    def read(self, rows: Sequence[Fields]) -> Parsed:
        """Return the activities that rows of the list are, after asking for what the list does not tell."""
        return self._read(rows, self._links([str(row["ID"]) for row in rows if self._needs_links(row)]))

    def read_owners(self, rows: Sequence[Fields]) -> Parsed:
        """Return the same with the links that the list tells: each activity's owner."""
        return self._read(rows, {})

    def _read(self, rows: Sequence[Fields], links_of: Mapping[str, tuple[EntityId, ...]]) -> Parsed:
        told = [int(row["ID"]) for row in rows if is_told_by_text(row)]
        texts = {str(row["ID"]): row.get(TEXT) for row in TEXTS.rows(self.site, told)} if told else {}
        whole = ({**row, TEXT: texts.get(str(row["ID"]))} for row in rows)
        return parsed(Stream.ACTIVITIES, whole, lambda row: activity(row, links_of.get(str(row.fields["ID"]))))

    def _walk(self) -> Walk:
        return Walk(site=self.site, listing=LISTING, read=self.read, read_many=self.read_owners)

    def _needs_links(self, fields: Fields) -> bool:
        """Say whether links beyond the owner may matter: not for shadows of tasks, and not for what is long past."""
        row = Row(fields)
        changed_at = row.moment("LAST_UPDATED") or row.moment("CREATED")
        is_past = changed_at is not None and changed_at < self.horizon
        return str(fields.get("TYPE_ID")) != TASK_SHADOW and not is_past

    def _links(self, ids: Sequence[str]) -> dict[str, tuple[EntityId, ...]]:
        commands = {number: (BINDINGS_METHOD, {"activityId": number}) for number in ids}
        answers = self.site.answers(commands, may_refuse=commands)
        return {number: links(answer.result) for number, answer in answers.items()}


def bound_to(entities: Sequence[EntityId], since: datetime) -> Fields:
    """Return the filter for activities of these cards that changed since then: it looks at all links, not the owner alone."""
    cards = [{"OWNER_TYPE_ID": entity.type_id, "OWNER_ID": entity.id} for entity in entities]
    return {"BINDINGS": cards, ">=LAST_UPDATED": since.isoformat()}


def newest_of(entities: Sequence[EntityId], since: datetime) -> Asked:
    """Return the command for the fifty newest activities of these cards that changed since then.

    Whoever has more than fifty newer ones is not told by an older one when its client was last spoken to.
    """
    wanted = bound_to(entities[:MOST_CARDS], since)
    return METHOD, {**LISTING.params, "filter": wanted, "order": {"ID": "DESC"}, "start": -1}


def owned_by_others(rows: Sequence[Fields], cards: Sequence[EntityId]) -> list[Fields]:
    """Return the rows whose owner is none of these cards."""
    return [row for row in rows if entity_of(row.get("OWNER_TYPE_ID"), row.get("OWNER_ID")) not in cards]


def source(site: Site) -> Activities:
    """Return how activities are read."""
    return Activities(site)
