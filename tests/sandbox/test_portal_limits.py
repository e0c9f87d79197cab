"""Limits of intensity and of operating time, in real time and as arithmetic."""

import json

import pytest

from b24sandbox.limits import Limits
from b24sandbox.serve import Server
from tests.reference import reference
from tests.sandbox.client import Caller


class Seconds:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("plan", "capacity", "drain"), [("standard", 50, 2), ("enterprise", 250, 5)])
def test_a_bucket_holds_its_plan(plan: str, capacity: int, drain: int) -> None:
    """A cold bucket takes its capacity, then its drain every second."""
    seconds = Seconds()
    limits = Limits(seconds, plan)
    assert sum(limits.admit("a") for _ in range(capacity + 20)) == capacity
    seconds.now += 1
    assert sum(limits.admit("a") for _ in range(20)) == drain


def test_addresses_have_buckets_of_their_own() -> None:
    """Another source address is not slowed down."""
    limits = Limits(Seconds())
    for _ in range(60):
        limits.admit("a")
    assert not limits.admit("a")
    assert limits.admit("b")


def test_a_full_bucket_answers_as_documented(server: Server, caller: Caller) -> None:
    """The fifty-first request at one moment is refused with 503 and the documented body."""
    sample = json.loads(reference("bitrix24", "samples", "errors", "v2_query_limit_exceeded.json").read_text(encoding="utf-8"))
    server.portal.limits.monotonic = Seconds()
    answers = [caller.ask("server.time") for _ in range(51)]
    assert {answer.status_code for answer in answers[:50]} == {200}
    assert (answers[50].status_code, answers[50].text) == (
        sample["status"],
        json.dumps(sample["body"], separators=(",", ":")),
    )


def test_a_batch_is_one_hit(server: Server, caller: Caller) -> None:
    """Fifty commands in a batch cost the bucket one request."""
    for _ in range(20):
        caller.call("batch", cmd=["user.admin"] * 50)
    assert {entry.error for entry in server.portal.calls.since()} == {None}


def test_operating_time_blocks_the_next_call_only_of_its_method() -> None:
    """The call that crosses the limit is done; the next one of that method waits until the oldest minute leaves."""
    seconds = Seconds()
    limits = Limits(seconds, operating_limit=10)
    limits.charge("app", "crm.item.list", 9)
    assert not limits.is_blocked("app", "crm.item.list")
    limits.charge("app", "crm.item.list", 4)
    assert limits.is_blocked("app", "crm.item.list")
    assert not limits.is_blocked("app", "crm.item.get")
    assert not limits.is_blocked("other", "crm.item.list")
    seconds.now += 601
    assert not limits.is_blocked("app", "crm.item.list")


def test_short_calls_are_not_counted() -> None:
    """What takes a tenth of a second or less leaves no trace."""
    limits = Limits(Seconds())
    limits.charge("app", "m", 0.1)
    assert limits.operating("app", "m")[0] == 0


def test_a_blocked_method_answers_as_documented(server: Server, caller: Caller) -> None:
    """429 alone, an error of its command in a batch; the envelope tells the time that was used."""
    sample = json.loads(reference("bitrix24", "samples", "errors", "v2_operation_time_limit.json").read_text(encoding="utf-8"))
    credential = f"webhook:{caller.path.split('/')[3]}"
    server.portal.limits.charge(credential, "crm.item.list", 470)
    time = caller.ask("crm.item.list", entityTypeId=4).json()["time"]
    assert time["operating"] == 470
    assert time["operating_reset_at"] > time["finish"]
    server.portal.limits.charge(credential, "crm.item.list", 20)
    answer = caller.ask("crm.item.list", entityTypeId=4)
    assert (answer.status_code, answer.json()) == (sample["status"], sample["body"])
    errors = caller.call("batch", cmd={"a": "crm.item.list?entityTypeId=4", "b": "user.admin"})["result_error"]
    assert errors == {"a": sample["body"]}


def test_a_page_may_be_made_to_cost(server: Server, caller: Caller) -> None:
    """A switch gives every page of a list a price in milliseconds, which counts as operating time."""
    server.portal.switches.page_milliseconds = 150
    caller.call("crm.item.list", entityTypeId=4)
    assert caller.ask("crm.item.list", entityTypeId=4).json()["time"]["operating"] >= 0.3
    caller.call("profile")
    assert caller.ask("profile").json()["time"]["operating"] == 0
