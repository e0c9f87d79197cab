"""User fields: both families of methods, enumerations by id, names in both spellings."""

import pytest

from b24sandbox.crm_fields import camel
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company, hire


@pytest.fixture
def label(caller: Caller) -> int:
    """A user field of companies with two values; its id."""
    fields = {
        "USER_TYPE_ID": "enumeration",
        "FIELD_NAME": "LABEL",
        "LABEL": "Label",
        "LIST": [{"VALUE": "Hot"}, {"VALUE": "Cold"}],
    }
    return int(caller.call("crm.company.userfield.add", fields=fields))


def items_of(caller: Caller) -> dict[str, int]:
    field = caller.call("crm.item.fields", entityTypeId=4)["fields"]["ufCrmLabel"]
    return {item["VALUE"]: int(item["ID"]) for item in field["items"]}


@pytest.mark.parametrize(
    ("original", "shown"),
    [
        ("UF_CRM_1721244707107", "ufCrm_1721244707107"),
        ("UF_CRM_2_1639669411830", "ufCrm2_1639669411830"),
        ("UF_CRM_B24B_HOLD", "ufCrmB24bHold"),
        ("UF_CRM_LABEL", "ufCrmLabel"),
    ],
)
def test_names_are_turned_as_the_portal_does(original: str, shown: str) -> None:
    """Numbers keep their underscore, words lose it."""
    assert camel(original) == shown


@pytest.mark.usefixtures("label")
def test_an_enumeration_is_written_by_id(caller: Caller) -> None:
    """The number of a value is taken, its text is refused, an empty value clears."""
    values = items_of(caller)
    company_id = company(caller, ufCrmLabel=values["Hot"])
    rows = caller.call("crm.item.list", entityTypeId=4, filter={"ufCrmLabel": values["Hot"]}, select=["id", "ufCrmLabel"])
    assert rows["items"] == [{"id": company_id, "ufCrmLabel": values["Hot"]}]
    refused = caller.refused("crm.item.update", entityTypeId=4, id=company_id, fields={"ufCrmLabel": "Cold"})
    assert refused[1] == "CRM_FIELD_ERROR_VALUE_NOT_VALID"
    caller.call("crm.item.update", entityTypeId=4, id=company_id, fields={"ufCrmLabel": ""})
    assert caller.call("crm.item.list", entityTypeId=4, filter={"!ufCrmLabel": ""})["items"] == []


@pytest.mark.usefixtures("label")
def test_original_names_are_used_on_request(caller: Caller) -> None:
    """UseOriginalUfNames turns names of request and answer; without it the original name is unknown."""
    values = items_of(caller)
    company_id = company(caller)
    both = {"entityTypeId": 4, "useOriginalUfNames": "Y"}
    item = caller.call("crm.item.update", **both, id=company_id, fields={"UF_CRM_LABEL": values["Cold"]})["item"]
    assert item["UF_CRM_LABEL"] == values["Cold"]
    assert "ufCrmLabel" not in item
    found = caller.call("crm.item.list", **both, filter={"UF_CRM_LABEL": values["Cold"]}, select=["id", "UF_CRM_LABEL"])
    assert found["items"] == [{"id": company_id, "UF_CRM_LABEL": values["Cold"]}]
    assert caller.refused("crm.item.list", entityTypeId=4, filter={"UF_CRM_LABEL": 1})[1] == "INVALID_ARG_VALUE"


def test_a_boolean_is_shown_in_letters_and_filtered_by_digits(caller: Caller) -> None:
    """Y or N comes out, 1 or 0 goes into a filter; Y in a filter is not supported."""
    caller.call("crm.company.userfield.add", fields={"USER_TYPE_ID": "boolean", "FIELD_NAME": "HOLD"})
    company_id = company(caller, ufCrmHold="1")
    assert caller.call("crm.item.get", entityTypeId=4, id=company_id)["item"]["ufCrmHold"] == "Y"
    assert len(caller.call("crm.item.list", entityTypeId=4, filter={"ufCrmHold": 1})["items"]) == 1
    assert caller.refused("crm.item.list", entityTypeId=4, filter={"ufCrmHold": "Y"})[1] == "INVALID_ARG_VALUE"


