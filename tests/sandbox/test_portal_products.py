"""Product rows: prices that follow, the sum of the item, both generations of methods."""

import pytest

from tests.sandbox.client import Caller


@pytest.fixture
def deal(caller: Caller) -> int:
    return int(caller.call("crm.deal.add", fields={"TITLE": "Boards"}))


def test_prices_follow_from_discount_and_tax(caller: Caller, deal: int) -> None:
    """The numbers of the vendor's own example of crm.item.productrow.add."""
    fields = {"ownerId": deal, "ownerType": "D", "productId": 9621, "price": 80000, "quantity": 2, "discountTypeId": 2,
              "discountRate": 20, "taxRate": 20, "taxIncluded": "Y", "measureCode": 796, "sort": 10}  # fmt: skip
    row = caller.call("crm.item.productrow.add", fields=fields)["productRow"]
    wanted = {"priceExclusive": 66666.67, "priceNetto": 83333.34, "priceBrutto": 100000.01, "discountSum": 16666.67}
    assert {name: row[name] for name in wanted} == wanted
    assert caller.call("crm.item.get", entityTypeId=2, id=deal)["item"]["opportunity"] == 160000


def test_rows_are_replaced_changed_and_deleted(caller: Caller, deal: int) -> None:
    """The set replaces all; the sum of the deal follows each change; the old method shows the same rows."""
    owner = {"ownerId": deal, "ownerType": "D"}
    rows = [{"productName": "Board", "price": 10.5, "quantity": 2}, {"productName": "Nail", "price": 1, "sort": 20}]
    made = caller.call("crm.item.productrow.set", **owner, productRows=rows)["productRows"]
    assert [row["productName"] for row in made] == ["Board", "Nail"]
    caller.call("crm.item.productrow.update", id=made[1]["id"], fields={"quantity": 9})
    assert caller.call("crm.deal.get", id=deal)["OPPORTUNITY"] == "30.00"
    old = caller.call("crm.deal.productrows.get", id=deal)
    assert next((row["ID"], row["PRICE"], row["PRICE_ACCOUNT"]) for row in old) == (str(made[0]["id"]), 10.5, "10.50")
    assert caller.call("crm.item.productrow.delete", id=made[0]["id"]) is None
    found = caller.call("crm.item.productrow.list", filter={"=ownerType": "D", "=ownerId": deal, ">price": 0})
    assert [row["id"] for row in found["productRows"]] == [made[1]["id"]]
    assert caller.call("crm.deal.productrows.set", id=deal, rows=[{"PRICE": 5}]) is True
    (row,) = caller.call("crm.deal.productrows.get", id=deal)
    assert row["PRODUCT_NAME"] == f"[{row['ID']}]"
    assert caller.call("crm.deal.productrows.set", id=deal, rows=[]) is True
    assert caller.call("crm.deal.get", id=deal)["OPPORTUNITY"] == "0.00"


def test_an_amount_kept_by_hand_stays(caller: Caller) -> None:
    """Rows do not change the amount of a deal that was given one."""
    deal_id = caller.call("crm.deal.add", fields={"TITLE": "x", "OPPORTUNITY": 7, "IS_MANUAL_OPPORTUNITY": "Y"})
    caller.call("crm.deal.productrows.set", id=deal_id, rows=[{"PRICE": 5}])
    assert caller.call("crm.deal.get", id=deal_id)["OPPORTUNITY"] == "7.00"


def test_wrong_rows_and_owners_are_refused(caller: Caller, deal: int) -> None:
    """Each documented error has its code."""
    owner = {"ownerId": deal, "ownerType": "D"}
    assert caller.refused("crm.item.productrow.set", ownerId=999, ownerType="D", productRows=[])[1] == "OWNER_NOT_FOUND"
    assert caller.refused("crm.item.productrow.set", ownerId=1, ownerType="C", productRows=[])[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    assert caller.refused("crm.item.productrow.get", id=99)[1] == "NOT_FOUND"
    assert caller.refused("crm.item.productrow.list", filter={"=ownerType": "D"})[1] == "INVALID_ARG_VALUE"
    row = caller.call("crm.item.productrow.add", fields={**owner, "price": 1})["productRow"]
    assert caller.refused("crm.item.productrow.update", id=row["id"], fields={"colour": 1})[1] == "INVALID_ARG_VALUE"
    for rows in ([{"DISCOUNT_TYPE_ID": 2}], [{"DISCOUNT_TYPE_ID": 1}], [{"DISCOUNT_TYPE_ID": 2, "DISCOUNT_RATE": 100}]):
        assert caller.refused("crm.deal.productrows.set", id=deal, rows=rows)[1] == "ERROR_CORE"
    assert caller.refused("crm.deal.productrows.get", id=0)[2].startswith("The parameter id")
