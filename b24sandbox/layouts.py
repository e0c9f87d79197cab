"""The look of a configurable activity as its structure pages describe it, and what is wrong with one that was sent.

Only what has a documented error is checked: required and redundant fields, lists of values, numbers of elements, keys.
(api-reference/crm/timeline/activities/configurable/structure/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from b24sandbox.errors import PortalError

KEY = re.compile(r"[A-Za-z0-9_-]+")
LANGUAGES = frozenset(
    ["ru", "en", "de", "ua", "la", "br", "fr", "it", "pl", "tr", "sc", "tc", "ja", "vn", "id", "ms", "th", "hi"]
)
TAGS, BUTTONS, BLOCKS = 2, 2, 20


@dataclass(frozen=True)
class Shape:
    """An object of the structure: its fields with `!` behind required ones, values of enumerations, nested objects.

    `maps` are associative arrays of one kind of object with the most of them that may be there.
    """

    fields: str
    choices: dict[str, frozenset[str]] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)
    maps: dict[str, tuple[str, int]] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


_TITLE = frozenset({"title"})
SHAPES: dict[str, Shape] = {
    "layout": Shape("icon! header! body! footer", nested={name: name for name in ("icon", "header", "body", "footer")}),
    "additional": Shape("blocks!", maps={"blocks": ("block", BLOCKS)}),
    "icon": Shape("code!"),
    "header": Shape("title! titleAction tags", nested={"titleAction": "action"}, maps={"tags": ("tag", TAGS)}, texts=_TITLE),
    "tag": Shape(
        "title! type! action scope hideIfReadonly",
        {"type": frozenset({"warning", "success", "failure", "primary", "secondary"})},
        {"action": "action"},
        texts=_TITLE,
    ),
    "body": Shape("logo! blocks", nested={"logo": "logo"}, maps={"blocks": ("block", BLOCKS)}),
    "logo": Shape("code! action", nested={"action": "action"}),
    "block": Shape("type! properties"),
    "footer": Shape("buttons menu", nested={"menu": "menu"}, maps={"buttons": ("button", BUTTONS)}),
    "button": Shape(
        "title! type! action! scope hideIfReadonly",
        {"type": frozenset({"primary", "secondary"})},
        {"action": "action"},
        texts=_TITLE,
    ),
    "menu": Shape("showPinItem showPostponeItem showDeleteItem items", maps={"items": ("item", 1000)}),
    "item": Shape("title! action! scope hideIfReadonly", nested={"action": "action"}, texts=_TITLE),
    "action": Shape(
        "type! uri id actionParams animationType sliderParams",
        {"type": frozenset({"redirect", "restEvent", "openRestApp"}), "animationType": frozenset({"disable", "loader"})},
    ),
}


def check_layout(layout: Any) -> None:
    """Raise PortalError for a layout that the structure does not allow."""
    if not isinstance(layout, dict) or not layout:
        raise PortalError("ERROR_EMPTY_LAYOUT", "The layout field must be filled")
    _check("layout", layout, "layout")


def check_blocks(layout: Any) -> None:
    """Raise PortalError for blocks that may not be added to a record of somebody else's."""
    if not isinstance(layout, dict) or not layout.get("blocks"):
        raise PortalError("FIELD_IS_REQUIRED", "The blocks field must be filled")
    _check("additional", layout, "layout")


def _check(name: str, value: Any, path: str) -> None:
    shape = SHAPES[name]
    if not isinstance(value, dict):
        raise PortalError("WRONG_FIELD_VALUE", f"Wrong value of {path}")
    known = {part.rstrip("!"): part.endswith("!") for part in shape.fields.split()}
    for field_name, is_required in known.items():
        if is_required and value.get(field_name) in (None, ""):
            raise PortalError("FIELD_IS_REQUIRED", f"Field {path}.{field_name} is required")
    for field_name, part in value.items():
        here = f"{path}.{field_name}"
        if field_name not in known:
            raise PortalError("FIELD_IS_REDUNDANT", f"Field {here} is redundant")
        _check_value(shape, field_name, part, here)


def _check_value(shape: Shape, name: str, value: Any, path: str) -> None:
    if name in shape.choices and value not in shape.choices[name]:
        raise PortalError("ENUM_FIELD", f"Value of {path} is not one of {', '.join(sorted(shape.choices[name]))}")
    if name in shape.texts and isinstance(value, dict) and not set(value) <= LANGUAGES:
        raise PortalError("WRONG_LANG", f"Unknown language in {path}")
    if name in shape.nested:
        _check(shape.nested[name], value, path)
    elif name in shape.maps:
        kind, most = shape.maps[name]
        items = value if isinstance(value, dict) else dict(enumerate(value or ()))
        if len(items) > most:
            raise PortalError("TOO_MANY_ITEMS", f"No more than {most} items are allowed in {path}")
        for key, item in items.items():
            if not KEY.fullmatch(str(key)):
                raise PortalError("KEY_CONTAIN_WRONG_SYMBOLS", f"Key {key!r} of {path} contains wrong symbols")
            _check(kind, item, f"{path}.{key}")


def actions(layout: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in a layout that can be pressed, by its path: `footer.buttons.done`, `header.tags.late`."""
    yield from _actions(layout, "")


def _actions(value: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in value.items():
        if name in {"action", "titleAction"} and isinstance(part, dict):
            yield path, part
        elif isinstance(part, dict):
            yield from _actions(part, f"{path}.{name}".lstrip("."))
