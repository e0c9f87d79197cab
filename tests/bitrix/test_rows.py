"""Rows as portals and the vendor's documents write them, and the records they become."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24bridge.bitrix.streams import (
    activities,
    calls,
    comments,
    companies,
    contacts,
    currencies,
    departments,
    elements,
    order_links,
    orders,
    payments,
    people,
    shipments,
    stage_moves,
    statuses,
    tasks,
)
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.bitrix.streams.site import parsed
from b24bridge.core.ids import COMPANY, CONTACT, DEAL, LEAD, EntityId
from b24bridge.core.streams import Stream
from tests.reference import reference

MOSCOW = ZoneInfo("Europe/Moscow")


def sample(method: str, *path: str) -> list[Any]:
    """Return the rows of the vendor's own sample answer."""
    found = json.loads(reference("bitrix24", "samples", "responses", f"{method}.json").read_text())["result"]
    for step in path:
        found = found[step]
    return list(found)


def lead(row: Row) -> Any:
    return elements.element(row, LEAD, lambda type_id, stage_id: "P", "RUB")


def shop_order(row: Row) -> Any:
    return orders.order(row, "RUB")


def paid(row: Row) -> Any:
    return payments.payment(row, {}, "RUB")


@pytest.mark.parametrize(
    ("method", "path", "read", "first"),
    [
        ("crm.status.list", (), statuses.stage, {"stage_id": "NEW", "semantics": "P", "sort": 10, "entity_type_id": DEAL}),
        ("crm.currency.list", (), currencies.currency, {"code": "USD", "rate": Decimal(1), "is_base": True}),
        ("department.get", (), departments.department, {"id": 15, "name": "R&D", "parent_id": 1, "head_id": None}),
        ("user.get", (), people.person, {"id": 1, "is_active": True, "name": "Vadim Valeev", "department_ids": (1,)}),
        ("crm.item.list", ("items",), lead, {"entity": EntityId(LEAD, 253), "owner_id": 6, "amount": Decimal(19000)}),
        ("crm.stagehistory.list", ("items",), lambda row: stage_moves.stage_move(row, DEAL), {"id": 35, "kind": 1}),
        ("voximplant.statistic.get", (), calls.call, {"id": 1, "activity_id": 7739, "duration": 0, "is_failed": True}),
        ("crm.activity.list", (), activities.activity, {"id": 20, "direction": 2, "bindings": (EntityId(CONTACT, 15),)}),
        ("crm.timeline.comment.list", (), comments.comment, {"id": 999, "entity": EntityId(DEAL, 2), "text_length": 21}),
        ("sale.order.list", ("orders",), shop_order, {"id": 9, "number": "165", "amount": Decimal(1176), "company_id": None}),
        ("sale.payment.list", ("payments",), paid, {"id": 9, "order_id": 7, "is_paid": False, "is_disputed": False}),
        ("sale.shipment.list", ("shipments",), shipments.shipment, {"id": 2467, "order_id": 2070, "is_shipped": False}),
        ("tasks.task.list", ("tasks",), tasks.task, {"id": 8017, "status": 2, "responsible_id": 547, "marker": None}),
    ],
)
def test_the_vendors_sample_becomes_records(method: str, path: tuple[str, ...], read: Any, first: dict[str, Any]) -> None:
    """Every row of a documented sample is understood without a remark."""
    rows = sample(method, *path)
    records, parked = parsed(Stream.LEADS, rows, read)
    assert (len(records), parked) == (len(rows), [])
    assert {name: getattr(records[0], name) for name in first} == first


def test_success_and_failure_come_from_the_portals_mark() -> None:
    """A stage called WON is no success unless the portal marks it so; an analysis of failure is a failure."""
    won = statuses.stage(Row({"ENTITY_ID": "DEAL_STAGE_3", "STATUS_ID": "C3:WON", "SEMANTICS": None}))
    lost = statuses.stage(Row({"ENTITY_ID": "STATUS", "STATUS_ID": "JUNK", "EXTRA": {"SEMANTICS": "apology"}}))
    assert (won.semantics, lost.semantics) == ("P", "F")


