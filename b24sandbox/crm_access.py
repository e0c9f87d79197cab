"""What CRM methods begin with: the type, the item, the right to it, and how an item is shown."""

from __future__ import annotations

from typing import Any

from b24sandbox.crm_fields import fields_of, originals
from b24sandbox.entities import CRM_TYPES, CrmType
from b24sandbox.errors import PortalError
from b24sandbox.fields.table import Fields
from b24sandbox.method import Call
from b24sandbox.multifields import drawn
from b24sandbox.params import integer, required
from b24sandbox.show import native
from b24sandbox.store import Row

OLD_INVOICE = 5


def type_of(call: Call, name: str = "entityTypeId") -> CrmType:
    """The CRM type that a parameter names. Raises PortalError."""
    number = integer(required(call, name))
    if number == OLD_INVOICE:
        raise PortalError("ENTITY_TYPE_NOT_SUPPORTED", "Entity type `INVOICE` is not supported")
    crm_type = CRM_TYPES.get(number or 0)
    if crm_type is None:
        raise PortalError("NOT_FOUND", "Smart process not found")
    return crm_type


def item_of(call: Call, crm_type: CrmType, item_id: Any) -> Row:
    """An item that the caller may see. Raises PortalError NOT_FOUND or ACCESS_DENIED."""
    row = call.portal.table(crm_type.entity).get(integer(item_id) or 0)
    if row is None:
        raise PortalError("NOT_FOUND", "Item not found")
    is_visible = call.portal.visibility(call.user, crm_type.entity)
    if is_visible and not is_visible(row):
        raise PortalError("ACCESS_DENIED", "Access denied")
    return row


def show_item(
    call: Call, crm_type: CrmType, row: Row, names: list[str] | None = None, *, original: bool = False
) -> dict[str, Any]:
    """An item as crm.item.* answers it: all fields, or the named ones."""
    fields = fields_of(call.portal, crm_type)
    known = fields if names is None else [name for name in names if name in fields]
    shown = native(row, fields, call.portal.zone, known)
    if "fm" in fields:
        shown |= {name: value for name, value in drawn(row).items() if name in shown}
    if crm_type.id == 4 and "contactIds" in shown:
        contacts = call.portal.table("contact").grouped("companyIds", row["id"])
        shown["contactIds"] = [contact["id"] for contact in contacts]
    if names is None or "entityTypeId" in names:
        shown["entityTypeId"] = crm_type.id
    return renamed(shown, fields) if original else shown


def renamed(shown: dict[str, Any], fields: Fields) -> dict[str, Any]:
    """User fields under their original names."""
    return {fields[name].upper if name in fields and fields[name].user_field else name: value for name, value in shown.items()}


def to_camel(fields: Fields, given: dict[str, Any]) -> dict[str, Any]:
    """Values given under original user field names, under camelCase names."""
    names = originals(fields)
    return {names.get(name, name): value for name, value in given.items()}
