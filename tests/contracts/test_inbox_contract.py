"""The inbox: whatever keeps it, an event waits once, is taken by one, comes back from the dead, and is never lost."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from b24bridge.store.inbox import SqlInbox
from tests.doubles import MemoryInbox
from tests.threads import in_threads

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
UPDATE = "ONCRMCOMPANYUPDATE"
LEASE_S = 60


@pytest.fixture
def inbox(backend):
    return MemoryInbox() if backend is None else SqlInbox(backend)


def after(seconds: float = 0, **parts: float) -> datetime:
    return NOON + timedelta(seconds=seconds, **parts)


def test_claimed_as_put(inbox):
    """A claimed event says what was put, and how often it was tried."""
    inbox.put("one", UPDATE, "12", {"FIELDS": {"ID": "12"}, "ни": [1, None, True]}, NOON)
    (row,) = inbox.claim("one", 10, NOON, LEASE_S)
    assert (row.topic, row.object_id, row.data) == (UPDATE, "12", {"FIELDS": {"ID": "12"}, "ни": [1, None, True]})
    assert (row.attempts, row.claims, row.error) == (0, 1, None)


def test_fifty_equal_events_wait_once(inbox):
    """The same event fifty times is one waiting row, with the newest data and the first one's place in the queue."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    inbox.put("one", UPDATE, "2", {}, after(1))
    for second in range(2, 51):
        inbox.put("one", UPDATE, "1", {"n": second}, after(second))
    rows = inbox.claim("one", 10, after(60), LEASE_S)
    assert [(row.object_id, row.data) for row in rows] == [("1", {"n": 50}), ("2", {})]


def test_what_differs_waits_apart(inbox):
    """Another topic, object or portal is another row."""
    for member_id, topic, object_id in [("one", "A", "1"), ("one", "A", "2"), ("one", "B", "1"), ("two", "A", "1")]:
        inbox.put(member_id, topic, object_id, {}, NOON)
    assert inbox.waiting() == {"one": 3, "two": 1}


def test_portals_do_not_mix(inbox):
    """A portal claims its own events only, though the objects bear the same numbers."""
    inbox.put("one", UPDATE, "1", {"whose": "one"}, NOON)
    inbox.put("two", UPDATE, "1", {"whose": "two"}, NOON)
    assert [row.data for row in inbox.claim("two", 10, NOON, LEASE_S)] == [{"whose": "two"}]
    assert inbox.waiting(NOON) == {"one": 1}


def test_no_merging_into_flight(inbox):
    """An event that comes while its object is being looked at waits for a second look."""
    inbox.put("one", UPDATE, "1", {"n": 1}, NOON)
    first = inbox.claim("one", 10, NOON, LEASE_S)
    inbox.put("one", UPDATE, "1", {"n": 2}, after(1))
    second = inbox.claim("one", 10, after(2), LEASE_S)
    inbox.done(first)
    assert [row.data for row in second] == [{"n": 2}]
    inbox.done(second)
    assert inbox.waiting() == {}


def test_oldest_first_up_to_limit(inbox):
    """A claim takes the longest waiting first, and no more than it was asked to."""
    for number in (3, 1, 2):
        inbox.put("one", UPDATE, str(number), {}, after(number))
    assert [row.object_id for row in inbox.claim("one", 2, after(9), LEASE_S)] == ["1", "2"]
    assert [row.object_id for row in inbox.claim("one", 2, after(9), LEASE_S)] == ["3"]


def test_worker_dies(inbox):
    """A row whose worker died between claim and done comes back when the lease is over, not before."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    inbox.claim("one", 10, NOON, LEASE_S)
    assert inbox.claim("one", 10, after(LEASE_S - 1), LEASE_S) == []
    assert inbox.waiting(after(LEASE_S - 1)) == {}
    assert inbox.waiting(after(LEASE_S)) == {"one": 1}
    (row,) = inbox.claim("one", 10, after(LEASE_S), LEASE_S)
    assert (row.object_id, row.attempts, row.claims) == ("1", 0, 2)


def test_late_worker_changes_nothing(inbox):
    """Who comes back after somebody else took over neither forgets nor returns the row."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    late = inbox.claim("one", 10, NOON, LEASE_S)
    (present,) = inbox.claim("one", 10, after(LEASE_S), LEASE_S)
    inbox.done(late)
    inbox.retry(late[0], "too late", after(LEASE_S + 1))
    assert inbox.waiting() == {"one": 1}
    assert inbox.waiting(after(LEASE_S + 2)) == {}
    inbox.done([present])
    assert inbox.waiting() == {}


def test_retry_waits(inbox):
    """A failed event rests before it is tried again, and remembers why."""
    inbox.put("one", UPDATE, "1", {"n": 1}, NOON)
    (row,) = inbox.claim("one", 10, NOON, LEASE_S)
    inbox.retry(row, "no answer", NOON)
    assert inbox.claim("one", 10, after(59), LEASE_S) == []
    (again,) = inbox.claim("one", 10, after(60), LEASE_S)
    assert (again.object_id, again.data, again.attempts, again.error) == ("1", {"n": 1}, 1, "no answer")