def test_a_meaning_that_the_item_lacks_is_looked_up() -> None:
    """An invoice does not say what its stage means, so the dictionary of stages does."""
    row = Row({"id": 9, "stageId": "DT31_3:P"})
    invoice = elements.element(row, 31, lambda type_id, stage_id: {(31, "DT31_3:P"): "S"}[type_id, stage_id], "KZT")
    assert (invoice.semantics, invoice.currency, invoice.amount) == ("S", "KZT", Decimal(0))


def test_an_orders_client_is_its_primary_company_or_its_contact() -> None:
    """The client stands in `clients`; `companyId` is the company of ours that receives the money."""
    clients = [
        {"entityTypeId": "4", "entityId": "12", "isPrimary": "N"},
        {"entityTypeId": "4", "entityId": "13", "isPrimary": "Y"},
        {"entityTypeId": 3, "entityId": 7, "isPrimary": "N"},
    ]
    order = shop_order(Row({"id": "21", "companyId": 99, "clients": clients}))
    assert (order.company_id, order.contact_id) == (13, 7)
    assert shop_order(Row({"id": 21, "companyId": 99, "clients": {"1": clients[2]}})).company_id is None


def test_an_order_was_paid_when_its_last_payment_was() -> None:
    """Money given back and payments still to be made tell nothing of it; nor does an order that is not paid."""
    days = {"payments": [
        {"paid": "Y", "datePaid": "2026-11-03T10:00:00+03:00"}, {"paid": "Y", "datePaid": "2026-11-05T10:00:00+03:00"},
        {"paid": "Y", "datePaid": "2026-11-09T10:00:00+03:00", "isReturn": "Y"}, {"paid": "N", "datePaid": None},
    ]}  # fmt: skip
    assert shop_order(Row({"id": 21, "payed": "Y", **days})).paid_at == datetime(2026, 11, 5, 7, tzinfo=UTC)
    assert shop_order(Row({"id": 21, "payed": "N", **days})).paid_at is None


@pytest.mark.parametrize("mark", [{"id1c": "a"}, {"externalPayment": "Y"}, {"updated1c": "Y"}])
def test_what_came_from_1c_says_so(mark: dict[str, str]) -> None:
    """Any of the three marks of an exchange with 1C is enough."""
    assert paid(Row({"id": 1, **mark})).origin == "1C"
    assert paid(Row({"id": 1, "id1c": "", "externalPayment": "N", "updated1c": "N"})).origin is None


def test_an_order_of_a_deal_and_its_invoice_is_the_invoices() -> None:
    """Orders hang on deals and invoices; on what we do not mirror they hang for nobody."""
    links = [
        {"orderId": "5", "ownerId": "31", "ownerTypeId": "31"},
        {"orderId": 5, "ownerId": 900, "ownerTypeId": 2},
        {"orderId": 6, "ownerId": 1, "ownerTypeId": 128},
        {"orderId": 7, "ownerId": 8, "ownerTypeId": 2},
    ]
    assert order_links.read_links(links) == {5: EntityId(31, 31), 7: EntityId(DEAL, 8)}


def test_a_cancelled_shipment_has_not_left() -> None:
    """Whatever its other marks say."""
    row = {"id": 1, "orderId": 2, "deducted": "Y", "canceled": "Y", "dateDeducted": "2026-11-05T10:00:00+03:00"}
    assert (shipments.shipment(Row(row)).is_shipped, shipments.shipment(Row(row)).shipped_at) == (False, None)


def test_a_contacts_primary_company_comes_first() -> None:
    """The primary company leads the list of companies, wherever it stands in the portal's own list."""
    assert contacts.contact(Row({"id": 1, "companyId": 13, "companyIds": [12, "13"]})).company_ids == (13, 12)


@pytest.mark.parametrize(
    ("value", "hold"), [("Y", True), ("1", True), (1, True), (True, True), ("N", False), (0, False), ("", False), (None, False)]
)
def test_a_hold_is_yes_or_one(value: Any, hold: bool) -> None:
    """People's exemption counts in every way in which a portal writes a yes."""
    assert companies.company(Row({"id": 1, "ufCrmB24bHold": value})).hold is hold


def test_a_date_is_never_shifted() -> None:
    """A date-only field keeps its day, whatever hour and offset the portal prints beside it."""
    row = Row({"id": 1, "ufCrmB24bHoldUntil": "2026-12-31T02:00:00+05:00"})
    assert companies.company(row).hold_until == date(2026, 12, 31)


