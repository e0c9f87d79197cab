"""One HTTP request, sent once: what came back, or that nothing was sent, or that nobody knows. Not what the bytes mean.

Exceptions of the HTTP library are turned into values here, because their texts and their chains hold URLs and bodies.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from ssl import SSLCertVerificationError
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TookTooLong

from b24bridge.bitrix.address import UnsafeAddressError, checked, host_of
from b24bridge.bitrix.connections import Guard, GuardedAdapter

MOST_BYTES: Final = 64 * 1024 * 1024
CHUNK: Final = 64 * 1024
CONNECT_S: Final = 10.0
HEADERS: Final = {"User-Agent": "b24bridge", "Accept": "application/json"}
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
UNSAFE: Final = "unsafe_address"
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, the body, and for a redirect the other host that it names."""

    status: int
    body: bytes = field(repr=False)
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing usable came back, in a word; `is_unsent` is true only when the server cannot have seen the request."""

    reason: str
    text: str = ""
    is_unsent: bool = False


def new_session(
    insecure_hosts: Sequence[str], monotonic: Callable[[], float], ca_bundle: str | None = None
) -> requests.Session:
    """Return a session that trusts nothing of the environment and connects to public addresses and listed hosts only."""
    session = requests.Session()
    session.trust_env = False
    session.headers.update(HEADERS)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    if ca_bundle:
        session.verify = ca_bundle
    adapter = GuardedAdapter(Guard(tuple(insecure_hosts), monotonic))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    logging.getLogger("urllib3").setLevel(logging.INFO)  # at DEBUG it writes whole URLs
    return session


@dataclass(frozen=True, slots=True)
class Transport:
    """Sends requests within a time (seconds, for the whole answer) and to safe addresses only."""

    session: requests.Session
    timeout_s: float
    insecure_hosts: Sequence[str] = ()
    most_bytes: int = MOST_BYTES

    def post_json(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] = NO_HEADERS) -> Reply | Failure:
        """Send one object as JSON. Raises TypeError or ValueError when it cannot be written as JSON."""
        data = json.dumps(body, allow_nan=False).encode()
        return self._send("POST", url, data=data, headers={"Content-Type": "application/json", **headers})

    def post_form(self, url: str, fields: Mapping[str, str]) -> Reply | Failure:
        """Send fields as a form."""
        return self._send("POST", url, data=dict(fields))

    def get(self, url: str, query: Mapping[str, str]) -> Reply | Failure:
        """Ask with a query string; whoever calls it accepts that it stands in the server's log."""
        return self._send("GET", url, params=dict(query))

    def _send(self, verb: str, url: str, **content: Any) -> Reply | Failure:
        timeout = (min(CONNECT_S, self.timeout_s), self.timeout_s)
        try:
            url = checked(url, self.insecure_hosts)
            with self.session.request(verb, url, timeout=timeout, allow_redirects=False, stream=True, **content) as response:
                if response.status_code in REDIRECTS:
                    return Reply(response.status_code, b"", _other_host(url, response.headers.get("Location", "")))
                return self._read(response)
        except UnsafeAddressError as error:
            return Failure(UNSAFE, str(error), is_unsent=True)
        except (RequestException, HTTPError, OSError) as error:
            return _failure(error)

    def _read(self, response: requests.Response) -> Reply | Failure:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                return Failure("too_large", f"more than {self.most_bytes} bytes")
        return Reply(response.status_code, bytes(body))


def _other_host(url: str, location: str) -> str | None:
    """Return the host that a redirect names, or None when it is no other one."""
    try:
        parts = urlsplit(location)
        new = host_of(f"{parts.scheme or 'https'}://{parts.netloc}")
    except (UnsafeAddressError, ValueError):
        return None
    return None if new == host_of(url) else new


def _failure(error: Exception) -> Failure:
    if isinstance(error, ConnectTimeout):
        return Failure("no_connection", "connecting took too long", is_unsent=True)
    if isinstance(error, NoConnection) and error.args and isinstance(error.args[0], MaxRetryError):
        reason = error.args[0].reason
        if isinstance(reason, NewConnectionError):  # also an unknown name: nothing was sent
            return Failure("no_connection", type(reason).__name__, is_unsent=True)
        if isinstance(reason, SSLError) and any(isinstance(cause, SSLCertVerificationError) for cause in reason.args):
            return Failure("bad_certificate", "the portal's certificate is not to be trusted", is_unsent=True)
        return Failure("connection_lost", type(reason).__name__)
    if isinstance(error, ReadTimeout | TookTooLong | TimeoutError) or "timed out" in str(error):
        return Failure("timeout")
    return Failure("connection_lost", type(error).__name__)
