"""Servers on real sockets that misbehave on purpose."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
BODY = b'{"result":1}'
Talk = Callable[[socket.socket, threading.Event], None]


class Listener:
    """A server whose every connection is counted, read, and answered by `talk`; over TLS when it has a certificate."""

    def __init__(self, talk: Talk, certificate: Path | None = None) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._tls is not None and certificate is not None:
            self._tls.load_cert_chain(certificate)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.accepted, self.heard = 0, b""
        self.over = threading.Event()
        self._talk = talk
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        with socket.socket() as last:
            last.settimeout(5)
            last.connect(("127.0.0.1", self.port))
        self._thread.join(10)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            caller, _ = self.socket.accept()
            with caller:
                if self.over.is_set():
                    return
                self.accepted += 1
                self._hear(caller)

    def _hear(self, caller: socket.socket) -> None:
        try:
            if self._tls is not None:
                caller = self._tls.wrap_socket(caller, server_side=True)
            while part := caller.recv(65536):
                self.heard += part
                if part.endswith(b"}"):
                    self._talk(caller, self.over)
        except OSError:
            return
        finally:
            caller.close()


@contextmanager
def listening(talk: Talk, certificate: Path | None = None) -> Iterator[Listener]:
    """Run a listener until the end of the block."""
    listener = Listener(talk, certificate)
    try:
        yield listener
    finally:
        listener.stop()


def answer(caller: socket.socket, over: threading.Event) -> None:
    """Answer at once."""
    caller.sendall(HEAD + BODY)


def drip_head(caller: socket.socket, over: threading.Event) -> None:
    """Send a byte of the head every 50 ms, for ever."""
    while not over.wait(0.05):
        caller.sendall(b"H")


def drip_body(caller: socket.socket, over: threading.Event) -> None:
    """Send the head at once, and a byte of the body every 50 ms."""
    caller.sendall(HEAD.replace(b"12", b"99999"))
    while not over.wait(0.05):
        caller.sendall(b" ")
