"""The fields of a CRM type on this portal: the standard ones and its user fields, with the two ways to name them."""

from __future__ import annotations

from b24sandbox.entities import CRM_TYPES, ENTITIES, CrmType
from b24sandbox.fields.table import Field, Fields
from b24sandbox.portal import Portal
from b24sandbox.store import Row


def camel(name: str) -> str:
    """`UF_CRM_B24B_HOLD` -> `ufCrmB24bHold`, `UF_CRM_17212` -> `ufCrm_17212`, `UF_CRM_2_1639` -> `ufCrm2_1639`."""
    first, *rest = name.lower().split("_")
    result = first
    for place, part in enumerate(rest):
        following = rest[place + 1] if place + 1 < len(rest) else ""
        if not part[:1].isdigit():
            result += part[:1].upper() + part[1:]
        elif following[:1].isdigit():
            result += part
        else:
            result += f"_{part}"
    return result


def user_fields(portal: Portal, crm_type: CrmType) -> Fields:
    """User fields of the type by their camelCase names."""
    rows = portal.table("userfield").grouped("ENTITY_ID", crm_type.uf_entity)
    return {field.name: field for field in map(_user_field, rows)}


def _user_field(row: Row) -> Field:
    return Field(
        camel(row["FIELD_NAME"]),
        row["USER_TYPE_ID"],
        required=row.get("MANDATORY") == "Y",
        multiple=row.get("MULTIPLE") == "Y",
        upper=row["FIELD_NAME"],
        user_field=True,
        items=tuple((int(item["ID"]), item["VALUE"]) for item in row.get("LIST") or ()),
    )


NEW: dict[str, Fields] = {
    crm_type.entity: {name: field for name, field in ENTITIES[crm_type.entity].fields.items() if not field.is_old}
    for crm_type in CRM_TYPES.values()
}


def fields_of(portal: Portal, crm_type: CrmType) -> Fields:
    """All fields of the type by camelCase names, but those that only the old methods know."""
    return NEW[crm_type.entity] | user_fields(portal, crm_type)


def originals(fields: Fields) -> dict[str, str]:
    """CamelCase name of each user field by its original name."""
    return {field.upper: name for name, field in fields.items() if field.user_field}
