"""What a client is to pay, has paid and bought, and what goes with it, gathered on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from b24bridge.core.money import Money
from b24bridge.core.roster import Belonging
from b24bridge.core.streams import Stream
from tests.records import (
    DAY,
    NOON,
    activity,
    co,
    company,
    contact,
    deal,
    deal_id,
    invoice_id,
    order,
    order_id,
    payment,
    person,
    shipment,
)
from tests.verdicts import PORTAL

TODAY = date(2026, 11, 2)


def invoice(number, **changed):
    return deal(number, entity=invoice_id(number), **changed)


def documents(fact):
    return [str(document.entity) for document in fact.documents]


def sources(fact):
    return [touch.source for touch in fact.touches]


def test_invoices_and_orders_are_documents_in_order(known, gather):
    """Each is one document of its client; templates, other companies' and long paid ones are none."""
    known(company(1), company(2), invoice(32, company_id=1), invoice(31, company_id=1), order(7, company_id=1))
    known(invoice(33, company_id=1, is_recurring=True), invoice(34, company_id=2), deal(21, company_id=1))
    known(invoice(35, company_id=1, semantics="S", moved_at=NOON - 401 * DAY))
    first, second = gather()
    assert (documents(first), documents(second)) == (["O_7", "SI_31", "SI_32"], ["SI_34"])
    assert {document.seen_on for document in first.documents} == {TODAY}


def test_an_orders_payments_and_shipments_are_told(known, gather):
    """What was paid, what is due next and what has left stand on the document; each payment is a contact."""
    known(company(1), order(7, company_id=1), shipment(1, 7, shipped_at=NOON - DAY))
    known(payment(1, 7, paid_at=NOON - 3 * DAY), payment(2, 7, is_paid=False, due_at=NOON + DAY))
    (fact,) = gather()
    (document,) = fact.documents
    assert (document.outstanding.amount, document.due_on) == (Decimal("500.00"), date(2026, 11, 3))
    assert (document.is_shipped, document.shipped_on) == (True, date(2026, 11, 1))
    assert sources(fact) == ["payment:1"]
    assert fact.payments_at == NOON - 3 * DAY


def test_the_order_of_an_invoice_is_no_document_beside_it(known, gather):
    """Its payments and shipments are the invoice's, whoever the order names."""
    known(company(1), invoice(31, company_id=1), order(7, entity=invoice_id(31), is_shipped=True))
    known(payment(1, 7, invoice_id(31)), payment(2, 7), shipment(1, 7))
    (fact,) = gather()
    (document,) = fact.documents
    assert (document.entity, document.outstanding.amount, document.is_shipped) == (invoice_id(31), 0, True)
    assert [touch for touch in sources(fact) if touch.startswith("payment")] == ["payment:1", "payment:2"]


def test_an_order_of_a_deal_belongs_to_the_deals_client(known, gather):
    """It names no client itself; it is joined with the deal's invoices."""
    known(company(1), deal(21, company_id=1), order(7, entity=deal_id(21)), invoice(31, company_id=1, parent_deal=21))
    (fact,) = gather()
    assert [(str(one.entity), one.order_key) for one in fact.documents] == [("O_7", "D_21"), ("SI_31", "D_21")]


def test_a_deal_is_a_document_where_a_setting_says_so(known, gather, profile, facts_of):
    """Only in the stages named, while it is open, and only as long as nobody has billed it otherwise."""
    known(company(1), *(deal(number, company_id=1, stage_id="BILLED") for number in (21, 22, 23)), deal(24, company_id=1))
    known(invoice(31, company_id=1, parent_deal=22), order(7, entity=deal_id(23)))
    known(deal(25, company_id=1, stage_id="BILLED", semantics="S"))
    assert documents(gather()[0]) == ["O_7", "SI_31"]
    (fact,) = facts_of(replace(profile, invoice_stages=frozenset({"BILLED"})))
    assert documents(fact) == ["D_21", "O_7", "SI_31"]


def test_paid_documents_of_a_shared_contact_are_money_of_its_first_company(known, gather):
    """Both companies were in contact, one of them bought."""
    known(company(1), company(2), contact(11, 2, 1), order(7, contact_id=11), payment(1, 7))
    first, second = gather()
    assert (documents(first), documents(second)) == ([], ["O_7"])
    assert sources(first) == sources(second) == ["payment:1"]


def test_gone_papers_are_forgotten(mirror, known, gather):
    """An order or a payment that was deleted is owed and paid no more."""
    known(company(1), order(7, company_id=1), order(8, company_id=1), payment(1, 8))
    mirror.forget(PORTAL, Stream.ORDERS, [7], NOON)
    mirror.forget(PORTAL, Stream.PAYMENTS, [1], NOON)
    (fact,) = gather()
    assert (documents(fact), sources(fact)) == (["O_8"], [])


