"""Builders of facts in few words. Days are counted from `today`: -100 is a hundred days ago, +3 in three days."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from b24bridge.core.calendar import Calendar
from b24bridge.core.facts import ClientFact, Episode, OpenDeal, Owner, Purchase
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.touches import Appointment, Kind, Touch
from config.calendars import calendar_of
from config.loading import load_portal

ZONE = ZoneInfo("Europe/Moscow")
MONDAY = date(2026, 11, 23)
CLIENT = EntityId.parse("CO_12")
OWNER, HEAD, DEPUTY, COLLEAGUE = 2, 1, 3, 7
# What a row of a scenario calls a touch: its kind, channel, direction and duration.
TOUCHES = {
    "call": (Kind.CONTACT, "call", 2, 240),
    "client_call": (Kind.CONTACT, "call", 1, 60),
    "answer": (Kind.CONTACT, "letter", 1, 0),
    "meeting": (Kind.CONTACT, "meeting", 0, 0),
    "won": (Kind.CONTACT, "deal", 0, 0),
    "letter": (Kind.SENT, "letter", 2, 0),
    "attempt": (Kind.ATTEMPT, "call", 2, 5),
    "move": (Kind.DEAL, "deal", 0, 0),
    "note": (Kind.NOTE, "comment", 0, 0),
    "keep": (Kind.KEEP, "todo", 0, 0),
    "missed": (Kind.ATTEMPT, "missed_call", 1, 0),
}
PLANS = ("task", "meeting_planned")


@cache
def calendar() -> Calendar:
    """Return the Russian calendar of the years that scenarios live in."""
    return calendar_of(load_portal({}, {}).portal.calendar, range(2024, 2029))


def moment(today: date, offset: int, hour: int = 12) -> datetime:
    """Return noon of a day counted from today, in the portal's zone."""
    return datetime.combine(today + timedelta(days=offset), time(hour), ZONE)


def touch(today: date, spec: dict, number: int = 1) -> Touch:
    """Return the touch that `{call: -100, ignored: robot}` describes; `number` makes its source."""
    name, offset = next((key, value) for key, value in spec.items() if key in TOUCHES)
    kind, channel, direction, duration = TOUCHES[name]
    return Touch(
        at=moment(today, offset),
        kind=kind,
        source=spec.get("source", f"activity:{number}"),
        channel=channel,
        direction=direction,
        actor_id=spec.get("by", OWNER),
        duration=duration,
        is_backdated=spec.get("backdated", False),
        ignored="missed" if name == "missed" else spec.get("ignored", ""),
        until=day(today, spec.get("until")),
    )


def plan(today: date, spec: dict, number: int = 1) -> Appointment:
    """Return the plan that `{task: +5, made: -3, by: 7, postponed: 1}` describes; `task: null` has no deadline."""
    name = next(key for key in spec if key in PLANS)
    return Appointment(
        source=f"{'task' if name == 'task' else 'activity'}:{spec.get('id', 900 + number)}",
        granted_at=moment(today, spec.get("made", -1)),
        deadline=None if spec[name] is None else moment(today, spec[name]),
        postponed=spec.get("postponed", 0),
        responsible_id=spec.get("by", OWNER),
    )


def client_fact(today: date = MONDAY, **given) -> ClientFact:
    """Return the fact of a company that was created long ago and belongs to a manager at work, but for what is given.

    `touches`, `plans`, `deals` (sum, probability), `purchases` (day, sum), `absent` (first, last), `episode` (anchor,
    opened, steps), `created`, `owner_since` and `hold_until` are given as in the scenario tables.
    """
    owner = {"id": OWNER, "name": "Пётр Иванов", "head_id": HEAD} | (given.pop("owner", None) or {})
    has_owner = given.pop("has_owner", True)
    absences = tuple((day(today, first), day(today, last)) for first, last in given.pop("absent", []))
    touches = [touch(today, spec, number) for number, spec in enumerate(given.pop("touches", []), 1)]
    return ClientFact(
        member_id="m",
        client=EntityId.parse(given.pop("client", str(CLIENT))),
        calendar=calendar(),
        title=given.pop("title", "ООО «Кедр»"),
        owner=Owner(**owner, absences=absences) if has_owner else None,
        created_at=at_or_none(today, given.pop("created", -700)),
        owner_since=at_or_none(today, given.pop("owner_since", None)),
        hold_until=day(today, given.pop("hold_until", None)),
        touches=tuple(sorted(touches, key=lambda touch: touch.at)),
        appointments=tuple(plan(today, spec, number) for number, spec in enumerate(given.pop("plans", []), 1)),
        deals=tuple(deal(number, *spec) for number, spec in enumerate(given.pop("deals", []), 1)),
        purchases=tuple(purchase(today, *spec) for spec in given.pop("purchases", [])),
        unpriced=tuple(Money(Decimal(str(amount)), "USD") for amount in given.pop("unpriced", [])),
        episode=episode(today, given.pop("episode", None)),
        closed_anchors=frozenset(given.pop("closed_anchors", [])),
        **given,
    )


def deal(number: int, amount: float, probability: int, stage_id: str = "NEW") -> OpenDeal:
    """Return an open deal of so many roubles."""
    return OpenDeal(id=number, amount=roubles(amount), probability=probability, stage_id=stage_id)


def purchase(today: date, offset: int, amount: float) -> Purchase:
    """Return a purchase of so many roubles on a day."""
    return Purchase(on=today + timedelta(days=offset), amount=roubles(amount))


def roubles(amount: float) -> Money:
    """Return a sum in roubles, exactly as it is written."""
    return Money(Decimal(str(amount)), "RUB")


def episode(today: date, spec: dict | None) -> Episode | None:
    """Return the open episode that `{anchor: activity:1, opened: -3, steps: [task], taken: {task: -3}}` describes."""
    if spec is None:
        return None
    return Episode(
        anchor=spec["anchor"],
        opened_on=today + timedelta(days=spec.get("opened", -1)),
        number=spec.get("number", 1),
        steps=frozenset(spec.get("steps", ["label", "task"])) | frozenset(spec.get("taken", {})),
        taken={step: today + timedelta(days=offset) for step, offset in spec.get("taken", {}).items()},
    )


def at_or_none(today: date, offset: int | None) -> datetime | None:
    """Return a moment, or None for an unknown one."""
    return None if offset is None else moment(today, offset)


def day(today: date, offset: int | None) -> date | None:
    """Return a day, or None for an unknown one."""
    return None if offset is None else today + timedelta(days=offset)
