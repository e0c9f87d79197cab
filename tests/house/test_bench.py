"""The benchmarks can be run and count rightly. How fast anything is, no test says."""

import json
from datetime import UTC, datetime

import pytest

from b24bridge.core.events import parse
from b24bridge.core.forms import pairs_of
from b24bridge.core.streams import Stream
from bench import report
from bench.__main__ import PROGRAMS
from bench.backlog import levels, since_full
from bench.figures import Figure, Goal, fewest_requests, percentile, ratio
from bench.load import event_post
from bench.reading import fewest, requests_by_method


def test_every_program_measures():
    """Each benchmark is a program that takes a folder."""
    assert set(PROGRAMS) == {"reading", "scanning", "deciding", "intake", "backlog"}
    assert all(callable(program) for program in PROGRAMS.values())


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([7], 0.5, 7), ([3, 1, 2], 0.5, 2), ([4, 3, 2, 1], 0.5, 2), (range(1, 101), 0.99, 99), (range(1, 102), 0.99, 100)],
)
def test_a_percentile_is_one_of_the_values(values, share, expected):
    """The nearest rank is taken, never a value that was not measured."""
    assert percentile(list(values), share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1], 0), ([1], 1.01)])
def test_a_percentile_of_nothing_is_refused(values, share):
    """A run that measured nothing has no percentile."""
    with pytest.raises(ValueError, match="no percentile"):
        percentile(values, share)


def test_a_ratio_needs_a_whole():
    """A ratio to nothing is refused rather than shown."""
    assert ratio(3, 4) == 0.75
    with pytest.raises(ValueError, match="nothing to compare"):
        ratio(1, 0)


@pytest.mark.parametrize(("rows", "requests"), [(0, 1), (1, 1), (2_500, 1), (2_501, 2), (1_000_000, 400), (100_000, 40)])
def test_the_fewest_requests_follow_from_rows(rows, requests):
    """A request carries fifty pages of fifty rows, and an empty list takes one as well."""
    assert fewest_requests(rows) == requests


def test_comments_are_not_counted_among_the_fewest_requests():
    """A first sync of many cards reads no comments, so they are not in the minimum either; short lists share a request."""
    assert fewest({Stream.COMPANIES: 2_501, Stream.TASKS: 0, Stream.COMMENTS: 9_000}) == 2
    assert fewest({Stream.COMPANIES: 100_000, Stream.ACTIVITIES: 1_000_000, Stream.PEOPLE: 8}) == 440
    assert fewest({Stream.PEOPLE: 8, Stream.STATUSES: 30}) == 1


def test_a_batch_counts_once_and_by_its_commands():
    """The portal's log names every command; a request is counted once, by what it carried."""
    calls = [
        {"id": 1, "method": "profile", "batch": None},
        {"id": 2, "method": "batch", "batch": None},
        {"id": 3, "method": "crm.item.list", "batch": 2},
        {"id": 4, "method": "crm.item.list", "batch": 2},
    ]
    assert requests_by_method(calls) == {"profile": 1, "crm.item.list": 1}


@pytest.mark.parametrize(
    ("times", "expected"), [([0, 0, 0], [1, 2, 3]), ([0, 1, 2], [1, 1, 1]), ([0, 0, 0.5, 0.5, 9], [1, 2, 2, 3, 1]), ([5], [1])]
)
def test_a_bucket_fills_by_calls_and_drains_by_time(times, expected):
    """Each call adds one, each second takes two, and an empty bucket stays empty."""
    assert levels(times, drain=2) == expected


def test_use_is_counted_once_the_burst_is_spent():
    """The calls that fill the bucket are no part of how much of the allowance is used for long."""
    assert since_full([0, 0, 0, 0, 1, 1, 2, 2], drain=2) == (4, 2)


def test_goals_bound_a_figure_on_both_sides():
    """A figure says whether it keeps its goal, and nothing when it has none."""
    assert [Goal(least=0.95, most=1).is_met(value) for value in (0.94, 0.95, 1, 1.01)] == [False, True, True, False]
    assert Figure("only told", 3).is_met is None
    assert str(Goal(least=0.95, most=1)) == "≤ 1, ≥ 0.95"


def test_results_are_kept_as_json(tmp_path):
    """A program can read what a person sees, goals and notes included."""
    figures = {"intake": [Figure("p99", 12.5, "at 200 events/s", Goal(most=300), "ms")]}
    at, path = datetime(2026, 11, 22, tzinfo=UTC), tmp_path / "results.json"
    report.keep(figures, at, {"cpus": 2}, {"cpus": 2}, path)
    (kept,) = json.loads(path.read_text("utf-8"))["programs"]["intake"]
    assert kept["value"] == 12.5
    assert (kept["goal"], kept["is_met"], kept["unit"]) == ("≤ 300", True, "ms")


def test_the_generated_post_is_an_event():
    """What the load generator sends is a request that our own parser takes for a changed company."""
    head, _, body = event_post("http://127.0.0.1:8000", "portal-1", "token", 42).partition(b"\r\n\r\n")
    event = parse(pairs_of(body))
    assert f"Content-Length: {len(body)}".encode() in head
    assert (event.topic, event.member_id, event.object_id) == ("ONCRMCOMPANYUPDATE", "portal-1", "42")
    assert event.application_token == "token"
