"""Answers of methods beside the vendor's own samples: the same keys, types and nesting."""

import json
from typing import Any

import pytest

from b24sandbox.acts import act
from b24sandbox.seeding import read_seed, seed
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.reference import reference
from tests.sandbox.client import Caller
from tests.sandbox.shapes import differences

LEAD_SELECT = ["id", "assignedById", "stageId", "opportunity", "sourceId", "title", "name", "lastName", "isManualOpportunity"]
TASK_SELECT = ["ID", "TITLE", "DESCRIPTION", "STATUS", "subStatus", "DEADLINE", "CREATED_DATE", "RESPONSIBLE_ID", "ACCOMPLICES",
               "AUDITORS", "TAGS", "COUNTERS", "PRIORITY", "MARK"]  # fmt: skip
WITH_ALL = {"WITH_TIMER_INFO": True, "WITH_RESULT_INFO": True, "WITH_PARSED_DESCRIPTION": True}
ENUM = {"entityId": "CRM_DEAL", "fieldName": "UF_CRM_SHAPE", "userTypeId": "enumeration", "enum": [{"value": "a"}]}
COMMENT = {"ENTITY_ID": 2, "ENTITY_TYPE": "company", "COMMENT": "hello"}
LOG = {"entityTypeId": 4, "entityId": 2, "title": "t", "text": "x", "iconCode": "info"}

CALLS: dict[str, dict[str, Any]] = {
    "calendar.settings.get": {},
    "crm.activity.list": {},
    "crm.category.list": {"entityTypeId": 2},
    "crm.currency.list": {},
    "crm.item.fields": {"entityTypeId": 31},
    "crm.item.get": {"entityTypeId": 1, "id": 1},
    "crm.item.list": {"entityTypeId": 1, "select": LEAD_SELECT},
    "crm.item.payment.list": {"entityTypeId": 31, "entityId": 6401},
    "crm.item.update": {"entityTypeId": 2, "id": 201, "fields": {"title": "x"}},
    "crm.orderentity.list": {"select": ["orderId", "ownerId"], "filter": {"=ownerTypeId": 31, "@ownerId": [6401, 7501]}},
    "crm.stagehistory.list": {"entityTypeId": 2},
    "crm.status.list": {"filter": {"ENTITY_ID": "DEAL_STAGE"}},
    "crm.timeline.comment.add": {"fields": COMMENT},
    "crm.timeline.comment.list": {"filter": {"ENTITY_ID": 7, "ENTITY_TYPE": "company"}},
    "crm.timeline.logmessage.add": {"fields": LOG},
    "department.get": {"sort": "ID", "order": "DESC"},
    "feature.get": {"CODE": "rest_offline_extended"},
    "im.notify.system.add": {"USER_ID": 2, "MESSAGE": "x"},
    "profile": {},
    "sale.order.list": {},
    "sale.payment.list": {},
    "sale.shipment.list": {},
    "server.time": {},
    "tasks.task.add": {"fields": {"TITLE": "x", "RESPONSIBLE_ID": 1}},
    "tasks.task.list": {"select": TASK_SELECT, "params": WITH_ALL},
    "user.get": {},
    "userfieldconfig.add": {"moduleId": "crm", "field": ENUM},
    "voximplant.statistic.get": {},
}
OF_APPLICATIONS: dict[str, dict[str, Any]] = {
    "app.info": {},
    "event.bind": {"event": "ONCRMLEADADD", "handler": "http://127.0.0.1/h"},
    "event.get": {},
    "event.unbind": {},
}
EXPLAINED = {
    "crm.activity.list: /time/operating_reset_at": "a number everywhere else; this page alone shows text",
    "crm.category.list: /result/categories[0]/originId": "the default funnel has none, as the sample's own default",
    "crm.category.list: /result/categories[0]/originatorId": "the same",
    "tasks.task.list: /result/tasks[0]/lengthDeadline": "described nowhere",
    "userfieldconfig.add: /result/field/editFormLabel/en": "the sandbox speaks one language, given or its own",
    "user.get: /result[0]/SECOND_NAME": "only with a value, as the sample's second user",
    "user.get: /result[0]/PERSONAL_WWW": "the same",
    "user.get: /result[0]/PERSONAL_MOBILE": "the same",
    "user.get: /result[0]/PERSONAL_CITY": "the same",
}


def unexplained(method: str, answered: Any) -> list[str]:
    sample = json.loads(reference("bitrix24", "samples", "responses", f"{method}.json").read_text(encoding="utf-8"))
    found = [f"{method}: {one}" for one in differences(sample, answered)]
    return [one for one in found if one.rsplit(": ", 1)[0] not in EXPLAINED and "/en: missing" not in one]


@pytest.mark.parametrize("method", sorted(CALLS))
def test_a_method_answers_in_the_shape_of_its_sample(server: Server, caller: Caller, method: str) -> None:
    """Every key of the documented response is there, of the documented type, at its place."""
    seed(server.portal, read_seed("demo"))
    act(server.portal, 1, "call", {"entityTypeId": 4, "entityId": 2})
    answer = caller.ask(method, **CALLS[method])
    assert answer.status_code == 200, answer.text
    assert unexplained(method, answer.json()) == []


@pytest.mark.parametrize("method", sorted(OF_APPLICATIONS))
def test_a_method_of_applications_answers_in_the_shape_of_its_sample(server: Server, method: str) -> None:
    """The same for methods that need an application."""
    app = server.portal.register("local.app", "secret")
    app.scope, app.is_present = ["crm"], True
    caller = Caller.by_token(server, server.portal.tokens.give(Kind.ACCESS, app.client_id, 1, ["crm"]).value)
    if method == "event.get":
        caller.call("event.bind", **OF_APPLICATIONS["event.bind"])
    answer = caller.ask(method, **OF_APPLICATIONS[method])
    assert unexplained(method, answer.json()) == []


@pytest.mark.parametrize("name", ["page1_with_next", "last_page", "start_minus_one", "empty"])
def test_lists_have_the_documented_envelope(server: Server, caller: Caller, name: str) -> None:
    """`total` and `next` stand beside the result exactly where the samples have them."""
    sample = json.loads(reference("bitrix24", "samples", "lists", f"{name}.json").read_text(encoding="utf-8"))
    seed(server.portal, read_seed("demo"))
    params: dict[str, Any] = {
        "page1_with_next": {},
        "last_page": {"start": 100},
        "start_minus_one": {"start": -1},
        "empty": {"filter": {"id": 10**9}},
    }[name]
    answer = caller.ask("crm.item.list", entityTypeId=4, select=["id", "title", "assignedById"], **params).json()
    assert set(answer) - {"total"} == set(sample) - {"total"}
    assert ("total" in answer) == (name != "start_minus_one")
    assert differences({"result": sample["result"], "time": sample["time"]}, answer) == []
