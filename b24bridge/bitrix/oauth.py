"""The authorization server: renewing tokens, exchanging a code, and what a token is. Not where tokens are kept.

Secrets go to allowed servers only and in the body of a POST, so that they stand in nobody's log. The documents show GET
(settings/oauth/auto-renewal.md); it is used only when a server says that it does not understand the POST.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import requests

from b24bridge.bitrix.address import UnsafeAddressError, checked, host_of, is_exactly_listed
from b24bridge.bitrix.envelope import Fault, UnusableAnswerError, fault, load, whole
from b24bridge.bitrix.errors import Meaning, error_of, meaning_of
from b24bridge.bitrix.ports import Clock
from b24bridge.bitrix.transport import UNSAFE, Failure, Reply, Transport
from b24bridge.core.errors import AccessLost, PortalError, Unavailable
from b24bridge.core.installations import Application, Tokens

TOKEN: Final = "oauth/token"  # noqa: S105 the name of a method
APP_INFO: Final = "app.info"
LIFETIME_S: Final = 3600
NO_POST: Final = frozenset({400, 404, 405, 411, 415, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A new pair of tokens and what the server says of the portal; `endpoint` is its current address."""

    tokens: Tokens
    member_id: str
    endpoint: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppInfo:
    """What the server says of a token: for which application, portal and user it was made.

    `is_installed` is false until the installer's page has finished (settings/app-installation/installation-finish.md).
    """

    client_id: str
    member_id: str
    domain: str
    endpoint: str
    scope: tuple[str, ...]
    user_id: int | None
    is_installed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationServer:
    """Asks authorization servers on `hosts` (`host` or `host:port`), and no others.

    Every method takes the server's REST address, such as https://oauth.bitrix.info/rest/, and raises AccessLost when the
    server does not vouch, Busy when it asks us to wait, and Unavailable when it gives no usable answer or is not allowed.
    """

    session: requests.Session
    clock: Clock
    timeout_s: float
    hosts: Sequence[str]
    insecure_hosts: Sequence[str] = ()

    def refresh(self, application: Application, oauth_endpoint: str, refresh_token: str) -> Grant:
        """Return the next pair of tokens; from now on the old refresh token may be dead."""
        return self._grant(application, oauth_endpoint, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def exchange(self, application: Application, oauth_endpoint: str, code: str) -> Grant:
        """Return tokens for an authorization code, which lives 30 seconds (settings/oauth/index.md)."""
        return self._grant(application, oauth_endpoint, {"grant_type": "authorization_code", "code": code})

    def app_info(self, oauth_endpoint: str, access_token: str) -> AppInfo:
        """Return what an access token is (settings/oauth/simple-way.md)."""
        url = self._base(APP_INFO, oauth_endpoint) + "/rest/app.info"
        result = self._read(APP_INFO, self._transport().post_form(url, {"auth": access_token})).get("result")
        install = result.get("install") if isinstance(result, dict) else None
        if not isinstance(result, dict) or not isinstance(install, dict):
            raise Unavailable(APP_INFO, "unusable_answer", "no facts about the token")
        endpoint = self._endpoint(APP_INFO, install)
        return AppInfo(
            client_id=_text(APP_INFO, result, "client_id"),
            member_id=_text(APP_INFO, install, "member_id"),
            domain=host_of(endpoint),
            endpoint=endpoint,
            scope=_scope(result),
            user_id=whole(result.get("user_id")),
            is_installed=install.get("installed") in (True, 1, "Y", "1"),
        )

    def _grant(self, application: Application, oauth_endpoint: str, grant: Mapping[str, str]) -> Grant:
        url, transport = self._base(TOKEN, oauth_endpoint) + "/oauth/token/", self._transport()
        fields = {**grant, "client_id": application.client_id, "client_secret": application.client_secret}
        reply = transport.post_form(url, fields)
        if isinstance(reply, Reply) and _is_post_refused(reply):
            reply = transport.get(url, fields)
        answer = self._read(TOKEN, reply)
        lifetime = whole(answer.get("expires_in")) or LIFETIME_S
        tokens = Tokens(
            access=_text(TOKEN, answer, "access_token"),
            refresh=_text(TOKEN, answer, "refresh_token"),
            expires_at=self.clock.now() + timedelta(seconds=min(max(lifetime, 0), LIFETIME_S)),
            user_id=whole(answer.get("user_id")),
        )
        endpoint = self._endpoint(TOKEN, answer)
        return Grant(tokens=tokens, member_id=_text(TOKEN, answer, "member_id"), endpoint=endpoint, scope=_scope(answer))

    def _transport(self) -> Transport:
        return Transport(self.session, self.timeout_s, self.insecure_hosts)

    def _base(self, method: str, oauth_endpoint: str) -> str:
        """Return a server's address without `/rest/`, once it is sure that it may have secrets."""
        try:
            is_allowed = is_exactly_listed(checked(oauth_endpoint, self.insecure_hosts), self.hosts)
        except UnsafeAddressError as error:
            raise Unavailable(method, UNSAFE, str(error)) from None
        if not is_allowed:
            fix = "is no allowed authorization server; if it is one, add it to B24BRIDGE_OAUTH_HOSTS"
            raise Unavailable(method, UNSAFE, f"{host_of(oauth_endpoint)} {fix}")
        return oauth_endpoint.rstrip("/").removesuffix("/rest")

    def _read(self, method: str, reply: Reply | Failure) -> Mapping[str, Any]:
        """Return a server's answer. Errors come with any status, 200 included (settings/oauth/error-codes.md)."""
        if isinstance(reply, Failure):
            raise Unavailable(method, reply.reason, reply.text)
        try:
            answer = load(reply.body)
            refusal = fault(answer, reply.status) if "error" in answer else None
        except UnusableAnswerError as error:
            raise Unavailable(method, "unusable_answer", f"HTTP {reply.status}, {error}") from None
        if refusal is not None:
            raise self._error(method, refusal)
        if not 200 <= reply.status <= 299:
            raise Unavailable(method, "unusable_answer", f"HTTP {reply.status}")
        return answer

    def _error(self, method: str, refusal: Fault) -> PortalError:
        if meaning_of(refusal) in (Meaning.LATER, Meaning.UNSURE):
            return error_of(method, refusal, is_write=False, now=self.clock.now())
        return AccessLost(method, refusal.code, refusal.text)

    def _endpoint(self, method: str, answer: Mapping[str, Any]) -> str:
        try:
            return checked(_text(method, answer, "client_endpoint"), self.insecure_hosts).rstrip("/") + "/"
        except UnsafeAddressError as error:
            raise Unavailable(method, UNSAFE, str(error)) from None


def _is_post_refused(reply: Reply) -> bool:
    """Say whether a server surely did nothing because it does not read tokens' requests from a body."""
    try:
        return str(load(reply.body).get("error")).lower() == "invalid_request"
    except UnusableAnswerError:
        return reply.status in NO_POST


def _text(method: str, answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str) or not value:
        raise Unavailable(method, "unusable_answer", f"no {key}")
    return value


def _scope(answer: Mapping[str, Any]) -> tuple[str, ...]:
    value = answer.get("scope")
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else ()
