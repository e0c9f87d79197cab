"""CRM items as the old methods see them: names in capitals, text values, multifields by their kind.

The rows are those of crm.item.*; this is only the other way to name, show and write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from b24sandbox.crm_fields import user_fields
from b24sandbox.entities import BY_ENTITY, ENTITIES, CrmType
from b24sandbox.fields.crm_old import FIELDS, MULTI
from b24sandbox.fields.table import Field, Fields
from b24sandbox.filters import Test
from b24sandbox.multifields import FLAGS
from b24sandbox.params import listing, mapping, truth
from b24sandbox.portal import Portal
from b24sandbox.show import textual_value
from b24sandbox.store import Row

AMOUNTS = frozenset({"OPPORTUNITY", "TAX_VALUE"})
LINK_LISTS = frozenset({"CONTACT_IDS", "COMPANY_IDS"})
CLIENTS = frozenset({"CONTACT_ID", "COMPANY_ID"})
MOVED = {"MOVED_BY_ID": "MOVED_BY"}
ELSEWHERE: dict[str, dict[str, str]] = {"lead": MOVED, "deal": MOVED, "contact": {}, "company": {"CONTACT_ID": "CONTACT_IDS"}}
OPENED = frozenset({"IS_RECURRING", "IS_RETURN_CUSTOMER", "IS_REPEATED_APPROACH"})
NO_LIKE = frozenset({"crm_status", "crm_contact", "crm_company"})


def _stored(crm_type: CrmType) -> Fields:
    """Field of storage by the old name; without multifields, which are kept together."""
    new = {field.upper: field for field in ENTITIES[crm_type.entity].fields.values()}
    result: Fields = {}
    for name, old in FIELDS[crm_type.entity].items():
        if name in MULTI:
            continue
        field = new[ELSEWHERE[crm_type.entity].get(name, name)]
        read_only = old.read_only if name in OPENED else old.read_only or field.read_only
        result[name] = replace(field, read_only=read_only, default=None if name in CLIENTS else field.default)
    return result


def names_of(portal: Portal, crm_type: CrmType) -> Fields:
    """Fields of storage by the names that the old methods take in fields, filter and order."""
    return STORED[crm_type.entity] | {field.upper: field for field in user_fields(portal, crm_type).values()}


def described(portal: Portal, crm_type: CrmType) -> Fields:
    """Fields by the names and with the properties that the old `fields` method gives."""
    return FIELDS[crm_type.entity] | {field.upper: field for field in user_fields(portal, crm_type).values()}


def shown_names(portal: Portal, crm_type: CrmType, given: list[str]) -> list[str]:
    """What a select asks for: `*` is everything but user fields and multifields, `UF_*` the user fields."""
    known = described(portal, crm_type)
    chosen = set(given) or {"*", "UF_*"}
    return [
        name
        for name, field in known.items()
        if name not in LINK_LISTS
        and (name in chosen or (_is_plain(name, field) and ("UF_*" if field.user_field else "*") in chosen))
    ]


def _is_plain(name: str, field: Field) -> bool:
    return name not in MULTI and (field.user_field or not field.multiple)


def show_old(portal: Portal, crm_type: CrmType, row: Row, names: Iterable[str]) -> dict[str, Any]:
    """A row under the given names, everything as text; a multifield only if it has values."""
    fields = names_of(portal, crm_type)
    shown: dict[str, Any] = {}
    for name in names:
        if name in MULTI:
            values = multifield(row, name)
            if values:
                shown[name] = values
        elif name in fields:
            shown[name] = _shown(name, fields[name], row, portal)
    return shown


def _shown(name: str, field: Field, row: Row, portal: Portal) -> Any:
    value = row.get(field.name)
    if field.name in FLAGS:
        return "Y" if any(item["typeId"] == FLAGS[field.name] for item in row.get("fm") or ()) else "N"
    if name in AMOUNTS:
        return f"{value or 0:.2f}"
    if value is None and (field.user_field or field.type in {"date", "datetime"}):
        return [] if field.multiple else ""
    if field.user_field and field.type == "boolean":
        return "1" if value == "Y" else "0"
    if value == 0 and name in CLIENTS:
        return None
    return textual_value(value, field, portal.zone)


def multifield(row: Row, kind: str) -> list[dict[str, str]]:
    """Phones, or e-mails and so on, of an item, as the old methods show them."""
    return [
        {"ID": str(item["id"]), "VALUE_TYPE": item["valueType"], "VALUE": item["value"], "TYPE_ID": item["typeId"]}
        for item in row.get("fm") or ()
        if item["typeId"] == kind
    ]


def has_value(kind: str) -> Callable[[Any], Test]:
    """The test of a multifield in a filter: only exact matches work."""

    def condition(wanted: Any) -> Test:
        values = {str(item).casefold() for item in listing(wanted)}
        return lambda row: any(item["typeId"] == kind and item["value"].casefold() in values for item in row.get("fm") or ())

    return condition


def to_new(portal: Portal, crm_type: CrmType, given: dict[str, Any], *, is_new: bool, breaches: list[str]) -> dict[str, Any]:
    """Written values under the names of storage; what the documents do not let one write is noted and ignored."""
    fields = names_of(portal, crm_type)
    result: dict[str, Any] = {}
    for raw, value in given.items():
        name = raw.upper()
        field = fields.get(name)
        if name in MULTI and name in FIELDS[crm_type.entity]:
            result.setdefault("fm", {}).update(_multifield_writes(name, value, len(result.get("fm", ()))))
        elif field is None or field.read_only or (field.immutable and not is_new and not field.user_field):
            breaches.append(f"{crm_type.entity}: {'read-only' if field else 'unknown'} field {raw!r} in fields")
        elif name not in {"CLOSED", "TRACE"}:
            result[field.name] = value
    return result


def _multifield_writes(kind: str, value: Any, first: int) -> dict[str, Any]:
    writes: dict[str, Any] = {}
    given = list(mapping(value).values()) if isinstance(value, (dict, list)) else [{"VALUE": value}]
    for place, raw in enumerate(given, first):
        item = {str(key).upper(): part for key, part in mapping(raw).items()} or {"VALUE": raw}
        names = (("VALUE", "value"), ("VALUE_TYPE", "valueType"))
        write: dict[str, Any] = {new: item[old] for old, new in names if old in item}
        if truth(item.get("DELETE")):
            write["value"] = ""
        writes[str(item.get("ID") or f"n{place}")] = write | {"typeId": kind}
    return writes


STORED: dict[str, Fields] = {entity: _stored(BY_ENTITY[entity]) for entity in FIELDS}
