"""Batches: what became of each command, above all of writes."""

import json

import pytest
import requests
import responses

from b24bridge.bitrix.envelope import Answer
from b24bridge.core.errors import AccessLost, Busy, NotFound, PortalError, Refused, Unavailable, Unknown
from tests.bitrix.doubles import ENDPOINT, Desk
from tests.reference import reference

URL = ENDPOINT + "batch"
TWO = {"a": ("crm.item.update", {"id": 1}), "b": ("crm.item.update", {"id": 2})}


def sample(name: str) -> str:
    return reference("bitrix24", "samples", "batch", f"{name}.json").read_text()


def answer(result: object = (), errors: object = (), **parts: object) -> dict[str, object]:
    """Return a batch's answer; an empty table is a list, as PHP writes it."""
    return {"result": {"result": result or [], "result_error": errors or [], **parts}, "time": {}}


def kinds(outcomes: dict[str, object]) -> dict[str, object]:
    return {key: type(outcome) for key, outcome in outcomes.items()}


@pytest.mark.parametrize("name", ["request_independent", "request_linked", "request_keyset_pages"])
def test_commands_are_written_as_the_vendor_writes_them(desk: Desk, web: responses.RequestsMock, name: str):
    """The request equals the documented one, read back as PHP reads it."""
    wanted = json.loads(sample(name))
    web.post(URL, json=answer(dict.fromkeys(wanted["cmd"], True)))
    commands = {key: (command.partition("?")[0], {}) for key, command in wanted["cmd"].items()}
    desk.client.batch(commands, halt=bool(wanted["halt"]))
    sent = json.loads(web.calls[0].request.body)
    assert sent["halt"] == wanted["halt"]
    assert list(sent["cmd"]) == list(wanted["cmd"])
    assert [text.partition("?")[0] for text in sent["cmd"].values()] == [method for method, _ in commands.values()]


def test_a_sample_with_all_kinds_of_outcome(desk: Desk, web: responses.RequestsMock):
    """A command's error is that command's; the others keep their results and counts."""
    web.post(URL, body=sample("response_partial"))
    commands = {key: ("tasks.task.add", {}) for key in ("t1", "t2", "c1", "s1", "b1", "o1")} | {"l1": ("crm.item.list", {})}
    outcomes = desk.client.batch(commands, is_write=True)
    assert kinds(outcomes) == {
        "t1": Answer,
        "t2": Refused,
        "c1": NotFound,
        "s1": Refused,
        "b1": Refused,
        "o1": Busy,
        "l1": Answer,
    }
    assert outcomes["t1"].result["task"]["id"] == "3711"
    assert (outcomes["l1"].total, outcomes["l1"].next, len(outcomes["l1"].result["items"])) == (120, 50, 50)


def test_errors_of_all_commands_are_items(desk: Desk, web: responses.RequestsMock):
    """Empty tables come as lists, and nothing is raised."""
    web.post(URL, body=sample("response_all_errors_halt0"))
    outcomes = desk.client.batch({"get_user": ("user.current", {}), "get_department": ("department.get", {})})
    assert kinds(outcomes) == {"get_user": Refused, "get_department": Refused}
    assert outcomes["get_user"].code == "insufficient_scope"


def test_after_a_halt_the_rest_was_not_executed(desk: Desk, web: responses.RequestsMock):
    """A command behind the one that stopped the batch is None: surely not done."""
    web.post(URL, body=sample("response_error_halt1"))
    commands = {"get_user": ("user.current", {}), "get_department": ("department.get", {})}
    assert kinds(desk.client.batch(commands, halt=True, is_write=True)) == {"get_user": Refused, "get_department": type(None)}


def test_results_and_times_are_read(desk: Desk, web: responses.RequestsMock):
    """What the sample of success holds comes out of it."""
    web.post(URL, body=sample("response_ok"))
    outcomes = desk.client.batch({"get_user": ("user.current", {}), "get_department": ("department.get", {})})
    assert outcomes["get_user"].result["ID"] == "1"
    assert outcomes["get_department"].total == 1
    assert outcomes["get_department"].time.operating is None


def test_one_command_too_many_is_its_own_error(desk: Desk, web: responses.RequestsMock):
    """The portal refuses what is over fifty one by one; we do not send it."""
    web.post(URL, body=sample("response_over_50"))
    outcomes = desk.client.batch({"c0": ("x", {}), "c50": ("x", {})})
    assert kinds(outcomes) == {"c0": Answer, "c50": Refused}
    for length in (0, 51):
        with pytest.raises(ValueError, match="1 to 50 commands"):
            desk.client.batch({str(key): ("x", {}) for key in range(length)})
    assert len(web.calls) == 1


