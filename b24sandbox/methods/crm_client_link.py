"""crm.{contact.company,company.contact,deal.contact,lead.contact}.* (api-reference/crm/contacts/company/ and its like)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from b24sandbox.client_links import STEP, Link, Side, as_rows, links, write
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.table import Fields, fields
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, truth
from b24sandbox.result import Result
from b24sandbox.store import Row

EMPTY_CODE = ""
SIDES = {
    "crm.contact.company": Side("contact", "company", "companyIds"),
    "crm.company.contact": Side("company", "contact", "companyIds", is_inverse=True),
    "crm.deal.contact": Side("deal", "contact", "contactIds"),
    "crm.lead.contact": Side("lead", "contact", "contactIds"),
}


def _described(side: Side) -> Fields:
    return fields(f"""
        {side.key} integer !
        SORT integer
        IS_PRIMARY char
    """)


def _owner(call: Call, side: Side) -> Row:
    number = integer(call.params.get("id"), 0) or 0
    if number <= 0:
        raise PortalError(EMPTY_CODE, "The parameter 'ownerEntityID' is invalid or not defined.")
    row = call.portal.table(side.owner).get(number)
    if row is None:
        raise PortalError(EMPTY_CODE, "Not found.")
    is_visible = call.portal.visibility(call.user, side.owner)
    if is_visible and not is_visible(row):
        raise PortalError("ACCESS_DENIED", "Access denied!")
    return row


def _link(call: Call, side: Side, raw: Any, sort: int, name: str) -> Link:
    given = {str(key).upper(): value for key, value in mapping(raw).items()}
    for key in given:
        if key not in {*_described(side), "ROLE_ID"}:
            call.breach(f"{call.method}: unknown field {key!r} in {name}")
    other_id = integer(given.get(side.key), 0) or 0
    if other_id <= 0 or call.portal.table(side.other).get(other_id) is None:
        raise PortalError(EMPTY_CODE, f"The parameter '{name}' is not valid.")
    return Link(other_id, integer(given.get("SORT"), sort) or sort, truth(given.get("IS_PRIMARY")))


def _given(call: Call, name: str) -> Any:
    value = call.params.get(name)
    if not isinstance(value, (dict, list)):
        raise PortalError(EMPTY_CODE, f"The parameter '{name}' must be array.")
    return value


def _next(found: list[Link]) -> int:
    return max((link.sort for link in found), default=0) + STEP


def _fields(call: Call, side: Side) -> Result:
    del call
    return Result({name: describe(field) for name, field in _described(side).items()})


def _add(call: Call, side: Side) -> Result:
    row = _owner(call, side)
    held = links(call.portal, side, row)
    new = _link(call, side, _given(call, "fields"), _next(held), "fields")
    if any(link.other_id == new.other_id for link in held):
        return Result(value=False)
    write(call.portal, side, row, [*held, new], call.user["ID"])
    return Result(value=True)


def _delete(call: Call, side: Side) -> Result:
    row = _owner(call, side)
    wanted = _link(call, side, _given(call, "fields"), STEP, "fields").other_id
    held = links(call.portal, side, row)
    kept = [link for link in held if link.other_id != wanted]
    if len(kept) == len(held):
        return Result(value=False)
    write(call.portal, side, row, kept, call.user["ID"])
    return Result(value=True)


def _items_get(call: Call, side: Side) -> Result:
    return Result(as_rows(side, links(call.portal, side, _owner(call, side))))


def _items_set(call: Call, side: Side) -> Result:
    row = _owner(call, side)
    given = listing(_given(call, "items"))
    wanted = [_link(call, side, raw, STEP * place, "items") for place, raw in enumerate(given, 1)]
    unique = {link.other_id: link for link in wanted}
    write(call.portal, side, row, list(unique.values()), call.user["ID"])
    return Result(value=True)


def _items_delete(call: Call, side: Side) -> Result:
    write(call.portal, side, _owner(call, side), [], call.user["ID"])
    return Result(value=True)


BY_ID = {"id": "integer!"}
VERBS: dict[str, tuple[Callable[[Call, Side], Result], dict[str, str]]] = {
    "fields": (_fields, {}),
    "add": (_add, BY_ID | {"fields": "object!"}),
    "delete": (_delete, BY_ID | {"fields": "object!"}),
    "items.get": (_items_get, BY_ID),
    "items.set": (_items_set, BY_ID | {"items": "array!"}),
    "items.delete": (_items_delete, BY_ID),
}


def _of(side: Side, work: Callable[[Call, Side], Result]) -> Callable[[Call], Result]:
    return lambda call: work(call, side)


for _family, _side in SIDES.items():
    for _verb, (_work, _params) in VERBS.items():
        method(f"{_family}.{_verb}", "crm", _params)(_of(_side, _work))
