"""Settings as layers: one page's values laid over what is set, and what differs between two versions. Values, not rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from b24bridge.core.decisions import Because, Json
from b24bridge.core.screens_form import text_of
from b24bridge.core.screens_settings import PORTAL_PAGE, ChangeLine

MODE = "mode."
NOTHING = Because("по умолчанию", "default")


def laid_over(
    stored: Mapping[str, Json], page: str, changed: Mapping[str, Json], fields: Sequence[str], modes: Mapping[str, str]
) -> dict[str, Json]:
    """Return what would be stored with one page's values: its `fields` and modes anew, everything else as it was.

    `changed` holds by dotted name what differs from the defaults; `modes` are the page's defaults, by class.
    """
    whole: dict[str, Any] = _copied(stored)
    group = whole if page == PORTAL_PAGE else whole.setdefault("assistants", {}).setdefault(page, {})
    for name in [*fields, *(f"{MODE}{each}" for each in modes)]:
        _drop(group, name.split("."))
    for name, value in changed.items():
        if not (name.startswith(MODE) and modes.get(name.removeprefix(MODE)) == value):
            _put(group, name.split("."), value)
    _prune(whole)
    return whole


def changes_between(
    before: Mapping[str, Json], after: Mapping[str, Json], titled: Callable[[str], Because]
) -> tuple[ChangeLine, ...]:
    """Return every value that differs, by its dotted path; `titled` gives each its title."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return tuple(ChangeLine(name=name, title=titled(name), old=_said(old, name), new=_said(new, name)) for name in names)


def on_page(path: str, page: str) -> str:
    """Return the name that a setting has on its page, from its path in the whole."""
    return path.removeprefix(f"assistants.{page}.")


def _said(values: Mapping[str, Json], name: str) -> Because:
    if name not in values:
        return NOTHING
    text = text_of(values[name])
    return Because(text, text)


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _copied(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def _drop(group: dict[str, Any], path: Sequence[str]) -> None:
    for part in path[:-1]:
        inner = group.get(part)
        if not isinstance(inner, dict):
            return
        group = inner
    group.pop(path[-1], None)


def _put(group: dict[str, Any], path: Sequence[str], value: Json) -> None:
    for part in path[:-1]:
        group = group.setdefault(part, {})
    group[path[-1]] = value


def _prune(group: dict[str, Any]) -> None:
    """Leave out groups in which nothing is set."""
    for name, value in list(group.items()):
        if isinstance(value, dict):
            _prune(value)
            if not value:
                del group[name]
