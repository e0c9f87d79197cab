"""Rows about days to come and days away: tasks with their history, and absences."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from b24bridge.bitrix.streams import absences, tasks
from b24bridge.bitrix.streams.row import Row, UnreadableRowError
from b24bridge.core.ids import COMPANY, EntityId

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize("value", [False, [], None, "", {}])
def test_a_task_may_be_bound_to_nothing(value: Any) -> None:
    """What portals write for a task without cards is no binding."""
    assert tasks.task(Row({"id": 1, "ufCrmTask": value})).bindings == ()


def test_a_tasks_cards_of_other_kinds_are_left_out() -> None:
    """A smart process and a junk code are no cards of ours; doubles are one."""
    row = Row({"id": 1, "ufCrmTask": {"0": "CO_12", "1": "T80_6", "2": "co_12", "3": "X"}})
    assert tasks.task(row).bindings == (EntityId(COMPANY, 12),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"deadline": "2026-11-30T18:00:00+03:00"}, True),
        ({"deadline": "2026-11-20T18:00:00+03:00"}, True),
        ({"deadline": "2026-05-01T18:00:00+03:00"}, False),
        ({}, False),
        ({"deadline": "2026-11-30T18:00:00+03:00", "status": "5"}, False),
        ({"deadline": "2026-11-30T18:00:00+03:00", "xmlId": "b24b:abc"}, False),
        ({"deadline": "2026-11-30T18:00:00+03:00", "ufCrmTask": []}, False),
    ],
)
def test_deadlines_that_protect_or_did_last_need_their_history(fields: dict[str, Any], expected: bool) -> None:
    """An overdue task may protect through a row of holidays, or be the last that protected."""
    found = tasks.task(Row({"id": 1, "ufCrmTask": ["CO_12"], **fields}))
    assert tasks.needs_history(found, datetime(2026, 11, 23, tzinfo=UTC)) is expected


@pytest.mark.parametrize(
    ("fields", "marker"),
    [
        ({"xmlId": "b24b:abc"}, "abc"),
        ({"tags": {"35": {"id": 35, "title": "b24b:abcdefghijkl"}}}, "abcdefghijkl"),
        ({"tags": ["срочно"], "xmlId": "1c-55"}, None),
        ({"tags": []}, None),
    ],
)
def test_our_tasks_bear_our_marker(fields: dict[str, Any], marker: str | None) -> None:
    """A task is ours by its XML_ID or, where a portal dropped that, by its tag."""
    assert tasks.task(Row({"id": 1, **fields})).marker == marker


def change(day: int, before: Any, after: Any) -> dict[str, Any]:
    return {"createdDate": f"2026-11-{day:02}T10:00:00+03:00", "field": "DEADLINE", "value": {"from": before, "to": after}}


def test_only_later_deadlines_are_postponements() -> None:
    """The first deadline and an earlier one postpone nothing; Unix time and ISO 8601 count alike."""
    history = [
        change(1, "", "1794000000"),
        change(2, "1794000000", "1794100000"),
        change(3, "2026-11-10T10:00:00+03:00", "2026-11-09T10:00:00+03:00"),
        change(4, "2026-11-09T10:00:00+03:00", "2026-12-09T10:00:00+03:00"),
        change(5, "2026-12-09T10:00:00+03:00", None),
        {"createdDate": "junk", "value": {}},
        {"createdDate": "2026-11-06T10:00:00+03:00", "value": {"from": "soon", "to": "later"}},
    ]
    found = tasks.task(Row({"id": 1}), history)
    assert (found.postponed, found.deadline_set_at) == (2, datetime(2026, 11, 5, 7, tzinfo=UTC))


def event(begins: str, ends: str, *, whole: bool, printed: tuple[str, str] = ("", "")) -> Row:
    stamps = [str(int(datetime.fromisoformat(text).timestamp())) for text in (begins, ends)]
    return Row(
        {
            "ACCESSIBILITY": "absent",
            "DT_SKIP_TIME": "Y" if whole else "N",
            "DATE_FROM_TS_UTC": stamps[0],
            "DATE_TO_TS_UTC": stamps[1],
            "DATE_FROM": printed[0],
            "DATE_TO": printed[1],
        }
    )


@pytest.mark.parametrize(
    ("row", "days"),
    [
        (event("2026-11-24T21:00+00:00", "2026-11-26T21:00+00:00", whole=True, printed=("25.11.2026", "27.11.2026")), (25, 27)),
        (event("2026-11-24T21:00+00:00", "2026-11-26T21:00+00:00", whole=True, printed=("11/25/2026", "11/27/2026")), (25, 27)),
        (event("2026-11-25T08:00+03:00", "2026-11-25T19:00+03:00", whole=False), (25, 25)),
        (event("2026-11-25T12:00+03:00", "2026-11-27T12:00+03:00", whole=False), (26, 26)),
        (event("2026-11-25T11:00+03:00", "2026-11-25T13:00+03:00", whole=False), None),
    ],
)
def test_an_absence_takes_whole_days(row: Row, days: tuple[int, int] | None) -> None:
    """A day counts as away when its working hours are covered whole; two hours at the dentist's take no day."""
    found = absences.absence(row, 5, MOSCOW)
    assert (found and (found.first_day.day, found.last_day.day)) == days


def test_being_busy_is_not_being_away() -> None:
    """Only events marked as absent are absences."""
    assert absences.absence(Row({"ACCESSIBILITY": "busy"}), 5, MOSCOW) is None


def test_an_absence_without_times_is_set_aside() -> None:
    """An absent event whose times cannot be read is told."""
    with pytest.raises(UnreadableRowError):
        absences.absence(Row({"ACCESSIBILITY": "absent", "DT_SKIP_TIME": "N"}), 5, MOSCOW)
