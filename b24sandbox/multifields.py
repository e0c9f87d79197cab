"""Phones, e-mails and the like: `fm` of CRM items, its changes and the fields drawn from it."""

from __future__ import annotations

from typing import Any

from b24sandbox.params import mapping
from b24sandbox.portal import Portal
from b24sandbox.store import Row

DRAWN = {
    "phone": ("PHONE", None),
    "phoneWork": ("PHONE", "WORK"),
    "phoneMobile": ("PHONE", "MOBILE"),
    "phoneMailing": ("PHONE", "MAILING"),
    "email": ("EMAIL", None),
    "emailWork": ("EMAIL", "WORK"),
    "emailHome": ("EMAIL", "HOME"),
    "emailMailing": ("EMAIL", "MAILING"),
    "imol": ("IM", None),
}
FLAGS = {"hasPhone": "PHONE", "hasEmail": "EMAIL", "hasImol": "IM"}


def merge(portal: Portal, row: Row, given: Any) -> bool:
    """Apply a written `fm`: keys n0, n1 add, a numeric key changes that value, an empty value deletes. True if changed."""
    if given is None or given == "":
        return False
    held = [dict(item) for item in row.get("fm") or []]
    by_id = {str(item["id"]): item for item in held}
    for key, raw in mapping(given).items():
        item = mapping(raw)
        known = by_id.get(str(item.get("id", key)))
        if known is not None:
            known |= {name: item[name] for name in ("value", "valueType", "typeId") if name in item}
        elif item.get("value"):
            held.append(new_value(portal, item))
    kept = [item for item in held if item.get("value")]
    if kept == (row.get("fm") or []):
        return False
    row["fm"] = kept or None
    return True


def new_value(portal: Portal, item: dict[str, Any]) -> dict[str, Any]:
    """A multifield value with an id of its own."""
    number = int(item.get("id") or portal.last_multifield + 1)
    portal.last_multifield = max(portal.last_multifield, number)
    return {
        "id": number,
        "valueType": item.get("valueType") or "WORK",
        "value": str(item["value"]),
        "typeId": item.get("typeId") or "PHONE",
    }


def drawn(row: Row) -> dict[str, Any]:
    """Fields that an item shows from its multifields."""
    values = row.get("fm") or []
    result: dict[str, Any] = {
        name: next((item["value"] for item in values if item["typeId"] == kind and type_ in {None, item["valueType"]}), "")
        for name, (kind, type_) in DRAWN.items()
    }
    return result | {name: "Y" if any(item["typeId"] == kind for item in values) else "N" for name, kind in FLAGS.items()}
