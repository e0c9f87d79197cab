"""REST v2 from the outside: addresses, encodings, envelope, authorization, system errors."""

import json
import socket

import pytest
import requests

from b24sandbox.apps import Webhook
from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.reference import reference
from tests.sandbox.client import Caller, hire


@pytest.fixture
def token(portal: Portal) -> str:
    app = portal.register("local.app", "secret")
    app.scope, app.is_present = ["crm", "task"], True
    return portal.tokens.give(Kind.ACCESS, app.client_id, 1, app.scope).value


def documented(name: str) -> tuple[int, dict[str, object]]:
    sample = json.loads(reference("bitrix24", "samples", "errors", f"{name}.json").read_text(encoding="utf-8"))
    return sample["status"], sample["body"]


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_a_method_answers_with_and_without_suffix(server: Server, token: str, suffix: str) -> None:
    """A method may bear the suffix .json."""
    answer = requests.get(f"{server.address}/rest/profile{suffix}", params={"auth": token}, timeout=10)
    assert answer.json()["result"]["ID"] == "1"


def test_every_encoding_carries_the_same_filter(server: Server, caller: Caller) -> None:
    """Form, JSON and query string mean the same nested parameters."""
    url = f"{server.address}{caller.path}crm.status.list"
    pairs = [("filter[ENTITY_ID]", "DEAL_STAGE"), ("order[SORT]", "DESC")]
    nested = {"filter": {"ENTITY_ID": "DEAL_STAGE"}, "order": {"SORT": "DESC"}}
    answers = [
        requests.get(url, params=pairs, timeout=10),
        requests.post(url, data=pairs, timeout=10),
        requests.post(url, json=nested, timeout=10),
        requests.post(url, files=[(name, (None, value)) for name, value in pairs], timeout=10),
    ]
    results = [answer.json()["result"] for answer in answers]
    assert [row["STATUS_ID"] for row in results[0]][:2] == ["LOSE", "WON"]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("place", ["auth", "access_token", "bearer"])
def test_a_token_travels_in_body_or_header(server: Server, token: str, place: str) -> None:
    """The token may be a parameter of either name, or a Bearer header."""
    headers = {"Authorization": f"Bearer {token}"} if place == "bearer" else {}
    body = {} if place == "bearer" else {place: token}
    answer = requests.post(f"{server.address}/rest/user.admin", json=body, headers=headers, timeout=10)
    assert answer.json()["result"] is True


def test_an_answer_bears_the_documented_time(caller: Caller) -> None:
    """Every answer tells its times and the operating time."""
    time = caller.ask("server.time").json()["time"]
    assert set(time) == {
        "start", "finish", "duration", "processing", "date_start", "date_finish", "operating_reset_at", "operating",
    }  # fmt: skip
    assert time["date_start"] == "2026-11-23T09:00:00+03:00"
    assert isinstance(time["operating_reset_at"], int)


def test_an_unknown_method_is_refused_and_counted(caller: Caller, portal: Portal) -> None:
    """A method that is not there is an error of 404, and a breach of the contract."""
    status, body = documented("v2_error_method_not_found")
    assert caller.refused("crm.nothing.list")[:2] == (status, body["error"])
    assert portal.calls.breaches() == {"crm.nothing.list: no such method": 1}


def test_an_unknown_token_is_no_authorization(server: Server) -> None:
    """A token that the portal does not know is refused as documented."""
    status, body = documented("v2_no_auth_found")
    answer = Caller.by_token(server, "nobody").ask("profile")
    assert (answer.status_code, answer.json()) == (status, body)


