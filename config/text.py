"""YAML as settings use it: plain values only, bounded, each key once. What the values mean is `config.loading`.

YAML 1.1 reads `off` as false and `2026-12-31` as a date object; here they stay words, because modes are words and settings
are stored as JSON.
"""

import math
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from b24bridge.core.decisions import Json
from b24bridge.core.errors import ConfigError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16
TOO_LARGE = "Settings are a few dozen lines; check what was uploaded."
ORDINARY_RU = "Напишите обычное значение."
RARE_BREAKS = frozenset("\x85\u2028\u2029")
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")}


class _Loader(yaml.SafeLoader):
    """Safe loader without dates, and with `true` and `false` as the only booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in pairs
        if not tag.endswith(("timestamp", "merge")) and (not tag.endswith("bool") or first in "tTfF")
    ]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> dict[str, Json]:
    """Return the settings that a YAML text holds, as JSON values; an empty text holds none.

    Raises ConfigError with the line for more than 64 kB, aliases, repeated keys, deep nesting, tags, and broken YAML.
    """
    node = _compose(text)
    if node is None:
        return {}
    value = _plain(node, "")
    if not isinstance(value, dict):
        ru = ("текст — не список имён и значений", "Пишите строки вида `language: ru`.")
        raise ConfigError(
            "settings", "the text is not a list of names and values", "Write lines like `language: ru`.", line=1, ru=ru
        )
    return value


def to_yaml(values: Mapping[str, Json]) -> str:
    """Return settings as YAML that `parse_yaml` reads back to the same values."""
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def line_of(text: str, path: str) -> int | None:
    """Return the line (from 1) in which a setting such as `calendar.country` stands, or the last group on the way to it."""
    node, line = _compose(text), None
    for name in path.split("."):
        found = next(((key, value) for key, value in _entries(node) if key.value == name), None)
        if found is None:
            return line
        line, node = found[0].start_mark.line + 1, found[1]
    return line


class _Dumper(yaml.SafeDumper):
    """Safe dumper: what other readers of YAML take for dates and booleans is quoted, nothing is an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value again instead of referring to it."""
        del data
        return True


def _text(dumper: _Dumper, text: str) -> ScalarNode:
    # Written plainly, the rarer line breaks of Unicode would be read back as spaces.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if RARE_BREAKS.intersection(text) else None)


_Dumper.add_representer(str, _text)


def _compose(text: str) -> Node | None:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        ru = (f"текст больше {MAX_BYTES // 1024} КБ", "Настройки — несколько десятков строк; проверьте, что загрузили.")
        raise ConfigError("settings", f"the text is larger than {MAX_BYTES // 1024} kB", TOO_LARGE, ru=ru)
    try:
        _refuse_shapes(text)
        return yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"this is not YAML: {error.problem or error.context}"
        line, ru = mark.line + 1 if mark else None, ("это не YAML", "Исправьте строку: проверьте отступы, кавычки и двоеточия.")
        raise ConfigError("settings", problem, "Mend the line.", line=line, ru=ru) from error
    except yaml.YAMLError as error:
        ru = ("в тексте есть знаки, которых в YAML не бывает", "Сохраните файл как обычный текст UTF-8.")
        raise ConfigError(
            "settings", "the text holds characters that YAML forbids", "Save it as plain UTF-8.", ru=ru
        ) from error


def _refuse_shapes(text: str) -> None:
    """Refuse aliases and deep nesting before anything recursive sees the text: parsing into events is iterative."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            ru = ("якоря и ссылки не читаем", "Напишите значение целиком.")
            raise ConfigError("settings", "anchors and aliases are not read", "Write the value out.", line=line, ru=ru)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            ru = (f"группы вложены глубже {MAX_DEPTH}", "Таких глубоких настроек нет.")
            problem = f"groups are nested deeper than {MAX_DEPTH}"
            raise ConfigError("settings", problem, "No setting is that deep.", line=line, ru=ru)


def _plain(node: Node, path: str) -> Json:
    if node.tag not in PLAIN_TAGS:
        line = node.start_mark.line + 1
        ru = (f"тег {node.tag} не читаем", "Напишите обычное значение.")
        raise ConfigError(path or "settings", f"the tag {node.tag} is not read", "Write a plain value.", line=line, ru=ru)
    if isinstance(node, SequenceNode):
        return [_plain(item, f"{path}.{index}") for index, item in enumerate(node.value)]
    if isinstance(node, MappingNode):
        return _group(node, path)
    return _scalar(node, path)


def _group(node: MappingNode, path: str) -> dict[str, Json]:
    group: dict[str, Json] = {}
    for key, value in _entries(node):
        name = str(_plain(key, path)) if isinstance(key, ScalarNode) else None
        own = f"{path}.{name or '?'}".removeprefix(".")
        if name is None or name in group:
            problem = "a group or list is used as a name" if name is None else "this is set twice"
            ru = ("вместо имени стоит группа или список" if name is None else "задано дважды", "Оставьте что-то одно.")
            raise ConfigError(own, problem, "Keep one of them.", line=key.start_mark.line + 1, ru=ru)
        group[name] = _plain(value, own)
    return group


def _scalar(node: Node, path: str) -> Json:
    line = node.start_mark.line + 1
    try:
        value: Json = _Loader("").construct_object(node)
        str(value).encode()
    except (ValueError, yaml.YAMLError) as error:
        problem, ru = f"{node.value[:40]!r} cannot be read", (f"не удаётся прочитать {node.value[:40]!r}", ORDINARY_RU)
        raise ConfigError(path, problem, "Write an ordinary value.", line=line, ru=ru) from error
    if (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, str) and "\0" in value):
        problem, ru = "the value is no number or text that can be stored", ("такое значение нельзя сохранить", ORDINARY_RU)
        raise ConfigError(path, problem, "Write an ordinary value.", line=line, ru=ru)
    return value


def _entries(node: Node | None) -> list[tuple[Any, Any]]:
    return node.value if isinstance(node, MappingNode) else []
