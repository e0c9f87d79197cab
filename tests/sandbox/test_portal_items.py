"""CRM items: what is written, what follows from it, what is refused."""

from typing import Any

import pytest

from b24sandbox.acts import act
from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company, hire


def get(caller: Caller, kind: int, item_id: int) -> dict[str, Any]:
    item: dict[str, Any] = caller.call("crm.item.get", entityTypeId=kind, id=item_id)["item"]
    return item


def add(caller: Caller, kind: int, **fields: Any) -> dict[str, Any]:
    item: dict[str, Any] = caller.call("crm.item.add", entityTypeId=kind, fields=fields)["item"]
    return item


def history(caller: Caller, kind: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = caller.call("crm.stagehistory.list", entityTypeId=kind, order={"ID": "ASC"})["items"]
    return rows


def test_a_new_deal_has_its_defaults(caller: Caller) -> None:
    """Title, funnel, first stage, currency, author and times come by themselves."""
    deal = add(caller, 2, opportunity=19000)
    assert deal["title"] == f"Deal #{deal['id']}"
    assert (deal["categoryId"], deal["stageId"], deal["stageSemanticId"], deal["closed"]) == (0, "NEW", "P", "N")
    assert (deal["currencyId"], deal["opportunity"], deal["isManualOpportunity"]) == ("RUB", 19000, "Y")
    assert deal["createdTime"] == deal["updatedTime"] == deal["movedTime"] == "2026-11-23T09:00:00+03:00"
    assert (deal["createdBy"], deal["assignedById"], deal["companyId"], deal["contactIds"]) == (1, 1, 0, [])


def test_a_day_is_midnight_utc_in_the_portals_offset(caller: Caller) -> None:
    """A date-only field looks like a moment, as in the vendor's samples."""
    assert add(caller, 2, closedate="2026-12-31")["closedate"] == "2026-12-31T03:00:00+03:00"
    assert add(caller, 2, closedate="2026-12-31T23:30:00+03:00")["closedate"] == "2026-12-31T03:00:00+03:00"


def test_a_stage_move_is_recorded(caller: Caller, portal: Portal) -> None:
    """A move sets movedTime, movedBy and history; a final stage closes the deal."""
    deal = add(caller, 2)
    portal.clock.advance(3600)
    for stage in ("EXECUTING", "WON"):
        caller.call("crm.item.update", entityTypeId=2, id=deal["id"], fields={"stageId": stage})
    won = get(caller, 2, deal["id"])
    assert (won["stageSemanticId"], won["closed"], won["movedTime"]) == ("S", "Y", "2026-11-23T10:00:00+03:00")
    moves = [(row["TYPE_ID"], row["STAGE_ID"], row["STAGE_SEMANTIC_ID"], row["OWNER_ID"]) for row in history(caller, 2)]
    assert moves == [(1, "NEW", "P", deal["id"]), (2, "EXECUTING", "P", deal["id"]), (3, "WON", "S", deal["id"])]


def test_history_of_leads_speaks_of_statuses(caller: Caller) -> None:
    """A lead's history has STATUS_ID instead of STAGE_ID."""
    lead = add(caller, 1, title="Lead")
    caller.call("crm.item.update", entityTypeId=1, id=lead["id"], fields={"stageId": "CONVERTED"})
    assert [row["STATUS_ID"] for row in history(caller, 1)] == ["NEW", "CONVERTED"]
    assert "STAGE_ID" not in history(caller, 1)[0]
    assert get(caller, 1, lead["id"])["stageSemanticId"] == "S"


def test_history_refuses_types_without_stages(caller: Caller) -> None:
    """Companies have no stage history; an unknown field in its filter is an error."""
    assert caller.refused("crm.stagehistory.list", entityTypeId=4)[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    assert caller.refused("crm.stagehistory.list", entityTypeId=2, filter={"WHAT": 1})[1] == "INVALID_ARG_VALUE"


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (2, {"stageId": "NOWHERE"}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (2, {"categoryId": 99}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (2, {"companyId": 99}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (4, {"assignedById": 99}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (4, {"revenue": "much"}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        (2, {"contactIds": 5}, "100"),
    ],
)
def test_a_wrong_value_is_refused(caller: Caller, kind: int, fields: dict[str, Any], code: str) -> None:
    """A value that the field cannot hold has the documented code."""
    assert caller.refused("crm.item.add", entityTypeId=kind, fields=fields)[:2] == (400, code)


def test_unknown_and_read_only_fields_are_ignored_and_counted(caller: Caller, portal: Portal) -> None:
    """They change nothing, and each is a breach."""
    item = add(caller, 4, title="C", tittle="typo", createdTime="2020-01-01T00:00:00+03:00")
    assert item["createdTime"] == "2026-11-23T09:00:00+03:00"
    assert sorted(portal.calls.breaches()) == [
        "company: read-only field 'createdTime' in fields",
        "company: unknown field 'tittle' in fields",
    ]


def test_a_deleted_item_is_not_found(caller: Caller) -> None:
    """Deleting answers an empty array; afterwards the item is gone."""
    company_id = company(caller)
    assert caller.call("crm.item.delete", entityTypeId=4, id=company_id) == []
    assert caller.refused("crm.item.get", entityTypeId=4, id=company_id)[:2] == (400, "NOT_FOUND")


def test_types_that_are_not_there_are_refused(caller: Caller) -> None:
    """Type 5 is refused as outdated, an unknown one as not found."""
    assert caller.refused("crm.item.list", entityTypeId=5)[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    assert caller.refused("crm.item.list", entityTypeId=1038)[1] == "NOT_FOUND"


def test_an_update_says_who_and_when(server: Server, portal: Portal, caller: Caller) -> None:
    """UpdatedBy and updatedTime are of the last change."""
    hire(portal, 2)
    company_id = company(caller, assignedById=2)
    portal.clock.advance(60)
    Caller.by_webhook(server, 2).call("crm.item.update", entityTypeId=4, id=company_id, fields={"title": "Mine"})
    item = get(caller, 4, company_id)
    assert (item["updatedBy"], item["updatedTime"], item["createdBy"]) == (2, "2026-11-23T09:01:00+03:00", 1)


def test_phones_are_added_changed_and_deleted(caller: Caller) -> None:
    """n0 adds, an id changes, an empty value deletes; the drawn fields follow."""
    company_id = company(caller, fm={"n0": {"typeId": "PHONE", "valueType": "WORK", "value": "+7001"}})
    phone = get(caller, 4, company_id)["fm"][0]
    update = {"fm": {str(phone["id"]): {"value": "+7002"}, "n0": {"typeId": "EMAIL", "value": "a@b.example"}}}
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields=update)
    item = get(caller, 4, company_id)
    assert (item["phone"], item["email"], item["hasPhone"], item["hasEmail"]) == ("+7002", "a@b.example", "Y", "Y")
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"fm": {str(phone["id"]): {"value": ""}}})
    assert get(caller, 4, company_id)["hasPhone"] == "N"


def test_links_have_two_faces(caller: Caller) -> None:
    """ContactId is the first of contactIds, and a company knows the contacts that know it."""
    company_id = company(caller)
    first, second = (add(caller, 3, name=name, companyId=company_id)["id"] for name in ("Ann", "Bob"))
    assert get(caller, 3, first)["companyIds"] == [company_id]
    assert get(caller, 4, company_id)["contactIds"] == [first, second]
    deal = add(caller, 2, contactIds=[second, first])
    assert (deal["contactId"], deal["contactIds"]) == (second, [second, first])
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"contactIds": [second]})
    assert get(caller, 3, first)["companyId"] == 0
    assert get(caller, 4, company_id)["contactIds"] == [second]


def test_an_invoice_remembers_its_previous_stage(caller: Caller) -> None:
    """Smart invoices know where they came from, and their deal."""
    deal = add(caller, 2)
    invoice = add(caller, 31, title="Bill", parentId2=deal["id"])
    assert (invoice["stageId"], invoice["parentId2"], invoice["accountNumber"]) == ("DT31_1:N", deal["id"], str(invoice["id"]))
    caller.call("crm.item.update", entityTypeId=31, id=invoice["id"], fields={"stageId": "DT31_1:S"})
    assert get(caller, 31, invoice["id"])["previousStageId"] == "DT31_1:N"


def test_the_last_activity_moves_by_the_portals_rules(server: Server, portal: Portal, caller: Caller) -> None:
    """An incoming call and another's comment move it; the responsible's own work and log messages do not."""
    hire(portal, 2)
    company_id = company(caller, assignedById=2)
    owner = Caller.by_webhook(server, 2)
    comment = {"ENTITY_ID": company_id, "ENTITY_TYPE": "company", "COMMENT": "x"}
    call = {
        "OWNER_TYPE_ID": 4,
        "OWNER_ID": company_id,
        "TYPE_ID": 2,
        "SUBJECT": "s",
        "RESPONSIBLE_ID": 2,
        "COMPLETED": "Y",
        "COMMUNICATIONS": [{"TYPE": "PHONE", "VALUE": "+7", "ENTITY_TYPE_ID": 4, "ENTITY_ID": company_id}],
    }
    portal.clock.advance(60)
    owner.call("crm.timeline.comment.add", fields=comment)
    owner.call("crm.activity.add", fields=call | {"DIRECTION": 2})
    log = {"entityTypeId": 4, "entityId": company_id, "title": "t", "text": "x", "iconCode": "info"}
    caller.call("crm.timeline.logmessage.add", fields=log)
    assert get(caller, 4, company_id)["lastActivityTime"] == "2026-11-23T09:00:00+03:00"
    owner.call("crm.activity.add", fields=call | {"DIRECTION": 1})
    assert get(caller, 4, company_id)["lastActivityTime"] == "2026-11-23T09:01:00+03:00"
    portal.clock.advance(60)
    caller.call("crm.timeline.comment.add", fields=comment)
    item = get(caller, 4, company_id)
    assert (item["lastActivityTime"], item["lastActivityBy"]) == ("2026-11-23T09:02:00+03:00", 1)


@pytest.mark.parametrize(("is_kept", "shown"), [(False, None), (True, "2026-11-23T09:00:00+03:00")])
def test_the_last_communication_is_kept_by_a_switch(portal: Portal, caller: Caller, is_kept: bool, shown: str | None) -> None:
    """The vendor's samples show null; a switch keeps the time of the last call or letter."""
    portal.switches.last_communication_is_kept = is_kept
    company_id = company(caller)
    act(portal, 1, "email", {"entityTypeId": 4, "entityId": company_id, "subject": "s"})
    assert get(caller, 4, company_id)["lastCommunicationTime"] == shown


def test_a_type_without_a_listed_funnel_has_its_default(portal: Portal, caller: Caller) -> None:
    """Companies need no funnel of their own in a portal file, and invoices go by their stages."""
    table = portal.table("category")
    for row_id in list(table.ids):
        table.remove(row_id)
    assert add(caller, 4, title="C")["categoryId"] == 0
    assert add(caller, 31, title="I")["stageId"] == "DT31_1:N"


ODD = [
    ("crm.timeline.logmessage.add", {"fields": {"entityTypeId": 4, "entityId": 1, "title": [1], "text": {}, "iconCode": "x"}}),
    ("crm.activity.list", {"filter": {"BINDINGS": [5]}}),
    ("crm.item.list", {"entityTypeId": 4, "filter": {"@id": 5, "0": 5}, "select": {}, "order": []}),
    ("crm.item.add", {"entityTypeId": 4, "fields": {"fm": [5], "title": 5}}),
    ("crm.company.userfield.add", {"fields": {"USER_TYPE_ID": "enumeration", "FIELD_NAME": "Q", "LIST": ["a"]}}),
    ("tasks.task.list", {"filter": {"STATUS": [{}]}, "order": "ID"}),
]


@pytest.mark.parametrize(("method", "params"), ODD)
def test_odd_parameters_do_not_break_the_portal(caller: Caller, method: str, params: dict[str, Any]) -> None:
    """Whatever is sent, the portal answers like a portal and not with a crash."""
    company(caller)
    assert caller.ask(method, **params).status_code in {200, 400}
