"""Connections to portals: the number is judged before connecting, and the whole answer must come within the timeout.

Not a policy: `address` says which numbers are allowed. The stock library resolves and connects in one step, and bounds
each read of the socket, so that a server which drips a byte a second holds a worker for ever.
"""

import http.client
import io
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from b24bridge.bitrix.address import UnsafeAddressError, is_listed, is_public


@dataclass(frozen=True, slots=True)
class Guard:
    """What every connection of one session obeys; `monotonic` gives seconds."""

    insecure_hosts: Sequence[str]
    monotonic: Callable[[], float]

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the numbers of a host. Raises UnsafeAddressError when one of them is not public and the host not listed."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(info[4][0]) for info in found))
        if not is_listed(host, port, self.insecure_hosts) and not all(is_public(number) for number in numbers):
            problem = f"{host} is not in the public internet"
            raise UnsafeAddressError(f"{problem}; if it is yours, add {host}:{port} to B24BRIDGE_INSECURE_HOSTS")
        return numbers


class _Bounded(io.RawIOBase):
    """A socket's bytes until a deadline: each read may only wait for what is left of it."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self._sock, self._monotonic = sock, monotonic
        self._deadline = monotonic() + (sock.gettimeout() or 0.0)
        self._file = sock.makefile("rb", buffering=0)  # keeps the socket open until the answer has been read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - self._monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        if self._sock.fileno() >= 0:
            self._sock.settimeout(left)
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _BoundedSocket:
    """As much of a socket as an answer needs."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self._sock, self._monotonic = sock, monotonic

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(self._sock, self._monotonic))


class _Guarded(HTTPConnection):
    """A connection that asks its guard where it may go, and whose answers are bounded as a whole."""

    def __init__(self, *args: Any, guard: Guard, **options: Any) -> None:
        super().__init__(*args, **options)
        self.guard = guard
        self.response_class = partial(_answer, guard.monotonic)  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host.strip("[]"), self.port or self.default_port
        try:
            numbers = self.guard.addresses(host, port)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        for number in numbers[:-1]:
            try:
                return self._connect((number, port))
            except (NewConnectionError, ConnectTimeoutError):
                continue
        return self._connect((numbers[-1], port))

    def _connect(self, address: tuple[str, int]) -> socket.socket:
        try:
            return create_connection(address, self.timeout, self.source_address, self.socket_options)
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "connecting took too long") from error
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


def _answer(monotonic: Callable[[], float], sock: socket.socket, **options: Any) -> http.client.HTTPResponse:
    return http.client.HTTPResponse(_BoundedSocket(sock, monotonic), **options)  # type: ignore[arg-type]


class _GuardedTls(_Guarded, HTTPSConnection):
    """The same over TLS; the certificate is checked against the name, not the number."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class GuardedAdapter(HTTPAdapter):
    """An adapter of `requests` that connects through a guard, and never repeats a request by itself."""

    def __init__(self, guard: Guard) -> None:
        """Take the guard that judges every connection."""
        self.guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make pools whose connections are guarded."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_Pool, guard=self.guard),
            "https": partial(_TlsPool, guard=self.guard),
        }
