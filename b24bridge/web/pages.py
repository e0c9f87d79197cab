"""Pages: a template, the visitor's words and formats, and what stands around every page. Not routes, not rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template

from b24bridge.core.installations import Installation
from b24bridge.core.screens import Situation
from b24bridge.services.arrivals import Visitor
from b24bridge.web.errors import Failure
from b24bridge.web.formats import Formats
from b24bridge.web.guards import show_in
from b24bridge.web.presenter import Presenter
from b24bridge.web.tokens import FrameTokens, Pass
from b24bridge.web.words import Words, catalogues, language_of

# What the installer says of each right, and the scopes that grant it: api-reference/scopes/permissions.md
RIGHTS = {
    "crm": ("crm",),
    "task": ("task", "tasks"),
    "user": ("user_brief", "user_basic", "user"),
    "telephony": ("telephony",),
    "im": ("im",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page and what stands around it."""

    entry: Pass
    situation: Situation

    @property
    def visitor(self) -> Visitor:
        """Return the verified person."""
        return self.entry.visitor

    @property
    def sees_all(self) -> bool:
        """Say whether pages for heads and administrators are this person's."""
        return self.visitor.is_admin or self.situation.is_head

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Return the pages this person may open, each with the key of its name."""
        sees_all = self.sees_all
        sections = [
            ("overview", "nav.overview" if sees_all else "nav.mine", True),
            ("findings", "nav.clients", True),
            ("decisions", "nav.decisions", sees_all),
            ("journal", "nav.journal", True),
            ("settings", "nav.settings", sees_all),
            ("health", "nav.health", self.visitor.is_admin),
        ]
        return [(name, key) for name, key, is_open in sections if is_open]


@dataclass(frozen=True, slots=True)
class Printer:
    """Renders templates for readers, at one moment (UTC)."""

    tokens: FrameTokens
    now: datetime

    def page(self, template: str, reader: Reader, **values: object) -> str:
        """Return a whole page, framed by the reader's own portal only, with a token that ends when his does."""
        show_in(reader.visitor.origin)
        seconds = int((reader.entry.expires_at - self.now).total_seconds())
        return self.fragment(template, reader, token=self.tokens.write(reader.entry), expires_in=seconds, **values)

    def fragment(self, template: str, reader: Reader, **values: object) -> str:
        """Return a piece of a page."""
        situation, words = reader.situation, catalogues()[language_of(reader.visitor.language)]
        zone, skew = ZoneInfo(situation.zone), timedelta(seconds=situation.skew)
        formats = Formats(words.language, zone, situation.today, self.now, skew)
        show = Presenter(words, formats)
        return render_template(
            template, t=words, f=formats, show=show, reader=reader, situation=situation, visitor=reader.visitor, **values
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A page that could not be shown: why, to whom if that is known, and who can help (`helper`, a name)."""

    failure: Failure
    visitor: Visitor | None
    language: str
    helper: str
    at: datetime


def failed(failing: Failing, *, is_notice: bool) -> str:
    """Return what is shown instead of a page, or of a piece of one."""
    failure, visitor = failing.failure, failing.visitor
    if visitor is not None:
        show_in(visitor.origin)
    words = catalogues()[language_of(visitor.language if visitor else failing.language)]
    said = words("state.forbidden", name=failing.helper) if failing.helper else words(failure.words)
    return _plain(
        "failure_notice.html" if is_notice else "failure.html",
        visitor,
        words,
        failing.at,
        heading=words("error.title"),
        said=said,
        tone="warning",
        code=failure.code,
        time=failing.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        command="reloadWindow" if failure.code == "expired" else "",
    )


def door(language: str, now: datetime) -> str:
    """Return what is shown to somebody who comes without a portal around the page."""
    words = catalogues()[language_of(language)]
    return _plain("failure.html", None, words, now, heading="b24bridge", said=words("door.closed"))


def installer(visitor: Visitor, installation: Installation, situation: Situation, now: datetime) -> str:
    """Return the page that asks an administrator to finish the installation."""
    show_in(visitor.origin)
    words = catalogues()[language_of(visitor.language)]
    rights = [(name, bool(set(scopes).intersection(installation.scope))) for name, scopes in RIGHTS.items()]
    return _plain(
        "install.html", visitor, words, now, installation=installation, rights=rights, acts_on=situation.observe_until
    )


def _plain(template: str, visitor: Visitor | None, words: Words, now: datetime, **values: object) -> str:
    """Render a page that stands alone: no sections, no token, nothing of a portal."""
    formats = Formats(words.language, ZoneInfo("UTC"), now.date(), now)
    return render_template(template, t=words, f=formats, show=Presenter(words, formats), visitor=visitor, **values)
