"""crm.enum.*, crm.multifield.fields, crm.type.* and the descriptions of user fields: lists that never change.

Names are English; the portal has no smart processes, so lists of them are empty.
"""

from __future__ import annotations

from typing import Any

from b24sandbox import strict
from b24sandbox.errors import PortalError
from b24sandbox.field_descriptions import describe
from b24sandbox.fields.table import Fields, fields
from b24sandbox.method import Call, Handler, method
from b24sandbox.params import required
from b24sandbox.result import Result

ENUMS: dict[str, list[tuple[int, str]]] = {
    "activitydirection": [(0, ""), (1, "Incoming"), (2, "Outgoing")],
    "activitynotifytype": [(0, ""), (1, "min"), (2, "h"), (3, "d")],
    "activitypriority": [(0, ""), (1, "Low"), (2, "Medium"), (3, "High")],
    "activitystatus": [(0, ""), (1, "Waiting"), (2, "Completed"), (3, "Completed automatically")],
    "activitytype": [(0, ""), (1, "Meeting"), (2, "Call"), (3, "Task"), (4, "E-mail"), (5, "Action"), (6, "User action")],
    "addresstype": [
        (11, "Delivery address"), (1, "Street address"), (6, "Legal address"), (4, "Registered address"),
        (8, "Mailing address"), (9, "Beneficiary address"),
    ],
    "contenttype": [(0, ""), (1, "Plain text"), (2, "bbCode"), (3, "HTML")],
    "settings.mode": [(1, "Classic CRM"), (2, "Simple CRM")],
}  # fmt: skip
OWNERS = [
    (1, "Lead", "LEAD", "L"), (2, "Deal", "DEAL", "D"), (3, "Contact", "CONTACT", "C"), (4, "Company", "COMPANY", "CO"),
    (5, "Invoice (old version)", "INVOICE", "I"), (31, "Invoice", "SMART_INVOICE", "SI"), (7, "Estimate", "QUOTE", "Q"),
    (8, "Details", "REQUISITE", "RQ"), (36, "Document", "SMART_DOCUMENT", "DO"),
    (39, "Company document", "SMART_B2E_DOC", "SBD"),
]  # fmt: skip
ENUM: Fields = fields("""
    ID int r
    NAME string r
    SYMBOL_CODE string r
    SYMBOL_CODE_SHORT string r
""")
MULTIFIELD: Fields = fields("""
    ID int r
    TYPE_ID string r
    VALUE string
    VALUE_TYPE string
""")
USER_FIELD: Fields = fields("""
    ID int r
    ENTITY_ID string i
    FIELD_NAME string i
    USER_TYPE_ID string i
    XML_ID string
    SORT int
    MULTIPLE char
    MANDATORY char
    SHOW_FILTER char
    SHOW_IN_LIST char
    EDIT_IN_LIST char
    IS_SEARCHABLE char
    EDIT_FORM_LABEL string
    LIST_COLUMN_LABEL string
    LIST_FILTER_LABEL string
    ERROR_MESSAGE string
    HELP_MESSAGE string
    LIST uf_enum_element *
    SETTINGS object
""")
ENUM_ELEMENT: Fields = fields("""
    ID int r
    SORT int
    VALUE string
    DEF string
    DEL string
""")
USER_TYPES = {
    "string": "String", "integer": "Integer", "double": "Number", "boolean": "Yes/No", "enumeration": "List",
    "datetime": "Date/Time", "date": "Date", "money": "Money", "url": "Link", "address": "Address", "file": "File",
    "employee": "Bind to user", "crm_status": "Bind to CRM dictionaries",
    "iblock_section": "Bind to information block sections",
    "iblock_element": "Bind to information block elements", "crm": "Bind to CRM elements",
}  # fmt: skip
_DEFAULT = {"DEFAULT_VALUE": "string"}
SETTINGS: dict[str, dict[str, str]] = {
    "string": _DEFAULT | {"ROWS": "int"},
    "integer": {"DEFAULT_VALUE": "int"},
    "double": {"DEFAULT_VALUE": "double", "PRECISION": "int"},
    "boolean": {"DEFAULT_VALUE": "int", "DISPLAY": "string"},
    "datetime": {"DEFAULT_VALUE": "object"},
    "date": {"DEFAULT_VALUE": "object"},
    "enumeration": {"DISPLAY": "string", "LIST_HEIGHT": "int"},
    "iblock_section": {"IBLOCK_TYPE_ID": "string", "IBLOCK_ID": "string", "DEFAULT_VALUE": "string", "ACTIVE_FILTER": "char"},
    "iblock_element": {"IBLOCK_TYPE_ID": "string", "IBLOCK_ID": "string", "DEFAULT_VALUE": "string", "ACTIVE_FILTER": "char"},
    "crm_status": {"ENTITY_TYPE": "string"},
    "crm": {"LEAD": "char", "CONTACT": "char", "COMPANY": "char", "DEAL": "char"},
}
TYPES: Fields = fields("""
    id integer r
    title string !
    code string
    entityTypeId integer
    createdBy user r
    createdTime datetime r
    updatedTime datetime r
    updatedBy user r
""")


