"""What stands in for the surroundings of a client in its tests: a clock that jumps, tokens, and a throttle that notes."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from redis import Redis
from urllib3.exceptions import ProtocolError

from b24bridge.bitrix.calls import Call
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.throttle import Limiter
from b24bridge.bitrix.transport import new_session
from b24bridge.core.installations import Installation, Status

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOST = "portal.bitrix24.ru"
ENDPOINT = f"https://{HOST}/rest/"
# What a request may end with that says nothing of whether it was done; arguments of `responses`.
FAULTS: dict[str, dict[str, Any]] = {
    "timeout": {"body": requests.ReadTimeout()},
    "reset": {"body": requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError()))},
    "html 502": {"status": 502, "body": "<html>Bad Gateway</html>"},
    "html 504": {"status": 504, "body": "<html>Gateway Time-out</html>"},
    "html 200": {"status": 200, "body": "<html>Sign in</html>"},
    "nginx 503": {"status": 503, "body": "<html>Service Unavailable</html>"},
    "empty": {"status": 200, "body": ""},
    "cut off": {"status": 200, "body": '{"result": {"items": [{"id": 1}'},
    "a list": {"status": 200, "body": "[1]"},
    "no result": {"status": 200, "body": '{"time": {}}'},
    "result and error": {"status": 200, "body": '{"result": 5, "error": ""}'},
    "result with 500": {"status": 500, "body": '{"result": 5}'},
    "error without a code": {"status": 400, "body": '{"error": null}'},
    "unknown error with 500": {"status": 500, "body": '{"error": "SOMETHING_NEW", "error_description": ""}'},
    "too deep": {"status": 200, "body": '{"result": ' + "[" * 100_000 + "]" * 100_000 + "}"},
    "no number": {"status": 200, "body": '{"result": NaN}'},
    "not UTF-8": {"status": 200, "body": b'{"result": "\xff"}'},
    "redirect to itself": {"status": 302, "headers": {"Location": f"https://{HOST}/auth/"}},
    "redirect to nowhere": {"status": 301},
}


class FakeClock:
    """A clock on which sleeping takes no time of ours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.passed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.passed += max(seconds, 0.0)


class Tokens:
    """A source that gives token-1, then token-2 and so on."""

    def __init__(self) -> None:
        self.renewed: list[str] = []

    def current(self) -> str:
        return f"token-{len(self.renewed) + 1}"

    def renew(self, stale: str) -> str:
        self.renewed.append(stale)
        return self.current()


class FreeThrottle:
    """A throttle that lets everything through and keeps what it was told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.learnt: list[tuple[str, Timing | None, str]] = []

    def before(self, method: str, inner: Sequence[str] = ()) -> None:
        self.asked.append((method, tuple(inner)))

    def after(self, method: str, timing: Timing | None, code: str = "") -> None:
        self.learnt.append((method, timing, code))


class Desk:
    """A client with everything around it at hand."""

    def __init__(self, endpoint: str = ENDPOINT, insecure_hosts: Sequence[str] = (), timeout_s: float = 65) -> None:
        self.clock, self.tokens, self.throttle = FakeClock(), Tokens(), FreeThrottle()
        self.calls: list[Call] = []
        self.client = PortalClient(
            installation(endpoint),
            self.tokens,
            self.throttle,
            session=new_session(insecure_hosts, self.clock.monotonic),
            clock=self.clock,
            timeout_s=timeout_s,
            insecure_hosts=insecure_hosts,
            on_call=self.calls.append,
        )


def installation(endpoint: str = ENDPOINT) -> Installation:
    """Return an active installation of a portal."""
    return Installation(
        member_id="a223c6b3710f85df22e9377d6c4f7553",
        client_id="local.1",
        domain=HOST,
        endpoint=endpoint,
        oauth_endpoint="https://oauth.bitrix.info/rest/",
        scope=("crm",),
        status=Status.ACTIVE,
        installed_at=START,
        application_token="application-secret",
    )


def new_limiter(redis: Redis, clock: FakeClock) -> Limiter:
    """Return a limiter whose time is the fake clock's."""
    return Limiter(redis, clock, jitter=lambda: 0.5, moment=lambda: clock.now().timestamp())
