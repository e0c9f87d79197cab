"""How fields describe themselves in crm.item.fields and crm.activity.fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from b24sandbox import stages
from b24sandbox.crm_fields import fields_of
from b24sandbox.entities import CrmType
from b24sandbox.fields.table import Field
from b24sandbox.portal import Portal

PARENTS = {"companyId": 4, "mycompanyId": 4, "parentId1": 1, "parentId2": 2}
DICTIONARIES = {
    "sourceId": "SOURCE",
    "industry": "INDUSTRY",
    "employees": "EMPLOYEES",
    "honorific": "HONORIFIC",
    "eventId": "EVENT_TYPE",
}
STAGES = {"stageId", "previousStageId"}


def describe(field: Field) -> dict[str, Any]:
    """What every field says of itself."""
    text: dict[str, Any] = {
        "type": field.type,
        "isRequired": field.required,
        "isReadOnly": field.read_only,
        "isImmutable": field.immutable,
        "isMultiple": field.multiple,
        "isDynamic": field.user_field,
    }
    if field.deprecated:
        text["isDeprecated"] = True
    if field.items:
        text["items"] = [{"ID": str(item_id), "VALUE": value} for item_id, value in field.items]
    text["title"] = field.upper if field.user_field else field.upper.replace("_", " ").capitalize()
    return text


def describe_type(portal: Portal, crm_type: CrmType, *, original: bool) -> dict[str, dict[str, Any]]:
    """All fields of a CRM type; `original` names user fields as UF_CRM_... and leaves `upperName` out."""
    fields = fields_of(portal, crm_type)
    if "contactIds" in fields:
        fields["contacts"] = replace(fields["contactIds"], name="contacts", upper="CONTACTS")
    described = {}
    for field in fields.values():
        text = describe(field) | _references(portal, crm_type, field)
        if not original:
            text["upperName"] = field.upper
        described[field.upper if original and field.user_field else field.name] = text
    return described


def _references(portal: Portal, crm_type: CrmType, field: Field) -> dict[str, Any]:
    if field.name in STAGES:
        return {"statusType": stages.dictionary(crm_type, stages.default_category(portal, crm_type))}
    if field.name == "typeId":
        return {"statusType": f"{crm_type.symbol.upper()}_TYPE"}
    if field.name in DICTIONARIES:
        return {"statusType": DICTIONARIES[field.name]}
    if field.name in PARENTS:
        own = {"isMyCompany": True, "isEmbeddedEditorEnabled": True} if field.name == "mycompanyId" else {}
        return {"settings": own | {"parentEntityTypeId": PARENTS[field.name]}}
    return {}
