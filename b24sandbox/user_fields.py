"""User fields of CRM items as things that are created, changed and deleted, with their enumerations and events."""

from __future__ import annotations

import re
from typing import Any

from b24sandbox.entities import CrmType
from b24sandbox.errors import PortalError
from b24sandbox.events import emit
from b24sandbox.params import integer, listing, mapping, truth
from b24sandbox.portal import Portal
from b24sandbox.store import Row

TYPES = frozenset({
    "string", "integer", "double", "boolean", "datetime", "date", "enumeration", "money", "url", "employee", "crm",
    "crm_status", "address", "file", "iblock_section", "iblock_element", "resourcebooking",
})  # fmt: skip
LABELS = ("EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL", "ERROR_MESSAGE", "HELP_MESSAGE")
FLAGS = ("MULTIPLE", "MANDATORY", "SHOW_IN_LIST", "EDIT_IN_LIST", "IS_SEARCHABLE")
CHANGEABLE = frozenset({
    "XML_ID", "SORT", "MANDATORY", "SHOW_FILTER", "SHOW_IN_LIST", "EDIT_IN_LIST", "IS_SEARCHABLE", "SETTINGS", "LIST", *LABELS,
})  # fmt: skip
NAME_LENGTH = 50
LIST_SETTINGS = {"DISPLAY": "LIST", "LIST_HEIGHT": 1, "CAPTION_NO_VALUE": "", "SHOW_NO_VALUE": "Y"}


def fields_of_type(portal: Portal, crm_type: CrmType) -> list[Row]:
    """User fields of a CRM type by ascending id."""
    return portal.table("userfield").grouped("ENTITY_ID", crm_type.uf_entity)


def add_user_field(portal: Portal, crm_type: CrmType, given: dict[str, Any], user_id: int | None) -> Row:
    """Create a user field from values under UPPER_SNAKE names; the name is complete. Raises PortalError."""
    name = str(given.get("FIELD_NAME") or "")
    _check(portal, crm_type, name, str(given.get("USER_TYPE_ID") or ""))
    row: Row = {
        "ENTITY_ID": crm_type.uf_entity,
        "FIELD_NAME": name,
        "USER_TYPE_ID": str(given["USER_TYPE_ID"]),
        "XML_ID": given.get("XML_ID"),
        "SORT": integer(given.get("SORT"), 100),
        "SHOW_FILTER": given.get("SHOW_FILTER") or "N",
        "SETTINGS": given.get("SETTINGS") or (dict(LIST_SETTINGS) if given["USER_TYPE_ID"] == "enumeration" else []),
    }
    row |= {flag: "Y" if truth(given[flag]) else "N" for flag in FLAGS if flag in given}
    label = given.get("LABEL")
    row |= {key: given.get(key) if given.get(key) is not None else label for key in LABELS[:3]}
    row |= {key: given[key] for key in LABELS[3:] if given.get(key) is not None}
    portal.table("userfield").insert(row)
    if given.get("LIST"):
        row["LIST"] = enumeration(portal, row, listing(given["LIST"]))
    _tell(portal, crm_type, "ADD", row, user_id)
    return row


def _check(portal: Portal, crm_type: CrmType, name: str, kind: str) -> None:
    if not name:
        raise PortalError("", "The 'FIELD_NAME' field is not found.")
    if not kind:
        raise PortalError("", "The 'USER_TYPE_ID' field is not found.")
    if len(name) > NAME_LENGTH:
        raise PortalError("ERROR_CORE", "Field name is too long (more than 50 characters).<br>")
    if not re.fullmatch(r"[A-Z0-9_]+", name):
        raise PortalError("ERROR_CORE", "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.<br>")
    if kind not in TYPES:
        raise PortalError("ERROR_CORE", "Invalid custom type specified.<br>")
    if any(row["FIELD_NAME"] == name for row in fields_of_type(portal, crm_type)):
        raise PortalError("ERROR_CORE", f"Field {name} for object {crm_type.uf_entity} already exists.<br>")


def enumeration(portal: Portal, row: Row, given: list[Any]) -> list[dict[str, Any]]:
    """The items of an enumeration after a write: an ID changes that item, DEL removes it, without ID one is added."""
    held = {item["ID"]: dict(item) for item in row.get("LIST") or []}
    for place, raw in enumerate(given, 1):
        item = {str(key).upper().replace("XMLID", "XML_ID"): value for key, value in mapping(raw).items()}
        known = held.get(str(item.get("ID") or ""))
        if known is not None and truth(item.get("DEL")):
            del held[known["ID"]]
        elif known is not None:
            known |= {key: str(item[key]) for key in ("VALUE", "SORT", "DEF", "XML_ID") if key in item}
        else:
            new = _new_item(portal, item, place)
            held[new["ID"]] = new
    codes = [item["XML_ID"] for item in held.values()]
    if len(codes) != len(set(codes)):
        raise PortalError("ERROR_CORE", "List item with this XML_ID already exists.<br>")
    return sorted(held.values(), key=lambda item: (int(item["SORT"]), int(item["ID"])))


def _new_item(portal: Portal, item: dict[str, Any], place: int) -> dict[str, Any]:
    taken = (int(one["ID"]) for row in portal.table("userfield").all() for one in row.get("LIST") or ())
    portal.last_enumeration = max(portal.last_enumeration, *taken, 0) + 1
    return {
        "ID": str(portal.last_enumeration),
        "SORT": str(item.get("SORT") or place * 10),
        "VALUE": str(item.get("VALUE") or ""),
        "DEF": "Y" if truth(item.get("DEF")) else "N",
        "XML_ID": str(item.get("XML_ID") or portal.dice.hexadecimal()),
    }


def update_user_field(portal: Portal, crm_type: CrmType, row: Row, given: dict[str, Any], user_id: int | None) -> None:
    """Change what may be changed of a user field. Raises PortalError."""
    values = {key: value for key, value in given.items() if key in CHANGEABLE}
    values |= {flag: "Y" if truth(values[flag]) else "N" for flag in FLAGS if flag in values}
    if "SORT" in values:
        values["SORT"] = integer(values["SORT"], 100)
    if "LIST" in values:
        values["LIST"] = enumeration(portal, row, listing(values["LIST"]))
    portal.table("userfield").change(row["ID"], values)
    _tell(portal, crm_type, "UPDATE", row, user_id)
    if "LIST" in values:
        _tell(portal, crm_type, "SETENUMVALUES", row, user_id)


def delete_user_field(portal: Portal, crm_type: CrmType, row: Row, user_id: int | None) -> None:
    """Delete a user field; values that items hold are no longer shown."""
    portal.table("userfield").remove(row["ID"])
    _tell(portal, crm_type, "DELETE", row, user_id)


def _tell(portal: Portal, crm_type: CrmType, verb: str, row: Row, user_id: int | None) -> None:
    if crm_type.id in {1, 2, 3, 4}:
        fields = {"ID": str(row["ID"]), "ENTITY_ID": row["ENTITY_ID"], "FIELD_NAME": row["FIELD_NAME"]}
        emit(portal, f"ONCRM{crm_type.symbol.upper()}USERFIELD{verb}", {"FIELDS": fields}, user_id)
