"""Calls to a portal: what is repeated, what never is, and what nobody may see."""

import json

import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError, NewConnectionError

from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.transport import Transport, new_session
from b24bridge.core.errors import AccessLost, Busy, DomainMoved, PortalError, Refused, Unavailable, Unknown
from tests.bitrix.doubles import ENDPOINT, FAULTS, START, Desk

METHOD = "crm.item.list"
TIME = {
    "start": START.timestamp() + 7,
    "finish": START.timestamp() + 9,
    "operating": 3.5,
    "operating_reset_at": str(int(START.timestamp()) + 609),
}
STALE = {"error": "expired_token", "error_description": "The access token provided has expired"}
LIMIT = {"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}


def test_a_call_is_json_with_the_token_in_the_body(desk: Desk, web: responses.RequestsMock):
    """The token stands in the body, beside the parameters, and never in the URL."""
    web.post(ENDPOINT + METHOD, json={"result": {"items": []}, "total": "3", "next": 50, "time": TIME})
    answer = desk.client.read(METHOD, {"entityTypeId": 4, "filter": {">id": 7, "title": "Имя & K°"}})
    request = web.calls[0].request
    assert request.url == ENDPOINT + METHOD
    assert request.headers["Content-Type"] == "application/json"
    wanted = {"entityTypeId": 4, "filter": {">id": 7, "title": "Имя & K°"}, "auth": "token-1"}
    assert json.loads(request.body) == wanted
    assert (answer.result, answer.total, answer.next) == ({"items": []}, 3, 50)
    assert answer.time == Timing(TIME["start"], TIME["finish"], 3.5, START.timestamp() + 609)


def test_the_throttle_is_asked_before_and_told_after(desk: Desk, web: responses.RequestsMock):
    """Every request takes its ticket first; what it used up is learnt from its envelope."""
    web.post(ENDPOINT + METHOD, json={"result": [], "time": TIME})
    desk.client.read(METHOD)
    assert desk.throttle.asked == [(METHOD, ())]
    [(method, timing, code)] = desk.throttle.learnt
    assert (method, timing.operating, timing.reset_in, code) == (METHOD, 3.5, 600.0, "")


def test_a_busy_throttle_means_that_nothing_was_sent(desk: Desk, web: responses.RequestsMock, monkeypatch):
    """When our own limit is reached the call ends before it begins."""

    def refuse(method: str, inner: object = ()) -> None:
        raise Busy(method, "throttled", retry_at=START)

    monkeypatch.setattr(desk.throttle, "before", refuse)
    with pytest.raises(Busy):
        desk.client.write("tasks.task.add")
    assert len(web.calls) == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_is_never_repeated(desk: Desk, web: responses.RequestsMock, fault: str):
    """Whatever happens to the answer of a write, it went out once and its outcome is unknown."""
    web.post(ENDPOINT + "tasks.task.add", **FAULTS[fault])
    with pytest.raises(Unknown):
        desk.client.write("tasks.task.add", {"fields": {"TITLE": "x"}})
    assert len(web.calls) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_is_tried_again_and_then_unavailable(desk: Desk, web: responses.RequestsMock, fault: str):
    """A read without a usable answer is tried four times, with growing pauses."""
    web.post(ENDPOINT + METHOD, **FAULTS[fault])
    with pytest.raises(Unavailable):
        desk.client.read(METHOD)
    assert len(web.calls) == 4
    assert desk.clock.slept == [1.0, 2.0, 4.0]


def test_a_read_succeeds_once_the_trouble_has_passed(desk: Desk, web: responses.RequestsMock):
    """The first usable answer is the answer."""
    web.post(ENDPOINT + METHOD, status=502, body="<html>")
    web.post(ENDPOINT + METHOD, status=503, json=LIMIT)
    web.post(ENDPOINT + METHOD, json={"result": 1})
    assert desk.client.read(METHOD).result == 1


def test_a_read_is_not_tried_again_when_its_time_is_up(web: responses.RequestsMock):
    """No further try begins after the time that one answer may take."""
    desk = Desk(timeout_s=65)

    def slow(_: requests.PreparedRequest) -> None:
        desk.clock.sleep(65)
        raise requests.ReadTimeout

    web.add_callback(responses.POST, ENDPOINT + METHOD, slow)
    with pytest.raises(Unavailable, match="timeout"):
        desk.client.read(METHOD)
    assert len(web.calls) == 1


def test_a_write_to_a_portal_that_cannot_be_reached_was_not_sent(desk: Desk, web: responses.RequestsMock):
    """A connection that never came about carried nothing: no doubt, and no second try by itself either."""
    refused = MaxRetryError(None, ENDPOINT, NewConnectionError(None, "no connection"))
    for error in (requests.ConnectionError(refused), requests.ConnectTimeout()):
        web.post(ENDPOINT + "tasks.task.add", body=error)
        with pytest.raises(Unavailable, match="no_connection"):
            desk.client.write("tasks.task.add")
        assert len(web.calls) == 1
        web.reset()


def test_a_write_that_was_redirected_is_not_sure(desk: Desk, web: responses.RequestsMock):
    """The portal moved: the new host is named, the write is not sent there."""
    web.post(ENDPOINT + "tasks.task.add", status=308, headers={"Location": "https://new.bitrix24.ru:8443/rest/x"})
    with pytest.raises(DomainMoved) as raised:
        desk.client.write("tasks.task.add")
    assert raised.value.host == "new.bitrix24.ru:8443"
    assert len(web.calls) == 1


@pytest.mark.parametrize("kind", ["read", "write"])
def test_an_expired_token_is_renewed_and_the_call_repeated(desk: Desk, web: responses.RequestsMock, kind: str):
    """The portal said that it did nothing, so even a write goes out again, with the new token."""
    web.post(ENDPOINT + METHOD, status=401, json=STALE)
    web.post(ENDPOINT + METHOD, json={"result": 1})
    assert getattr(desk.client, kind)(METHOD).result == 1
    assert desk.tokens.renewed == ["token-1"]
    assert [json.loads(call.request.body)["auth"] for call in web.calls] == ["token-1", "token-2"]
    assert len(desk.throttle.asked) == 2


def test_a_second_refusal_of_the_token_is_final(desk: Desk, web: responses.RequestsMock):
    """A token that was just renewed and still does not count means that we have lost access."""
    web.post(ENDPOINT + METHOD, status=401, json=STALE)
    with pytest.raises(AccessLost):
        desk.client.read(METHOD)
    assert len(web.calls) == 2
    assert desk.tokens.renewed == ["token-1"]


def test_a_write_after_a_renewal_is_still_sent_once(desk: Desk, web: responses.RequestsMock):
    """The repeat after a renewal is a first sending like any other: its doubt is not repeated."""
    web.post(ENDPOINT + "tasks.task.add", status=401, json=STALE)
    web.post(ENDPOINT + "tasks.task.add", body=requests.ReadTimeout())
    with pytest.raises(Unknown):
        desk.client.write("tasks.task.add")
    assert len(web.calls) == 2


def test_a_rate_refusal_of_a_write_is_busy(desk: Desk, web: responses.RequestsMock):
    """The portal said that it did nothing and when to come back; the throttle hears of it."""
    web.post(ENDPOINT + "tasks.task.add", status=503, json=LIMIT)
    with pytest.raises(Busy) as raised:
        desk.client.write("tasks.task.add")
    assert raised.value.retry_at > desk.clock.now()
    assert len(web.calls) == 1
    assert desk.throttle.learnt == [("tasks.task.add", None, "QUERY_LIMIT_EXCEEDED")]


def test_used_up_running_time_says_when_it_is_given_back(desk: Desk, web: responses.RequestsMock):
    """Busy bears the portal's own moment, counted from its own clock."""
    body = {"error": "OPERATION_TIME_LIMIT", "error_description": "", "time": TIME | {"operating": 480}}
    web.post(ENDPOINT + METHOD, status=429, json=body)
    with pytest.raises(Busy) as raised:
        desk.client.read(METHOD)
    assert (raised.value.retry_at - desk.clock.now()).total_seconds() == 600
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (403, "REST API is available only on commercial plans", AccessLost),
        (403, "Access denied!", Refused),
        (400, "Access denied", Refused),
    ],
)
def test_a_tariff_and_a_missing_right_are_told_apart(desk: Desk, web: responses.RequestsMock, status, text, kind):
    """Both bear the code ACCESS_DENIED; only the text differs."""
    web.post(ENDPOINT + METHOD, status=status, json={"error": "ACCESS_DENIED", "error_description": text})
    with pytest.raises(PortalError) as raised:
        desk.client.read(METHOD)
    assert type(raised.value) is kind


