"""How assistants describe a setting: its bounds, its unit, and a title and a hint in both languages."""

from typing import Any

from pydantic import Field

DAYS, WORKING_DAYS, TIMES, BASE_CURRENCY = "days", "working days", "times", "sum in the portal's currency"


def number(default: int, low: int, high: int, unit: str, *, en: tuple[str, str], ru: tuple[str, str]) -> Any:
    """Return a whole number from `low` to `high`; `en` and `ru` hold its title and its hint."""
    return Field(default, ge=low, le=high, title=en[0], description=en[1], json_schema_extra=_extra(unit, ru))


def switch(default: bool, *, en: tuple[str, str], ru: tuple[str, str]) -> Any:
    """Return a setting that is on or off; `en` and `ru` hold its title and its hint."""
    return Field(default, title=en[0], description=en[1], json_schema_extra=_extra("on or off", ru))


def choice(default: Any, unit: str, *, en: tuple[str, str], ru: tuple[str, str], is_inherited: bool = False) -> Any:
    """Return any other setting; an inherited one is the portal's unless the assistant is given its own."""
    extra = _extra(unit, ru) | ({"inherited": True} if is_inherited else {})
    return Field(default, title=en[0], description=en[1], json_schema_extra=extra)


def _extra(unit: str, ru: tuple[str, str]) -> dict[str, Any]:
    return {"unit": unit, "title_ru": ru[0], "hint_ru": ru[1]}
