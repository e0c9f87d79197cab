"""Limits as a table: what may go now, until when the rest waits, and which run is too large to go out unseen."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b24bridge.core.actions import CloseTask, Notify, Reassign, SendLetter
from b24bridge.core.calendar import Calendar
from b24bridge.core.ledger import Sent
from b24bridge.core.limits import Book, Limits, put_off, too_large
from b24bridge.core.money import Money
from tests.handovers import CASCADE, reassign
from tests.records import co, deal_id
from tests.verdicts import put_task

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=MOSCOW)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOMORROW_AT_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=MOSCOW)
LIMITS = Limits()
BIG = Book(portal=100_000, owner=1000)
LETTER = SendLetter(
    client=co(1),
    step="letter",
    person=5,
    subject="s",
    text="t",
    level="L1",
    documents=("SI_1",),
    total=Money(Decimal(1), "RUB"),
)
MOVE = reassign(co(1), "owner", co(1))


def sent(kind, number, at=MONDAY, **changed):
    return Sent(kind=kind, client=co(number), day=at.date(), at=at, **changed)


def tasks(count, at=MONDAY, person=5, *, is_open=False):
    return [sent("task", number, at, person=person, is_open=is_open) for number in range(2, count + 2)]


def moves(count, at=MONDAY, person=9, loser=5):
    return [sent("reassign", number, at, person=person, loser=loser) for number in range(2, count + 2)]


def until(action, before, now=MONDAY, book=BIG, limits=LIMITS):
    found = put_off(action, before, limits, now, Calendar(), book)
    return None if found is None else found.until


# --- tasks ---

TASKS = [
    ("none before", [], True),
    ("nine today", tasks(9), True),
    ("ten today", tasks(10), False),
    ("ten yesterday", tasks(10, MONDAY - DAY), True),
    ("ten of somebody else", tasks(10, person=6), True),
    ("twenty-nine open", tasks(29, MONDAY - 9 * DAY, is_open=True), True),
    ("thirty open", tasks(30, MONDAY - 9 * DAY, is_open=True), False),
    ("a hundred over", tasks(100, MONDAY - 9 * DAY), True),
]


@pytest.mark.parametrize(("before", "may_go"), [case[1:] for case in TASKS], ids=[case[0] for case in TASKS])
def test_a_manager_gets_ten_tasks_a_day_and_has_thirty_open(before, may_go):
    """The next one waits for nine in the morning of tomorrow."""
    assert until(put_task(co(1)), before) == (None if may_go else TOMORROW_AT_NINE)


def test_the_reason_names_the_limit():
    """People read which limit it was, and how high it is."""
    found = put_off(put_task(co(1)), tasks(3), replace(LIMITS, tasks_a_day=3), MONDAY, Calendar())

    assert (found.because.ru, found.because.en) == (
        "Предел: 3 задач менеджеру за день.",
        "Limit: 3 tasks for one manager a day.",
    )


@pytest.mark.parametrize(
    "action",
    [
        CloseTask(client=co(1), step="close", closes_step="task", text=""),
        Notify(client=co(1), step="n", person=5, text=""),
        Reassign(client=co(1), step="deal", entity=deal_id(7), from_owner=5, to_owner=9, cascade=CASCADE),
    ],
    ids=["closing", "notice", "what belongs to a client"],
)
def test_what_is_not_limited_goes(action):
    """Taking back, telling our own people, and what moves along with a client that moved."""
    assert until(action, [*tasks(99), *moves(99)]) is None


# --- hand-overs ---

HAND_OVERS = [
    ("none before", [], BIG, True),
    ("nineteen today", moves(19, person=8), BIG, True),
    ("twenty today", moves(20, person=8), BIG, False),
    ("twenty yesterday", moves(20, MONDAY - DAY, person=8), BIG, True),
    ("one hundredth of a small portal", moves(3, person=8), Book(portal=300, owner=1000), False),
    ("below it", moves(2, person=8), Book(portal=300, owner=1000), True),
    ("a tiny portal may do one", [], Book(portal=7, owner=1000), True),
    ("and no second", moves(1, person=8, loser=6), Book(portal=7, owner=1000), False),
    ("of one who has left three times as many", moves(8, person=8), Book(portal=300, owner=9, is_orphan=True), True),
    ("and no more", moves(9, person=8), Book(portal=300, owner=9, is_orphan=True), False),
    ("five for one receiver", moves(5), BIG, False),
    ("four for one receiver", moves(4), BIG, True),
    ("a tenth of his book in a week", moves(2, MONDAY - 6 * DAY), Book(portal=100_000, owner=20), False),
    ("a week ago", moves(2, MONDAY - 7 * DAY), Book(portal=100_000, owner=20), True),
    ("somebody else's", moves(2, MONDAY - 6 * DAY, loser=6), Book(portal=100_000, owner=20), True),
    ("his only client may go", [], Book(portal=100_000, owner=1), True),
    ("an orphan's book does not count", moves(4, MONDAY - DAY), Book(portal=100_000, owner=4, is_orphan=True), True),
]


@pytest.mark.parametrize(("before", "book", "may_go"), [case[1:] for case in HAND_OVERS], ids=[case[0] for case in HAND_OVERS])
def test_clients_change_hands_a_few_a_day(before, book, may_go):
    """By portal, receiver, and the book of the one who loses them; an orphan's book may empty faster."""
    assert until(MOVE, before, book=book) == (None if may_go else TOMORROW_AT_NINE)


