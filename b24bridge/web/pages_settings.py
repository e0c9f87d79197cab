"""Settings: a page of fields, what a change would do before it is saved, and moving settings between portals as YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from flask import Response, abort

from b24bridge.core.decisions import Because, Json
from b24bridge.core.errors import ConfigError
from b24bridge.core.screens_form import values_of
from b24bridge.core.screens_settings import Field, ModeRow, PreviewView, SavedView, SettingsView
from b24bridge.web.arriving import Posted
from b24bridge.web.errors import Forbidden
from b24bridge.web.pages import Reader
from b24bridge.web.pages_clients import FIRST
from b24bridge.web.pages_decisions import refuse_others
from b24bridge.web.site import Site

MODES = ("off", "observe", "approve", "auto")
FIELD, SECOND, MODE, REFUSED = "set.", ".to", "mode.", "refused"
SEVERAL = frozenset({"checklist"})
EMPTY_PAIRS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands in the form now, the values it comes to, and what is wrong, by the field's name.

    `refused` says why values that are in order one by one were not taken together.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Json] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    refused: Because | None = None

    def shown(self, each: Field) -> Field:
        """Return a field with the text that stands in it."""
        return replace(each, value=self.texts[each.name]) if each.name in self.texts else each

    def mode(self, row: ModeRow) -> str:
        """Return the mode that is chosen for a class of action."""
        return self.modes.get(row.action_class, row.mode)

    def pairs(self, each: Field) -> list[tuple[str, str]]:
        """Return the pairs that stand in a field, and two empty ones to fill in."""
        lines = (line.partition(":") for line in each.value.splitlines() if line.strip())
        return [*((first.strip(), second.strip()) for first, _, second in lines), *[("", "")] * EMPTY_PAIRS]


def settings(site: Site, reader: Reader, form: Posted) -> str:
    """Return a page of settings; save it or preview it first, as the form says."""
    refuse_others(reader)
    name = form.get("page") or FIRST
    view, saved, preview = _view(site, reader, name), None, None
    filled = _filled(view, form) if {"save", "preview"} & form.keys() else Filled()
    if "save" in form and not filled.problems:
        saved, filled = _saved(site, reader, name, filled)
        view = _view(site, reader, name) if saved else view
    elif "preview" in form:
        preview = site.bridge.preview_settings(reader.visitor, name, filled.values)
    return site.printer().page(
        "settings.html", reader, view=view, filled=filled, saved=saved, preview=preview, modes=MODES, section_page=name
    )


def previewed(site: Site, reader: Reader, name: str, form: Posted) -> dict[str, object]:
    """Return what a page's values would do, while somebody is still typing them."""
    refuse_others(reader)
    view = _view(site, reader, name)
    filled = _filled(view, form)
    return {"preview": site.bridge.preview_settings(reader.visitor, name, filled.values), "filled": filled, "view": view}


def yaml(site: Site, reader: Reader, form: Posted) -> str | Response:
    """Return the page that moves settings between portals; download them, or preview and take a file, as the form says."""
    refuse_others(reader)
    if "download" in form:
        answer = Response(site.bridge.export_yaml(reader.visitor), mimetype="application/yaml")
        answer.headers["Content-Disposition"] = 'attachment; filename="b24bridge.yaml"'
        return answer
    text = form.get("text", "")
    preview: PreviewView | None = None
    saved: SavedView | None = None
    error: ConfigError | None = None
    try:
        if form.get("import") == _digest(text) and _editor(reader):
            saved = site.bridge.import_yaml(reader.visitor, text)
        elif "preview" in form or "import" in form:
            preview = site.bridge.preview_yaml(reader.visitor, text)
    except ConfigError as found:
        error = found
    view = _view(site, reader, FIRST)
    return site.printer().page(
        "yaml.html",
        reader,
        view=view,
        text=text,
        digest=_digest(text),
        preview=preview,
        saved=saved,
        error=error,
        section_page="yaml",
    )


def _digest(text: str) -> str:
    """Return what tells that a text is still the one that was previewed, however the browser ends its lines."""
    return sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _view(site: Site, reader: Reader, name: str) -> SettingsView:
    try:
        return site.bridge.settings_form(reader.visitor, name)
    except KeyError as error:
        if error.args != (name,):
            raise
        abort(404)


def _filled(view: SettingsView, form: Posted) -> Filled:
    texts = {each.name: _text(each, form) for each in view.fields}
    modes = {row.action_class: form.get(f"{MODE}{row.action_class}", row.mode) for row in view.modes}
    values, problems = values_of(view.fields, texts)
    for row in view.modes:
        chosen = modes[row.action_class]
        if chosen not in MODES or (chosen in row.locked and chosen != row.mode):
            problems[f"{MODE}{row.action_class}"] = "choice"
        else:
            values[f"{MODE}{row.action_class}"] = chosen
    return Filled(texts=texts, modes=modes, values=values, problems=problems)


def _text(each: Field, form: Posted) -> str:
    name = f"{FIELD}{each.name}"
    if each.widget == "pairs" and each.options:
        pairs = zip(form.all(name), form.all(f"{name}{SECOND}"), strict=False)
        return "\n".join(f"{first}: {second}" for first, second in pairs if first or second)
    return "\n".join(form.all(name)) if each.widget in SEVERAL else form.get(name, "").replace("\r\n", "\n")


def _saved(site: Site, reader: Reader, name: str, filled: Filled) -> tuple[SavedView | None, Filled]:
    """Return what was saved and an untouched form, or the form with what the bridge found wrong in it."""
    _editor(reader)
    try:
        return site.bridge.save_settings_of(reader.visitor, name, filled.values), Filled()
    except ConfigError as error:
        refused = Because(". ".join(error.ru), f"{error.problem}. {error.fix}")
        return None, replace(filled, problems={error.path: REFUSED}, refused=refused)


def _editor(reader: Reader) -> bool:
    """Let only administrators change settings. Raises Forbidden."""
    if not reader.visitor.is_admin:
        raise Forbidden(reader.situation.admin_name)
    return True
