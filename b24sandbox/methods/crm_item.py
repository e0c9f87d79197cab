"""crm.item.* for leads, deals, contacts, companies and smart invoices (api-reference/crm/universal/)."""

from __future__ import annotations

from typing import Any

from b24sandbox import strict
from b24sandbox.crm_access import item_of, show_item, to_camel, type_of
from b24sandbox.crm_fields import fields_of, originals
from b24sandbox.field_descriptions import describe_type
from b24sandbox.fields.table import Field, Fields
from b24sandbox.items import add_item, delete_item, read_fields, update_item
from b24sandbox.lists import page
from b24sandbox.method import Call, method
from b24sandbox.params import integer, listing, mapping, required, truth
from b24sandbox.result import Result

TYPE_AND_NAMES = {"entityTypeId": "integer!", "useOriginalUfNames": "boolean"}
NOT_FILTERED = {"fm", "entityTypeId"}


@method(
    "crm.item.list",
    "crm",
    TYPE_AND_NAMES | {"select": "array", "filter": "object", "order": "object", "start": "integer"},
    is_exact=True,
)
def crm_item_list(call: Call) -> Result:
    """A page of items that the user may see; an unknown field in filter or order is an error."""
    crm_type = type_of(call)
    original = truth(call.params.get("useOriginalUfNames"))
    fields = fields_of(call.portal, crm_type)
    names = originals(fields) if original else {}
    find = _find(fields, names, takes_capitals=call.portal.switches.item_lists_take_capitals)
    rows, total, following = page(
        call.portal.table(crm_type.entity),
        strict.criteria(call, find, "id"),
        strict.order(call, find, "id"),
        call.params.get("start"),
        call.portal.visibility(call.user, crm_type.entity),
    )
    chosen = _select(call, fields, names)
    items = [show_item(call, crm_type, row, chosen, original=original) for row in rows]
    return Result({"items": items}, total, following)


def _find(fields: Fields, names: dict[str, str], *, takes_capitals: bool) -> strict.Find:
    known = [field for field in fields.values() if not field.user_field and field.name not in NOT_FILTERED]
    capitals = {field.upper: field for field in known} if takes_capitals else {}

    def find(name: str) -> Field | None:
        if name in NOT_FILTERED:
            return None
        return fields.get(names.get(name, name)) or capitals.get(name)

    return find


def _select(call: Call, fields: Fields, names: dict[str, str]) -> list[str] | None:
    given = [str(name) for name in listing(call.params.get("select"))]
    if not given or "*" in given:
        return None
    for name in given:
        if name == "fm" or (names.get(name, name) not in fields and name != "entityTypeId"):
            call.breach(f"crm.item.list: field {name!r} cannot be selected")
    return [names.get(name, name) for name in given if name != "fm"]


@method("crm.item.get", "crm", TYPE_AND_NAMES | {"id": "integer!"}, is_exact=True)
def crm_item_get(call: Call) -> Result:
    """One item with all its fields."""
    crm_type = type_of(call)
    row = item_of(call, crm_type, required(call, "id"))
    return Result({"item": show_item(call, crm_type, row, original=truth(call.params.get("useOriginalUfNames")))})


@method("crm.item.fields", "crm", TYPE_AND_NAMES, is_exact=True)
def crm_item_fields(call: Call) -> Result:
    """All fields of the type, user fields with their enumerations."""
    original = truth(call.params.get("useOriginalUfNames"))
    return Result({"fields": describe_type(call.portal, type_of(call), original=original)})


@method("crm.item.add", "crm", TYPE_AND_NAMES | {"fields": "object!"}, is_exact=True)
def crm_item_add(call: Call) -> Result:
    """Create an item; the answer is the whole item."""
    crm_type = type_of(call)
    row = add_item(call.portal, crm_type, _values(call, crm_type), call.user["ID"])
    return Result({"item": show_item(call, crm_type, row, original=truth(call.params.get("useOriginalUfNames")))})


@method("crm.item.update", "crm", TYPE_AND_NAMES | {"id": "integer!", "fields": "object!"}, is_exact=True)
def crm_item_update(call: Call) -> Result:
    """Change an item; the answer is the whole item."""
    crm_type = type_of(call)
    row = item_of(call, crm_type, required(call, "id"))
    update_item(call.portal, crm_type, row, _values(call, crm_type), call.user["ID"])
    return Result({"item": show_item(call, crm_type, row, original=truth(call.params.get("useOriginalUfNames")))})


def _values(call: Call, crm_type: Any) -> dict[str, Any]:
    given = mapping(required(call, "fields"))
    if truth(call.params.get("useOriginalUfNames")):
        given = to_camel(fields_of(call.portal, crm_type), given)
    return read_fields(call.portal, crm_type, given, call.breaches)


@method("crm.item.delete", "crm", {"entityTypeId": "integer!", "id": "integer!"}, is_exact=True)
def crm_item_delete(call: Call) -> Result:
    """Delete an item; the answer is an empty array."""
    crm_type = type_of(call)
    row = item_of(call, crm_type, integer(required(call, "id")))
    delete_item(call.portal, crm_type, row, call.user["ID"])
    return Result([])
