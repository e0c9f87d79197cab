"""Authorization servers: who may have our secrets, and what their answers mean."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
import requests
import responses

from b24bridge.bitrix.oauth import AuthorizationServer
from b24bridge.bitrix.transport import new_session
from b24bridge.core.errors import AccessLost, Busy, PortalError, Unavailable
from b24bridge.core.installations import Application
from tests.bitrix.doubles import FakeClock
from tests.reference import reference

SERVER = "https://oauth.bitrix.info/rest/"
TOKEN_URL = "https://oauth.bitrix.info/oauth/token/"
INFO_URL = SERVER + "app.info"
APPLICATION = Application(client_id="local.1", client_secret="the-secret")
MEMBER = "a223c6b3710f85df22e9377d6c4f7553"
ERRORS = (
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "no_auth_found",
    "not_installed",
    "payment_required",
    "wrong_client",
)


def sample(name: str) -> dict[str, object]:
    return json.loads(reference("bitrix24", "samples", "oauth", f"{name}.json").read_text())


@pytest.fixture
def server() -> AuthorizationServer:
    clock = FakeClock()
    return AuthorizationServer(
        session=new_session((), clock.monotonic),
        clock=clock,
        timeout_s=65,
        hosts=("oauth.bitrix.info", "oauth.bitrix24.tech", "127.0.0.1:8080"),
        insecure_hosts=("127.0.0.1:8080",),
    )


def test_a_refresh_gives_a_new_pair_and_the_portals_address(server: AuthorizationServer, web: responses.RequestsMock):
    """The secrets go in the body, and the answer's `domain` is not taken for the portal's."""
    web.post(TOKEN_URL, json=sample("refresh_response"))
    grant = server.refresh(APPLICATION, SERVER, "old-refresh")
    request = web.calls[0].request
    assert request.url == TOKEN_URL
    assert parse_qs(request.body) == {
        "grant_type": ["refresh_token"],
        "client_id": ["local.1"],
        "client_secret": ["the-secret"],
        "refresh_token": ["old-refresh"],
    }
    assert (grant.tokens.access, grant.tokens.refresh) == (
        "ydtj8pho532wydb5ixk78ol7uqlb7sch",
        "3s6lr4kr3cv2od4v853gvrchb875bwxb",
    )
    assert grant.tokens.expires_at == server.clock.now() + timedelta(hours=1)
    assert grant.tokens.user_id == 67
    assert (grant.member_id, grant.endpoint) == (MEMBER, "https://portal.bitrix24.com/rest/")
    assert grant.scope == ("crm", "entity", "im", "task")


def test_a_code_is_exchanged_though_its_answer_has_no_user(server: AuthorizationServer, web: responses.RequestsMock):
    """The documented answer to a code lacks `expires` and `user_id`."""
    answer = {key: value for key, value in sample("refresh_response").items() if key not in ("expires", "user_id")}
    web.post(TOKEN_URL, json=answer)
    assert server.exchange(APPLICATION, SERVER, "the-code").tokens.user_id is None
    assert parse_qs(web.calls[0].request.body)["code"] == ["the-code"]


def test_app_info_says_what_a_token_is(server: AuthorizationServer, web: responses.RequestsMock):
    """Application, portal, address and user of a token, with the token in the body."""
    web.post(INFO_URL, json=sample("app_info_auth_server"))
    info = server.app_info(SERVER, "an-access-token")
    assert web.calls[0].request.url == INFO_URL
    assert parse_qs(web.calls[0].request.body) == {"auth": ["an-access-token"]}
    assert (info.client_id, info.member_id) == ("local.000000000000000000000000", MEMBER)
    assert (info.domain, info.endpoint) == ("portal.bitrix24.com", "https://portal.bitrix24.com/rest/")
    assert (info.scope, info.user_id, info.is_installed) == (("crm", "task"), 67, True)


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("status", [None, 200])
def test_an_error_of_the_server_is_lost_access(server: AuthorizationServer, web: responses.RequestsMock, name: str, status):
    """Whatever its status, also 200: the portal's administrator must open the application again."""
    error = sample(f"error_{name}")
    for url in (TOKEN_URL, INFO_URL):
        web.post(url, json=error["body"], status=status or error["status"] or 401)
    with pytest.raises(AccessLost) as raised:
        server.refresh(APPLICATION, SERVER, "old-refresh")
    assert raised.value.code == error["body"]["error"]
    with pytest.raises(AccessLost):
        server.app_info(SERVER, "an-access-token")
    assert len(web.calls) == 2


