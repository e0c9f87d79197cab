"""The old methods of CRM items: names in capitals, text, multifields, and the silence about what they do not know."""

from typing import Any

import pytest

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, hire, stock

PHONES = [{"VALUE": "+7 495 100-00-01", "VALUE_TYPE": "WORK"}, {"VALUE": "+7 916 100-00-02", "VALUE_TYPE": "MOBILE"}]


def contact(caller: Caller, **fields: Any) -> int:
    return int(caller.call("crm.contact.add", fields={"NAME": "Anna", **fields}))


def test_an_item_is_written_and_read_in_capitals(caller: Caller) -> None:
    """What crm.deal.add takes comes out of crm.deal.get as text, and of crm.item.get as numbers."""
    fields = {"TITLE": "Boards", "OPPORTUNITY": 1000, "CURRENCY_ID": "RUB", "CLOSEDATE": "2026-12-01", "COMMENTS": "x"}
    deal_id = caller.call("crm.deal.add", fields=fields, params={"REGISTER_SONET_EVENT": "N"})
    shown = caller.call("crm.deal.get", id=deal_id)
    assert {name: shown[name] for name in ("ID", "OPPORTUNITY", "STAGE_ID", "CATEGORY_ID", "CLOSED", "COMPANY_ID")} == {
        "ID": str(deal_id),
        "OPPORTUNITY": "1000.00",
        "STAGE_ID": "NEW",
        "CATEGORY_ID": "0",
        "CLOSED": "N",
        "COMPANY_ID": None,
    }
    assert shown["CLOSEDATE"].startswith("2026-12-01T")
    assert caller.call("crm.item.get", entityTypeId=2, id=deal_id)["item"]["opportunity"] == 1000
    assert caller.call("crm.deal.update", id=deal_id, fields={"STAGE_ID": "WON", "CATEGORY_ID": 7}) is True
    assert caller.call("crm.deal.get", id=deal_id)["STAGE_SEMANTIC_ID"] == "S"
    assert caller.call("crm.deal.delete", id=deal_id) is True
    assert caller.refused("crm.deal.get", id=deal_id) == (400, "", "Not found")


def test_multifields_come_by_name_only(caller: Caller) -> None:
    """A list shows phones only if it selects PHONE; get shows them; writing changes by ID, adds without, deletes on demand."""
    contact_id = contact(caller, PHONE=PHONES, EMAIL=[{"VALUE": "a@b.ru"}])
    assert "PHONE" not in caller.call("crm.contact.list")[0]
    assert "PHONE" not in caller.call("crm.contact.list", select=["*", "UF_*"])[0]
    (row,) = caller.call("crm.contact.list", select=["ID", "PHONE"])
    assert [phone["VALUE"] for phone in row["PHONE"]] == [phone["VALUE"] for phone in PHONES]
    first, second = row["PHONE"]
    change = [{"ID": first["ID"], "VALUE": "+1"}, {"ID": second["ID"], "DELETE": "Y"}, {"VALUE": "+3"}]
    caller.call("crm.contact.update", id=contact_id, fields={"PHONE": change})
    shown = caller.call("crm.contact.get", id=contact_id)
    assert next((phone["ID"], phone["VALUE"]) for phone in shown["PHONE"]) == (first["ID"], "+1")
    assert [phone["VALUE"] for phone in shown["PHONE"]] == ["+1", "+3"]
    assert shown["EMAIL"][0] | {"ID": ""} == {"ID": "", "VALUE_TYPE": "WORK", "VALUE": "a@b.ru", "TYPE_ID": "EMAIL"}
    assert shown["HAS_PHONE"] == "Y"


def test_multifields_are_found_by_exact_value(caller: Caller) -> None:
    """EMAIL in a filter matches whole values."""
    contact_id = contact(caller, EMAIL=[{"VALUE": "anna@b.ru"}])
    contact(caller, EMAIL=[{"VALUE": "olga@b.ru"}])
    assert [row["ID"] for row in caller.call("crm.contact.list", filter={"EMAIL": "anna@b.ru"})] == [str(contact_id)]
    assert caller.call("crm.contact.list", filter={"EMAIL": "b.ru"}) == []


@pytest.mark.parametrize("key", ["%NOSUCH", "assignedById", "=UF_CRM_TYPO", "%TYPE_ID", "LOGIC"])
def test_what_a_filter_does_not_know_is_dropped_in_silence(portal: Portal, caller: Caller, key: str) -> None:
    """A misspelt condition gives everything, and only the judge's record tells."""
    contact(caller)
    contact(caller)
    assert len(caller.call("crm.contact.list", filter={key: "OR"})) == 2
    assert portal.calls.breaches()


def test_a_list_pages_and_orders(portal: Portal, caller: Caller) -> None:
    """Pages of 50 with total and next; keyed pages without; order by any field."""
    stock(portal, 52)
    caller.call("crm.company.update", id=52, fields={"REVENUE": 1})
    caller.call("crm.company.update", id=51, fields={"REVENUE": 2})
    answer = caller.ask("crm.company.list", select=["ID"], order={"REVENUE": "DESC"}).json()
    assert (len(answer["result"]), answer["total"], answer["next"]) == (50, 52, 50)
    assert [row["ID"] for row in answer["result"][:2]] == ["51", "52"]
    keyed = caller.ask("crm.company.list", select=["ID"], filter={">ID": 50}, order={"ID": "ASC"}, start=-1).json()
    assert [row["ID"] for row in keyed["result"]] == ["51", "52"]
    assert "total" not in keyed


