"""Reading what a decision about one client stands on, from a sandbox over HTTP, right before a write."""

from datetime import datetime

from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.streams import Stream
from tests.contracts.sandbox_rows import LINES, when
from tests.sandboxed import line, sandboxed

CARD = EntityId(COMPANY, 12)


def test_grounds_cost_one_request() -> None:
    """Before a write everything about a quiet client is one request, whatever it is bound to."""
    with sandboxed(LINES) as site:
        bridge = site.bridge()
        (company,) = bridge.look(Stream.COMPANIES, [12])
        site.mark()
        since = datetime.fromisoformat("2026-11-22T11:00:00+03:00")
        grounds = bridge.grounds(CARD, [CARD], since)
        assert company in grounds
        assert site.requests() == 1


def test_comments_that_are_refused_stop_no_write() -> None:
    """A card whose timeline is closed to us has no comments for us; its client can still be judged, and the gap is told."""
    with sandboxed(LINES) as site:
        site.faults({"method": "crm.timeline.comment.list", "kind": "insufficient_scope", "times": None})
        bridge = site.bridge()
        assert [record.id for record in bridge.grounds(CARD, [CARD], site.now())] == [12]
        assert list(bridge.comments([CARD])) == []
        assert len(bridge.gaps()) == 1


def test_many_activities_of_a_card_are_read_to_the_end() -> None:
    """More than a page of a card's activities comes whole, each once, though two of the card's links match each."""
    links = [{"OWNER_TYPE_ID": 4, "OWNER_ID": 12}, {"OWNER_TYPE_ID": 3, "OWNER_ID": 7}]
    life = {"CREATED": when(20), "LAST_UPDATED": when(20), "COMPLETED": "Y", "RESPONSIBLE_ID": 1, "SUBJECT": "Звонок"}
    calls = [line("activity", ID=100 + n, OWNER_TYPE_ID=4, OWNER_ID=12, TYPE_ID=2, BINDINGS=links, **life) for n in range(120)]
    with sandboxed([*LINES, *calls]) as site:
        cards = [CARD, EntityId(3, 7)]
        found = site.bridge().activities(cards, datetime.fromisoformat(when(20)))
        assert sorted(record.id for record in found) == [51, 52, *range(100, 220)]
        assert {record.id for record in site.bridge().grounds(CARD, cards, datetime.fromisoformat(when(20)))} >= set(
            range(100, 220)
        )
