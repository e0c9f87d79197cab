"""How assistants describe a setting: its bounds, its unit, and a title and a hint in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

DAYS, WORKING_DAYS, TIMES, BASE_CURRENCY = "days", "working days", "times", "sum in the portal's currency"

LANGUAGES: Final[Mapping[str, tuple[str, str]]] = {"ru": ("Русский", "Russian"), "en": ("Английский", "English")}
SHARED: Final[Mapping[str, Any]] = {"inherited": True, "group": "As on the portal", "group_ru": "Как на портале"}


def number(default: int, low: int, high: int, unit: str, *, en: tuple[str, str], ru: tuple[str, str]) -> Any:
    """Return a whole number from `low` to `high`; `en` and `ru` hold its title and its hint."""
    return Field(default, ge=low, le=high, title=en[0], description=en[1], json_schema_extra=_extra(unit, ru))


def switch(default: bool, *, en: tuple[str, str], ru: tuple[str, str]) -> Any:
    """Return a setting that is on or off; `en` and `ru` hold its title and its hint."""
    return Field(default, title=en[0], description=en[1], json_schema_extra=_extra("on or off", ru))


def choice(
    default: Any,
    unit: str,
    *,
    en: tuple[str, str],
    ru: tuple[str, str],
    words: Mapping[str, tuple[str, str]] | None = None,
    is_inherited: bool = False,
) -> Any:
    """Return any other setting; an inherited one is the portal's unless the assistant is given its own.

    `words` are those of a closed list's codes, Russian and English.
    """
    extra = _extra(unit, ru) | (dict(SHARED) if is_inherited else {})
    if words:
        extra["options_ru"] = {code: each[0] for code, each in words.items()}
        extra["options_en"] = {code: each[1] for code, each in words.items()}
    return Field(default, title=en[0], description=en[1], json_schema_extra=extra)


def _extra(unit: str, ru: tuple[str, str]) -> dict[str, Any]:
    return {"unit": unit, "title_ru": ru[0], "hint_ru": ru[1]}
