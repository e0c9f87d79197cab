"""Our user fields on companies and contacts: what they are, which are missing, and the numbers of their items.

Not their values on a card: those are written by `writes` and read by `streams`. The fields stay on the portal after an
uninstall (settings/app-uninstallation.md), so creating them must find the old ones again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from b24bridge.core.ids import COMPANY, CONTACT

STATE = "UF_CRM_B24B_STATE"
LIST_METHODS = {COMPANY: "crm.company.userfield.list", CONTACT: "crm.contact.userfield.list"}
ADD_METHODS = {COMPANY: "crm.company.userfield.add", CONTACT: "crm.contact.userfield.add"}
UPDATE_METHODS = {COMPANY: "crm.company.userfield.update", CONTACT: "crm.contact.userfield.update"}


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a list field; `xml_id` is how the rest of the bridge names it."""

    xml_id: str
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class UserField:
    """One of our fields: its name on the portal, its type, and how people read it."""

    name: str
    type: str
    ru: str
    en: str
    items: tuple[Item, ...] = ()


LABELS = (
    Item("forgotten", "Забытый", "Forgotten"),
    Item("releasing", "Под освобождением", "To be released"),
    Item("released", "Освобождён", "Released"),
    Item("at_risk", "Риск ухода", "At risk"),
    Item("lapsed", "Ушедший", "Lapsed"),
    Item("unpaid", "Неоплаченный заказ", "Unpaid order"),
    Item("debtor", "Должник", "Debtor"),
    Item("promised", "Обещал", "Promised"),
    Item("disputed", "Спор", "Disputed"),
)
FIELDS = (
    UserField(STATE, "enumeration", "Состояние клиента", "Client state", LABELS),
    UserField("UF_CRM_B24B_SINCE", "date", "В состоянии с", "In this state since"),
    UserField("UF_CRM_B24B_NEXT", "date", "Следующий шаг", "Next step"),
    UserField("UF_CRM_B24B_WHY", "string", "Почему", "Why"),
    UserField("UF_CRM_B24B_HOLD", "boolean", "Не трогать", "Hold"),
    UserField("UF_CRM_B24B_HOLD_UNTIL", "date", "Не трогать до", "Hold until"),
    UserField("UF_CRM_B24B_HOLD_REASON", "string", "Причина «не трогать»", "Reason for the hold"),
    UserField("UF_CRM_B24B_DEBT", "money", "Долг", "Debt"),
    UserField("UF_CRM_B24B_RISK", "money", "Под риском", "At risk, money"),
)
Rows = Iterable[Mapping[str, Any]]


def names_in(rows: Rows) -> frozenset[str]:
    """Return the names of the fields that an entity has."""
    return frozenset(str(row.get("FIELD_NAME")) for row in rows)


def missing(rows: Rows) -> Sequence[UserField]:
    """Return those of our fields that an entity lacks."""
    there = names_in(rows)
    return [field for field in FIELDS if field.name not in there]


def item_ids(rows: Rows) -> Mapping[str, int]:
    """Return the numbers of our labels by XML_ID: a card bears the number, never the text."""
    return {
        str(item.get("XML_ID")): int(item["ID"])
        for row in rows
        if row.get("FIELD_NAME") == STATE
        for item in row.get("LIST") or ()
        if str(item.get("ID", "")).isdigit()
    }


def definition(field: UserField, language: str) -> Mapping[str, Any]:
    """Return what `crm.company.userfield.add` and its like want for a field that does not exist yet."""
    labels = {"ru": field.ru, "en": field.en}
    wanted: dict[str, Any] = {
        "USER_TYPE_ID": field.type,
        "FIELD_NAME": field.name,
        "XML_ID": field.name,
        "MULTIPLE": "Y" if field.items else "N",
        "MANDATORY": "N",
        "SHOW_FILTER": "Y",
        "EDIT_FORM_LABEL": labels,
        "LIST_COLUMN_LABEL": labels,
        "LIST_FILTER_LABEL": labels,
    }
    return wanted | ({"LIST": listed(field.items, language)} if field.items else {})


def listed(items: Iterable[Item], language: str) -> list[Mapping[str, Any]]:
    """Return the values of a list field in the portal's language, in our order."""
    return [
        {"VALUE": item.ru if language == "ru" else item.en, "XML_ID": item.xml_id, "SORT": (place + 1) * 10}
        for place, item in enumerate(items)
    ]


def completed(rows: Rows, language: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return the field's number and the list that adds the items it lacks; None when it lacks none, or does not exist.

    The existing items are sent along with their numbers, so that none is taken for deleted; one without a number is new.
    """
    for row in rows:
        if row.get("FIELD_NAME") == STATE:
            kept = list(row.get("LIST") or ())
            there = {str(item.get("XML_ID")) for item in kept}
            added = [item for item in listed(LABELS, language) if item["XML_ID"] not in there]
            return (str(row.get("ID")), {"LIST": [*kept, *added]}) if added else None
    return None
