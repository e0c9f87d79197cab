"""The authorization server: rotation, lifetimes, the code flow, app.info, and every error of its samples."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from b24sandbox.portal import Portal
from b24sandbox.serve import Server
from b24sandbox.tokens import Kind
from tests.reference import reference
from tests.sandbox.client import Caller
from tests.sandbox.shapes import differences

DAY = 86400


@pytest.fixture
def refresh(portal: Portal) -> str:
    app = portal.register("local.app", "secret")
    app.scope, app.is_present, app.handler_url = ["crm", "task"], True, "http://127.0.0.1/app"
    return portal.tokens.give(Kind.REFRESH, app.client_id, 1, app.scope).value


def ask(server: Server, *, post: bool = False, **params: Any) -> requests.Response:
    """Ask the address that the documented recipe makes of SERVER_ENDPOINT."""
    url = server.portal.server_endpoint.replace("/rest/", "/oauth/token/")
    given = {"grant_type": "refresh_token", "client_id": "local.app", "client_secret": "secret"} | params
    if post:
        return requests.post(url, data=given, timeout=10)
    return requests.get(url, params=given, timeout=10)


@pytest.mark.parametrize("post", [False, True])
def test_a_refresh_gives_a_new_pair(server: Server, refresh: str, post: bool) -> None:
    """GET and POST alike answer a pair in the documented shape, and the new token works."""
    answer = ask(server, post=post, refresh_token=refresh).json()
    sample = json.loads(reference("bitrix24", "samples", "oauth", "refresh_response.json").read_text(encoding="utf-8"))
    assert differences(sample, answer) == []
    assert set(answer) == set(sample)
    assert answer["refresh_token"] != refresh
    assert answer["expires_in"] == 3600
    assert answer["domain"] not in server.address
    assert Caller.by_token(server, answer["access_token"]).call("profile")["ID"] == "1"


def test_the_old_refresh_token_dies(server: Server, refresh: str) -> None:
    """A refresh token is good for one refresh."""
    assert ask(server, refresh_token=refresh).status_code == 200
    assert ask(server, refresh_token=refresh).json()["error"] == "invalid_grant"


def test_the_old_refresh_token_may_live_by_a_switch(server: Server, refresh: str) -> None:
    """The documents are silent on the old token, so a switch lets it live."""
    server.portal.switches.old_refresh_token_dies = False
    assert ask(server, refresh_token=refresh).status_code == 200
    assert ask(server, refresh_token=refresh).status_code == 200


def test_a_refresh_token_lives_180_days(server: Server, refresh: str) -> None:
    """On day 179 it refreshes, on day 181 its successor's elder would not."""
    server.portal.clock.advance(179 * DAY)
    newer = ask(server, refresh_token=refresh).json()["refresh_token"]
    server.portal.clock.advance(181 * DAY)
    assert ask(server, refresh_token=newer).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("error", "params"),
    [
        ("invalid_grant", {"refresh_token": "unknown"}),
        ("invalid_client", {"client_secret": "wrong", "refresh_token": "any"}),
        ("invalid_client", {"client_id": "local.unknown", "refresh_token": "any"}),
        ("invalid_request", {"grant_type": "password"}),
        ("invalid_request", {}),
    ],
)
@pytest.mark.usefixtures("refresh")
def test_a_wrong_request_gets_its_documented_error(server: Server, error: str, params: dict[str, str]) -> None:
    """Each mistake has its own code and status."""
    answer = ask(server, **params)
    sample = json.loads(reference("bitrix24", "samples", "oauth", f"error_{error}.json").read_text(encoding="utf-8"))
    assert answer.json() == sample["body"]
    assert answer.status_code == (sample["status"] or 400)


@pytest.mark.parametrize(
    "name",
    ["payment_required", "wrong_client", "not_installed", "insufficient_scope", "invalid_scope", "no_auth_found"],
)
def test_errors_on_order_look_as_documented(server: Server, refresh: str, name: str) -> None:
    """A fault makes the token address answer any error of the samples, with HTTP 200 where they have it."""
    sample = json.loads(reference("bitrix24", "samples", "oauth", f"error_{name}.json").read_text(encoding="utf-8"))
    server.portal.faults.set([{"method": "oauth.token", "kind": sample["body"]["error"]}])
    answer = ask(server, refresh_token=refresh)
    assert answer.json() == sample["body"]
    assert sample["status"] in {None, answer.status_code}
    assert ask(server, refresh_token=refresh).status_code == 200


def test_the_code_flow_ends_in_tokens(server: Server, refresh: str) -> None:
    """The authorization page sends a code of 30 s to the handler; it is exchanged once."""
    del refresh
    page = requests.get(
        f"{server.address}/oauth/authorize/",
        params={"client_id": "local.app", "state": "s1"},
        allow_redirects=False,
        timeout=10,
    )
    assert page.status_code == 302
    query = {name: values[0] for name, values in parse_qs(urlsplit(page.headers["Location"]).query).items()}
    assert query["state"] == "s1"
    assert query["member_id"] == server.portal.settings.member_id
    exchange = {"grant_type": "authorization_code", "code": query["code"]}
    assert ask(server, **exchange).json()["user_id"] == 1
    assert ask(server, **exchange).json()["error"] == "invalid_grant"


def test_a_code_runs_out_in_half_a_minute(server: Server, refresh: str) -> None:
    """After 31 s the code is worth nothing."""
    del refresh
    code = server.portal.tokens.give(Kind.CODE, "local.app", 1, []).value
    server.portal.clock.advance(31)
    assert ask(server, grant_type="authorization_code", code=code).json()["error"] == "invalid_grant"


def test_the_authorization_server_has_an_app_info_of_its_own(server: Server, portal: Portal, refresh: str) -> None:
    """It tells client, portal and user of a token; the portal's app.info tells of the installation."""
    del refresh
    token = portal.tokens.give(Kind.ACCESS, "local.app", 1, ["crm", "task"]).value
    answer = requests.get(f"{portal.server_endpoint}app.info", params={"auth": token}, timeout=10).json()
    sample = json.loads(reference("bitrix24", "samples", "oauth", "app_info_auth_server.json").read_text(encoding="utf-8"))
    assert differences(sample, answer) == []
    assert answer["result"]["install"]["client_endpoint"] == portal.client_endpoint
    assert "INSTALLED" in Caller.by_token(server, token).call("app.info")


def test_an_unknown_token_has_no_app_info(portal: Portal, server: Server) -> None:
    """The authorization server does not vouch for a stranger's token."""
    del server
    answer = requests.get(f"{portal.server_endpoint}app.info", params={"auth": "nobody"}, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "NO_AUTH_FOUND")


def test_the_portal_itself_has_the_token_address_too(server: Server, refresh: str) -> None:
    """An on-premise portal refreshes at its own /oauth/token/."""
    answer = requests.get(
        f"{server.address}/oauth/token/",
        params={"grant_type": "refresh_token", "client_id": "local.app", "client_secret": "secret", "refresh_token": refresh},
        timeout=10,
    )
    assert answer.json()["user_id"] == 1
