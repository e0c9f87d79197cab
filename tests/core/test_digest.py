"""The daily digest of one person: twelve lines at most, money first, silence when there is nothing new."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from b24bridge.core.decisions import Because
from b24bridge.core.digest import MOST_LINES, News, Part, digest
from b24bridge.core.money import Money

TODAY = date(2026, 11, 23)
NBSP = "\u00a0"


def money(amount):
    return Money(Decimal(amount), "RUB")


def part(name, **changed):
    return Part(**{"title": Because(f"р{name}", name), "marked": 3, "risk": money(1000)} | changed)


def needs(count):
    return [(f"Client {number}", Because("ждёт", "waits")) for number in range(count)]


OLD = News(today=TODAY, risk=money(1000), parts=(part("A"),), unjudged=3, robot=9)


@pytest.mark.parametrize(
    ("news", "is_told"),
    [
        (News(today=TODAY), False),
        (OLD, False),
        (replace(OLD, parts=(part("A", new=1),)), True),
        (replace(OLD, waiting=1), True),
        (replace(OLD, escalated=needs(1)), True),
        (replace(OLD, called=("X",)), True),
        (replace(OLD, failed=1), True),
        (replace(OLD, halted=Because("стоп", "halted")), True),
        (replace(OLD, starts_on=TODAY), True),
    ],
    ids=["nothing", "nothing new", "newly marked", "consent", "escalated", "called", "failed", "halted", "starts soon"],
)
def test_it_is_silent_when_nothing_is_new(news, is_told):
    """What was told before, what cannot be judged and what went well are no reason to write."""
    assert bool(digest(news)) is is_told


def test_it_never_has_more_than_twelve_lines():
    """However much there is, and the money stands before the lists."""
    full = replace(
        OLD,
        parts=[part(f"A{number}", new=1) for number in range(9)],
        waiting=4,
        escalated=needs(9),
        called=[f"C{number}" for number in range(9)],
        halted=Because("стоп", "halted"),
        starts_on=date(2026, 11, 26),
        failed=3,
    )

    lines = digest(full)

    assert len(lines) == MOST_LINES
    assert lines[0].en == "halted"
    assert lines[2].en.startswith("At risk")


def test_each_line_says_one_thing():
    """Money by assistant, consents with their day, who needs the head, who called, what is new, what the robot did."""
    news = News(
        today=TODAY,
        risk=money(3000),
        parts=(
            part("A", new=1, soon=2),
            part("B", risk=money(2000)),
            part("C", is_counted_elsewhere=True),
            part("D", marked=0, risk=None),
        ),
        waiting=2,
        answer_by=date(2026, 11, 25),
        escalated=needs(4),
        called=("Cedar", "Fir", "Oak", "Lime", "Elm"),
        unjudged=1,
        robot=5,
        failed=1,
    )

    assert [line.en.replace(NBSP, " ") for line in digest(news)] == [
        "At risk ≈ ₽3k: A ≈ ₽1k, B ≈ ₽2k.",
        "Waiting for you: 2, answer by 25 Nov.",
        "Client 0. waits",
        "Client 1. waits",
        "Client 2. waits",
        "And 1 more that need you.",
        "They called and nobody answered: Cedar, Fir, Oak and 2 more.",
        "A: 3 (1 new), 2 more soon.",
        "B: 3.",
        "C: 3.",
        "Could not judge 1 client.",
        "The robot did 5 actions, 1 failed.",
    ]


def test_three_days_before_it_begins_the_first_night_is_announced():
    """The day on which marks and tasks switch on, with their numbers, in both languages."""
    news = News(today=TODAY, starts_on=date(2026, 11, 26), first_night={"label": 21, "task": 1, "notice": 4})

    (line,) = digest(news)

    assert line.ru.replace(NBSP, " ").startswith(
        "26 ноября включатся метки, задачи и уведомления. Первой ночью: 21 метка, 1 задача."
    )
    assert line.en.replace(NBSP, " ").startswith(
        "On 26 Nov labels, tasks and notifications switch on. First night: 21 labels, 1 task."
    )
