"""Fields of a CRM item as its card shows them, and the inputs that change them.

Standard fields are a choice for each type; user fields are all shown, by their labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from b24sandbox import people, stages
from b24sandbox.crm_fields import camel, fields_of
from b24sandbox.entities import BY_ENTITY, CRM_TYPES, CrmType
from b24sandbox.fields.table import Field
from b24sandbox.pages import addresses
from b24sandbox.pages.wording import Wording
from b24sandbox.portal import Portal
from b24sandbox.store import Row

SHOWN = {
    1: "name lastName companyTitle stageId opportunity sourceId assignedById createdTime lastActivityTime comments",
    2: "companyId contactIds categoryId stageId opportunity begindate closedate assignedById createdTime movedTime comments",
    3: "companyIds post typeId assignedById createdTime lastActivityTime comments",
    4: "typeId industry assignedById createdTime lastActivityTime address comments",
    31: "accountNumber companyId contactIds parentId2 stageId opportunity begindate closedate assignedById createdTime",
}
LINKED = {"companyId": "company", "companyIds": "company", "contactId": "contact", "contactIds": "contact", "parentId2": "deal"}
DICTIONARIES = {"typeId": "{symbol}_TYPE", "industry": "INDUSTRY", "sourceId": "SOURCE"}
INPUTS = {"boolean": "checkbox", "date": "date", "datetime": "datetime-local", "integer": "number", "double": "number"}


@dataclass(frozen=True)
class Shown:
    """One value: a text, or links as (text, address)."""

    label: str
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Input:
    """One input of the change form. `kind` is an HTML input type, or select with `options` of (value, text)."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def title(crm_type: CrmType, row: Row) -> str:
    """How people name an item."""
    if crm_type.id == 3:
        return " ".join(part for part in (row.get("name"), row.get("lastName")) if part) or f"#{row['id']}"
    return str(row.get("title") or f"#{row['id']}")


def link(portal: Portal, crm_type: CrmType, row_id: int) -> tuple[str, str]:
    """Title and address of an item; the bare number if it was deleted."""
    row = portal.table(crm_type.entity).get(row_id)
    return (title(crm_type, row), addresses.item(crm_type, row_id)) if row else (f"#{row_id}", "")


def stage_name(portal: Portal, crm_type: CrmType, stage_id: str | None, category_id: int) -> str:
    """The stage's name; its code if the funnel does not know it."""
    rows = stages.stages(portal, crm_type, category_id)
    return next((row["NAME"] for row in rows if row["STATUS_ID"] == stage_id), stage_id or "")


def status_name(portal: Portal, entity_id: str, status_id: str | None) -> str:
    """The name of a value of a CRM dictionary."""
    rows = portal.table("status").grouped("ENTITY_ID", entity_id)
    return next((row["NAME"] for row in rows if row["STATUS_ID"] == status_id), status_id or "")


