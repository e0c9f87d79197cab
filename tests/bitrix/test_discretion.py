"""What a client lets nobody see, and whom it does not trust."""

import logging
from urllib.parse import urlsplit

import pytest
import responses
from structlog.testing import capture_logs

from b24bridge.bitrix.transport import new_session
from b24bridge.core.errors import PortalError, Refused
from tests.bitrix.doubles import ENDPOINT, FAULTS, Desk

METHOD = "crm.item.list"


def test_a_call_is_logged_without_what_it_said(desk: Desk, web: responses.RequestsMock, caplog):
    """Logs and metrics get method, time, status and code; no token, no parameter, no URL."""
    web.post(ENDPOINT + METHOD, status=400, json={"error": "INVALID_ARG_VALUE", "error_description": "Ivanov"})
    with caplog.at_level(logging.DEBUG), capture_logs() as logs, pytest.raises(Refused):
        desk.client.read(METHOD, {"filter": {"name": "Petrov"}})
    assert [(log["method"], log["status"], log["code"]) for log in logs] == [(METHOD, 400, "INVALID_ARG_VALUE")]
    assert [(call.method, call.status, call.code) for call in desk.calls] == [(METHOD, 400, "INVALID_ARG_VALUE")]
    written = repr(logs) + caplog.text + repr(desk.calls)
    assert not any(word in written for word in ("token-1", "Petrov", "Ivanov", urlsplit(ENDPOINT).netloc))


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_does_not_tell_the_token(desk: Desk, web: responses.RequestsMock, fault: str):
    """Neither an error nor what led to it holds a token, a URL or a parameter."""
    web.post(ENDPOINT + METHOD, **FAULTS[fault])
    with pytest.raises(PortalError) as raised:
        desk.client.write(METHOD, {"filter": {"name": "Petrov"}})
    error: BaseException | None = raised.value
    while error is not None:
        assert not any(word in repr(error) for word in ("token-1", "Petrov", "https://"))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_the_environment_is_not_trusted(monkeypatch):
    """No proxy, no certificate file and no .netrc of the machine has a say, and no cookie is kept."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    session = new_session((), lambda: 0.0)
    settings = session.merge_environment_settings(ENDPOINT, {}, None, None, None)
    assert session.trust_env is False
    assert not settings["proxies"]
    assert settings["verify"] is True


def test_cookies_of_a_portal_are_not_kept(desk: Desk, web: responses.RequestsMock):
    """What one portal sets is not sent to it or anybody again."""
    web.post(ENDPOINT + METHOD, json={"result": 1}, headers={"Set-Cookie": "PHPSESSID=1; path=/"})
    desk.client.read(METHOD)
    desk.client.read(METHOD)
    assert "Cookie" not in web.calls[1].request.headers
