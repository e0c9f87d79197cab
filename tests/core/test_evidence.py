"""Evidence: what each kind of row says about contact with the client."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.core.evidence import (
    EvidenceRules,
    appointment_of_task,
    is_repeat,
    purchases_of,
    touch_of_activity,
    touch_of_comment,
    touch_of_move,
    words_of,
)
from b24bridge.core.ids import EntityId
from b24bridge.core.money import Money
from b24bridge.core.records import Activity, Call, Comment, Element, Stage, StageMove, Task
from b24bridge.core.touches import Appointment, Kind, Touch
from tests.builders import MONDAY, ZONE, moment

RULES = EvidenceRules(zone=ZONE, app_user_id=1)
NOW = moment(MONDAY, 0)
MEETING, CALL, TASK, LETTER, OTHER = 1, 2, 3, 4, 6


def activity(type_id: int, *, day: int | None = -10, made: int | None = None, lasts: int = 0, **given) -> Activity:
    """Build an activity that began on a day and was entered then, unless told otherwise."""
    starts = None if day is None else moment(MONDAY, day)
    entered = made if made is not None else day
    plain = {"provider": "", "direction": 2, "is_completed": True, "author_id": 2, "responsible_id": 2, "updated_at": NOW}
    return Activity(
        id=5,
        type_id=type_id,
        created_at=None if entered is None else moment(MONDAY, entered),
        starts_at=starts,
        ends_at=None if starts is None else starts + timedelta(seconds=lasts),
        **(plain | given),
    )


def talk(duration: int, is_failed: bool = False) -> Call:
    return Call(id=1, activity_id=5, duration=duration, is_failed=is_failed)


def weighed(found):
    assert isinstance(found, Touch)
    return found.kind.value, found.channel, found.ignored


@pytest.mark.parametrize(
    ("row", "spoken", "expected"),
    [
        (activity(MEETING), None, ("contact", "meeting", "")),
        (activity(CALL), talk(20), ("contact", "call", "")),
        (activity(CALL), talk(19), ("attempt", "call", "")),
        (activity(CALL), talk(0, is_failed=True), ("attempt", "call", "")),
        (activity(CALL), talk(300, is_failed=True), ("attempt", "call", "")),
        (activity(CALL, direction=1), talk(60), ("contact", "call", "")),
        (activity(CALL, direction=1), talk(8), ("attempt", "call", "short")),
        (activity(CALL, direction=1), talk(0), ("attempt", "missed_call", "missed")),
        (activity(CALL, direction=1, is_completed=False), talk(0, is_failed=True), ("attempt", "missed_call", "missed")),
        (activity(CALL, direction=1, is_completed=False), None, ("attempt", "missed_call", "missed")),
        (activity(CALL, direction=1, is_completed=False, lasts=600), None, ("attempt", "missed_call", "missed")),
        (activity(CALL, is_completed=False), talk(60), ("contact", "call", "")),
        (activity(CALL, lasts=60), None, ("contact", "call", "")),
        (activity(CALL, lasts=5), None, ("attempt", "call", "")),
        (activity(CALL, lasts=-60), None, ("attempt", "call", "")),
        (activity(CALL, author_id=0), talk(60), ("contact", "call", "")),
        (activity(CALL, author_id=0, lasts=60), None, ("contact", "call", "robot")),
        (activity(LETTER, direction=1), None, ("contact", "letter", "")),
        (activity(LETTER, direction=1, is_completed=False), None, ("contact", "letter", "")),
        (activity(LETTER, direction=1, author_id=0), None, ("contact", "letter", "")),
        (activity(LETTER), None, ("sent", "letter", "")),
        (activity(LETTER, is_completed=False), None, ("sent", "letter", "planned")),
        (activity(LETTER, author_id=0), None, ("sent", "letter", "robot")),
        (activity(LETTER, author_id=0, origin="SENDER"), None, ("sent", "letter", "mailing")),
        (activity(LETTER, provider="CRM_SENDER"), None, ("sent", "letter", "mailing")),
        (activity(LETTER, day=2, made=0), None, ("sent", "letter", "future")),
        (activity(OTHER, provider="IMOPENLINES_SESSION", direction=1), None, ("contact", "chat", "")),
        (activity(OTHER, provider="IMOPENLINES_SESSION", direction=1, is_completed=False), None, ("contact", "chat", "")),
        (activity(OTHER, provider="IMOPENLINES_SESSION"), None, ("sent", "chat", "")),
        (activity(OTHER, provider="CRM_WEBFORM", direction=0), None, ("contact", "form", "")),
        (activity(OTHER, provider="CRM_SMS"), None, ("sent", "sms", "")),
        (activity(OTHER, provider="CRM_SMS", author_id=0), None, ("sent", "sms", "robot")),
        (activity(OTHER, provider="VISIT_TRACKER"), None, ("contact", "meeting", "")),
        (activity(OTHER, provider="CRM_TODO", direction=0, text_length=15), None, ("note", "todo", "")),
        (activity(OTHER, provider="CRM_TODO", direction=0, text_length=14), None, ("note", "todo", "short")),
        (activity(OTHER, provider="NEW_THING"), None, ("sent", "other", "unknown")),
        (activity(OTHER, provider="NEW_THING", direction=1), None, ("sent", "other", "unknown")),
        (activity(OTHER, provider="REST_APP", origin="reports"), None, ("sent", "other", "robot")),
        (activity(OTHER, provider="REST_APP", author_id=1, origin="reports"), None, ("sent", "other", "robot")),
        (activity(OTHER, provider="CONFIGURABLE_REST_APP", author_id=1), None, ("sent", "other", "ours")),
        (activity(OTHER, provider="CONFIGURABLE_REST_APP", origin="b24bridge"), None, ("sent", "other", "ours")),
        (activity(CALL, origin="1C", lasts=60), None, ("contact", "call", "robot")),
        (activity(CALL, origin="1C"), talk(60), ("contact", "call", "")),
        (activity(OTHER, provider="CRM_TODO", is_completed=False, origin="b24bridge"), None, ("note", "todo", "ours")),
    ],
)
def test_activity_is_weighed(row, spoken, expected):
    """Each kind of activity counts as the specification says, or is ignored for a reason."""
    assert weighed(touch_of_activity(row, spoken, RULES, NOW)) == expected


@pytest.mark.parametrize(
    ("row", "deadline"),
    [
        (activity(MEETING, day=3, made=-2, is_completed=False), 3),
        (activity(MEETING, day=3, made=-2, is_completed=False, deadline=moment(MONDAY, 4)), 4),
        (activity(CALL, day=3, made=-2, is_completed=False), 3),
        (activity(CALL, day=3, made=-2, is_completed=False, direction=1), 3),
        (activity(CALL, day=-1, made=-2, is_completed=False), -1),
        (activity(CALL, day=9, made=-2), 9),
        (activity(OTHER, day=-2, provider="CRM_TODO", is_completed=False, deadline=moment(MONDAY, 5)), 5),
        (activity(OTHER, day=-2, provider="CRM_TODO", is_completed=False), None),
        (activity(OTHER, day=-2, provider="CRM_TODO", is_completed=False, deadline=moment(date(9999, 12, 30), 0)), None),
    ],
)
def test_what_is_to_come_is_a_plan(row, deadline):
    """Open calls, meetings and to-dos, and completed ones dated ahead, are plans with their day."""
    found = touch_of_activity(row, None, RULES, NOW)
    assert isinstance(found, Appointment)
    assert found.source == "activity:5"
    assert found.granted_at == moment(MONDAY, -2)
    assert (found.deadline and found.deadline.date()) == (None if deadline is None else MONDAY + timedelta(days=deadline))


@pytest.mark.parametrize(
    "row",
    [
        activity(TASK),
        activity(OTHER, provider="CRM_TASKS_TASK"),
        activity(MEETING, day=None),
        activity(MEETING, day=3, is_completed=False).__class__(
            id=5, type_id=MEETING, provider="", direction=0, is_completed=False, created_at=None, updated_at=None, starts_at=NOW
        ),
    ],
)
def test_what_says_nothing_is_left_out(row):
    """The shadow of a task, and a row without the times it needs, say nothing of the client."""
    assert touch_of_activity(row, None, RULES, NOW) is None


def test_what_was_entered_late_counts_from_its_entry():
    """More than three days late: counted from the entry, and flagged; three days are fine."""
    late = touch_of_activity(activity(CALL, day=-20, made=-10, lasts=60), None, RULES, NOW)
    assert (late.at.date(), late.is_backdated) == (MONDAY - timedelta(days=10), True)
    in_time = touch_of_activity(activity(CALL, day=-20, made=-17, lasts=60), None, RULES, NOW)
    assert (in_time.at.date(), in_time.is_backdated) == (MONDAY - timedelta(days=20), False)


def test_finished_todo_counts_from_its_end():
    """A to-do counts from when it was finished, as far as that is believable."""
    row = activity(OTHER, day=-20, provider="CRM_TODO", text_length=50, lasts=10 * 86400)
    assert touch_of_activity(row, None, RULES, NOW).at.date() == MONDAY - timedelta(days=10)
    endless = activity(OTHER, day=-20, provider="CRM_TODO", text_length=50, lasts=900 * 86400)
    assert touch_of_activity(endless, None, RULES, NOW).at.date() == MONDAY - timedelta(days=20)


def test_activity_without_start_counts_from_its_creation():
    """Where the portal gives no start, the creation stands in."""
    row = activity(LETTER, day=None, made=-4, direction=1)
    assert touch_of_activity(row, None, RULES, NOW).at.date() == MONDAY - timedelta(days=4)


def comment(**given) -> Comment:
    plain = {"author_id": 2, "created_at": moment(MONDAY, -5), "words": "обсудили поставку", "text_length": 15}
    return Comment(id=7, entity=EntityId(4, 12), **(plain | given))


@pytest.mark.parametrize(
    ("given_row", "repeats", "reason"),
    [
        ({}, False, ""),
        ({"author_id": None}, False, ""),
        ({"author_id": 0}, False, "robot"),
        ({"text_length": 14}, False, "short"),
        ({"created_at": moment(MONDAY, 1)}, False, "future"),
        ({}, True, "repeat"),
    ],
)
def test_comment_is_a_note_or_says_why_not(given_row, repeats, reason):
    """A person's comment of some length is a note; robots', short, future and repeated ones are not."""
    found = touch_of_comment(comment(**given_row), repeats, RULES, NOW)
    assert (found.kind, found.source, found.ignored) == (Kind.NOTE, "comment:7", reason)


def test_words_leave_out_what_can_be_faked():
    """Digits, punctuation, case and spaces make no new comment."""
    assert words_of("  Позвонил 12.10:  НЕТ ответа!!! ") == "позвонил нет ответа"
    assert words_of("x" * 5000) == "x" * 1000


@pytest.mark.parametrize(
    ("words", "previous", "expected"),
    [
        ("позвонил нет ответа", ["позвонил нет ответа"], True),
        ("позвонил нет ответа", ["позвонила нет ответа"], True),
        ("позвонил нет ответа", ["обсудили поставку на март"], False),
        ("позвонил нет ответа", [], False),
        ("позвонил нет ответа", ["другое", "позвонил нет ответа"], True),
        ("", [""], True),
    ],
)
def test_repeats_are_told(words, previous, expected):
    """Nine tenths alike is a repeat."""
    assert is_repeat(words, previous) is expected


@given(st.text(max_size=60))
def test_any_comment_repeats_itself(text):
    """Whatever was said, saying it again is a repeat."""
    assert is_repeat(words_of(text), [words_of(text)])


DEAL, INVOICE, LEAD = EntityId(2, 51), EntityId(31, 61), EntityId(1, 71)


def stage(sort: int, semantics: str = "P") -> Stage:
    return Stage(entity_type_id=2, stage_id=f"S{sort}", semantics=semantics, sort=sort)


def moved(
    entity: EntityId, *, semantics: str = "P", kind: int = 2, by: int | None = None, **given
) -> tuple[StageMove, Element]:
    """Build a line of history and its element, whose last mover is known when `by` is given."""
    at = moment(MONDAY, -8)
    move = StageMove(id=9, entity=entity, stage_id="S", semantics=semantics, kind=kind, moved_at=at)
    plain = {
        "stage_id": "S",
        "semantics": semantics,
        "amount": Decimal(5),
        "currency": "RUB",
        "created_at": at,
        "updated_at": at,
    }
    known = {} if by is None else {"moved_at": at + timedelta(seconds=2), "moved_by": by}
    return move, Element(entity=entity, company_id=12, contact_id=None, owner_id=2, **(plain | known | given))


@pytest.mark.parametrize(
    ("row", "came_from", "went_to", "expected"),
    [
        (moved(DEAL), stage(10), stage(20), ("deal", "deal", "")),
        (moved(DEAL), stage(20), stage(10), ("deal", "deal", "backward")),
        (moved(DEAL), stage(20), stage(20), ("deal", "deal", "backward")),
        (moved(DEAL), None, stage(20), ("deal", "deal", "")),
        (moved(DEAL), stage(20), None, ("deal", "deal", "")),
        (moved(DEAL, kind=5), stage(20), stage(10), ("deal", "deal", "")),
        (moved(DEAL, kind=1), None, stage(10), ("deal", "deal", "")),
        (moved(DEAL, semantics="F"), stage(10), stage(90), ("deal", "deal", "backward")),
        (moved(DEAL, semantics="S", kind=3), stage(10), stage(80, "S"), ("contact", "deal", "")),
        (moved(DEAL, semantics="S", kind=3, by=0), stage(10), stage(80, "S"), ("contact", "deal", "")),
        (moved(DEAL, by=2), stage(10), stage(20), ("deal", "deal", "")),
        (moved(DEAL, by=0), stage(10), stage(20), ("deal", "deal", "robot")),
        (moved(DEAL, by=0, moved_at=moment(MONDAY, -2)), stage(10), stage(20), ("deal", "deal", "")),
        (moved(DEAL, is_recurring=True), stage(10), stage(20), ("deal", "deal", "robot")),
        (moved(LEAD, kind=1), None, stage(10), ("deal", "deal", "")),
        (moved(LEAD, semantics="S", kind=3), stage(10), stage(80, "S"), ("deal", "deal", "")),
        (moved(INVOICE, kind=1, by=2), None, stage(10), ("sent", "payment", "")),
        (moved(INVOICE, kind=1, by=0), None, stage(10), ("sent", "payment", "robot")),
        (moved(INVOICE, kind=1, created_by=0), None, stage(10), ("sent", "payment", "robot")),
        (moved(INVOICE, kind=1, by=0, created_by=2), None, stage(10), ("sent", "payment", "")),
        (moved(DEAL, kind=1, origin="1C"), None, stage(10), ("deal", "deal", "robot")),
        (moved(DEAL, kind=2, origin="1C"), stage(10), stage(20), ("deal", "deal", "")),
        (moved(DEAL, semantics="S", kind=1, origin="1C"), None, stage(80, "S"), ("contact", "deal", "")),
        (moved(INVOICE, semantics="S", kind=3, by=0), stage(10), stage(80, "S"), ("contact", "payment", "")),
    ],
)
def test_stage_move_is_weighed(row, came_from, went_to, expected):
    """Orders and payments are answers, issued invoices are sent, steps forward count, others do not."""
    found = touch_of_move(*row, came_from, went_to, RULES)
    assert weighed(found) == expected
    assert found.source == f"move:{row[0].entity}:9"
    assert found.at.date() == MONDAY - timedelta(days=8)


def task(**given) -> Task:
    plain = {"status": 2, "responsible_id": 2, "author_id": 2, "created_at": moment(MONDAY, -6), "updated_at": NOW}
    return Task(id=8, **(plain | given))


@pytest.mark.parametrize(
    ("given_row", "granted", "deadline"),
    [
        ({}, -6, None),
        ({"deadline": moment(MONDAY, 4)}, -6, 4),
        ({"deadline": moment(MONDAY, 4), "deadline_set_at": moment(MONDAY, -1)}, -1, 4),
        ({"deadline_set_at": moment(MONDAY, -1)}, -6, None),
        ({"status": 3}, -6, None),
        ({"status": 4}, -6, None),
        ({"created_at": None, "updated_at": moment(MONDAY, -3)}, -3, None),
    ],
)
def test_open_task_is_a_plan(given_row, granted, deadline):
    """An open task is a plan from its creation or the last change of its deadline."""
    found = appointment_of_task(task(**given_row), RULES, NOW)
    assert (found.source, found.granted_at, found.responsible_id) == ("task:8", moment(MONDAY, granted), 2)
    assert found.deadline == (None if deadline is None else moment(MONDAY, deadline))


@pytest.mark.parametrize(
    "given_row",
    [
        {"marker": "abc"},
        {"status": 5},
        {"status": 6},
        {"status": 7},
        {"created_at": None, "updated_at": None},
        {"created_at": moment(MONDAY, 1)},
    ],
)
def test_task_that_promises_nothing(given_row):
    """Our own, closed, deferred and declined tasks are no plans, nor those of tomorrow."""
    assert appointment_of_task(task(**given_row), RULES, NOW) is None


def won(day: int | None, amount: str, currency: str = "RUB", **given) -> Element:
    at = None if day is None else moment(MONDAY, day)
    plain = {"semantics": "S", "amount": Decimal(amount), "currency": currency, "moved_at": at}
    return moved(DEAL, **(plain | given))[1]


def test_purchases_are_days():
    """Won deals of one day are one purchase; gifts, templates, losses, invoices and unpriced sums are none."""
    elements = [
        won(-5, "0.10"),
        won(-5, "0.20"),
        won(-9, "7"),
        won(-8, "0"),
        won(-8, "-5"),
        won(-7, "5", "XXX"),
        won(-7, "5", is_recurring=True),
        won(-7, "5", semantics="F"),
        won(None, "5"),
        won(None, "3", closes_on=MONDAY - timedelta(days=20)),
        moved(INVOICE, semantics="S", amount=Decimal(9))[1],
    ]
    found = purchases_of(elements, lambda money: money if money.currency == "RUB" else None, ZONE)
    assert [((bought.on - MONDAY).days, bought.amount) for bought in found] == [
        (-20, Money(Decimal(3), "RUB")),
        (-9, Money(Decimal(7), "RUB")),
        (-5, Money(Decimal("0.30"), "RUB")),
    ]