def standard(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> list[Shown]:
    """The chosen standard fields, phones and addresses that are filled in."""
    shown = [_shown(portal, crm_type, row, name, words) for name in SHOWN[crm_type.id].split()]
    for kind, label in (("PHONE", "Phone"), ("EMAIL", "E-mail")):
        values = [item["value"] for item in row.get("fm") or () if item["typeId"] == kind]
        shown.append(Shown(words.text(label), ", ".join(values)))
    return [field for field in shown if field.text or field.links]


def _shown(portal: Portal, crm_type: CrmType, row: Row, name: str, words: Wording) -> Shown:
    label, value = words.term(f"field.{name}"), row.get(name)
    if value is None:
        return Shown(label)
    if name in LINKED:
        ids = value if isinstance(value, list) else [value]
        return Shown(label, links=tuple(link(portal, BY_ENTITY[LINKED[name]], row_id) for row_id in ids if row_id))
    if name == "assignedById":
        return Shown(label, links=((people.full_name(portal.user(value)) or f"#{value}", addresses.employee(value)),))
    return Shown(label, _named(portal, crm_type, row, name, words))


def _named(portal: Portal, crm_type: CrmType, row: Row, name: str, words: Wording) -> str:
    value = row[name]
    if name == "stageId":
        return stage_name(portal, crm_type, value, row.get("categoryId") or 0)
    if name == "categoryId":
        rows = portal.table("category").grouped("entityTypeId", crm_type.id)
        return next((str(item["name"]) for item in rows if item["id"] == value), str(value))
    if name in DICTIONARIES:
        return status_name(portal, DICTIONARIES[name].format(symbol=crm_type.symbol.upper()), value)
    if name == "lastActivityTime":
        return words.moment(last_activity(portal, crm_type, row))
    return words.money(value, row.get("currencyId")) if name == "opportunity" else _plain(value, words)


def _plain(value: Any, words: Wording) -> str:
    if isinstance(value, datetime):
        return words.moment(value)
    return words.day(value) if isinstance(value, date) else str(value)


def last_activity(portal: Portal, crm_type: CrmType, row: Row) -> datetime | None:
    """The newest of the stored moment, the item's activities and its comments; a seed may hold no stored one."""
    moments = [row.get("lastActivityTime") or row.get("updatedTime")]
    moments += [item["CREATED"] for item in portal.table("activity").grouped("binding", (crm_type.id, row["id"]))]
    moments += [item["CREATED"] for item in portal.table("comment").grouped("owner", (crm_type.symbol, row["id"]))]
    return max((moment for moment in moments if moment), default=None)


def user_fields(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> list[Shown]:
    """Every user field of the type with its value, empty ones too."""
    return [
        Shown(label, _user_value(portal, row.get(field.name), field, words))
        for label, field in labelled(portal, crm_type, words)
    ]


def labelled(portal: Portal, crm_type: CrmType, words: Wording) -> list[tuple[str, Field]]:
    """User fields of the type with the labels of their cards, in their order."""
    fields = fields_of(portal, crm_type)
    rows = portal.table("userfield").grouped("ENTITY_ID", crm_type.uf_entity)
    rows = sorted(rows, key=lambda row: (row.get("SORT") or 100, row["ID"]))
    return [(words.label(row.get("EDIT_FORM_LABEL"), row["FIELD_NAME"]), fields[camel(row["FIELD_NAME"])]) for row in rows]


def _user_value(portal: Portal, value: Any, field: Field, words: Wording) -> str:
    if isinstance(value, list):
        return ", ".join(_user_value(portal, item, field, words) for item in value)
    if value is None or value == "":
        return ""
    if field.type == "boolean":
        return words.text("yes") if value == "Y" else words.text("no")
    if field.items:
        return dict(field.items).get(value, str(value))
    if field.type == "employee":
        return people.full_name(portal.user(value)) or f"#{value}"
    return _plain(value, words) if field.type != "money" else str(value).replace("|", " ")


def inputs(portal: Portal, crm_type: CrmType, row: Row, words: Wording) -> list[Input]:
    """Inputs of the change form: who answers for it, its stage, its user fields of one value."""
    staff = [user for user in portal.table("user").all() if user.get("ACTIVE", True) or user["ID"] == row.get("assignedById")]
    options = tuple((str(user["ID"]), people.full_name(user)) for user in staff)
    result = [_select("assignedById", words.term("field.assignedById"), row.get("assignedById"), options)]
    if crm_type.status_prefix:
        known = stages.stages(portal, crm_type, row.get("categoryId") or 0)
        options = tuple((stage["STATUS_ID"], stage["NAME"]) for stage in known)
        result.append(_select("stageId", words.term("field.stageId"), row.get("stageId"), options))
    single = ((label, field) for label, field in labelled(portal, crm_type, words) if not field.multiple)
    return result + [_input(label, field, row.get(field.name), words) for label, field in single]


def _select(name: str, label: str, value: Any, options: tuple[tuple[str, str], ...]) -> Input:
    return Input(name, label, "select", str(value or ""), options)


def _input(label: str, field: Field, value: Any, words: Wording) -> Input:
    if field.items:
        return _select(field.name, label, value, (("", "—"), *((str(item), text) for item, text in field.items)))
    text = words.field(value) if isinstance(value, datetime) else str(value if value is not None else "")
    return Input(field.name, label, INPUTS.get(field.type, "text"), text)


def owner_type(entity_type_id: int) -> CrmType:
    """The CRM type of a number. Raises LookupError."""
    if entity_type_id not in CRM_TYPES:
        raise LookupError(f"no CRM type {entity_type_id}")
    return CRM_TYPES[entity_type_id]