def _constant(value: Any) -> Handler:
    return lambda _call: Result(value)


def _element(number: int, name: str, symbol: str | None = None, short: str | None = None) -> dict[str, Any]:
    return {"ID": number, "NAME": name, "SYMBOL_CODE": symbol, "SYMBOL_CODE_SHORT": short}


for _name, _items in ENUMS.items():
    method(f"crm.enum.{_name}", "crm", {})(_constant([_element(*item) for item in _items]))
method("crm.enum.ownertype", "crm", {})(_constant([_element(*item) for item in OWNERS]))
method("crm.enum.getorderownertypes", "crm", {})(_constant([{"attribute": "DYN", "code": "DEAL", "id": 2, "name": "Deal"}]))
method("crm.enum.fields", "crm", {})(_constant({name: describe(field) for name, field in ENUM.items()}))
method("crm.multifield.fields", "crm", {})(_constant({name: describe(field) for name, field in MULTIFIELD.items()}))


def _short(known: Fields) -> dict[str, Any]:
    return {
        name: {"type": field.type, "title": describe(field)["title"]}
        | {
            key: True
            for key, is_so in (
                ("isReadOnly", field.read_only),
                ("isImmutable", field.immutable),
                ("isMultiple", field.multiple),
            )
            if is_so
        }
        for name, field in known.items()
    }


method("crm.userfield.fields", "crm", {})(_constant(_short(USER_FIELD)))
method("crm.userfield.enumeration.fields", "crm", {})(_constant(_short(ENUM_ELEMENT)))
method("crm.userfield.types", "crm", {})(_constant([{"ID": name, "title": title} for name, title in USER_TYPES.items()]))


@method("crm.userfield.settings.fields", "crm", {"type": "string!"})
def crm_userfield_settings_fields(call: Call) -> Result:
    """Settings that user fields of a type have."""
    kind = str(call.params.get("type") or "")
    if not kind:
        raise PortalError("", "Parameter 'type' is not specified or empty.")
    titles = SETTINGS.get(kind, {})
    return Result({name: {"type": given, "title": name.replace("_", " ").capitalize()} for name, given in titles.items()})


def _admin(call: Call) -> None:
    if not call.is_admin:
        raise PortalError("ACCESS_DENIED", "Access denied")


@method("crm.type.list", "crm", {"order": "object", "filter": "object", "start": "integer"}, is_exact=True)
def crm_type_list(call: Call) -> Result:
    """Smart processes: none, but the filter and the order are read."""
    _admin(call)
    strict.criteria(call, TYPES.get, "id")
    strict.order(call, TYPES.get, "id")
    return Result({"types": []}, 0)


@method("crm.type.get", "crm", {"id": "integer!"}, is_exact=True)
def crm_type_get(call: Call) -> Result:
    """A smart process by id: there is none."""
    _admin(call)
    required(call, "id")
    raise PortalError("NOT_FOUND", "Smart process not found")


@method("crm.type.getByEntityTypeId", "crm", {"entityTypeId": "integer!"}, is_exact=True)
def crm_type_get_by_entity_type_id(call: Call) -> Result:
    """A smart process by the number of its type: there is none."""
    _admin(call)
    required(call, "entityTypeId")
    raise PortalError("NOT_FOUND", "Smart process not found")