def test_an_expired_token_says_so(server: Server, portal: Portal, token: str) -> None:
    """After 3600 s of the portal's clock the token is refused as expired, not before."""
    status, body = documented("v2_expired_token")
    portal.clock.advance(3599)
    assert Caller.by_token(server, token).call("user.admin") is True
    portal.clock.advance(2)
    answer = Caller.by_token(server, token).ask("user.admin")
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_scope_that_was_not_granted_closes_the_method(server: Server, token: str) -> None:
    """A method outside the scopes of the token is refused as documented."""
    status, body = documented("v2_insufficient_scope")
    answer = Caller.by_token(server, token).ask("im.notify.system.add", USER_ID=1, MESSAGE="x")
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_wrong_webhook_is_refused(server: Server) -> None:
    """A webhook with a wrong key has no credentials."""
    status, body = documented("v2_invalid_credentials")
    answer = requests.get(f"{server.address}/rest/1/wrong/profile", timeout=10)
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_dismissed_user_loses_his_token(server: Server, portal: Portal, token: str) -> None:
    """The token of a dismissed user opens nothing; profile alone answers, with an empty object."""
    portal.table("user").change(1, {"ACTIVE": False})
    caller = Caller.by_token(server, token)
    assert caller.refused("crm.item.list", entityTypeId=4)[:2] == (401, "authorization_error")
    assert caller.call("profile") == {}


def test_unknown_parameters_are_counted_as_breaches(server: Server, caller: Caller) -> None:
    """A parameter that no page documents is ignored, and listed with the call."""
    assert caller.call("crm.category.list", entityTypeId=2, limit=5)["categories"]
    entry = [json.loads(line) for line in requests.get(f"{server.address}/_sandbox/calls", timeout=10).text.splitlines()][-1]
    assert entry["breaches"] == ["crm.category.list: unknown parameter 'limit'"]
    caller.call("crm.category.list", entityTypeId=[2][0], unknown=1)
    assert requests.get(f"{server.address}/_sandbox/breaches", timeout=10).json()["total"] == 2


def test_a_mistyped_parameter_is_a_breach(caller: Caller, portal: Portal) -> None:
    """A parameter of another type than documented is counted."""
    caller.ask("crm.item.list", entityTypeId="four")
    assert any("should be integer" in breach for breach in portal.calls.breaches())


def test_a_missing_required_parameter_is_error_100(caller: Caller) -> None:
    """Without a required parameter a controller answers its error 100."""
    assert caller.refused("crm.item.get", entityTypeId=4)[:2] == (400, "100")


def test_broken_json_is_an_error_not_a_crash(server: Server, caller: Caller) -> None:
    """A body that is no JSON gets a JSON error."""
    answer = requests.post(
        f"{server.address}{caller.path}profile", data="{", headers={"Content-Type": "application/json"}, timeout=10
    )
    assert answer.status_code == 400
    assert answer.json()["error"] == "INVALID_REQUEST"


def test_a_connection_is_kept_alive(server: Server, caller: Caller) -> None:
    """Two calls may share one connection."""
    with requests.Session() as session:
        for _ in range(2):
            answer = session.get(f"{server.address}{caller.path}profile", timeout=10)
            assert answer.headers.get("Connection", "") != "close"
            assert answer.raw.version == 11


def test_a_webhook_calls_as_its_user(server: Server, portal: Portal) -> None:
    """The rights and the name of a webhook are its user's."""
    hire(portal, 2)
    portal.webhooks["2/abc"] = Webhook(2, "abc", frozenset())
    assert Caller(server.address, "/rest/2/abc/").call("profile")["ADMIN"] is False


def test_a_body_may_come_in_chunks_or_after_a_question(server: Server, caller: Caller) -> None:
    """A chunked body and one behind `Expect: 100-continue` are read whole, and the connection goes on."""
    url = f"{server.address}{caller.path}"
    with requests.Session() as session:
        parts = iter([b'{"entityTypeId":4,', b'"fields":{"title":"in parts"}}'])
        made = session.post(f"{url}crm.item.add", data=parts, headers={"Content-Type": "application/json"}, timeout=10)
        assert made.json()["result"]["item"]["title"] == "in parts"
        assert session.post(f"{server.address}/nowhere", data=b"x" * 100_000, timeout=10).status_code == 404
        assert session.get(f"{url}user.admin", timeout=10).json()["result"] is True
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw, raw.makefile("rb") as answer:
        head = f"POST {caller.path}user.admin HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
        raw.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode())
        assert answer.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert answer.readline() == b"\r\n"
        raw.sendall(b"{}")
        assert answer.readline() == b"HTTP/1.1 200 OK\r\n"