def test_purchases_come_from_the_source_that_was_chosen(known, gather, profile, facts_of):
    """Deals unless said otherwise, never two sources for one sale, less what was given back."""
    won = {"company_id": 1, "semantics": "S", "moved_at": NOON - 9 * DAY}
    known(company(1), deal(21, **won), deal(22, category_id=3, **won | {"moved_at": NOON - 8 * DAY}), invoice(31, **won))
    known(order(7, company_id=1, is_paid=True, paid_at=NOON - DAY), payment(1, 7, is_return=True, amount=Decimal(100)))
    known(payment(2, None, deal_id(21), is_return=True, amount=Decimal(300)))

    def bought(**changed):
        (fact,) = facts_of(replace(profile, **changed))
        return [(purchase.on.day, purchase.amount.amount) for purchase in fact.purchases]

    assert bought() == [(24, Decimal("700.00")), (25, Decimal("1000.00"))]
    assert bought(purchase_categories=(3,)) == [(25, Decimal("1000.00"))]
    assert bought(purchase_source="invoices") == [(24, Decimal("1000.00"))]
    assert bought(purchase_source="orders") == [(1, Decimal("900.00"))]


def test_days_of_an_import_are_no_days_of_sale(known, gather):
    """Where a fifth of all deals was closed on one day, their last moves tell when they were won."""
    closed = {"company_id": 1, "semantics": "S", "closes_on": date(2026, 1, 5)}
    known(company(1), *(deal(number, moved_at=NOON - number * DAY, **closed) for number in range(1, 5)))
    assert [purchase.on for purchase in gather()[0].purchases] == [date(2026, 1, 5)]
    known(deal(5, moved_at=NOON - 5 * DAY, **closed))
    assert len(gather()[0].purchases) == 5


def test_what_goes_with_a_client_is_told_with_who_answers_for_it(known, gather):
    """Contacts and what is still open; a deal with the day on which the client answered about it last."""
    known(company(1), company(2), contact(11, 1, owner_id=6), contact(12, 1, 2), deal(21, company_id=1, stage_id="A"))
    known(deal(22, company_id=1, semantics="S"), invoice(31, company_id=1, owner_id=7))
    known(activity(1, deal_id(21)), activity(2, deal_id(21), type_id=4, direction=2, starts_at=NOON - DAY), activity(3, co(1)))
    first, second = gather()
    assert first.belongings == (
        Belonging(entity=deal_id(21), owner_id=5, stage_id="A", answered_on=date(2026, 10, 23)),
        Belonging(entity=person(11), owner_id=6),
        Belonging(entity=person(12), owner_id=5, has_other_company=True),
        Belonging(entity=invoice_id(31), owner_id=7, stage_id="NEW"),
    )
    assert [one.entity for one in second.belongings] == [person(12)]


def test_a_contact_that_is_a_client_does_not_go_with_itself(known, gather):
    """Only its open elements do."""
    known(contact(11), deal(21, contact_id=11))
    assert [one.entity for one in gather()[0].belongings] == [deal_id(21)]


def test_sums_without_a_rate_are_still_owed(known, gather):
    """What is owed in a currency without a rate has no sum in the portal's own."""
    known(company(1), invoice(31, company_id=1, currency="XYZ"))
    (document,) = gather()[0].documents
    assert (document.base, document.outstanding) == (None, Money(Decimal("1000.00"), "XYZ"))


def test_the_last_payment_is_that_of_the_whole_portal(known, gather):
    """Another client's payment, or a movement of 1C, tells that payments are being entered; the future tells nothing."""
    known(company(1), company(2), order(7, company_id=2), payment(1, 7, paid_at=NOON - 2 * DAY), payment(2, 7, is_paid=False))
    known(payment(3, 7, paid_at=NOON + DAY))
    assert {fact.payments_at for fact in gather()} == {NOON - 2 * DAY}
    known(order(8, company_id=2, origin="1C", updated_at=datetime(2026, 11, 2, 11, tzinfo=UTC)))
    assert {fact.payments_at for fact in gather()} == {datetime(2026, 11, 2, 11, tzinfo=UTC)}


def test_an_invoice_that_was_marked_as_paid_tells_of_payments_too(known, gather):
    """Portals that keep no payments move their invoices; open ones tell nothing."""
    known(company(1), invoice(31, company_id=1, moved_at=NOON - DAY))
    assert gather()[0].payments_at is None
    known(invoice(32, company_id=1, moved_at=NOON - 3 * DAY, semantics="S"))
    assert gather()[0].payments_at == NOON - 3 * DAY


def test_orders_have_ids_of_their_own(known, gather):
    """An order and a deal of the same number are two things."""
    known(company(1), company(2), order(21, company_id=1), deal(21, company_id=2), payment(1, 21))
    first, second = gather()
    assert ([str(one.entity) for one in first.documents], sources(second)) == ([str(order_id(21))], [])