@pytest.mark.parametrize("halt", [False, True])
def test_a_missing_outcome_of_a_write_is_unknown(desk: Desk, web: responses.RequestsMock, halt: bool):
    """Without an error that would have stopped the batch, silence about a write is doubt."""
    web.post(URL, json=answer({"a": True}))
    assert kinds(desk.client.batch(TWO, halt=halt, is_write=True)) == {"a": Answer, "b": Unknown}
    assert kinds(desk.client.batch(TWO, halt=halt)) == {"a": Answer, "b": Unavailable}


@pytest.mark.parametrize("error", [None, "text", {}, {"error": None}, {"error_description": "x"}, ["error"]])
def test_an_unreadable_error_of_a_write_is_unknown(desk: Desk, web: responses.RequestsMock, error: object):
    """Only an error with a code is sure."""
    web.post(URL, json=answer({}, {"a": error, "b": {"error": ""}}))
    assert kinds(desk.client.batch(TWO, is_write=True)) == {"a": Unknown, "b": Refused}


def test_a_result_beside_an_error_is_unknown(desk: Desk, web: responses.RequestsMock):
    """A command that both succeeded and failed may have been done."""
    web.post(URL, json=answer({"a": True, "b": True}, {"b": {"error": "NOT_FOUND"}}))
    assert kinds(desk.client.batch(TWO, is_write=True)) == {"a": Answer, "b": Unknown}


def test_tables_with_counted_keys_come_as_lists(desk: Desk, web: responses.RequestsMock):
    """PHP writes the keys 0, 1, 2 as a list."""
    web.post(URL, json=answer(["x", "y"], [], result_total=[7]))
    outcomes = desk.client.batch({"0": ("x", {}), "1": ("y", {})})
    assert [outcome.result for outcome in outcomes.values()] == ["x", "y"]
    assert [outcome.total for outcome in outcomes.values()] == [7, None]


@pytest.mark.parametrize(
    "fault",
    [
        {"body": requests.ReadTimeout()},
        {"body": "<html>", "status": 504},
        {"json": {"result": []}},
        {"json": {"result": {"result": True, "result_error": []}}},
        {"json": {"result": {"result": []}}},
        {"json": {"error": "INTERNAL_SERVER_ERROR"}, "status": 500},
        {"status": 302, "headers": {"Location": "https://new.bitrix24.ru/rest/"}},
    ],
)
def test_an_unknown_batch_leaves_every_write_unknown(desk: Desk, web: responses.RequestsMock, fault):
    """One request, and all of its commands are in doubt."""
    web.post(URL, **fault)
    assert kinds(desk.client.batch(TWO, is_write=True)) == {"a": Unknown, "b": Unknown}
    assert len(web.calls) == 1


def test_a_batch_that_the_portal_refused_did_nothing(desk: Desk, web: responses.RequestsMock):
    """A sure failure of the whole raises, so that it may simply be sent later."""
    for body, kind in (({"error": "QUERY_LIMIT_EXCEEDED"}, Busy), ({"error": "user_access_error"}, AccessLost)):
        web.post(URL, json=body, status=503)
        with pytest.raises(PortalError) as raised:
            desk.client.batch(TWO, is_write=True)
        assert type(raised.value) is kind
        assert len(web.calls) == 1
        web.reset()


def test_a_batch_of_reads_is_tried_again(desk: Desk, web: responses.RequestsMock):
    """Reads may be repeated as one."""
    web.post(URL, status=502, body="<html>")
    web.post(URL, json=answer({"a": 1, "b": 2}))
    assert [outcome.result for outcome in desk.client.batch(TWO).values()] == [1, 2]


def test_the_throttle_learns_each_method_of_a_batch_once(desk: Desk, web: responses.RequestsMock):
    """The last time of a method counts, because it is the sum so far; an error of a method counts before any time."""
    commands = {"a": ("list", {}), "b": ("list", {}), "c": ("get", {}), "d": ("get", {})}
    times = {"a": {"operating": 1}, "b": {"operating": 2}, "c": {"operating": 3}}
    web.post(URL, json=answer({"a": 1, "b": 1, "c": 1}, {"d": {"error": "OPERATION_TIME_LIMIT"}}, result_time=times))
    desk.client.batch(commands)
    assert desk.throttle.asked == [("batch", ("list", "get"))]
    learnt = [(method, timing and timing.operating, code) for method, timing, code in desk.throttle.learnt]
    assert learnt == [("batch", None, ""), ("list", 2.0, ""), ("get", None, "OPERATION_TIME_LIMIT")]


def test_commands_that_a_batch_cannot_carry_are_not_sent(desk: Desk, web: responses.RequestsMock):
    """An empty list has no form in a query string."""
    with pytest.raises(ValueError, match="outside a batch"):
        desk.client.batch({"a": ("crm.item.update", {"fields": {"x": []}})}, is_write=True)
    assert len(web.calls) == 0
