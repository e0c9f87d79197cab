"""Units of settings in words, as a form writes them behind a number. Not the settings."""

from collections.abc import Mapping

from b24bridge.core.decisions import Because

UNITS: Mapping[str, Because] = {
    "days": Because("дней", "days"),
    "working days": Because("раб. дней", "working days"),
    "hours": Because("часов", "hours"),
    "working hours": Because("раб. часов", "working hours"),
    "minutes": Because("минут", "minutes"),
    "seconds": Because("секунд", "seconds"),
    "percent": Because("%", "%"),
    "hundredths of a percent a day": Because("сотых % в день", "hundredths of % a day"),
    "thousandths of a year's purchases": Because("тысячных от покупок за год", "thousandths of a year's purchases"),
    "share of pauses": Because("доля пауз", "share of pauses"),
    "times": Because("раз", "times"),
    "level": Because("ступень", "level"),
    "characters": Because("знаков", "characters"),
    "tasks": Because("задач", "tasks"),
    "clients": Because("клиентов", "clients"),
    "letters": Because("писем", "letters"),
    "contacts": Because("контактов", "contacts"),
    "pauses": Because("пауз", "pauses"),
    "purchases": Because("покупок", "purchases"),
    "sum in the portal's currency": Because("в валюте портала", "in the portal's currency"),
}