# --- letters ---


def letters(*ages, client=1):
    return [sent("letter", client, MONDAY - age) for age in ages]


LETTERS = [
    ("none before", [], MONDAY, None),
    ("four days ago", letters(4 * DAY), MONDAY, datetime(2026, 11, 24, 10, tzinfo=MOSCOW)),
    ("five days ago", letters(5 * DAY), MONDAY, None),
    ("to another client today", letters(timedelta(hours=3), client=2), MONDAY, None),
    ("six in thirty days", letters(*(n * DAY for n in (5, 6, 7, 8, 9, 29))), MONDAY, datetime(2026, 11, 24, 10, tzinfo=MOSCOW)),
    ("the sixth is thirty days old", letters(*(n * DAY for n in (5, 6, 7, 8, 9, 30))), MONDAY, None),
    ("before ten", [], MONDAY.replace(hour=9, minute=59), MONDAY.replace(hour=10)),
    ("at ten", [], MONDAY.replace(hour=10), None),
    ("one minute to six", [], MONDAY.replace(hour=17, minute=59), None),
    ("at six", [], MONDAY.replace(hour=18), datetime(2026, 11, 24, 10, tzinfo=MOSCOW)),
    ("on Friday evening", [], datetime(2026, 11, 27, 19, tzinfo=MOSCOW), datetime(2026, 11, 30, 10, tzinfo=MOSCOW)),
    ("on Saturday noon", [], datetime(2026, 11, 28, 12, tzinfo=MOSCOW), datetime(2026, 11, 30, 10, tzinfo=MOSCOW)),
]


@pytest.mark.parametrize(("before", "now", "free"), [case[1:] for case in LETTERS], ids=[case[0] for case in LETTERS])
def test_letters_leave_seldom_and_by_daylight(before, now, free):
    """Five days between two to one client, six a month, and only in the hours of a working day."""
    assert until(LETTER, before, now) == free


@pytest.mark.parametrize(("count", "waits"), [(59, False), (60, True)])
def test_the_portal_sends_sixty_letters_an_hour(count, waits):
    """The next one leaves when the oldest of the sixty is an hour old."""
    before = [sent("letter", number, MONDAY - timedelta(minutes=number % 50 + 1)) for number in range(2, count + 2)]

    assert until(LETTER, before) == (min(each.at for each in before) + HOUR if waits else None)


def test_what_waits_for_the_letters_hour_is_not_lost_in_another_zone():
    """The hours are those of the portal's clock, whichever zone it keeps."""
    there = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Vladivostok"))

    assert until(LETTER, [], there) == there.replace(hour=10, minute=0)
    assert LIMITS.letters_from == time(10)
    assert there.date() == date(2026, 11, 23)


# --- the breaker ---

RUNS = [
    ("twenty on a new portal", 20, [], 100_000, False),
    ("twenty-one on a new portal", 21, [], 100_000, True),
    ("three times the usual", 90, [30, 30, 30], 100_000, False),
    ("one more", 91, [30, 30, 30], 100_000, True),
    ("by the median, not by one large run", 91, [30, 30, 30, 30, 900], 100_000, True),
    ("a small usual is no reason", 20, [1, 1, 1], 100_000, False),
    ("nothing usual and twenty-one", 21, [0, 0, 0], 100_000, True),
    ("usual, but a twentieth of all", 60, [60] * 5, 1000, True),
    ("usual, and exactly a twentieth", 50, [50] * 5, 1000, False),
    ("a twentieth of a small portal", 20, [20] * 5, 30, False),
]


@pytest.mark.parametrize(
    ("size", "earlier", "clients", "is_halted"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS]
)
def test_a_run_is_halted_when_it_is_too_large(size, earlier, clients, is_halted):
    """More than twenty clients and more than three times the usual, or more than five percent of all."""
    because = too_large(size, earlier, clients, LIMITS)

    assert (because is not None) is is_halted
    assert because is None or (str(size) in because.ru and str(size) in because.en)
