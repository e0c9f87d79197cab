"""Leads, deals, contacts, companies and invoices as things that are created, changed and deleted, with what follows.

Side effects: stage history, movedTime and movedBy, updatedTime and updatedBy, events. Rights are checked by the callers.
"""

from __future__ import annotations

from typing import Any

from b24sandbox import stages
from b24sandbox.crm_fields import fields_of
from b24sandbox.entities import CrmType
from b24sandbox.errors import PortalError
from b24sandbox.events import emit_entity
from b24sandbox.fields.table import Fields
from b24sandbox.item_events import tell
from b24sandbox.item_links import normalise, spread
from b24sandbox.multifields import merge
from b24sandbox.portal import Portal
from b24sandbox.store import Row
from b24sandbox.values import InvalidValue, NotIterable, read


def read_fields(
    portal: Portal, crm_type: CrmType, given: dict[str, Any], breaches: list[str], known: Fields | None = None
) -> Row:
    """Typed values of the writable fields among the given; the others are ignored and noted. Raises PortalError.

    `known` are the fields there are, by their stored names, if not those of crm.item.*.
    """
    fields = fields_of(portal, crm_type) if known is None else known
    result: Row = {}
    for name, value in given.items():
        field = fields.get(name)
        if field is None or field.read_only:
            breaches.append(f"{crm_type.entity}: {'read-only' if field else 'unknown'} field {name!r} in fields")
            continue
        try:
            result[name] = value if field.type == "crm_multifield" else read(field, value, portal.zone)
        except NotIterable as error:
            raise PortalError("100", f"Expected iterable value for multiple field, but got {error} instead") from error
        except InvalidValue as error:
            raise _not_valid(name) from error
    _check_links(portal, result)
    return result


def _not_valid(name: str) -> PortalError:
    return PortalError("CRM_FIELD_ERROR_VALUE_NOT_VALID", f'Invalid value for field "{name}"')


def _check_links(portal: Portal, values: Row) -> None:
    for name, entity in (("companyId", "company"), ("contactId", "contact"), ("assignedById", "user"), ("parentId2", "deal")):
        if values.get(name) and portal.table(entity).get(values[name]) is None:
            raise _not_valid(name)
    for name in ("contactIds", "companyIds"):
        if any(portal.table(name[:-3]).get(item) is None for item in values.get(name) or ()):
            raise _not_valid(name)


def add_item(portal: Portal, crm_type: CrmType, values: Row, user_id: int | None) -> Row:
    """Create an item from typed values; the acting user may be None for a robot. Raises PortalError."""
    now = portal.clock.now()
    actor = user_id or 0
    normalise(crm_type, values)
    row: Row = {
        "createdTime": now,
        "updatedTime": now,
        "createdBy": actor,
        "updatedBy": actor,
        "assignedById": actor or portal.first_admin()["ID"],
        "lastActivityBy": actor,
        "lastActivityTime": now,
        "opened": "Y",
    }
    row |= {name: value for name, value in values.items() if name != "fm" and value is not None}
    _set_stage(portal, crm_type, row)
    if "isManualOpportunity" not in values and values.get("opportunity") is not None:
        row["isManualOpportunity"] = "Y"
    if "currencyId" not in values and "currencyId" in fields_of(portal, crm_type):
        row["currencyId"] = portal.settings.currency
    merge(portal, row, values.get("fm"))
    row_id = portal.table(crm_type.entity).insert(row)
    if not row.get("title") and crm_type.id != 3:
        row["title"] = f"{crm_type.title} #{row_id}"
    if crm_type.id == 31 and not row.get("accountNumber"):
        row["accountNumber"] = str(row_id)
    spread(portal, crm_type, row, values)
    if row.get("stageId"):
        _record_stage(portal, crm_type, row, 1)
    tell(portal, crm_type, "ADD", row, user_id)
    return row


def _set_stage(portal: Portal, crm_type: CrmType, row: Row) -> None:
    if crm_type.has_categories:
        row.setdefault("categoryId", stages.default_category(portal, crm_type))
        if not stages.has_category(portal, crm_type, row["categoryId"]):
            raise _not_valid("categoryId")
    if not crm_type.status_prefix:
        return
    category = row.get("categoryId", 0)
    if not row.get("stageId"):
        known = stages.stages(portal, crm_type, category)
        row["stageId"] = known[0]["STATUS_ID"] if known else "NEW"
    meaning = stages.semantic(portal, crm_type, row["stageId"], category)
    if meaning is None:
        raise _not_valid("stageId")
    row |= {"movedTime": row["updatedTime"], "movedBy": row["updatedBy"]}
    _mean_stage(crm_type, row, meaning)


