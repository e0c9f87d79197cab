"""Faults on order, each seen from the outside."""

import threading
from typing import Any

import pytest
import requests

from b24sandbox.errors import SYSTEM
from b24sandbox.serve import Server
from tests.sandbox.client import Caller, company


def plan(server: Server, *faults: dict[str, Any]) -> None:
    answer = requests.post(f"{server.address}/_sandbox/faults", json=list(faults), timeout=10)
    assert answer.status_code == 200, answer.text


def count(caller: Caller) -> int:
    return len(caller.call("crm.item.list", entityTypeId=4)["items"])


def add(caller: Caller) -> requests.Response:
    return caller.ask("crm.item.add", entityTypeId=4, fields={"title": "Fault"})


@pytest.mark.parametrize(("when", "rows"), [("before", 0), ("after", 1)])
def test_a_reset_cuts_the_connection(server: Server, caller: Caller, when: str, rows: int) -> None:
    """The caller sees a lost connection, whether the work was done or not."""
    plan(server, {"method": "crm.item.add", "kind": "reset", "when": when})
    with pytest.raises(requests.ConnectionError):
        add(caller)
    assert count(caller) == rows


def test_silence_outlasts_the_caller(server: Server, caller: Caller) -> None:
    """No answer comes for the time given."""
    plan(server, {"method": "profile", "kind": "silence", "seconds": 1.0})
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.address}{caller.path}profile", timeout=0.2)
    assert caller.call("profile")


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_gateway_answers_html(server: Server, caller: Caller, status: int) -> None:
    """An HTML page of the server before the portal, also after the work was done."""
    plan(server, {"method": "crm.item.*", "kind": "status", "status": status, "when": "after"})
    answer = add(caller)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert count(caller) == 1


def test_a_status_may_be_named_as_a_kind(server: Server, caller: Caller) -> None:
    """`502` is short for a status of 502."""
    plan(server, {"method": "profile", "kind": "502"})
    assert caller.ask("profile").status_code == 502


def test_json_can_end_in_the_middle(server: Server, caller: Caller) -> None:
    """The body is half of the true answer."""
    plan(server, {"method": "profile", "kind": "truncated", "when": "after"})
    answer = caller.ask("profile")
    assert answer.status_code == 200
    assert answer.text.startswith('{"result":{"ID":"1"')
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("code", ["QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT", "expired_token", "PORTAL_DELETED"])
def test_any_system_error_comes_on_order(server: Server, caller: Caller, code: str) -> None:
    """A fault named as a code answers as the documents say for that code."""
    plan(server, {"method": "*", "kind": code})
    assert caller.refused("profile") == (SYSTEM[code][0], code, SYSTEM[code][1])
    assert caller.call("profile")


def test_faults_are_used_in_order_and_run_out(server: Server, caller: Caller) -> None:
    """The first rule that fits is used until its times are over, then the next."""
    plan(
        server,
        {"method": "profile", "kind": "QUERY_LIMIT_EXCEEDED", "times": 2},
        {"method": "pro*", "kind": "expired_token"},
    )
    assert [caller.refused("profile")[1] for _ in range(3)] == ["QUERY_LIMIT_EXCEEDED"] * 2 + ["expired_token"]
    assert caller.call("profile")


def test_a_token_can_expire_in_the_middle_of_a_batch(server: Server, caller: Caller) -> None:
    """An error fault hits one command; those before it stay done."""
    plan(server, {"method": "user.admin", "kind": "expired_token"})
    cmd = {"a": "crm.item.add?entityTypeId=4&fields[title]=x", "b": "user.admin", "c": "profile"}
    answer = caller.call("batch", cmd=cmd, halt=1)
    assert answer["result_error"]["b"]["error"] == "expired_token"
    assert "c" not in answer["result"]
    assert count(caller) == 1


def test_a_batch_can_be_cut_in_half(server: Server, caller: Caller) -> None:
    """A reset inside a batch leaves the commands before it done and the rest undone."""
    plan(server, {"method": "profile", "kind": "reset"})
    add_one = "crm.item.add?entityTypeId=4&fields[title]=x"
    with pytest.raises(requests.ConnectionError):
        caller.ask("batch", cmd={"a": add_one, "b": "profile", "c": add_one})
    assert count(caller) == 1


def test_a_late_commit_comes_after_the_caller_gave_up(server: Server, caller: Caller) -> None:
    """The caller gets an error while the work is still waiting, and it is done all the same."""
    done = threading.Event()
    table = server.portal.table("company")
    insert = table.insert

    def noticed(row: dict[str, Any]) -> int:
        row_id = insert(row)
        done.set()
        return row_id

    table.insert = noticed  # type: ignore[method-assign]
    plan(server, {"method": "crm.item.add", "kind": "late", "seconds": 0.01, "answer": "504"})
    with server.portal.lock:
        assert add(caller).status_code == 504
        assert not done.is_set()
    assert done.wait(5)
    assert count(caller) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"method": "x", "kind": "nonsense"}, "unknown kind"),
        ({"method": "x"}, "needs"),
        ({"method": "x", "kind": "reset", "when": "never"}, "before or after"),
        ({"method": "x", "kind": "reset", "colour": "red"}, "unknown keys"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(server: Server, fault: dict[str, Any], words: str) -> None:
    """Control says what is wrong with the rule, and keeps the old rules."""
    plan(server, {"method": "profile", "kind": "reset"})
    answer = requests.post(f"{server.address}/_sandbox/faults", json=[fault], timeout=10)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert len(requests.get(f"{server.address}/_sandbox/faults", timeout=10).json()["faults"]) == 1


def test_a_fault_is_noted_in_the_log(server: Server, caller: Caller) -> None:
    """The log tells which fault a call met, and that its work was committed."""
    plan(server, {"method": "crm.item.add", "kind": "502", "when": "after"})
    add(caller)
    entry = next(server.portal.calls.since())
    assert (entry.fault, entry.status) == ("status after", 502)
    assert entry.committed is not None
    assert company(caller)