def test_a_body_that_is_too_large_is_not_read_to_its_end(desk: Desk, web: responses.RequestsMock):
    """An endless answer costs no more memory than the bound."""
    web.post(ENDPOINT + METHOD, body=b"x" * 3000)
    session = new_session((), desk.clock.monotonic)
    reply = Transport(session, 65, (), most_bytes=2000).post_json(ENDPOINT + METHOD, {})
    assert reply.reason == "too_large"


def test_text_that_no_database_stores_is_replaced(desk: Desk, web: responses.RequestsMock):
    """U+0000 and halves of surrogate pairs become U+FFFD; whole pairs stay what they are."""
    web.post(ENDPOINT + METHOD, body=r'{"result": {"a\ud800": ["\u0000x", "\ud83d\ude00", "\\u0000"]}}')
    assert desk.client.read(METHOD).result == {"a\ufffd": ["\ufffdx", "\N{GRINNING FACE}", r"\u0000"]}


def test_the_portals_clock_is_learnt(desk: Desk, web: responses.RequestsMock):
    """The skew is how many seconds the portal's clock is ahead of ours, from the middle of the request."""
    web.post(ENDPOINT + METHOD, json={"result": 1, "time": TIME})
    assert desk.client.skew is None
    desk.client.read(METHOD)
    assert desk.client.skew == 8.0