def test_a_server_that_does_not_read_a_post_is_asked_as_documented(server: AuthorizationServer, web: responses.RequestsMock):
    """GET is used only after the server said that it saw no parameters."""
    web.post(TOKEN_URL, json=sample("error_invalid_request")["body"], status=400)
    web.get(TOKEN_URL, json=sample("refresh_response"))
    assert server.refresh(APPLICATION, SERVER, "old-refresh").member_id == MEMBER
    web.replace(responses.POST, TOKEN_URL, body="<html>Method Not Allowed</html>", status=405)
    assert server.refresh(APPLICATION, SERVER, "old-refresh").member_id == MEMBER
    assert "refresh_token=old-refresh" in web.calls[1].request.url


def test_a_request_that_neither_form_explains_loses_access(server: AuthorizationServer, web: responses.RequestsMock):
    """The second refusal is final, and nothing is asked a third time."""
    for lay_out in (web.post, web.get):
        lay_out(TOKEN_URL, json=sample("error_invalid_request")["body"], status=400)
    with pytest.raises(AccessLost, match="invalid_request"):
        server.refresh(APPLICATION, SERVER, "old-refresh")
    assert len(web.calls) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"body": requests.ReadTimeout()},
        {"body": "<html>", "status": 502},
        {"body": "<html>", "status": 200},
        {"json": {"error": "INTERNAL_SERVER_ERROR"}, "status": 500},
        {"json": {"access_token": "a"}},
        {"json": {}, "status": 200},
        {"status": 302, "headers": {"Location": "https://evil.example/oauth/token/"}},
    ],
)
def test_an_unusable_answer_is_not_asked_for_again(server: AuthorizationServer, web: responses.RequestsMock, fault):
    """The pair may have been made: a second request with the old token could only spoil it, and access is not lost yet."""
    web.post(TOKEN_URL, **fault)
    with pytest.raises(Unavailable):
        server.refresh(APPLICATION, SERVER, "old-refresh")
    assert len(web.calls) == 1


def test_a_server_that_asks_us_to_wait_is_busy(server: AuthorizationServer, web: responses.RequestsMock):
    """Its limit is not the end of our access."""
    web.post(TOKEN_URL, json={"error": "QUERY_LIMIT_EXCEEDED"}, status=503)
    with pytest.raises(Busy):
        server.refresh(APPLICATION, SERVER, "old-refresh")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/rest/",
        "https://oauth.bitrix.info.evil.example/rest/",
        "https://oauth.bitrix.info@evil.example/rest/",
        "https://oauth.bitrix.info:8443/rest/",
        "http://oauth.bitrix.info/rest/",
        "http://127.0.0.1:8081/rest/",
        "https://evil.example/rest/#https://oauth.bitrix.info/rest/",
        "",
    ],
)
def test_only_listed_servers_ever_get_anything(server: AuthorizationServer, web: responses.RequestsMock, endpoint: str):
    """A server named by a POST gets neither secrets nor tokens unless the operator listed it."""
    for ask in (
        lambda: server.app_info(endpoint, "an-access-token"),
        lambda: server.refresh(APPLICATION, endpoint, "old-refresh"),
        lambda: server.exchange(APPLICATION, endpoint, "the-code"),
    ):
        with pytest.raises(Unavailable, match="unsafe_address"):
            ask()
    assert len(web.calls) == 0


def test_a_listed_server_may_be_plain_http_when_it_is_insecure_by_setting(
    server: AuthorizationServer, web: responses.RequestsMock
):
    """The sandbox's own server is listed twice: as a server, and as plain http."""
    web.post("http://127.0.0.1:8080/oauth-server/oauth/token/", json=sample("refresh_response"))
    assert server.refresh(APPLICATION, "http://127.0.0.1:8080/oauth-server/rest/", "old-refresh").member_id == MEMBER


@pytest.mark.parametrize("address", ["http://portal.bitrix24.com/rest/", "https://u@portal.bitrix24.com/", "", None, 5])
def test_an_unsafe_portal_address_is_not_believed(server: AuthorizationServer, web: responses.RequestsMock, address):
    """Also what an allowed server says of a portal's address must be https and nothing but an address."""
    web.post(TOKEN_URL, json=sample("refresh_response") | {"client_endpoint": address})
    with pytest.raises(Unavailable):
        server.refresh(APPLICATION, SERVER, "old-refresh")


@pytest.mark.parametrize(
    "fault", [{"body": requests.ReadTimeout("client_secret=the-secret")}, {"body": "the-secret", "status": 500}]
)
def test_errors_do_not_tell_secrets(server: AuthorizationServer, web: responses.RequestsMock, fault):
    """Neither the error nor the grant shows a secret or a token."""
    web.post(TOKEN_URL, **fault)
    with pytest.raises(PortalError) as raised:
        server.refresh(APPLICATION, SERVER, "old-refresh")
    assert "secret" not in repr(raised.value)
    assert raised.value.__context__ is None or raised.value.__suppress_context__
    web.replace(responses.POST, TOKEN_URL, json=sample("refresh_response"))
    assert "ydtj8pho" not in repr(server.refresh(APPLICATION, SERVER, "old-refresh"))
    assert "the-secret" not in repr(APPLICATION)
