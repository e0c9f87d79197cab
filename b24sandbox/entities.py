"""Every kind of row the portal keeps: its fields, its key and the indexes that its lists and cards need.

The names are those of portal files; the ones marked as internal appear in `state` but not in a portal file.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from b24sandbox.fields import activities, crm, dictionaries, people, products, sale, service, tasks
from b24sandbox.fields.table import Fields
from b24sandbox.store import Keys, Row, Table


@dataclass(frozen=True)
class Entity:
    """One kind of row. `key` None numbers rows without showing the number."""

    name: str
    fields: Fields
    key: str | None = "id"
    groups: dict[str, Keys] = field(default_factory=dict)
    cursors: tuple[str, ...] = ()
    is_internal: bool = False

    def table(self) -> Table:
        """A new empty table of this kind."""
        return Table(self.name, self.key, self.groups, self.cursors)


def _value(name: str) -> Callable[[Row], Iterable[Hashable]]:
    def keys(row: Row) -> Iterable[Hashable]:
        value = row.get(name)
        return () if value is None else value if isinstance(value, list) else (value,)

    return keys


def _pair(first: str, second: str) -> Callable[[Row], Iterable[Hashable]]:
    def keys(row: Row) -> Iterable[Hashable]:
        return ((row.get(first), row.get(second)),)

    return keys


def _place(row: Row) -> Iterable[Hashable]:
    return ((row["kind"], row["entity"], row["itemId"]),)


def _bindings(row: Row) -> Iterable[Hashable]:
    return [(link["OWNER_TYPE_ID"], link["OWNER_ID"]) for link in row.get("BINDINGS") or ()]


def _values(*names: str) -> dict[str, Keys]:
    return {name: _value(name) for name in names}


_CLIENT_LINKS = _values("companyId", "contactIds", "assignedById")

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity("user", people.USER, "ID"),
        Entity("department", people.DEPARTMENT, "ID"),
        Entity("absence", people.ABSENCE, groups=_values("userId")),
        Entity("status", dictionaries.STATUS, "ID", _values("ENTITY_ID")),
        Entity("category", dictionaries.CATEGORY, None, _values("entityTypeId")),
        Entity("currency", dictionaries.CURRENCY, None),
        Entity("userfield", dictionaries.USER_FIELD, "ID", _values("ENTITY_ID")),
        Entity("company", crm.COMPANY, groups=_values("assignedById"), cursors=("updatedTime",)),
        Entity("contact", crm.CONTACT, groups=_values("companyId", "companyIds", "assignedById"), cursors=("updatedTime",)),
        Entity("lead", crm.LEAD, groups=_CLIENT_LINKS, cursors=("updatedTime",)),
        Entity("deal", crm.DEAL, groups=_CLIENT_LINKS, cursors=("updatedTime",)),
        Entity("invoice", crm.INVOICE, groups=_CLIENT_LINKS | _values("parentId2"), cursors=("updatedTime",)),
        Entity("order", sale.ORDER, cursors=("dateUpdate",)),
        Entity("payment", sale.PAYMENT, groups={"owner": _pair("entityTypeId", "entityId")} | _values("orderId")),
        Entity("shipment", sale.SHIPMENT, groups=_values("orderId")),
        Entity(
            "activity",
            activities.ACTIVITY,
            "ID",
            {"binding": _bindings, "owner": _pair("OWNER_TYPE_ID", "OWNER_ID")} | _values("ASSOCIATED_ENTITY_ID"),
            ("LAST_UPDATED",),
        ),
        Entity("call", activities.CALL, "ID", _values("CRM_ACTIVITY_ID"), ("CALL_START_DATE",)),
        Entity("comment", activities.COMMENT, "ID", {"owner": _pair("ENTITY_TYPE", "ENTITY_ID")}),
        Entity(
            "stagehistory",
            activities.STAGE_HISTORY,
            "ID",
            {"owner": _pair("entityTypeId", "OWNER_ID")} | _values("entityTypeId"),
            ("CREATED_TIME",),
        ),
        Entity("task", tasks.TASK, groups=_values("ufCrmTask", "responsibleId"), cursors=("changedDate",)),
        Entity("taskhistory", tasks.TASK_HISTORY, groups=_values("taskId")),
        Entity("checklistitem", tasks.CHECKLIST_ITEM, "ID", _values("TASK_ID"), is_internal=True),
        Entity("taskcomment", tasks.TASK_COMMENT, "ID", _values("TASK_ID"), is_internal=True),
        Entity("elapseditem", tasks.ELAPSED_ITEM, "ID", _values("TASK_ID"), is_internal=True),
        Entity("taskresult", tasks.TASK_RESULT, groups=_values("taskId", "commentId"), is_internal=True),
        Entity(
            "logmessage",
            activities.LOG_MESSAGE,
            groups={"owner": _pair("entityTypeId", "entityId")},
            is_internal=True,
        ),
        Entity("productrow", products.PRODUCT_ROW, groups={"owner": _pair("ownerType", "ownerId")}, is_internal=True),
        Entity("post", service.POST, is_internal=True),
        Entity("mark", activities.MARK, groups={"place": _place}, is_internal=True),
        Entity("badge", service.BADGE, None, is_internal=True),
        Entity("notification", service.NOTIFICATION, groups=_values("userId"), is_internal=True),
        Entity("letter", service.LETTER, is_internal=True),
    )
}


@dataclass(frozen=True)
class CrmType:
    """A CRM object type: number, entity name, symbol in timeline, short code of bindings, event names, stages."""

    id: int
    entity: str
    symbol: str
    short: str
    title: str
    status_prefix: str = ""
    has_categories: bool = False

    @property
    def uf_entity(self) -> str:
        """ENTITY_ID of its user fields."""
        return f"CRM_{self.symbol.upper()}"


CRM_TYPES: dict[int, CrmType] = {
    crm_type.id: crm_type
    for crm_type in (
        CrmType(1, "lead", "lead", "L", "Lead", "STATUS"),
        CrmType(2, "deal", "deal", "D", "Deal", "DEAL_STAGE", has_categories=True),
        CrmType(3, "contact", "contact", "C", "Contact", has_categories=True),
        CrmType(4, "company", "company", "CO", "Company", has_categories=True),
        CrmType(31, "invoice", "smart_invoice", "SI", "Invoice", "SMART_INVOICE_STAGE", has_categories=True),
    )
}
BY_SHORT: dict[str, CrmType] = {crm_type.short: crm_type for crm_type in CRM_TYPES.values()}
BY_SYMBOL: dict[str, CrmType] = {crm_type.symbol: crm_type for crm_type in CRM_TYPES.values()}
BY_ENTITY: dict[str, CrmType] = {crm_type.entity: crm_type for crm_type in CRM_TYPES.values()}
BY_UF_ENTITY: dict[str, CrmType] = {crm_type.uf_entity: crm_type for crm_type in CRM_TYPES.values()}
