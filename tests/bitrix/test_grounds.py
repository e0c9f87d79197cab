"""Reading what a decision about one client stands on, from a sandbox over HTTP, right before a write."""

from datetime import datetime

from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.records import Activity, Element, Order, PaymentRow
from b24bridge.core.streams import Stream
from tests.contracts.sandbox_rows import LINES, when
from tests.sandboxed import SCOPES, line, sandboxed

CARD = EntityId(COMPANY, 12)
OWNED = [CARD, EntityId(2, 5), EntityId(14, 21), EntityId(14, 22), EntityId(14, 1_000_000_931), EntityId(31, 9)]


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


def test_grounds_of_a_client_with_documents_cost_one_request() -> None:
    """Its deals, invoices and orders, with their payments and shipments, are asked for with the rest."""
    with sandboxed(LINES) as site:
        bridge = site.bridge()
        bridge.look(Stream.COMPANIES, [12])
        site.mark()
        grounds = bridge.grounds(CARD, OWNED, datetime.fromisoformat(when(22)))
        assert {type(record).__name__ for record in grounds} == {"Company", "Comment"}
        assert site.requests() == 1
        assert site.breaches() == {}


def test_grounds_tell_of_a_first_payment() -> None:
    """An invoice that had no payment when the plan was made, and so no order that we knew, is seen to be paid."""
    invoice = line("invoice", id=10, title="Счёт", opportunity=100, companyId=12, currencyId="RUB", stageId="DT31_3:N")
    with sandboxed([*LINES, invoice]) as site:
        since = site.now()
        site.act("pay", entityTypeId=31, entityId=10, sum=60)
        found = site.bridge().grounds(CARD, [CARD, EntityId(31, 10)], since)
        payments = [record for record in found if isinstance(record, PaymentRow)]
        assert [(one.entity, one.amount, one.is_paid) for one in payments] == [(EntityId(31, 10), 60, True)]


def test_grounds_tell_of_a_new_owner_and_of_a_won_deal() -> None:
    """A deal that changed hands, or its stage, between plan and deed is among the grounds."""
    with sandboxed(LINES) as site:
        since = site.now()
        site.act("update", entityTypeId=2, entityId=5, fields={"assignedById": 2})
        (deal,) = [record for record in site.bridge().grounds(CARD, OWNED, since) if isinstance(record, Element)]
        assert (deal.entity, deal.owner_id) == (EntityId(2, 5), 2)


def test_grounds_on_a_portal_without_a_shop() -> None:
    """The refusal of the shop leaves the rest of the grounds as they are, and is told."""
    with sandboxed(LINES, scope=tuple(name for name in SCOPES if name != "sale")) as site:
        bridge = site.bridge()
        found = bridge.grounds(CARD, OWNED, datetime.fromisoformat(when(1)))
        assert {record.entity for record in found if isinstance(record, Element)} == {EntityId(2, 5), EntityId(31, 9)}
        assert not [record for record in found if isinstance(record, Order | PaymentRow)]
        assert "sale.order.list" in " ".join(bridge.gaps())


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
        grounds = site.bridge().grounds(CARD, cards, datetime.fromisoformat(when(20)))
        found = [record for record in grounds if isinstance(record, Activity)]
        assert sorted(record.id for record in found) == [51, 52, *range(100, 220)]
