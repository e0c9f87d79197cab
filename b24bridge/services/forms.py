"""Settings as pages: what is in force, what a change would do, saving it as a version. Not the schema, nor HTML.

An administrator edits, a head reads. Each assistant has a page of its own with its modes; the portal has one for the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from b24bridge.core.assistants import Rule, in_menu
from b24bridge.core.decisions import Because, Json
from b24bridge.core.errors import ConfigError
from b24bridge.core.installations import Installation
from b24bridge.core.jobs import SCAN
from b24bridge.core.ports import Jobs, Mirror, Settings
from b24bridge.core.screens_form import FormSource, groups_of, text_of
from b24bridge.core.screens_settings import (
    PORTAL_PAGE,
    Field,
    FieldGroup,
    ModeRow,
    PageLink,
    PreviewView,
    SavedView,
    SettingsView,
    Version,
)
from b24bridge.services.arrivals import Visitor
from b24bridge.services.choices import choices_of
from b24bridge.services.clocks import Clock, portal_now
from b24bridge.services.layers import changes_between, laid_over, on_page
from b24bridge.services.policies import LOCKED, UNLOCKS, Policies
from b24bridge.services.preview import Preview
from b24bridge.services.sight import staff_of
from config.loading import defaults, load_text, to_yaml
from config.portal import PortalSettings

MODES = ("off", "observe", "approve", "auto")
ELSEWHERE = ("assistants", "kill_switch", "observe_until")
PORTAL_TITLE = Because("Портал", "Portal")
HISTORY_SHOWN = 20
NEVER = date(2999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPages:
    """Shows and stores settings."""

    settings: Settings
    mirror: Mirror
    policies: Policies
    preview: Preview
    jobs: Jobs
    clock: Clock
    rules: Mapping[str, Rule]
    installation: Callable[[str], Installation]
    ring: Callable[[str], None]

    def form(self, visitor: Visitor, page: str) -> SettingsView:
        """Return a page with what is in force. Raises KeyError for a page that does not exist."""
        installation = self.installation(visitor.member_id)
        return SettingsView(
            page=page,
            title=self._title(page),
            pages=self._links(installation),
            groups=self._groups(installation, page),
            modes=self._modes(installation, page) if page != PORTAL_PAGE else (),
            history=self._history(installation),
            may_edit=visitor.is_admin,
            applies_on=self._applies_on(installation),
        )

    def look_ahead(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> PreviewView:
        """Return what values would do today, with what is wrong with them; nothing is written."""
        installation = self.installation(visitor.member_id)
        return self._look_ahead(installation, self._whole(visitor, page, values), None if page == PORTAL_PAGE else page)

    def save(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> SavedView:
        """Store values as a new version. Raises ConfigError, whose path is the field's name, and PermissionError."""
        try:
            return self._store(visitor, self._whole(visitor, page, values))
        except ConfigError as error:
            raise ConfigError(on_page(error.path, page), error.problem, error.fix, ru=error.ru) from error

    def export(self, visitor: Visitor) -> str:
        """Return what was set for the portal, as YAML."""
        return to_yaml(self.settings.load(visitor.member_id))

    def look_ahead_of_file(self, visitor: Visitor, text: str) -> PreviewView:
        """Return what a file would do today. Raises ConfigError with its line when it cannot be read."""
        return self._look_ahead(self.installation(visitor.member_id), self._read(text), None)

    def load(self, visitor: Visitor, text: str) -> SavedView:
        """Store a file as a new version. Raises ConfigError with the line, and PermissionError."""
        return self._store(visitor, self._read(text))

    def change(self, visitor: Visitor, **values: Json) -> SavedView:
        """Stop the robot, let it go on or watch for longer: a head may too. Raises PermissionError."""
        if not staff_of(visitor, self.mirror).sight.is_head:
            _refuse_others(visitor)
        return self._put(visitor, {**self.settings.load(visitor.member_id), **values})

    def postpone(self, visitor: Visitor, days: int | None) -> SavedView:
        """Watch for so many days longer; 0 lets the assistants act from now on, None only when somebody says so."""
        installation = self.installation(visitor.member_id)
        today = portal_now(installation, self.clock.now()).date()
        until = self.policies.horizon(installation).observe_until or today
        chosen = NEVER if days is None else today if days == 0 else until + timedelta(days=days)
        return self.change(visitor, observe_until=chosen.isoformat())

    def _store(self, visitor: Visitor, values: Mapping[str, Json]) -> SavedView:
        _refuse_others(visitor)
        return self._put(visitor, values)

    def _put(self, visitor: Visitor, values: Mapping[str, Json]) -> SavedView:
        installation, member_id = self.installation(visitor.member_id), visitor.member_id
        self.policies.check(values)
        changes = changes_between(self.settings.load(member_id), values, self._titled)
        version = self.settings.save(member_id, values, visitor.name or str(visitor.user_id), self.clock.now())
        self.jobs.plan(member_id, SCAN, self.clock.now())
        self.ring(member_id)
        return SavedView(version=version, changes=changes, applies_on=self._applies_on(installation))

    def _look_ahead(self, installation: Installation, values: Mapping[str, Json], only: str | None) -> PreviewView:
        try:
            self.policies.check(values)
        except ConfigError as error:
            said = Because(". ".join(error.ru), f"{error.problem}. {error.fix}")
            return PreviewView(now=0, then=0, errors={on_page(error.path, only or PORTAL_PAGE): said})
        view = self.preview.compare(installation, values, only)
        changes = changes_between(self.settings.load(installation.member_id), values, self._titled)
        return replace(view, changes=changes)

    def _whole(self, visitor: Visitor, page: str, values: Mapping[str, Json]) -> dict[str, Json]:
        """Return all that would be set for the portal with one page's values: those equal to the default are left out."""
        fields = {each.name: each for each in self.form(visitor, page).fields}
        changed = {name: value for name, value in values.items() if _is_set(fields.get(name), value)}
        return laid_over(self.settings.load(visitor.member_id), page, changed, list(fields), self._default_modes(page))

    def _default_modes(self, page: str) -> Mapping[str, str]:
        return self.rules[page].assistant.modes if page in self.rules else {}

    def _read(self, text: str) -> dict[str, Json]:
        return load_text(text, {name: rule.assistant.settings for name, rule in self.rules.items()})[0]

    def _title(self, page: str) -> Because:
        return PORTAL_TITLE if page == PORTAL_PAGE else self.rules[page].assistant.title

    def _titled(self, path: str) -> Because:
        """Return the title of a setting by its path, such as `assistants.forgotten_clients.period`."""
        own = path.removeprefix("assistants.")
        page, _, name = own.partition(".") if own != path else (PORTAL_PAGE, "", path)
        schema: Any = self._schema(page)
        about = schema.get("properties", {}).get(name.partition(".")[0], {})
        return Because(about.get("title_ru", path), about.get("title", path))

    def _schema(self, page: str) -> Mapping[str, Any]:
        settings: Any = self.rules[page].assistant.settings if page in self.rules else PortalSettings
        schema: Mapping[str, Any] = settings.model_json_schema()
        return schema

    def _groups(self, installation: Installation, page: str) -> tuple[FieldGroup, ...]:
        loaded = self.policies.loaded(installation)
        choices = choices_of(self.mirror.people(installation.member_id), self.mirror.departments(installation.member_id))
        if page == PORTAL_PAGE:
            source = FormSource(loaded.portal.model_dump(), defaults(), choices)
            return groups_of(self._schema(page), source, ELSEWHERE)
        untouched = self._untouched(installation, page)
        source = FormSource(loaded.assistants[page].model_dump(), untouched.model_dump(), choices)
        return groups_of(self._schema(page), source)

    def _untouched(self, installation: Installation, page: str) -> BaseModel:
        """Return an assistant's settings as they are when nobody sets any of its own: some are then the portal's."""
        stored: Mapping[str, Any] = self.settings.load(installation.member_id)
        others = {name: own for name, own in stored.get("assistants", {}).items() if name != page}
        return self.policies.check({**stored, "assistants": others}).assistants[page]

    def _modes(self, installation: Installation, page: str) -> tuple[ModeRow, ...]:
        chosen = self._chosen_modes(installation, page)
        return tuple(
            ModeRow(
                action_class=name,
                mode=chosen.get(name, default),
                default=default,
                locked=("auto",) if name in LOCKED else (),
                unlocks=UNLOCKS if name in LOCKED else None,
            )
            for name, default in self.rules[page].assistant.modes.items()
        )

    def _chosen_modes(self, installation: Installation, page: str) -> Mapping[str, str]:
        entry = self.policies.loaded(installation).portal.assistants.get(page)
        return {str(name): mode for name, mode in entry.mode.items()} if entry else {}

    def _links(self, installation: Installation) -> tuple[PageLink, ...]:
        links = [
            PageLink(name=name, title=rule.assistant.brief, mode=self._strongest(installation, name))
            for name, rule in in_menu(self.rules).items()
        ]
        return (*links, PageLink(name=PORTAL_PAGE, title=PORTAL_TITLE))

    def _strongest(self, installation: Installation, name: str) -> str:
        modes = self.policies.policy(installation, portal_now(installation, self.clock.now())).modes[name]
        return max(modes.values(), key=MODES.index, default="off")

    def _history(self, installation: Installation) -> tuple[Version, ...]:
        versions: Sequence[Mapping[str, Any]] = self.settings.history(installation.member_id)[: HISTORY_SHOWN + 1]
        older = [*(each["settings"] for each in versions[1:]), {}]
        return tuple(
            Version(
                number=each["version"],
                at=datetime.fromisoformat(each["saved_at"]),
                author=each["author"],
                changes=changes_between(before, each["settings"], self._titled),
            )
            for each, before in zip(versions[:HISTORY_SHOWN], older, strict=False)
        )

    def _applies_on(self, installation: Installation) -> date:
        return portal_now(installation, self.clock.now()).date()


def _refuse_others(visitor: Visitor) -> None:
    if not visitor.is_admin:
        raise PermissionError("only an administrator changes settings")


def _is_set(field: Field | None, value: Json) -> bool:
    return field is None or text_of(value) != field.default