def _mean_stage(crm_type: CrmType, row: Row, meaning: str) -> None:
    if crm_type.id in {1, 2}:
        row["stageSemanticId"] = meaning
    if crm_type.id == 2:
        row["closed"] = "N" if meaning == "P" else "Y"
    if crm_type.id == 1:
        row["dateClosed"] = None if meaning == "P" else row["movedTime"]


def update_item(portal: Portal, crm_type: CrmType, row: Row, values: Row, user_id: int | None) -> bool:
    """Change an item by typed values; False if nothing differed, and then nothing is saved. Raises PortalError."""
    normalise(crm_type, values)
    changed = {name: value for name, value in values.items() if name != "fm" and not _same(row.get(name), value)}
    multifields = dict(row)
    if merge(portal, multifields, values.get("fm")):
        changed["fm"] = multifields["fm"]
    if not changed:
        return False
    now = portal.clock.now()
    draft = row | changed | {"updatedTime": now, "updatedBy": user_id or 0}
    moved = crm_type.status_prefix and ({"stageId", "categoryId"} & set(changed))
    if moved:
        changed_category = "categoryId" in changed and crm_type.has_categories
        if changed_category and "stageId" not in changed:
            draft["stageId"] = None
        previous = row.get("stageId")
        _set_stage(portal, crm_type, draft)
        if crm_type.id == 31:
            draft["previousStageId"] = previous
    portal.table(crm_type.entity).change(row["id"], draft)
    spread(portal, crm_type, row, changed)
    if moved:
        _record_move(portal, crm_type, row, is_new_category="categoryId" in changed)
    _tell_update(portal, crm_type, row, user_id, is_new_category=bool(moved) and "categoryId" in changed)
    return True


def _same(held: Any, value: Any) -> bool:
    return held == value or (not held and not value and held != 0.0 and value != 0.0)


def _tell_update(portal: Portal, crm_type: CrmType, row: Row, user_id: int | None, *, is_new_category: bool) -> None:
    if crm_type.id == 2 and is_new_category:
        more = {"CATEGORY_ID": str(row["categoryId"]), "STAGE_ID": row["stageId"]}
        emit_entity(portal, "ONCRMDEALMOVETOCATEGORY", row["id"], user_id, **more)
    else:
        tell(portal, crm_type, "UPDATE", row, user_id)


def _record_move(portal: Portal, crm_type: CrmType, row: Row, *, is_new_category: bool) -> None:
    meaning = stages.semantic(portal, crm_type, row["stageId"], row.get("categoryId") or 0)
    _record_stage(portal, crm_type, row, 5 if is_new_category else 2 if meaning == "P" else 3)


def _record_stage(portal: Portal, crm_type: CrmType, row: Row, kind: int) -> None:
    meaning = stages.semantic(portal, crm_type, row["stageId"], row.get("categoryId") or 0)
    record: Row = {"entityTypeId": crm_type.id, "TYPE_ID": kind, "OWNER_ID": row["id"], "CREATED_TIME": row["updatedTime"]}
    if crm_type.id == 1:
        record |= {"STATUS_SEMANTIC_ID": meaning, "STATUS_ID": row["stageId"]}
    else:
        record |= {"CATEGORY_ID": row.get("categoryId") or 0, "STAGE_SEMANTIC_ID": meaning, "STAGE_ID": row["stageId"]}
    portal.table("stagehistory").insert(record)


def delete_item(portal: Portal, crm_type: CrmType, row: Row, user_id: int | None) -> None:
    """Delete an item; its stage history, comments and product rows go with it."""
    portal.table(crm_type.entity).remove(row["id"])
    for table, owner in (
        ("stagehistory", (crm_type.id, row["id"])),
        ("comment", (crm_type.symbol, row["id"])),
        ("logmessage", (crm_type.id, row["id"])),
        ("productrow", (crm_type.short, row["id"])),
    ):
        for record in portal.table(table).grouped("owner", owner):
            portal.table(table).remove(record[portal.table(table).key or "id"])
    tell(portal, crm_type, "DELETE", row, user_id)
