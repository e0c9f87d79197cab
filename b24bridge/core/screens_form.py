"""Fields of a form out of the JSON schema of settings, and values out of what a browser sends back. Not the words of errors.

A property brings its words with it: `title`, `description` and, for Russian, `title_ru`, `hint_ru`; a `unit`; optionally
`group`/`group_ru` for the heading it stands under, and `options_ru`/`options_en` for the words of its choices.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from b24bridge.core.decisions import Because, Json
from b24bridge.core.screens_buttons import Option
from b24bridge.core.screens_settings import Field, FieldGroup, Widget
from b24bridge.core.screens_units import UNITS

SEGMENTS_MOST = 5
PLAIN = Because("Правила", "Rules")
WIDGETS: Mapping[str, Widget] = {"date": "date", "time": "time"}
Choices = Mapping[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True)
class FormSource:
    """What a form is made from: the values in force, the defaults, and the portal's own lists to choose from, by name."""

    values: Mapping[str, Any]
    defaults: Mapping[str, Any]
    choices: Choices = field(default_factory=dict)


def groups_of(schema: Mapping[str, Any], source: FormSource, leave_out: Sequence[str] = ()) -> tuple[FieldGroup, ...]:
    """Return the fields of a schema (of `model_json_schema()`) under their headings, in the schema's order.

    A group of settings within the settings becomes a heading of its own, its fields named `group.field`. `leave_out` names
    top-level properties that have a place elsewhere.
    """
    found: dict[Because, list[Field]] = {}
    for heading, name, about in _walk(schema, schema.get("$defs", {}), PLAIN, "", leave_out):
        found.setdefault(heading, []).append(_field(name, about, source))
    return tuple(FieldGroup(title=heading, fields=tuple(fields)) for heading, fields in found.items())


def values_of(fields: Sequence[Field], texts: Mapping[str, str]) -> tuple[dict[str, Json], dict[str, str]]:
    """Return the values of those texts that are in order, and for each other field what is wrong with it.

    Problems are `int`, `number`, `range`, `date`, `time`, `choice`, `pairs`, `empty`. A field without a text is a switch that
    is off, or nothing chosen.
    """
    values: dict[str, Json] = {}
    problems: dict[str, str] = {}
    for each in fields:
        try:
            values[each.name] = _value(each, texts.get(each.name, "").strip())
        except _Wrong as wrong:
            problems[each.name] = wrong.problem
    return values, problems


def text_of(value: object) -> str:
    """Return a value as a form shows it: several on lines of their own, a mapping as `key: value`."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "\n".join(f"{key}: {text_of(each)}" for key, each in value.items())
        case list() | tuple() | set() | frozenset():
            return "\n".join(text_of(each) for each in value)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


class _Wrong(Exception):
    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def _walk(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], heading: Because, prefix: str, leave_out: Sequence[str]
) -> Iterator[tuple[Because, str, Mapping[str, Any]]]:
    for name, given in schema.get("properties", {}).items():
        about = _resolved(given, definitions)
        if name in leave_out:
            continue
        if "properties" in about:
            title = Because(given.get("title_ru", name), given.get("title", name))
            yield from _walk(about, definitions, title, f"{prefix}{name}.", ())
        else:
            own = Because(about["group_ru"], about.get("group", about["group_ru"])) if "group_ru" in about else heading
            yield own, f"{prefix}{name}", about


def _resolved(given: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return a property with what it refers to, and with the type it has when it is set."""
    about = dict(given)
    if "$ref" in about:
        about = dict(definitions[about.pop("$ref").rpartition("/")[2]]) | about
    variants = about.pop("anyOf", [])
    if variants:
        set_ones = [one for one in variants if one.get("type") != "null"]
        chosen = next((one for one in set_ones if one.get("type") in {"number", "integer"}), set_ones[0])
        about = _resolved(chosen, definitions) | about | {"is_optional": len(set_ones) < len(variants)}
    return about


