"""What is known of contact with a client: touches and appointments, gathered on both engines."""

from datetime import timedelta

from b24bridge.core.ids import INVOICE, LEAD, EntityId
from b24bridge.core.records import Department, Stage
from b24bridge.core.streams import Stream
from b24bridge.core.touches import Kind
from tests.records import DAY, NOON, activity, call, co, comment, company, contact, deal, deal_id, employee, move, person, task
from tests.verdicts import PORTAL


def sources(fact):
    return [touch.source for touch in fact.touches]


def plans(fact):
    return [plan.source for plan in fact.appointments]


def test_a_touch_of_a_client_is_one_wherever_it_is_bound(known, gather):
    """A meeting bound to company, contact and deal is one contact; it is told in the portal's zone, in order of time."""
    known(company(1), contact(11, 1), deal(21, company_id=1))
    known(activity(31, co(1), person(11), deal_id(21)))
    known(activity(30, deal_id(21), starts_at=NOON - 5 * DAY, ends_at=NOON - 5 * DAY, created_at=NOON - 5 * DAY))
    (fact,) = gather()
    assert sources(fact) == ["activity:31", "activity:30"]
    assert [touch.kind for touch in fact.touches] == [Kind.CONTACT, Kind.CONTACT]
    assert fact.touches[0].at == NOON - 10 * DAY
    assert fact.touches[0].at.utcoffset() == timedelta(hours=3)


def test_a_contact_of_two_companies_touches_both_and_buys_for_the_primary(known, gather):
    """Contact counts for both companies; the money of a deal with the contact alone is the primary company's."""
    known(company(1), company(2), contact(11, 2, 1))
    known(deal(21, contact_id=11), activity(31, person(11)), activity(32, deal_id(21)))
    first, second = gather()
    assert sources(first) == sources(second) == ["activity:31", "activity:32"]
    assert (len(first.deals), len(second.deals)) == (0, 1)


def test_a_deal_with_a_company_is_the_companys_alone(known, gather):
    """A contact without company that takes part in another company's deal gains nothing from it."""
    known(company(1), contact(11), deal(21, company_id=1, contact_id=11), deal(22, contact_id=11))
    known(activity(31, deal_id(21)), activity(32, deal_id(22)))
    of_company, of_contact = gather()
    assert (sources(of_company), [deal.id for deal in of_company.deals]) == (["activity:31"], [21])
    assert (sources(of_contact), [deal.id for deal in of_contact.deals]) == (["activity:32"], [22])


def test_what_telephony_measured_beats_what_was_written_down(known, gather):
    """Of several talks of one call the longest that succeeded counts."""
    known(company(1), activity(31, co(1), type_id=2, provider="VOXIMPLANT_CALL", direction=2))
    known(call(1, 31, 5), call(2, 31, 300), call(3, 31, 900, is_failed=True), call(4, 31, 40))
    (fact,) = gather()
    assert [(touch.kind, touch.duration) for touch in fact.touches] == [(Kind.CONTACT, 300)]


def test_gone_rows_are_no_evidence(mirror, known, gather):
    """A deleted meeting was none, and a deleted deal is worth nothing."""
    known(company(1), activity(31, co(1)), comment(41, co(1), "he will order in december"), deal(21, company_id=1))
    known(task(51, co(1)), move(61, deal_id(21), "NEW", NOON - DAY))
    assert (len(gather()[0].touches), len(gather()[0].appointments), len(gather()[0].deals)) == (3, 1, 1)
    for stream, number in {Stream.ACTIVITIES: 31, Stream.COMMENTS: 41, Stream.DEALS: 21, Stream.TASKS: 51}.items():
        mirror.forget(PORTAL, stream, [number], NOON)
    (fact,) = gather()
    assert (fact.touches, fact.appointments, fact.deals) == ((), (), ())


def test_a_repeated_comment_is_kept_with_the_reason(known, gather):
    """A note that says what its author said before does not count, and says why."""
    known(company(1), company(2), comment(1, co(2), "called him, no answer"))
    known(comment(2, co(1), "called him no answer", created_at=NOON - timedelta(hours=1)))
    first, second = gather()
    assert ([touch.ignored for touch in first.touches], [touch.ignored for touch in second.touches]) == ([""], ["repeat"])


def test_moves_forward_are_touches_and_moves_back_are_not(known, gather):
    """What a move means follows from the stage that was left, which history tells only by the line before."""
    stages = [Stage(entity_type_id=2, stage_id=name, semantics="P", sort=sort) for name, sort in {"A": 1, "B": 2}.items()]
    known(company(1), deal(21, company_id=1), *stages)
    known(*(move(number, deal_id(21), name, NOON - (9 - number) * DAY) for number, name in enumerate("ABA")))
    (fact,) = gather()
    assert [touch.ignored for touch in fact.touches] == ["", "", "backward"]


def test_a_sale_without_history_is_an_answer(known, gather):
    """A deal that was brought in as won, and an invoice a person issued, are touches though history tells nothing."""
    known(company(1), deal(21, company_id=1, created_at=NOON - 9 * DAY, moved_at=NOON - DAY, semantics="S"))
    known(deal(22, entity=EntityId(INVOICE, 22), company_id=1, created_at=NOON - 2 * DAY, created_by=5))
    (fact,) = gather()
    found = [(touch.kind, touch.ignored, touch.at) for touch in fact.touches]
    assert found == [(Kind.DEAL, "", NOON - 9 * DAY), (Kind.SENT, "", NOON - 2 * DAY), (Kind.CONTACT, "", NOON - DAY)]


def test_a_task_is_an_appointment_when_the_owner_or_his_head_has_it(known, gather):
    """Tasks of others, our own, finished ones and those of closed deals promise nothing."""
    known(employee(5, 1), employee(7, 1), Department(id=1, name="Sales", head_id=7), company(1), contact(11, 1))
    known(deal(21, company_id=1), deal(22, company_id=1, semantics="S"))
    known(deal(23, entity=EntityId(INVOICE, 23), company_id=1), deal(24, entity=EntityId(LEAD, 24), company_id=1))
    known(
        task(1, co(1), deal_id(21)),
        task(2, person(11), responsible_id=7),
        task(3, co(1), responsible_id=8),
        task(4, co(1), marker="b24b:abc"),
        task(5, co(1), status=5),
        task(6, deal_id(22)),
        task(7, EntityId(INVOICE, 23)),
        task(8, EntityId(LEAD, 24)),
    )
    (fact,) = gather()
    assert plans(fact) == ["task:1", "task:2", "task:8"]


def test_a_planned_meeting_is_an_appointment(known, gather):
    """What is still to come is no contact yet."""
    ahead = {"starts_at": NOON + DAY, "ends_at": NOON + DAY, "is_completed": False}
    known(company(1), activity(31, co(1), **ahead))
    (fact,) = gather()
    assert (sources(fact), plans(fact)) == ([], ["activity:31"])