def test_retry_joins_newer(inbox):
    """A failed event joins the newer one of its object: one row, the newer data, the failures remembered."""
    inbox.put("one", UPDATE, "1", {"n": 1}, NOON)
    (row,) = inbox.claim("one", 10, NOON, LEASE_S)
    inbox.put("one", UPDATE, "1", {"n": 2}, after(1))
    inbox.retry(row, "no answer", after(2))
    assert inbox.waiting() == {"one": 1}
    (again,) = inbox.claim("one", 10, after(62), LEASE_S)
    assert (again.data, again.attempts) == ({"n": 2}, 1)


def test_newcomer_keeps_the_pause(inbox):
    """New events of an object that keeps failing do not make it tried faster."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    inbox.retry(inbox.claim("one", 10, NOON, LEASE_S)[0], "no answer", NOON)
    inbox.put("one", UPDATE, "1", {}, after(10))
    assert inbox.claim("one", 10, after(20), LEASE_S) == []


def fail_eight_times(inbox) -> timedelta:
    """Fail the one event until it is parked; return how long that took."""
    now = NOON
    for attempt in range(8):
        while not (rows := inbox.claim("one", 10, now, LEASE_S)):
            now += timedelta(minutes=1)
        assert rows[0].attempts == attempt
        inbox.retry(rows[0], f"failure {attempt + 1}", now)
    return now - NOON


def test_parked_after_eight_tries(inbox):
    """After eight failures over at least a day an event is set aside with its error, and blocks nobody."""
    inbox.put("one", UPDATE, "1", {"n": 1}, NOON)
    assert fail_eight_times(inbox) >= timedelta(hours=24)
    (row,) = inbox.parked("one")
    assert (row.object_id, row.data, row.attempts, row.error) == ("1", {"n": 1}, 8, "failure 8")
    assert inbox.waiting() == {}
    assert inbox.parked("two") == []
    inbox.put("one", UPDATE, "1", {}, after(days=3))
    assert len(inbox.claim("one", 10, after(days=3), LEASE_S)) == 1


def test_replay(inbox):
    """A parked event can be tried again, with eight new tries."""
    inbox.put("one", UPDATE, "1", {"n": 1}, NOON)
    fail_eight_times(inbox)
    assert inbox.replay("two", after(days=3)) == 0
    assert inbox.replay("one", after(days=3)) == 1
    (row,) = inbox.claim("one", 10, after(days=3), LEASE_S)
    assert (row.data, row.attempts, inbox.parked("one")) == ({"n": 1}, 0, [])


def test_killer_is_parked(inbox):
    """An event from which fifty workers did not come back is set aside, so that the others get their turn."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    for turn in range(50):
        assert len(inbox.claim("one", 10, after(turn * LEASE_S), LEASE_S)) == 1
    assert inbox.claim("one", 10, after(50 * LEASE_S), LEASE_S) == []
    assert [row.object_id for row in inbox.parked("one")] == ["1"]


def test_done_twice(inbox):
    """Forgetting what was forgotten harms nobody."""
    inbox.put("one", UPDATE, "1", {}, NOON)
    rows = inbox.claim("one", 10, NOON, LEASE_S)
    inbox.done(rows)
    inbox.put("one", UPDATE, "2", {}, after(1))
    inbox.claim("one", 10, after(1), LEASE_S)
    inbox.done(rows)
    assert inbox.waiting() == {"one": 1}


def test_rejects_are_counted(inbox):
    """Requests that were turned away are counted by reason and by day in UTC, and leave nothing else."""
    late_in_omsk = datetime(2026, 11, 23, 1, tzinfo=timezone(timedelta(hours=6)))
    for reason, at in [("wrong_token", NOON), ("wrong_token", late_in_omsk), ("unknown", NOON), ("unknown", after(days=1))]:
        inbox.count_reject(reason, at)
    assert inbox.rejects(NOON.date()) == {"wrong_token": 2, "unknown": 1}
    assert inbox.rejects(after(days=1).date()) == {"unknown": 1}
    assert inbox.waiting() == {}


def test_claims_never_share(inbox):
    """Eight workers that claim at once never get the same row, and together get them all."""
    for number in range(80):
        inbox.put("one", UPDATE, str(number), {}, NOON)

    def claim_all(_: int) -> list[str]:
        mine: list[str] = []
        while rows := inbox.claim("one", 3, NOON, LEASE_S):
            mine += [row.object_id for row in rows]
        return mine

    claimed = [object_id for mine in in_threads(8, claim_all) for object_id in mine]
    left = [row.object_id for row in inbox.claim("one", 100, NOON, LEASE_S)]
    assert sorted(claimed + left, key=int) == [str(number) for number in range(80)]


def test_equal_events_at_once(inbox):
    """Eight receivers of the same event, and a worker that takes it meanwhile, leave nothing doubled and lose nothing."""
    seen: list[int] = []

    def receive_or_look(which: int) -> None:
        for n in range(15):
            if which:
                inbox.put("one", UPDATE, "1", {"n": n}, NOON)
            else:
                rows = inbox.claim("one", 10, NOON, LEASE_S)
                assert len(rows) <= 1
                seen.extend(row.data["n"] for row in rows)
                inbox.done(rows)

    in_threads(8, receive_or_look)
    inbox.put("one", UPDATE, "1", {"n": 99}, NOON)
    (last,) = inbox.claim("one", 10, NOON, LEASE_S)
    assert last.data == {"n": 99}