def test_a_moment_keeps_its_offset() -> None:
    """A moment with an offset is the same moment in UTC."""
    row = Row({"id": 1, "createdTime": "2026-03-01T01:30:00+10:00"})
    assert companies.company(row).created_at == datetime(2026, 2, 28, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("nothing", ["", None, {}, [], False, "9999-12-31T23:59:59-03:00"])
def test_no_deadline_is_written_in_many_ways(nothing: Any) -> None:
    """What portals write for no date at all, the year 9999 among them, is no date and no remark."""
    row = Row({"ID": "5", "DEADLINE": nothing})
    assert (activities.activity(row).deadline, row.problems) == (None, [])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"createdTime": "вчера"}, "createdTime is no moment with an offset"),
        ({"createdTime": "2026-01-01T10:00:00"}, "createdTime is no moment with an offset"),
        ({"assignedById": "1; drop"}, "assignedById is no whole number"),
        ({"assignedById": "9" * 30}, "assignedById is no whole number"),
        ({"assignedById": "²"}, "assignedById is no whole number"),
        ({"title": ["a"]}, "title is no text"),
        ({"ufCrmB24bHoldUntil": "31.12.2026"}, "ufCrmB24bHoldUntil is no date"),
    ],
)
def test_a_field_that_cannot_be_read_is_told_by_name(fields: dict[str, Any], problem: str) -> None:
    """The rest of the row is kept; the remark names stream, row and field, and never the value."""
    records, parked = parsed(Stream.COMPANIES, [{"id": 12, **fields}], companies.company)
    assert [record.id for record in records] == [12]
    assert parked == [f"companies 12: {problem}"]


@pytest.mark.parametrize("row", [{"title": "x"}, {"id": "Анна"}, {"id": -3}, "text", None])
def test_a_row_without_a_number_is_set_aside(row: Any) -> None:
    """A row that cannot become a record is described, not dropped."""
    records, parked = parsed(Stream.COMPANIES, [row, {"id": 1}], companies.company)
    assert [record.id for record in records] == [1]
    assert len(parked) == 1
    assert parked[0].startswith("companies ?: ")


@pytest.mark.parametrize("sum_", ["NaN", "Infinity", "1,5", {"a": 1}])
def test_a_sum_that_is_none_is_told(sum_: Any) -> None:
    """A sum that is no number counts as nothing and is told."""
    records, parked = parsed(Stream.LEADS, [{"id": 1, "opportunity": sum_}], lead)
    assert (records[0].amount, parked) == (Decimal(0), ["leads 1: opportunity is no sum"])


@pytest.mark.parametrize("row", [{"CURRENCY": "KZT"}, {"CURRENCY": "KZT", "AMOUNT": "0"}, {"AMOUNT": "5"}])
def test_a_currency_without_a_rate_is_set_aside(row: Any) -> None:
    """No rate is not a rate of zero: sums in that currency stay unpriced."""
    with pytest.raises(UnreadableRowError):
        currencies.currency(Row(row))


def test_a_rate_is_per_unit() -> None:
    """A price given for a hundred units is the price of one, exactly."""
    found = currencies.currency(Row({"CURRENCY": "KZT", "AMOUNT_CNT": "100", "AMOUNT": "19.6500"}))
    assert found.rate == Decimal("0.1965")


def test_a_robot_is_told_from_an_unknown_author() -> None:
    """Author 0 is how the portal writes a robot; no author at all is unknown."""
    assert activities.activity(Row({"ID": 1, "AUTHOR_ID": "0"})).author_id == 0
    assert activities.activity(Row({"ID": 1, "AUTHOR_ID": 0})).author_id == 0
    assert activities.activity(Row({"ID": 1})).author_id is None


def test_an_owner_of_another_kind_is_no_binding() -> None:
    """An activity of a quote belongs to no client by its owner; its other links count."""
    links = activities.links([{"entityTypeId": 4, "entityId": 12}, {"entityTypeId": 128, "entityId": 3}, "junk"])
    found = activities.activity(Row({"ID": 1, "OWNER_TYPE_ID": "7", "OWNER_ID": "5"}), links)
    assert found.bindings == (EntityId(COMPANY, 12),)


def test_marks_do_not_make_a_text_longer() -> None:
    """BBCode and HTML are no words of a person."""
    assert activities.plain(" [URL=https://a.example/]прайс[/URL]<br> [*] да ") == "прайс  да"
