"""What templates ask when they show a value: which colour, which words, which line. Not data, not HTML."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from markupsafe import Markup, escape

from b24bridge.core.client_screen import ContactRow, Sums
from b24bridge.core.decisions import Because
from b24bridge.core.ids import COMPANY, EntityId
from b24bridge.core.money import Money
from b24bridge.core.screens import AssistantLine, Choice, ClientView, Finding, Mark, OverviewView
from b24bridge.core.screens_buttons import Button, Option
from b24bridge.core.screens_decisions import DecisionRow, Moving
from b24bridge.core.screens_overview import RobotLine
from b24bridge.core.statements import Said
from b24bridge.web import tones
from b24bridge.web.axis import Axis, draw
from b24bridge.web.chart import Chart, draw_chart
from b24bridge.web.columns import Columns, draw_columns
from b24bridge.web.effects import effect_of
from b24bridge.web.formats import Formats
from b24bridge.web.words import Words

MONTHS = (
    "январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
)
NUMBERS = re.compile(rf"\d{{1,2}}\s(?:{MONTHS})\w*|\d+\s(?:дней|дня|день|days?)\b(?!\s(?:назад|ago))")
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
EMPHASISED = 2


class Named(Protocol):
    """Anything about a client that may bear its name."""

    @property
    def client(self) -> EntityId | None:
        """Return the client."""

    @property
    def name(self) -> str | None:
        """Return its name, None where names are not kept."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Small decisions of the templates, for one reader: which tone, which words, which line."""

    words: Words
    formats: Formats
    mark_tones = tones.TONES
    mode_tones = tones.MODE_TONES
    dots = tones.DOTS
    fresh_tones = tones.FRESH_TONES
    fresh_dots = tones.FRESH_DOTS
    evidence_tones = tones.EVIDENCE_TONES
    unmarked = tones.UNMARKED
    result_tones = tones.RESULT_TONES

    def say(self, because: Because) -> str:
        """Return the sentence in the reader's language."""
        return because.ru if self.words.language == "ru" else because.en

    def reason(self, because: Because) -> Markup:
        """Return the sentence with its first date and its rule in bold; no line begins with a dash."""
        text = str(escape(self.say(because))).replace(" — ", "\u00a0— ")
        bold = re.sub(NUMBERS, lambda found: f"<b>{found[0]}</b>", text, count=EMPHASISED)
        return Markup(bold)  # noqa: S704 -- escaped above

    def name(self, row: Named) -> str:
        """Return the client's name, or its kind and number where names are not kept; nothing where there is no client."""
        if row.name or row.client is None:
            return row.name or ""
        return self.words("client.company" if row.client.type_id == COMPANY else "client.contact", id=row.client.id)

    def is_in_days(self, day: date, days: int) -> bool:
        """Say whether a day is exactly so many days ahead."""
        return day - self.formats.today == timedelta(days=days)

    def badge(self, mark: Mark, n: int | None, *, is_short: bool = False) -> str:
        """Return the words of a mark."""
        if mark == "forgotten" and (n is None or is_short):
            return self.words("badge.forgotten.short")
        if mark in tones.COUNTED and n is None:
            return self.words(f"mark.{mark}")
        return self.words(f"badge.{mark}", n=n)

    def title(self, assistant: str, title: Because) -> str:
        """Return the heading of an assistant's list."""
        number = tones.REFERENCE.get(assistant)
        return self.words(f"findings.{number}.title") if number else self.say(title)

    def definition(self, assistant: str) -> str:
        """Return the line under that heading, if there is one."""
        number = tones.REFERENCE.get(assistant)
        return self.words(f"findings.{number}.def") if number else ""

    def since(self, silent_days: int) -> date:
        """Return the day of the last answer."""
        return self.formats.today - timedelta(days=silent_days)

    def about_days(self, row: Finding) -> tuple[int, date | None] | None:
        """Return the number of an assistant's own column and the day it counts from or to, or None when it has none."""
        if row.days is not None:
            return row.days, row.days_on
        is_of_silence = row.silent_days is not None and row.assistant in ("", "forgotten_clients")
        return (row.silent_days or 0, self.since(row.silent_days or 0)) if is_of_silence else None

    def columns(self, view: OverviewView, currency: str) -> Columns | None:
        """Return the columns of the money at risk, or None while there are no weeks."""
        return draw_columns(view.trend, view.acted_on, currency)

    def titles(self, lines: Sequence[AssistantLine]) -> dict[str, str]:
        """Return what each assistant is called."""
        return {line.assistant: self.say(line.title) for line in lines}

    def decimal(self, text: str) -> str:
        """Return a number of a form as the reader's language writes it; anything else as it is."""
        return self.formats.decimal(Decimal(text)) if NUMBER.fullmatch(text) else text

    def moving(self, moves: Sequence[Moving]) -> str:
        """Return what moves along, such as «3 контакта, 1 сделка»."""
        return ", ".join(self.words(f"moves.{each.kind}", n=each.count) for each in moves if each.count)

    def did(self, lines: Sequence[RobotLine]) -> str:
        """Return what the robot did, such as «17 задач, 14 меток»."""
        return ", ".join(self.words(f"did.{line.deed}", n=line.count) for line in lines if line.count)

    def reasons(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Return what a select offers of reasons to reject."""
        return list(zip(codes, self.words("plan.reject.reasons").split(" · "), strict=True))

    def shares(self, rows: Sequence[DecisionRow]) -> str:
        """Return who would get how many clients, such as «Захарова 3, Кузнецова 2»."""
        return ", ".join(f"{name}\u00a0{count}" for name, count in Counter(row.to_name for row in rows).most_common())

    def options(self, options: Sequence[Option]) -> list[tuple[str, str]]:
        """Return what a closed list offers."""
        return [(option.code, self.say(option.words)) for option in options]

    def pressed(self, assistant: str, is_head: bool) -> list[Said]:
        """Return the buttons that a row of an assistant offers, the one in sight first."""
        return [kind for kind in tones.PRESSED.get(assistant, tones.PRESSED[""]) if is_head or kind is not Said.WAIVER]

    def effect(self, button: Button) -> str:
        """Return what pressing a button would do and the tightest of its limits, said before it is pressed."""
        return effect_of(button, self.words, self.formats)

    def slip(self, problem: str, named: str) -> str:
        """Return what is wrong with the form of a button."""
        return self.words.first(f"act.slip.{problem}", f"act.slip.{named}", "act.slip.other")

    def minutes_to(self, moment: datetime) -> int:
        """Return in how many minutes a moment comes, never less than one."""
        return max(round((moment - self.formats.now).total_seconds() / 60), 1)

    def code(self, code: str) -> str:
        """Return a check code in groups that can be read aloud."""
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()

    def local_day(self, moment: datetime) -> date:
        """Return the portal's day of a moment of ours."""
        return (moment + self.formats.skew).astimezone(self.formats.zone).date()

    def signed(self, money: Money) -> str:
        """Return a sum with its sign, the plus too."""
        return f"+{self.formats.money(money)}" if money.amount > 0 else self.formats.money(money)

    def axis(self, answered_on: date | None, protected_until: date | None, next_on: date | None) -> Axis | None:
        """Return the short time axis of a client, or None when there is nothing to draw."""
        return draw(self.formats.today, answered_on, protected_until, next_on, self.words.language)

    def chart(self, view: ClientView) -> Chart | None:
        """Return the chart of what protected a client, or None when there is nothing to draw."""
        next_on = None if view.finding.badge.mark == "calm" else view.finding.next_on
        return draw_chart(self.formats.today, view.contacts, view.protected_until, next_on, self.words.language)

    def contact(self, row: ContactRow) -> str:
        """Return what a contact was, such as «Звонок, 6 мин 12 с»."""
        if row.number is not None:
            return self.words("channel.task", id=row.number)
        name = self.optional("channel", row.channel)
        return f"{name}, {self.talk(row.duration)}" if row.duration else name

    def sums_words(self, sums: Sums) -> str:
        """Return how the money at risk was calculated; parts without money are left out."""
        parts = ["future"] * bool(sums.future.amount) + ["pipeline"] * bool(sums.pipeline.amount)
        key = ".".join(["client.sums", *(parts or ["none"])])
        money = {"future": self.formats.money(sums.future), "pipeline": self.formats.money(sums.pipeline)}
        return self.words(key, share=self.formats.percent(sums.share), **money)

    def profile(self, view: ClientView) -> list[tuple[str, str]]:
        """Return what is known of a client, by name; what is not known is left out."""
        found, told, formats = view.finding, view.profile, self.formats
        lines = {"owner": found.owner_name, "head": "", "rule": "", "bought": "", "last": "", "deals": ""}
        if told is not None:
            lines["head"] = told.head_name
            lines["rule"] = self.words("findings.days", n=told.rule_days) if told.rule_days else ""
            lines["bought"] = formats.money(told.bought) if told.bought else ""
            lines["last"] = formats.day(told.last_purchase_on) if told.last_purchase_on else ""
            lines["deals"] = self.words("client.deals", n=found.open_deals, sum=formats.money(told.deals)) if told.deals else ""
        return [(self.words(f"client.fact.{name}"), value) for name, value in lines.items() if value]

    def optional(self, prefix: str, name: str) -> str:
        """Return the words of `prefix.name`, or of `prefix.other` for a name that the catalogue does not know."""
        return self.words.first(f"{prefix}.{name}", f"{prefix}.other")

    def talk(self, seconds: int) -> str:
        """Return how long somebody talked."""
        minutes, rest = divmod(seconds, 60)
        key = "talk.short" if not minutes else "talk" if rest else "talk.minutes"
        return self.words(key, min=minutes, sec=rest)

    def changed(self, change: Money | None) -> str:
        """Return how a sum differs from a week ago; nothing when that is not known."""
        if change is None:
            return ""
        if not change.amount:
            return self.words("overview.risk.same")
        key = "findings.risk.down" if change.amount < 0 else "findings.risk.up"
        return self.words(key, sum=self.formats.money(Money(abs(change.amount), change.currency)))

    def changed_by(self, change: Money, total: Money | None) -> str:
        """Return the same with its share of what there was a week ago, and an arrow."""
        before = total.amount - change.amount if total else Decimal()
        if not change.amount or not before:
            return self.changed(change)
        share = self.formats.percent(round(abs(change.amount) * 100 / before))
        sum_words = self.formats.money(Money(abs(change.amount), change.currency))
        key, arrow = ("overview.risk.down", "↓") if change.amount < 0 else ("overview.risk.up", "↑")
        return f"{arrow} {self.words(key, sum=sum_words, pct=share)}"

    def choices(self, choices: Sequence[Choice]) -> list[tuple[int, str]]:
        """Return what a select offers of people or departments."""
        return [(choice.id, choice.name) for choice in choices]

    def marks(self, marks: Sequence[Mark]) -> list[tuple[str, str]]:
        """Return what a select offers of states."""
        return [(mark, self.badge(mark, None)) for mark in marks or tones.LISTED]

    def sums(self, currency: str) -> list[tuple[int, str]]:
        """Return what a select offers of sums."""
        return [(n, self.words("filter.sum.from", sum=self.formats.money(Money(Decimal(n), currency)))) for n in tones.SUMS]
