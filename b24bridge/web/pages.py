"""Pages: a template, the visitor's words and formats, and what stands around every page. Not routes, not rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template
from markupsafe import Markup, escape

from b24bridge.core.decisions import Because
from b24bridge.core.screens import Finding, Mark, Situation
from b24bridge.services.arrivals import Visitor
from b24bridge.web.axis import draw
from b24bridge.web.formats import Formats
from b24bridge.web.guards import show_in
from b24bridge.web.tokens import FrameTokens, Pass
from b24bridge.web.words import Words, catalogues, language_of

TONES: Mapping[Mark, str] = {
    "forgotten": "amber",
    "warned": "amber",
    "left": "red",
    "called": "red",
    "broken": "red",
    "returned": "green",
    "calm": "green",
    "snoozed": "grey",
    "paused": "grey",
    "held": "grey",
    "unknown": "grey",
}
MODE_TONES = {"auto": "green", "approve": "blue", "observe": "grey", "off": "grey"}
DOTS = {"ok": "ok", "stale": "warning", "stopped": "alert", "noaccess": "alert"}
FRESH_TONES = {"fresh": "green", "partial": "amber", "stale": "red"}
FRESH_DOTS = {"fresh": "ok", "partial": "warning", "stale": "alert"}
# Assistants whose words the reference gives; any other one brings its own title.
REFERENCE = {
    "forgotten_clients": "a1",
    "client_release": "a2",
    "lapsed_clients": "a3",
    "unpaid_orders": "a4",
    "debtors": "a5",
}
NUMBERS = re.compile(
    r"\d{1,2}[  ](?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*"
    r"|\d{1,2}[  ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*"
    r"|\d+[  ](?:дней|дня|день|days?)\b(?![  ](?:назад|ago))"
)
EMPHASISED = 2


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
        formats = Formats(words.language, ZoneInfo(situation.zone), situation.today, self.now)
        tools = Tools(words, formats)
        return render_template(
            template, t=words, f=formats, tools=tools, reader=reader, situation=situation, visitor=reader.visitor, **values
        )


@dataclass(frozen=True, slots=True)
class Tools:
    """Small decisions of the templates: which tone, which words, which line."""

    words: Words
    formats: Formats
    tones = TONES
    mode_tones = MODE_TONES
    dots = DOTS
    fresh_tones = FRESH_TONES
    fresh_dots = FRESH_DOTS

    def say(self, because: Because) -> str:
        """Return the sentence in the reader's language."""
        return because.ru if self.words.language == "ru" else because.en

    def reason(self, because: Because) -> Markup:
        """Return the sentence with its first date and its rule in bold."""
        bold = re.sub(NUMBERS, lambda found: f"<b>{found[0]}</b>", str(escape(self.say(because))), count=EMPHASISED)
        return Markup(bold)  # noqa: S704 -- escaped in the line above

    def name(self, finding: Finding) -> str:
        """Return the client's name, or its kind and number where names are not kept."""
        kind = "client.company" if str(finding.client).startswith("CO_") else "client.contact"
        return finding.name or self.words(kind, id=finding.client.id)

    def badge(self, mark: Mark, n: int | None, *, is_short: bool = False) -> str:
        """Return the words of a mark."""
        if mark == "forgotten" and (n is None or is_short):
            return self.words("badge.forgotten.short")
        if mark == "left" and n is None:
            return self.words("mark.left")
        return self.words(f"badge.{mark}", n=n)

    def title(self, assistant: str, title: Because) -> str:
        """Return the heading of an assistant's list."""
        number = REFERENCE.get(assistant)
        return self.words(f"findings.{number}.title") if number else self.say(title)

    def definition(self, assistant: str) -> str:
        """Return the line under that heading, if there is one."""
        number = REFERENCE.get(assistant)
        return self.words(f"findings.{number}.def") if number else ""

    def since(self, silent_days: int) -> date:
        """Return the day of the last answer."""
        return self.formats.today - timedelta(days=silent_days)

    def axis(self, answered_on: date | None, protected_until: date | None, next_on: date | None) -> object:
        """Return the short time axis of a client, or None when there is nothing to draw."""
        return draw(self.formats, answered_on, protected_until, next_on)

    def optional(self, prefix: str, name: str) -> str:
        """Return the words of `prefix.name`, or of `prefix.other` for a name that the catalogue does not know."""
        return self.words.first(f"{prefix}.{name}", f"{prefix}.other")


def plain_situation(now: datetime) -> Situation:
    """Return a situation for pages that are shown before anybody is verified."""
    return Situation(running="ok", zone="UTC", today=now.astimezone(UTC).date())