def test_a_field_is_listed_changed_and_deleted(caller: Caller, label: int) -> None:
    """The old family answers in capitals; deleting leaves no trace on items."""
    field = caller.call("crm.company.userfield.get", id=label)
    assert (field["FIELD_NAME"], field["USER_TYPE_ID"]) == ("UF_CRM_LABEL", "enumeration")
    assert [item["VALUE"] for item in field["LIST"]] == ["Hot", "Cold"]
    change = {"LIST": [{"ID": field["LIST"][0]["ID"], "VALUE": "Warm"}, {"VALUE": "New"}], "MANDATORY": "Y"}
    assert caller.call("crm.company.userfield.update", id=label, fields=change) is True
    assert [item["VALUE"] for item in caller.call("crm.company.userfield.get", id=label)["LIST"]] == ["Warm", "Cold", "New"]
    assert [row["ID"] for row in caller.call("crm.company.userfield.list", filter={"FIELD_NAME": "UF_CRM_LABEL"})] == [
        str(label)
    ]
    assert caller.call("crm.company.userfield.delete", id=label) is True
    assert "ufCrmLabel" not in caller.call("crm.item.fields", entityTypeId=4)["fields"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"USER_TYPE_ID": "string"}, ""),
        ({"FIELD_NAME": "X"}, ""),
        ({"USER_TYPE_ID": "string", "FIELD_NAME": "X" * 44}, "ERROR_CORE"),
        ({"USER_TYPE_ID": "string", "FIELD_NAME": "lower"}, "ERROR_CORE"),
        ({"USER_TYPE_ID": "colour", "FIELD_NAME": "X"}, "ERROR_CORE"),
        ({"USER_TYPE_ID": "string", "FIELD_NAME": "LABEL"}, "ERROR_CORE"),
    ],
)
@pytest.mark.usefixtures("label")
def test_a_wrong_field_is_refused(caller: Caller, fields: dict[str, str], code: str) -> None:
    """Missing, too long, misspelt, unknown, taken: each has its documented code."""
    assert caller.refused("crm.company.userfield.add", fields=fields)[:2] == (400, code)


def test_userfieldconfig_is_the_same_field_in_camel_case(caller: Caller, label: int) -> None:
    """The newer family reads and writes the same fields."""
    listed = caller.call("userfieldconfig.list", moduleId="crm", filter={"entityId": "CRM_COMPANY"})["fields"]
    assert [(field["id"], field["fieldName"]) for field in listed] == [(str(label), "UF_CRM_LABEL")]
    field = caller.call("userfieldconfig.get", moduleId="crm", id=label)["field"]
    assert [item["value"] for item in field["enum"]] == ["Hot", "Cold"]
    made = {"entityId": "CRM_SMART_INVOICE", "fieldName": "UF_CRM_NOTE", "userTypeId": "string"}
    assert caller.call("userfieldconfig.add", moduleId="crm", field=made)["field"]["fieldName"] == "UF_CRM_NOTE"
    assert "ufCrmNote" in caller.call("crm.item.fields", entityTypeId=31)["fields"]


def test_only_administrators_make_fields(server: Server) -> None:
    """A manager may read fields and not make them; without scope crm nobody may."""
    hire(server.portal, 2)
    manager = Caller.by_webhook(server, 2)
    fields = {"USER_TYPE_ID": "string", "FIELD_NAME": "X"}
    assert manager.refused("crm.company.userfield.add", fields=fields)[0] == 400
    poor = Caller.by_webhook(server, 1, frozenset({"userfieldconfig"}))
    assert "more scopes" in poor.refused("userfieldconfig.list", moduleId="crm")[2]
