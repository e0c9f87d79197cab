"""A sandbox portal with our application installed, and our adapter on it over HTTP; its own records for judging."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from b24bridge import clock
from b24bridge.bitrix.client import PortalClient
from b24bridge.bitrix.envelope import Timing
from b24bridge.bitrix.portal import BitrixPortal
from b24bridge.bitrix.transport import new_session
from b24bridge.core.installations import Installation, Status
from b24sandbox import grants, serve
from b24sandbox.installation import Registration, install
from b24sandbox.portal import Portal
from b24sandbox.seeding import seed

READING = ("list", "get", "batch")
LOOPBACK = ("127.0.0.1",)
SCOPES = ("crm", "task", "user_brief", "department", "im", "telephony", "calendar", "placement", "sale")


@dataclass
class Token:
    """One access token that is not renewed."""

    value: str

    def current(self) -> str:
        return self.value

    def renew(self, stale: str) -> str:
        raise AssertionError(f"nothing here outlives a token of {len(stale)} characters")


class NoThrottle:
    """Lets everything through: the sandbox's limits are off."""

    def before(self, method: str, inner: Any = ()) -> None:
        pass

    def after(self, method: str, timing: Timing | None, code: str = "") -> None:
        pass


@dataclass
class Sandboxed:
    """A served portal. Each `bridge()` is a new visit: it remembers nothing."""

    portal: Portal
    address: str
    token: str
    scope: tuple[str, ...] = ()
    marked: int = 0

    def bridge(self, **settings: Any) -> BitrixPortal:
        """Return our adapter."""
        return BitrixPortal(self.client(), **settings)

    def client(self, time_zone: str = "Europe/Moscow", timeout_s: float = 10) -> PortalClient:
        """Return our client."""
        installation = Installation(
            member_id=self.portal.settings.member_id,
            client_id="local.1",
            domain=self.address.partition("://")[2],
            endpoint=f"{self.address}/rest/",
            oauth_endpoint="",
            scope=self.scope,
            status=Status.ACTIVE,
            installed_at=clock.now(),
            application_token="a",
            time_zone=time_zone,
        )
        session = new_session(LOOPBACK, clock.monotonic)
        token, throttle = Token(self.token), NoThrottle()
        return PortalClient(
            installation, token, throttle, session=session, clock=clock, timeout_s=timeout_s, insecure_hosts=LOOPBACK
        )

    def now(self) -> datetime:
        """Return the portal's moment."""
        return self.portal.clock.now()

    def act(self, do: str, who: int = 1, **details: Any) -> Any:
        """Let an employee do something in the portal's interface."""
        return self._ask("act", {"as": who, "do": do, **details})["result"]

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """Order misbehaviour."""
        self._ask("faults", list(faults))

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """Return rows as stored."""
        return self._lines(f"state/{entity}")

    def mark(self) -> None:
        """Forget the calls until now."""
        self.marked = max((call["id"] for call in self._lines("calls")), default=0)

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls since the mark, the commands of batches included."""
        return self._lines(f"calls?since={self.marked}")

    def requests(self) -> int:
        """Count the HTTP requests since the mark."""
        return sum(call["batch"] is None for call in self.calls())

    def changes(self) -> list[str]:
        """Return the methods that changed something since the mark, in order."""
        return [call["method"] for call in self.calls() if not call["method"].endswith(READING)]

    def breaches(self) -> Mapping[str, int]:
        """Return what in our calls is not as the vendor's documents want it."""
        found: Mapping[str, int] = json.loads(self._get("breaches"))["breaches"]
        return found

    def _lines(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._get(path).splitlines() if line.strip()]

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}/_sandbox/{path}", timeout=30) as answer:
            return answer.read().decode()

    def _ask(self, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/_sandbox/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


@contextmanager
def sandboxed(lines: list[str], scope: tuple[str, ...] = SCOPES) -> Iterator[Sandboxed]:
    """Serve a portal with these rows for as long as the block lasts."""
    portal = Portal()
    seed(portal, lines)
    portal.limits.is_on = False
    server = serve.start(portal=portal)
    try:
        form = Registration("local.1", "secret", "https://bridge.example/app", scope=scope, with_ui=False)
        install(portal, form, portal.first_admin()["ID"])
        token = grants.pair(portal, portal.apps["local.1"], portal.first_admin()["ID"])["access_token"]
        yield Sandboxed(portal, server.address, token, scope)
    finally:
        server.stop()


def line(entity: str, **fields: Any) -> str:
    """Return a line of a portal file."""
    return json.dumps({"entity": entity, "fields": fields}, ensure_ascii=False)
