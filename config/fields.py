"""How a setting of the portal is described: its unit, its words in both languages. Not the settings themselves."""

from typing import Any

from pydantic import BaseModel, ConfigDict


def said(unit: str, title_ru: str, hint_ru: str, **words: tuple[str, str]) -> dict[str, Any]:
    """Return a setting's unit, its Russian title and hint, and the words of its choices in Russian and English."""
    said: dict[str, Any] = {"unit": unit, "title_ru": title_ru, "hint_ru": hint_ru}
    if words:
        said["options_ru"] = {code: ru for code, (ru, _) in words.items()}
        said["options_en"] = {code: en for code, (_, en) in words.items()}
    return said


class Strict(BaseModel):
    """Settings that refuse what they do not know, and never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
