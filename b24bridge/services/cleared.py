"""Who was unmarked lately, as far as the journal's newest lines tell. Not who is marked now: that is the standings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from b24bridge.core.actions import DropLabel
from b24bridge.core.decisions import Json
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import State
from b24bridge.core.ports import Ledger

LINES = 2000


def cleared_since(ledger: Ledger, member_id: str, assistant: str, since: datetime) -> frozenset[EntityId] | None:
    """Return the clients whose label an assistant took away since then (UTC); None when too much happened to tell."""
    lines = ledger.journal(member_id, limit=LINES)
    if not lines or (len(lines) == LINES and _at(lines[-1]) > since):
        return None
    return frozenset(EntityId.parse(str(line["client"])) for line in _unmarked(lines, assistant) if _at(line) > since)


def _unmarked(lines: Sequence[Mapping[str, Json]], assistant: str) -> list[Mapping[str, Json]]:
    wanted = (assistant, DropLabel.kind, str(State.DONE))
    return [line for line in lines if (line["assistant"], line["kind"], line["state"]) == wanted]


def _at(line: Mapping[str, Json]) -> datetime:
    return datetime.fromisoformat(str(line["at"]))
