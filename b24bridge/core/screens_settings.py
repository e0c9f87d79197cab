"""A page of settings as a form, what a change would do, and what was saved. Not the schema it is made from.

Values in forms are texts, as a browser sends them; `core.screens_form` makes fields of a schema and values of texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from b24bridge.core.decisions import Because
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.screens_buttons import Option

Widget = Literal["number", "money", "switch", "segments", "select", "checklist", "date", "time", "text", "lines", "pairs"]
PORTAL_PAGE = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting. `name` is its dotted path within its page, such as `period_by_k.K3` or `touches.min_talk_s`.

    `value` and `default` are texts: a number with a point, `true`/`false`, ISO dates; several values stand on lines of their
    own (checklist, lines; pairs as `key: value`). Empty means unset where `is_optional`. `least` and `most` are inclusive.
    """

    name: str
    title: Because
    hint: Because
    widget: Widget
    value: str
    default: str
    unit: Because | None = None
    least: str | None = None
    most: str | None = None
    is_whole: bool = False
    is_optional: bool = False
    options: tuple[Option, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from what is in force when nobody sets it."""
        return self.value != self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Settings that stand together under one heading."""

    title: Because
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRow:
    """The mode of one class of action (off, observe, approve, auto). Modes in `locked` cannot be chosen yet: `unlocks` why."""

    action_class: str
    mode: str
    default: str
    locked: tuple[str, ...] = ()
    unlocks: Because | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page of settings: an assistant's by its name with the strongest of its modes, or the portal's own (`portal`)."""

    name: str
    title: Because
    mode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A setting that changes: its title, the old and the new value as texts in the reader's own terms (units included)."""

    name: str
    title: Because
    old: Because
    new: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A saved version of the settings. `at` is in UTC."""

    number: int
    at: datetime
    author: str
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """One page of settings. `modes` is empty for the portal's own page. `history` is newest first, of the whole portal.

    `may_edit` is an administrator's; a head reads. `applies_on` is the portal day of the next check.
    """

    page: str
    title: Because
    pages: tuple[PageLink, ...]
    groups: tuple[FieldGroup, ...]
    intro: Because | None = None
    modes: tuple[ModeRow, ...] = ()
    history: tuple[Version, ...] = ()
    may_edit: bool = False
    applies_on: date | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields of all groups."""
        return tuple(each for group in self.groups for each in group.fields)


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client that a change would add to a list or take off it."""

    client: EntityId
    name: str | None
    why: Because | None = None


@dataclass(frozen=True, slots=True)
class ManagerDiff:
    """How many of one manager's clients are marked, and would be."""

    name: str
    now: int
    then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """What values would do if they were in force today: nothing is written, neither on the portal nor here.

    `now` and `then` count marked clients (of the page's assistant; of all of them for a portal's page or a file), `added` and
    `removed` list them by money, `tasks_*` count the tasks of the next run. `changes` are against what is in force. `errors`
    are what is wrong, by the field's name or the file's path; a value that is wrong was left out of the count.
    """

    now: int
    then: int
    changes: tuple[ChangeLine, ...] = ()
    added: tuple[ClientLine, ...] = ()
    removed: tuple[ClientLine, ...] = ()
    risk_now: Money | None = None
    risk_then: Money | None = None
    tasks_now: int | None = None
    tasks_then: int | None = None
    managers: tuple[ManagerDiff, ...] = ()
    errors: Mapping[str, Because] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """What was saved: the new version's number and what it changed; `applies_on` is the portal day of the next check."""

    version: int
    changes: tuple[ChangeLine, ...]
    applies_on: date | None = None
