"""Dictionaries: stages, funnels, enumerations, smart processes there are none of, and duplicates by phone."""

from typing import Any

import pytest

from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company, hire
from tests.sandbox.shapes import differences
from tests.sandbox.test_portal_contract import specification


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("crm.status.get", {"id": None}),
        ("crm.status.entity.items", {"entityId": "DEAL_STAGE"}),
        ("crm.enum.ownertype", {}),
        ("crm.enum.activitytype", {}),
        ("crm.enum.addresstype", {}),
        ("crm.enum.getorderownertypes", {}),
        ("crm.userfield.types", {}),
        ("crm.currency.get", {"id": "RUB"}),
        ("crm.settings.mode.get", {}),
    ],
)
def test_a_dictionary_answers_in_the_documented_shape(caller: Caller, name: str, params: dict[str, Any]) -> None:
    """Keys, types and nesting of the page's own answer."""
    spec = specification(name)
    assert spec is not None
    if name == "crm.status.get":
        params = {"id": caller.call("crm.status.list")[0]["ID"]}
    found = differences(spec["resultExample"]["result"], caller.call(name, **params))
    assert [one for one in found if "/LANG/en" not in one] == []


def test_enumerations_have_the_documented_numbers(caller: Caller) -> None:
    """Each crm.enum.* lists the numbers of its page, of smart processes none."""
    for name in ("activitydirection", "activitynotifytype", "activitypriority", "activitystatus", "contenttype"):
        spec = specification(f"crm.enum.{name}")
        assert spec is not None
        assert [row["ID"] for row in caller.call(f"crm.enum.{name}")] == [row["ID"] for row in spec["resultExample"]["result"]]
    assert caller.call("crm.type.list") == {"types": []}
    assert caller.refused("crm.type.list", filter={"colour": 1})[1] == "INVALID_ARG_VALUE"
    assert caller.refused("crm.type.get", id=1)[1] == "NOT_FOUND"


def test_a_funnel_is_made_with_stages_and_goes_when_empty(caller: Caller) -> None:
    """A new funnel of deals copies the stages of the default one; items in it keep it from being deleted."""
    made = caller.call("crm.category.add", entityTypeId=2, fields={"name": "Partners", "sort": 700})["category"]
    assert made["isDefault"] == "N"
    stages = [row["STATUS_ID"] for row in caller.call("crm.status.list", filter={"ENTITY_ID": f"DEAL_STAGE_{made['id']}"})]
    assert stages[0] == f"C{made['id']}:NEW"
    deal_id = caller.call("crm.deal.add", fields={"TITLE": "x", "CATEGORY_ID": made["id"]})
    assert caller.call("crm.deal.get", id=deal_id)["STAGE_ID"] == stages[0]
    whole = {"entityTypeId": 2, "id": made["id"]}
    assert caller.refused("crm.category.delete", **whole)[1] == "0"
    caller.call("crm.deal.delete", id=deal_id)
    assert caller.call("crm.category.update", **whole, fields={"name": "Agents"})["category"]["name"] == "Agents"
    assert caller.call("crm.category.delete", **whole) is None
    assert caller.refused("crm.category.get", **whole)[1] == "NOT_FOUND"
    assert caller.refused("crm.category.add", entityTypeId=2, fields={})[1:] == ("0", "Field 'NAME' is required")
    assert caller.refused("crm.category.list", entityTypeId=1)[1] == "ENTITY_TYPE_NOT_SUPPORTED"


def test_a_stage_is_added_renamed_and_deleted(server: Server, caller: Caller) -> None:
    """Stages go before the last one; used and system ones stay; only administrators may."""
    fields = {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "PAUSE", "NAME": "Paused", "SORT": 15}
    stage = caller.call("crm.status.add", fields=fields)
    assert caller.refused("crm.status.add", fields=fields)[1] == "ERROR_CORE"
    assert caller.refused("crm.status.add", fields=fields | {"STATUS_ID": "LATE", "SORT": 9999})[1] == ""
    assert caller.refused("crm.status.add", fields=fields | {"ENTITY_ID": "NOSUCH"})[2].startswith("Specified entity type")
    deal_id = caller.call("crm.deal.add", fields={"TITLE": "x", "STAGE_ID": "PAUSE"})
    assert caller.refused("crm.status.delete", id=stage)[1] == "There are active items in this status."
    caller.call("crm.deal.delete", id=deal_id)
    assert caller.call("crm.status.update", id=stage, fields={"NAME": "Waiting"}) is True
    assert caller.call("crm.status.get", id=stage)["NAME"] == "Waiting"
    assert caller.call("crm.status.delete", id=stage) is True
    assert caller.refused("crm.status.get", id=stage)[1] == "Status is not found."
    types = {row["ID"]: row for row in caller.call("crm.status.entity.types")}
    assert types["DEAL_STAGE"]["SEMANTIC_INFO"]["FINAL_SUCCESS_FIELD"] == "WON"
    hire(server.portal, 2)
    assert Caller.by_webhook(server, 2).refused("crm.status.add", fields=fields)[2] == "Access denied."


def test_duplicates_are_found_by_phone_in_any_spelling(caller: Caller) -> None:
    """Digits are compared, not signs; nothing found is an empty array."""
    number = company(caller, fm={"n0": {"typeId": "PHONE", "value": "+7 (495) 100-00-01"}})
    found = caller.call("crm.duplicate.findbycomm", type="PHONE", values=["84951000001"])
    assert found == {"COMPANY": [number]}
    assert caller.call("crm.duplicate.findbycomm", type="PHONE", values=["84951000001"], entity_type="LEAD") == []
    assert caller.refused("crm.duplicate.findbycomm", values=["1"])[1] == "Communication type is not defined"
    assert caller.refused("crm.duplicate.findbycomm", type="FAX", values=["1"])[2].startswith("Communication type 'FAX'")
    assert caller.refused("crm.duplicate.findbycomm", type="EMAIL")[1] == "Communication values is not defined"
