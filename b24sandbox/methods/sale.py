"""Orders, payments and shipments of the shop, and payments of one CRM item (api-reference/sale/)."""

from __future__ import annotations

from collections.abc import Iterable

from b24sandbox.crm_access import item_of
from b24sandbox.entities import CRM_TYPES
from b24sandbox.errors import PortalError
from b24sandbox.fields import sale
from b24sandbox.fields.table import Fields
from b24sandbox.filters import Grammar, compile_filter
from b24sandbox.lists import Order, arranged, matching, page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, required
from b24sandbox.result import Result
from b24sandbox.sale_links import PAYABLE
from b24sandbox.show import native
from b24sandbox.store import Row

LIST_PARAMS = {"select": "array", "filter": "object", "order": "object", "start": "integer"}
ORDER = {name: field for name, field in sale.ORDER.items() if name != "clients"}
PAYMENT = {name: field for name, field in sale.PAYMENT.items() if name not in {"entityTypeId", "entityId"}}
ITEM_PAYMENT = (
    "id", "accountNumber", "paid", "datePaid", "empPaidId", "paySystemId", "sum", "currency", "paySystemName",
)  # fmt: skip
TEXTS = frozenset({"string"})


NO_CLIENT = {"roleId": 0, "sort": 0, "isPrimary": "N"}


def _admins_only(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("200040300010", "Access Denied")


def _page(call: Call, entity: str, fields: Fields, name: str) -> Result:
    _admins_only(call)
    grammar = _grammar(call, fields)
    rows, total, following = page(
        call.portal.table(entity),
        compile_filter(mapping(call.params.get("filter")), grammar),
        _order(call, fields),
        call.params.get("start"),
    )
    chosen = [str(one) for one in listing(call.params.get("select"))]
    for one in chosen:
        if one not in fields and one != "*":
            call.breach(f"{call.method}: unknown field {one!r} in select")
    shown = [one for one in fields if not chosen or "*" in chosen or one in chosen]
    return Result({name: [_item(call, row, fields, shown) for row in rows]}, total, following)


def _item(call: Call, row: Row, fields: Fields, shown: Iterable[str]) -> Row:
    """A row as the shop shows it: text that is not there is empty, not null."""
    item = native(row, fields, call.portal.zone, shown)
    item.update({one: "" for one in item if item[one] is None and fields[one].type in TEXTS})
    return item


def _grammar(call: Call, fields: Fields) -> Grammar:
    return Grammar(
        fields.get, "id", call.portal.zone, {}, lambda one: call.breach(f"{call.method}: unknown field {one!r} in filter")
    )


def _order(call: Call, fields: Fields) -> Order:
    given = mapping(call.params.get("order")).items()
    return [(name, str(way).lower() == "desc") for name, way in given if name in fields] or [("id", False)]


@method("sale.order.list", "sale", LIST_PARAMS, is_exact=True)
def sale_order_list(call: Call) -> Result:
    """A page of orders; administrators only."""
    return _page(call, "order", ORDER, "orders")


@method("sale.order.get", "sale", {"id": "integer!"}, is_exact=True)
def sale_order_get(call: Call) -> Result:
    """One order with its clients, payments and shipments, which no list shows; administrators only."""
    _admins_only(call)
    number = integer(required(call, "id")) or 0
    row = call.portal.table("order").get(number)
    if row is None:
        raise PortalError(200540400001, "order does not exist")
    order = _item(call, row, ORDER, ORDER)
    order["clients"] = [
        NO_CLIENT | client | {"id": number * 10 + place, "orderId": number}
        for place, client in enumerate(row.get("clients") or ())
    ]
    for name, fields in (("payment", PAYMENT), ("shipment", sale.SHIPMENT)):
        rows = call.portal.table(name).grouped("orderId", number)
        order[f"{name}s"] = [_item(call, one, fields, fields) for one in rows]
    return Result({"order": order})


@method("sale.payment.list", "sale", LIST_PARAMS, is_exact=True)
def sale_payment_list(call: Call) -> Result:
    """A page of payments; administrators only."""
    return _page(call, "payment", PAYMENT, "payments")


@method("sale.shipment.list", "sale", LIST_PARAMS, is_exact=True)
def sale_shipment_list(call: Call) -> Result:
    """A page of shipments; administrators only."""
    return _page(call, "shipment", sale.SHIPMENT, "shipments")


@method(
    "crm.item.payment.list",
    "crm",
    {"entityId": "integer!", "entityTypeId": "integer!", "filter": "object", "order": "object"},
    is_exact=True,
)
def crm_item_payment_list(call: Call) -> Result:
    """Payments of one deal or invoice, a bare array without pages."""
    crm_type = CRM_TYPES.get(integer(required(call, "entityTypeId")) or 0)
    item_id = required(call, "entityId")
    if crm_type is None or crm_type.id not in PAYABLE:
        raise PortalError("0", "Access denied")
    try:
        item = item_of(call, crm_type, item_id)
    except PortalError as error:
        raise PortalError("0", "Access denied") from error
    table = call.portal.table("payment")
    criteria = compile_filter(mapping(call.params.get("filter")), _grammar(call, PAYMENT))
    ids = set(table.group_ids("owner", (crm_type.id, item["id"])))
    criteria.ids = ids if criteria.ids is None else ids & criteria.ids
    rows = arranged(matching(table, criteria), _order(call, PAYMENT))
    return Result([native(row, PAYMENT, call.portal.zone, ITEM_PAYMENT) for row in rows])