def _field(name: str, about: Mapping[str, Any], source: FormSource) -> Field:
    value, default = text_of(_inner(source.values, name)), _inner(source.defaults, name)
    options = _with_chosen(source.choices[name], value) if name in source.choices else _options(about)
    widget = _widget(about, options, is_listed=name in source.choices)
    return Field(
        name=name,
        title=Because(about.get("title_ru", name), about.get("title", name)),
        hint=Because(about.get("hint_ru", ""), about.get("description", "")),
        widget=widget,
        value=value,
        default=text_of(about.get("default") if default is None else default),
        unit=UNITS.get(about.get("unit", "")) if widget in {"number", "money"} else None,
        least=_bound(about, "minimum"),
        most=_bound(about, "maximum"),
        is_whole=about.get("type") == "integer",
        is_optional=bool(about.get("is_optional")),
        options=options,
    )


def _widget(about: Mapping[str, Any], options: Sequence[Option], *, is_listed: bool) -> Widget:
    match about.get("type"):
        case "boolean":
            return "switch"
        case "array":
            return "checklist" if options else "lines"
        case "object":
            return "pairs"
        case "integer" | "number" if not is_listed:
            return "money" if "currency" in about.get("unit", "") else "number"
    if options:
        is_short = len(options) <= SEGMENTS_MOST and not is_listed and not about.get("is_optional")
        return "segments" if is_short else "select"
    return WIDGETS.get(about.get("format", ""), "text")


def _options(about: Mapping[str, Any]) -> tuple[Option, ...]:
    codes = about.get("enum") or about.get("items", {}).get("enum") or ()
    words = about.get("options_ru", {}), about.get("options_en", {})
    return tuple(Option(str(code), Because(words[0].get(code, str(code)), words[1].get(code, str(code)))) for code in codes)


def _with_chosen(options: tuple[Option, ...], value: str) -> tuple[Option, ...]:
    """Return a list with what is chosen already, so that a form keeps a choice that the portal offers no more."""
    known, chosen = (
        {option.code for option in options},
        [each.strip() for line in value.splitlines() for each in line.split(":")],
    )
    missing = [code for code in dict.fromkeys(chosen) if code and code not in known]
    return (*options, *(Option(code, Because(f"№ {code}", f"No. {code}")) for code in missing))


def _bound(about: Mapping[str, Any], name: str) -> str | None:
    return text_of(about[name]).removesuffix(".0") if name in about else None


def _inner(values: Mapping[str, Any], name: str) -> Any:
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _value(each: Field, text: str) -> Json:
    if each.widget == "switch":
        return text in {"true", "on", "1"}
    if each.widget in {"checklist", "lines", "pairs"}:
        return _several(each, [line.strip() for line in text.splitlines() if line.strip()])
    if not text:
        if each.is_optional:
            return None
        raise _Wrong("empty")
    if each.widget in {"number", "money"}:
        return _number(each, text)
    if each.options and text not in {option.code for option in each.options}:
        raise _Wrong("choice")
    if each.widget in {"date", "time"}:
        _checked_moment(each.widget, text)
    return int(text) if each.is_whole and text.isdecimal() else text


def _several(each: Field, lines: list[str]) -> Json:
    is_paired, codes = each.widget == "pairs", {option.code for option in each.options}
    pairs = [[part.strip() for part in line.rsplit(":", 1)] if is_paired else [line] for line in lines]
    if is_paired and (any(len(pair) != 2 or not all(pair) for pair in pairs) or len({pair[0] for pair in pairs}) < len(pairs)):
        raise _Wrong("pairs")
    if codes and not codes.issuperset(part for pair in pairs for part in pair):
        raise _Wrong("choice")
    return {pair[0]: pair[1] for pair in pairs} if is_paired else list(lines)


def _number(each: Field, text: str) -> int | float:
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        raise _Wrong("int" if each.is_whole else "number") from None
    if not number.is_finite() or (each.is_whole and number != number.to_integral_value()):
        raise _Wrong("int" if each.is_whole else "number")
    if (each.least and number < Decimal(each.least)) or (each.most and number > Decimal(each.most)):
        raise _Wrong("range" if each.least and each.most else "number")
    return int(number) if number == number.to_integral_value() else float(number)


def _checked_moment(widget: Widget, text: str) -> None:
    try:
        (date if widget == "date" else time).fromisoformat(text)
    except ValueError:
        raise _Wrong(widget) from None
