"""Jobs: a verb is due when it was asked to be, and a portal is worked on by one worker at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from b24bridge.store.jobs import SqlJobs
from tests.doubles import MemoryJobs
from tests.threads import in_threads

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def jobs(backend):
    return MemoryJobs() if backend is None else SqlJobs(backend)


def due_at(jobs, verb: str = "sync"):
    return next(job.due_at for job in jobs.all("one") if job.verb == verb)


def test_planned_verb_is_due(jobs):
    """A verb is due from its moment on, the longest waiting first."""
    jobs.plan("one", "sync", NOON)
    jobs.plan("one", "scan", NOON - MINUTE)
    jobs.plan("one", "apply", NOON + MINUTE)
    jobs.plan("two", "setup", NOON - MINUTE)
    assert [(job.verb, job.due_at) for job in jobs.due("one", NOON)] == [("scan", NOON - MINUTE), ("sync", NOON)]


@pytest.mark.parametrize(("first", "second"), [(NOON, NOON + MINUTE), (NOON + MINUTE, NOON)])
def test_earlier_plan_wins(jobs, first, second):
    """Planning twice keeps the earlier moment."""
    jobs.plan("one", "sync", first)
    jobs.plan("one", "sync", second)
    assert due_at(jobs) == NOON


def test_finish_sets_the_next_time(jobs):
    """A finished verb is due when it said it would be, though that is later than before."""
    jobs.plan("one", "sync", NOON)
    jobs.begin("one", "sync")
    jobs.finish("one", "sync", NOON + MINUTE)
    assert (jobs.due("one", NOON), due_at(jobs)) == ([], NOON + MINUTE)


def test_finish_without_next_time(jobs):
    """A verb that waits to be asked is not due, and is when it is asked."""
    jobs.plan("one", "look", NOON)
    jobs.plan("one", "look", NOON - MINUTE)
    jobs.finish("one", "look", None)
    assert due_at(jobs, "look") is None
    assert jobs.due("one", NOON + 1000 * MINUTE) == []
    jobs.plan("one", "look", NOON + MINUTE)
    assert due_at(jobs, "look") == NOON + MINUTE


def test_wish_while_running(jobs):
    """What is asked for while a verb runs is done once more afterwards."""
    jobs.plan("one", "sync", NOON)
    jobs.begin("one", "sync")
    jobs.plan("one", "sync", NOON + MINUTE)
    jobs.finish("one", "sync", NOON + 5 * MINUTE)
    assert due_at(jobs) == NOON + MINUTE
    jobs.begin("one", "sync")
    jobs.finish("one", "sync", NOON + 5 * MINUTE)
    assert due_at(jobs) == NOON + 5 * MINUTE


def test_wish_while_running_what_waits_to_be_asked(jobs):
    """A wish outlives the end of a run that would not come back by itself."""
    jobs.begin("one", "setup")
    jobs.plan("one", "setup", NOON)
    jobs.finish("one", "setup", None)
    assert due_at(jobs, "setup") == NOON
    jobs.finish("one", "setup", None)
    assert due_at(jobs, "setup") is None


def test_worker_dies_while_running(jobs):
    """A verb whose worker died is still due, with what was asked for in the meantime."""
    jobs.plan("one", "sync", NOON)
    jobs.begin("one", "sync")
    assert [job.verb for job in jobs.due("one", NOON)] == ["sync"]
    jobs.plan("one", "sync", NOON - MINUTE)
    assert due_at(jobs) == NOON - MINUTE
    jobs.begin("one", "sync")
    assert due_at(jobs) == NOON - MINUTE


def test_errors_are_counted_until_success(jobs):
    """An error is counted and shown until the next success."""
    for attempts in (1, 2):
        jobs.finish("one", "sync", NOON, "no answer")
        (job,) = jobs.all("one")
        assert (job.member_id, job.verb, job.attempts, job.error) == ("one", "sync", attempts, "no answer")
    jobs.finish("one", "sync", NOON)
    (job,) = jobs.all("one")
    assert (job.attempts, job.error) == (0, "")


def test_all_shows_undated_last(jobs):
    """People see every verb of their portal, what is due first on top, what waits to be asked below."""
    jobs.finish("one", "look", None)
    jobs.plan("one", "sync", NOON)
    jobs.plan("one", "apply", NOON - MINUTE)
    jobs.plan("two", "scan", NOON)
    assert [job.verb for job in jobs.all("one")] == ["apply", "sync", "look"]


def test_one_lane(jobs):
    """A lane belongs to one worker, who may keep it; another gets it when the lease is over."""
    assert jobs.take("one", "anna", NOON, 60)
    assert not jobs.take("one", "boris", NOON, 60)
    assert jobs.take("two", "boris", NOON, 60)
    assert jobs.take("one", "anna", NOON + MINUTE / 2, 60)
    assert not jobs.take("one", "boris", NOON + MINUTE, 60)
    assert jobs.take("one", "boris", NOON + 2 * MINUTE, 60)
    assert not jobs.take("one", "anna", NOON + 2 * MINUTE, 60)


def test_release(jobs):
    """Only its holder gives a lane back."""
    jobs.take("one", "anna", NOON, 60)
    jobs.release("one", "boris")
    assert not jobs.take("one", "boris", NOON, 60)
    jobs.release("one", "anna")
    assert jobs.take("one", "boris", NOON, 60)
    jobs.release("two", "anna")


def test_lane_is_taken_by_one(jobs):
    """Of eight workers that reach for a lane at once exactly one gets it."""
    assert sorted(in_threads(8, lambda which: jobs.take("one", f"worker {which}", NOON, 60))) == [False] * 7 + [True]


def test_portals_due(jobs):
    """Portals with something due and a free lane are named, the longest waiting first."""
    jobs.plan("one", "sync", NOON)
    jobs.plan("two", "sync", NOON + MINUTE)
    jobs.plan("two", "scan", NOON - MINUTE)
    assert jobs.portals_due(NOON - 2 * MINUTE) == []
    assert jobs.portals_due(NOON - MINUTE) == ["two"]
    assert jobs.portals_due(NOON) == ["two", "one"]
    jobs.take("two", "anna", NOON, 60)
    assert jobs.portals_due(NOON) == ["one"]
    assert jobs.portals_due(NOON + MINUTE) == ["two", "one"]


def test_beats(jobs):
    """The last sign of life of each process is kept, in UTC."""
    jobs.beat("worker", NOON)
    jobs.beat("beat", NOON)
    jobs.beat("worker", NOON + MINUTE)
    assert jobs.beats() == {"worker": NOON + MINUTE, "beat": NOON}


def test_lanes_are_listed_with_their_holders(jobs, clock):
    """Whoever looks after a killed worker can see which lanes it still holds."""
    jobs.take("one", "host:1:1:0", clock.now(), 60)

    assert jobs.lanes() == {"one": "host:1:1:0"}
    jobs.release("one", "host:1:1:0")
    assert jobs.lanes() == {}
