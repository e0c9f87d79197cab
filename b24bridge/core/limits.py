"""Limits: how much may be done in a day, a week, an hour, and when it is too much at once (specification 4.0.6). Pure.

What is above a limit is put off, the least money first, and never dropped. A run that is too large as a whole is halted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median

from b24bridge.core.actions import Action, PutTask, Reassign, SendLetter
from b24bridge.core.calendar import Calendar
from b24bridge.core.decisions import Because
from b24bridge.core.ledger import Sent

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
MORNING = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The portal's limits. Shares are in percent; letters go out between two hours of the portal's working days."""

    tasks_a_day: int = 10
    open_tasks: int = 30
    hand_overs_a_run: int = 20
    hand_overs_a_day: int = 30
    book_share_a_week: Decimal = Decimal(10)
    portal_share_a_day: Decimal = Decimal(1)
    orphan_share_a_day: Decimal = Decimal(3)
    received_a_day: int = 5
    letters_gap_days: int = 5
    letters_a_month: int = 6
    letters_an_hour: int = 60
    letters_from: time = time(10)
    letters_till: time = time(18)
    cancel_window_min: int = 30
    breaker_clients: int = 20
    breaker_times_median: int = 3
    breaker_share: Decimal = Decimal(5)
    breaker_failed_share: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a hand-over is weighed against: all clients of the portal, and those of the owner who would lose one."""

    portal: int
    owner: int
    is_orphan: bool = False


@dataclass(frozen=True, slots=True)
class PutOff:
    """Until when an action waits (aware, in the portal's zone), and why."""

    until: datetime
    because: Because


def put_off(
    action: Action, sent: Sequence[Sent], limits: Limits, now: datetime, calendar: Calendar, book: Book | None = None
) -> PutOff | None:
    """Return why and until when an action must wait, or None when it may go now.

    `now` is the portal's own moment, `sent` what was sent in the last 30 days and every open task. `book` is needed for
    the reassignment of a client; that of what belongs to it is part of the same hand-over.
    """
    match action:
        case PutTask():
            return _task(action.owner, sent, limits, now)
        case Reassign() if action.entity == action.client and book is not None:
            return _hand_over(action, sent, limits, now, book)
        case SendLetter():
            return _letter(action, sent, limits, now, calendar)
        case _:
            return None


def too_large(size: int, earlier: Sequence[int], clients: int, limits: Limits) -> Because | None:
    """Return why a run is halted: more clients than the usual three times, or too great a part of all of them."""
    usual = limits.breaker_times_median * median(earlier) if earlier else 0
    most = max(limits.breaker_clients, usual)
    if size > most:
        return Because(
            f"Слишком много за раз: {size} клиентов, обычно не больше {most:g}.",
            f"Too many at once: {size} clients, usually no more than {most:g}.",
        )
    if size > limits.breaker_clients and clients and 100 * Decimal(size) / clients > limits.breaker_share:
        return Because(
            f"Слишком много за раз: {size} из {clients} клиентов.", f"Too many at once: {size} of {clients} clients."
        )
    return None


def _task(person: int, sent: Sequence[Sent], limits: Limits, now: datetime) -> PutOff | None:
    tasks = [each for each in sent if each.kind == "task" and each.person == person]
    if sum(each.day == now.date() for each in tasks) >= limits.tasks_a_day:
        return _tomorrow(now, "задач менеджеру за день", "tasks for one manager a day", limits.tasks_a_day)
    if sum(each.is_open for each in tasks) >= limits.open_tasks:
        return _tomorrow(now, "открытых задач у менеджера", "open tasks of one manager", limits.open_tasks)
    return None


def _hand_over(action: Reassign, sent: Sequence[Sent], limits: Limits, now: datetime, book: Book) -> PutOff | None:
    moves, today = [each for each in sent if each.kind == "reassign"], now.date()
    share = limits.orphan_share_a_day if book.is_orphan else limits.portal_share_a_day
    of_portal = max(1, int(book.portal * share / 100))
    day = sum(each.day == today for each in moves)
    most = min(limits.hand_overs_a_run, limits.hand_overs_a_day, of_portal)
    if day >= most:
        return _tomorrow(now, "передач за день", "hand-overs a day", most)
    if sum(each.day == today and each.person == action.to_owner for each in moves) >= limits.received_a_day:
        return _tomorrow(now, "клиентов одному получателю за день", "clients for one receiver a day", limits.received_a_day)
    of_book = max(1, int(book.owner * limits.book_share_a_week / 100))
    lost = sum(each.loser == action.from_owner and each.day > today - WEEK for each in moves)
    if not book.is_orphan and lost >= of_book:
        return _tomorrow(now, "клиентов у одного менеджера за 7 дней", "clients of one manager in 7 days", of_book)
    return None


def _letter(action: SendLetter, sent: Sequence[Sent], limits: Limits, now: datetime, calendar: Calendar) -> PutOff | None:
    letters = [each for each in sent if each.kind == "letter"]
    to_client = [each.day for each in letters if each.client == action.client]
    if to_client and now.date() < (free := max(to_client) + timedelta(days=limits.letters_gap_days)):
        return _on(
            free, now, limits, "дней между письмами клиенту", "days between letters to a client", limits.letters_gap_days
        )
    month = sorted(day for day in to_client if day > now.date() - MONTH)
    if len(month) >= limits.letters_a_month:
        free = month[-limits.letters_a_month] + MONTH
        return _on(free, now, limits, "писем клиенту за 30 дней", "letters to a client in 30 days", limits.letters_a_month)
    if not (calendar.is_working(now.date()) and limits.letters_from <= now.time() < limits.letters_till):
        return _open_hours(now, limits, calendar)
    lately = [each.at for each in letters if each.at > now - timedelta(hours=1)]
    if len(lately) >= limits.letters_an_hour:
        return PutOff(min(lately) + timedelta(hours=1), _because("писем в час", "letters an hour", limits.letters_an_hour))
    return None


def _open_hours(now: datetime, limits: Limits, calendar: Calendar) -> PutOff:
    today = now.date()
    day = today if now.time() < limits.letters_from else today + timedelta(days=1)
    opens = datetime.combine(calendar.next_working(day), limits.letters_from, now.tzinfo)
    hours = f"{limits.letters_from:%H:%M}–{limits.letters_till:%H:%M}"
    return PutOff(opens, Because(f"Письма уходят в рабочие дни, {hours}.", f"Letters go out on working days, {hours}."))


def _tomorrow(now: datetime, ru: str, en: str, most: int) -> PutOff:
    return PutOff(datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo), _because(ru, en, most))


def _on(day: date, now: datetime, limits: Limits, ru: str, en: str, most: int) -> PutOff:
    return PutOff(datetime.combine(day, limits.letters_from, now.tzinfo), _because(ru, en, most))


def _because(ru: str, en: str, most: int) -> Because:
    return Because(f"Предел: {most} {ru}.", f"Limit: {most} {en}.")
