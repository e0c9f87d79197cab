"""From what somebody wrote to checked settings, with errors that name the path, the problem and the fix.

Reading YAML as such is `config.text`; the schema is `config.portal`.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from b24bridge.core.decisions import Json
from b24bridge.core.errors import ConfigError
from config.portal import PortalSettings
from config.text import line_of, parse_yaml, to_yaml
from config.wrongs import fix_of, instead, problem_of

__all__ = ["LoadedSettings", "defaults", "load_portal", "load_text", "parse_yaml", "preset", "presets", "to_yaml"]

Schema = TypeVar("Schema", bound=BaseModel)
INHERITED = ("exclude_types", "language")
"""Settings of the portal that an assistant gets too, unless it was given its own."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings of one portal, checked: its own, and those of each assistant by name."""

    portal: PortalSettings
    assistants: Mapping[str, BaseModel]


def load_portal(values: Mapping[str, Json], assistants: Mapping[str, type[BaseModel]]) -> LoadedSettings:
    """Return the settings that `values` (what was set for a portal, defaults left out) come to.

    `assistants` maps the name of every assistant to the schema of its settings. Raises ConfigError for the first thing
    that is wrong.
    """
    merged = _merge(defaults(), values)
    portal = _checked(PortalSettings, merged, "")
    for name in portal.assistants:
        if name not in assistants:
            fix, fix_ru = _instead(name, assistants)
            raise ConfigError(f"assistants.{name}", "there is no such assistant", fix, ru=("такого помощника нет", fix_ru))
    return LoadedSettings(portal, {name: _of_assistant(portal, name, schema) for name, schema in assistants.items()})


def load_text(text: str, assistants: Mapping[str, type[BaseModel]]) -> tuple[dict[str, Json], LoadedSettings]:
    """Return what a YAML text sets, and the settings it comes to. Raises ConfigError with the line, if it has one."""
    values = parse_yaml(text)
    try:
        return values, load_portal(values, assistants)
    except ConfigError as error:
        raise ConfigError(error.path, error.problem, error.fix, line=line_of(text, error.path), ru=error.ru) from error


@cache
def defaults() -> Mapping[str, Json]:
    """Return what is in force as long as nobody changes anything. Not to be altered by the caller."""
    return parse_yaml(files("config").joinpath("defaults/portal.yaml").read_text("utf-8"))


def presets() -> tuple[str, ...]:
    """Return the names of the ready-made settings, in alphabetical order."""
    names = (file.name for file in files("config").joinpath("presets").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def preset(name: str) -> dict[str, Json]:
    """Return ready-made settings. Raises ConfigError for a name that is none."""
    if name not in presets():
        fix, fix_ru = _instead(name, presets())
        raise ConfigError("preset", f"there is no preset {name!r}", fix, ru=(f"набора {name!r} нет", fix_ru))
    return parse_yaml(files("config").joinpath(f"presets/{name}.yaml").read_text("utf-8"))


def _of_assistant(portal: PortalSettings, name: str, schema: type[BaseModel]) -> BaseModel:
    entry = portal.assistants.get(name)
    own = dict(entry.model_extra or {}) if entry else {}
    inherited = {key: getattr(portal, key) for key in INHERITED if key in schema.model_fields}
    return _checked(schema, inherited | own, f"assistants.{name}")


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay settings over others: groups are merged, everything else is replaced."""
    both = {
        key: _merge(below[key], value) if isinstance(value, Mapping) and isinstance(below.get(key), Mapping) else value
        for key, value in above.items()
    }
    return dict(below) | both


def _checked(schema: type[Schema], values: Mapping[str, Any], prefix: str) -> Schema:
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise _config_error(schema, error.errors(include_url=False)[0], prefix) from error


def _config_error(schema: type[BaseModel], error: ErrorDetails, prefix: str) -> ConfigError:
    path = ".".join([prefix, *(str(part) for part in error["loc"] if part != "[key]")]).strip(".")
    if error["type"] == "extra_forbidden":
        siblings = _names_beside(schema, error["loc"])
        fix, fix_ru = _instead(str(error["loc"][-1]), siblings)
        return ConfigError(path, "there is no such setting", fix, ru=(problem_of(error), fix_ru))
    field = _field(schema, error["loc"])
    ru = (problem_of(error), fix_of(field))
    return ConfigError(path, error["msg"].removeprefix("Value error, "), _fix(field), ru=ru)


def _names_beside(schema: type[BaseModel], loc: tuple[int | str, ...]) -> Iterable[str]:
    """Return the names that could have stood at a place where an unknown one was found."""
    for part in loc[:-1]:
        field = schema.model_fields.get(str(part))
        inner = field.annotation if field else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return ()
        schema = inner
    return schema.model_fields


def _field(schema: type[BaseModel], loc: tuple[int | str, ...]) -> FieldInfo | None:
    """Return the setting at a place, or the last group on the way to it."""
    field = None
    for part in loc:
        found = schema.model_fields.get(str(part))
        if found is None:
            break
        field = found
        if isinstance(found.annotation, type) and issubclass(found.annotation, BaseModel):
            schema = found.annotation
    return field


def _fix(field: FieldInfo | None) -> str:
    """Say what the setting is for and in which unit, as its schema describes it."""
    if field is None:
        return "Look at the defaults for an example."
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return f"It means: {str(field.description).rstrip('.')}" + (f" (unit: {unit})." if unit else ".")


def _instead(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Suggest the nearest known name, or list them all, in English and in Russian."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]}?", instead(names, near)
    return f"Known are: {', '.join(names)}." if names else "Remove it.", instead(names, near)
