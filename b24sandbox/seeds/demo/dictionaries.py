"""What the portal's administrator has set up: stages, funnels, types, currencies, and the fields of a hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from b24sandbox.seeds.demo.rows import DEAL, INVOICE, File

# dictionary: id of the value, its name, semantics (S won, F lost)
STATUSES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "STATUS": (
        ("NEW", "Не обработан", None),
        ("IN_PROCESS", "В работе", None),
        ("PROCESSED", "Обработан", None),
        ("CONVERTED", "Качественный лид", "S"),
        ("JUNK", "Некачественный лид", "F"),
    ),
    "DEAL_STAGE": (
        ("NEW", "Новая", None),
        ("PREPARATION", "Подготовка документов", None),
        ("PREPAYMENT_INVOICE", "Счёт на предоплату", None),
        ("EXECUTING", "Отгрузка", None),
        ("FINAL_INVOICE", "Финальный счёт", None),
        ("WON", "Сделка успешна", "S"),
        ("LOSE", "Сделка провалена", "F"),
        ("APOLOGY", "Анализ причины провала", "F"),
    ),
    "DEAL_STAGE_2": (
        ("C2:NEW", "Новая", None),
        ("C2:PREPARATION", "Чертёж согласован", None),
        ("C2:EXECUTING", "Изготовление", None),
        ("C2:WON", "Партия передана", "S"),
        ("C2:LOSE", "Отказ", "F"),
    ),
    "SMART_INVOICE_STAGE_3": (
        ("DT31_3:N", "Новый", None),
        ("DT31_3:S", "Отправлен клиенту", None),
        ("DT31_3:P", "Оплачен", "S"),
        ("DT31_3:D", "Не оплачен", "F"),
    ),
    "COMPANY_TYPE": (
        ("CUSTOMER", "Клиент", None),
        ("SUPPLIER", "Поставщик", None),
        ("PARTNER", "Партнёр", None),
        ("COMPETITOR", "Конкурент", None),
        ("OTHER", "Другое", None),
    ),
    "CONTACT_TYPE": (("CLIENT", "Клиент", None), ("SUPPLIER", "Поставщик", None)),
    "SOURCE": (("CALL", "Звонок", None), ("EMAIL", "Электронная почта", None), ("WEB", "Сайт", None)),
    "DEAL_TYPE": (("SALE", "Продажа", None),),
}
EXTRA = {None: "process", "S": "success", "F": "failure"}
COLORS = {None: "#39A8EF", "S": "#7BD500", "F": "#FF5752"}
FUNNELS = (
    (0, "Опт со склада", DEAL, "Y"),
    (2, "Крепёж по чертежам", DEAL, "N"),
    (3, "Счета", INVOICE, "Y"),
)
HOLD_FIELDS = (
    ("UF_CRM_B24B_HOLD", "boolean", "Не трогать"),
    ("UF_CRM_B24B_HOLD_UNTIL", "date", "Не трогать до"),
    ("UF_CRM_B24B_HOLD_REASON", "string", "Почему не трогать"),
)


Statuses = Mapping[str, tuple[tuple[str, str, str | None], ...]]
Funnels = Sequence[tuple[int, str, int, str]]


def add_dictionaries(file: File, statuses: Statuses = STATUSES, funnels: Funnels = FUNNELS, dollar: str = "90.0000") -> None:
    """Statuses, categories, currencies and user fields; `dollar` is its price in roubles."""
    _add_statuses(file, statuses)
    for number, name, entity_type, default in funnels:
        fields = {"id": number, "name": name, "sort": 100 + number, "entityTypeId": entity_type, "isDefault": default}
        file.add("category", fields)
    for currency, rate, name, base in (("RUB", "1.0000", "Российский рубль", "Y"), ("USD", dollar, "Доллар США", "N")):
        fields = {"CURRENCY": currency, "AMOUNT_CNT": "1", "AMOUNT": rate, "SORT": "100", "BASE": base, "FULL_NAME": name}
        file.add("currency", fields | {"DECIMALS": "2", "FORMAT_STRING": "# ₽" if base == "Y" else "$#"})
    number = 0
    for entity in ("CRM_COMPANY", "CRM_CONTACT"):
        for name, kind, label in HOLD_FIELDS:
            number += 1
            fields = {"id": str(number), "entityId": entity, "fieldName": name, "userTypeId": kind, "multiple": "N"}
            file.add("userfield", fields | {"mandatory": "N", "editFormLabel": {"ru": label, "en": label}})


def _add_statuses(file: File, statuses: Statuses) -> None:
    number = 100
    for entity, values in statuses.items():
        for place, (status, name, semantics) in enumerate(values, 1):
            number += 1
            file.add(
                "status",
                {
                    "ID": str(number),
                    "ENTITY_ID": entity,
                    "STATUS_ID": status,
                    "NAME": name,
                    "NAME_INIT": name,
                    "SORT": str(place * 10),
                    "SYSTEM": "N",
                    "CATEGORY_ID": _funnel(entity),
                    "COLOR": COLORS[semantics],
                    "SEMANTICS": semantics,
                    "EXTRA": {"SEMANTICS": EXTRA[semantics], "COLOR": COLORS[semantics]},
                },
            )


def _funnel(entity: str) -> str | None:
    tail = entity.rpartition("_")[2]
    return tail if tail.isdigit() else None
