"""Whom we could not judge, or judge with a caution, and why: said aloud in Health, reason by reason. Values only."""

from collections import Counter
from collections.abc import Iterator, Sequence

from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Standing
from b24bridge.core.screens_health import Unjudged
from b24bridge.services import judged

NO_HARM = Because("не оцениваем и никому не передаём", "not judged and not handed over")
STAYS = Because("держим на паузе, пока её не снимут", "stays on hold until somebody ends it")
NOT_GIVEN = Because("не передаём никому", "not handed over to anybody")
NO_REASON = Because("Пауза без причины", "A hold without a reason")
FORGOTTEN = "forgotten_clients"
TO_TELL = ("UNKNOWN", "HELD", "BLOCKED")


def unjudged_of(rows: Sequence[Standing]) -> tuple[Unjudged, ...]:
    """Return one line for each reason, the most clients first."""
    counts: Counter[tuple[Because, Because]] = Counter(dict.fromkeys(_reasons(rows), 0))
    clients: dict[tuple[Because, Because], set[object]] = {key: set() for key in counts}
    for row in rows:
        for key in _reasons([row]):
            clients[key].add(row.client)
    lines = [Unjudged(why, len(found), effect) for (why, effect), found in clients.items()]
    return tuple(sorted(lines, key=lambda line: (-line.clients, line.why.en)))


def _reasons(rows: Sequence[Standing]) -> Iterator[tuple[Because, Because]]:
    for row in rows:
        if row.state == "UNKNOWN":
            yield judged.said(row.facts, "brief") or row.because, NO_HARM
        elif row.state == "HELD" and row.assistant == FORGOTTEN and row.facts.get("hold_reason") == "":
            yield NO_REASON, STAYS
        elif row.state == "BLOCKED" and row.facts.get("blind"):
            yield row.because, NOT_GIVEN
