"""What pydantic finds wrong with a setting, in Russian: the problem, and what to do. English is `config.loading`'s own."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from b24bridge.core.screens_units import UNITS

EXAMPLE: Final = "Посмотрите пример среди значений по умолчанию."
SAID: Final[Mapping[str, str]] = {
    "int": "здесь нужно целое число",
    "float": "здесь нужно число",
    "decimal": "здесь нужно число",
    "bool": "здесь нужно true или false",
    "string": "здесь нужен текст",
    "date": "здесь нужна дата вида 2026-12-31",
    "time": "здесь нужно время вида 09:30",
    "tuple": "здесь нужен список",
    "list": "здесь нужен список",
    "too": "в списке не столько значений",
    "dict": "здесь нужны имена и значения",
    "mapping": "здесь нужны имена и значения",
    "model": "здесь нужны имена и значения",
    "missing": "значение не указано",
    "finite": "здесь нужно конечное число",
}
BOUNDS: Final[Mapping[str, str]] = {
    "greater_than_equal": "должно быть не меньше {ge}",
    "less_than_equal": "должно быть не больше {le}",
    "greater_than": "должно быть больше {gt}",
    "less_than": "должно быть меньше {lt}",
    "too_long": "значений больше {max_length}",
    "too_short": "значений меньше {min_length}",
    "string_pattern_mismatch": "не того вида, что нужен",
}
RULES: Final[tuple[tuple[str, str], ...]] = (
    (r"(.+) must ascend from 0 or more", r"\1: значения должны возрастать от 0"),
    (r"(.+) must ascend", r"\1: значения должны возрастать"),
    (r"(.+) must be less than (.+)", r"\1 должно быть меньше, чем \2"),
    (r"(.+) must not be less than the period (.+)", r"\1 не может быть меньше периода \2"),
    (r"(.+) must not be more than (.+)", r"\1 не может быть больше, чем \2"),
    (r"(.+) needs (.+)", r"\1: укажите \2"),
    (r"not a time zone; .*", "такого часового пояса нет; пишите, например, Europe/Moscow"),
    (r"nobody can stand in for himself", "никто не может замещать сам себя"),
)
NOT_FIT: Final = "значение не подходит"


def problem_of(error: ErrorDetails) -> str:
    """Return what is wrong."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "такой настройки нет"
    if kind in {"literal_error", "enum"}:
        return f"здесь нужно {str(context['expected']).replace(' or ', ' или ')}"
    if kind in BOUNDS:
        return BOUNDS[kind].format_map(context)
    if kind == "value_error":
        return _of_rule(error["msg"].removeprefix("Value error, "))
    return SAID.get(kind.partition("_")[0], NOT_FIT)


def fix_of(field: FieldInfo | None) -> str:
    """Return what a setting is for and in which unit it is counted."""
    extra: Any = field.json_schema_extra if field else None
    hint = extra.get("hint_ru") if isinstance(extra, dict) else None
    if not hint:
        return EXAMPLE
    unit = UNITS.get(str(extra.get("unit")))
    return f"Что это: {str(hint).rstrip('.')}" + (f" (единица: {unit.ru})." if unit else ".")


def instead(names: list[str], near: list[str]) -> str:
    """Suggest the nearest known name, or list them all."""
    if near:
        return f"Может быть, {near[0]}?"
    return f"Известны: {', '.join(names)}." if names else "Уберите её."


def _of_rule(message: str) -> str:
    for pattern, words in RULES:
        if found := re.fullmatch(pattern, message):
            return found.expand(words).replace(" and ", " и ")
    return NOT_FIT