def test_user_fields_keep_their_names(caller: Caller) -> None:
    """UF_* in select, filter and fields; a boolean is 1 or 0, nothing is an empty string."""
    caller.call("crm.lead.userfield.add", fields={"USER_TYPE_ID": "boolean", "FIELD_NAME": "HOT", "LABEL": "Hot"})
    lead_id = caller.call("crm.lead.add", fields={"TITLE": "x", "UF_CRM_HOT": 1})
    caller.call("crm.lead.add", fields={"TITLE": "y"})
    rows = caller.call("crm.lead.list", select=["ID", "UF_*"], filter={"UF_CRM_HOT": 1})
    assert rows == [{"ID": str(lead_id), "UF_CRM_HOT": "1"}]
    assert caller.call("crm.lead.list", select=["UF_CRM_HOT"], filter={"TITLE": "y"}) == [{"UF_CRM_HOT": ""}]
    assert caller.call("crm.lead.fields")["UF_CRM_HOT"]["formLabel"] == "Hot"


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("crm.lead.add", {"fields": "x"}, "Parameter 'fields' must be array."),
        ("crm.lead.add", {"fields": {}, "params": "x"}, "Parameter 'params' must be array."),
        ("crm.lead.get", {"id": 0}, "ID is not defined or invalid."),
        ("crm.lead.update", {"id": 99, "fields": {}}, "Not found"),
        ("crm.lead.list", {"filter": "x"}, "Parameter 'filter' must be array."),
        ("crm.company.add", {"fields": {"EMAIL": [{"VALUE": "no"}]}}, "The E-mail field contains an invalid address"),
    ],
)
def test_errors_have_texts_and_hardly_codes(caller: Caller, method: str, params: dict[str, Any], text: str) -> None:
    """Old methods refuse with 400, an empty code and a sentence."""
    status, code, said = caller.refused(method, **params)
    assert (status, said) == (400, text)
    assert code == ("ERROR_CORE" if "E-mail" in text else "")


def test_rows_of_others_are_hidden(server: Server, caller: Caller) -> None:
    """A manager lists his own rows and may not read another's."""
    hire(server.portal, 2)
    lead_id = caller.call("crm.lead.add", fields={"TITLE": "x"})
    manager = Caller.by_webhook(server, 2)
    assert manager.call("crm.lead.list") == []
    assert manager.refused("crm.lead.get", id=lead_id)[1:] == ("", "Access denied.")


def test_contacts_are_linked_in_order(caller: Caller) -> None:
    """Links have a sort and one primary; both sides tell the same; setting replaces, deleting empties."""
    company_id = caller.call("crm.company.add", fields={"TITLE": "x"})
    other_id = caller.call("crm.company.add", fields={"TITLE": "y"})
    contact_id = contact(caller, COMPANY_ID=company_id)
    assert caller.call("crm.contact.company.add", id=contact_id, fields={"COMPANY_ID": other_id, "SORT": 500}) is True
    assert caller.call("crm.contact.company.add", id=contact_id, fields={"COMPANY_ID": other_id}) is False
    assert caller.call("crm.contact.company.items.get", id=contact_id) == [
        {"COMPANY_ID": company_id, "SORT": 10, "ROLE_ID": 0, "IS_PRIMARY": "Y"},
        {"COMPANY_ID": other_id, "SORT": 500, "ROLE_ID": 0, "IS_PRIMARY": "N"},
    ]
    assert caller.call("crm.company.contact.items.get", id=other_id)[0]["CONTACT_ID"] == contact_id
    items = [{"COMPANY_ID": company_id, "SORT": 20}, {"COMPANY_ID": other_id, "SORT": 30, "IS_PRIMARY": "Y"}]
    caller.call("crm.contact.company.items.set", id=contact_id, items=items)
    assert caller.call("crm.contact.get", id=contact_id)["COMPANY_ID"] == str(other_id)
    caller.call("crm.company.contact.delete", id=other_id, fields={"CONTACT_ID": contact_id})
    assert caller.call("crm.item.get", entityTypeId=3, id=contact_id)["item"]["companyIds"] == [company_id]
    caller.call("crm.contact.company.items.delete", id=contact_id)
    assert caller.call("crm.contact.company.items.get", id=contact_id) == []
    deal_id = caller.call("crm.deal.add", fields={"TITLE": "d"})
    assert caller.call("crm.deal.contact.add", id=deal_id, fields={"CONTACT_ID": contact_id}) is True
    assert caller.call("crm.deal.get", id=deal_id)["CONTACT_ID"] == str(contact_id)
    assert caller.refused("crm.deal.contact.add", id=deal_id, fields={"CONTACT_ID": 0})[1] == ""
    assert caller.refused("crm.deal.contact.items.set", id=deal_id, items="x")[2].endswith("must be array.")
