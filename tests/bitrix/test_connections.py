"""Connections to real sockets: where they may go, and how long they may take."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from b24bridge import clock
from b24bridge.bitrix import connections
from b24bridge.bitrix.transport import Failure, Reply, Transport, new_session

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
BODY = b'{"result":1}'
Talk = Callable[[socket.socket, threading.Event], None]


class Listener:
    """A server whose every connection is counted, read, and answered by `talk`."""

    def __init__(self, talk: Talk) -> None:
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
            while part := caller.recv(65536):
                self.heard += part
                if part.endswith(b"}"):
                    self._talk(caller, self.over)
        except OSError:
            return


@contextmanager
def listening(talk: Talk) -> Iterator[Listener]:
    """Run a listener until the end of the block."""
    listener = Listener(talk)
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
        caller.sendall(b"H" if over.is_set() else b"HTTP/1.1 200 OK\r\n"[:1])


def drip_body(caller: socket.socket, over: threading.Event) -> None:
    """Send the head at once, and a byte of the body every 50 ms."""
    caller.sendall(HEAD.replace(b"12", b"99999"))
    while not over.wait(0.05):
        caller.sendall(b" ")


def transport(listener: Listener, timeout_s: float = 10, *, listed: bool = True) -> Transport:
    hosts = [f"127.0.0.1:{listener.port}", f"localhost:{listener.port}"] if listed else []
    return Transport(
        new_session(hosts, clock.monotonic), timeout_s, [f"127.0.0.1:{listener.port}", f"localhost:{listener.port}"]
    )


def test_a_listed_host_is_called_over_one_connection():
    """What the operator has listed may be private; a connection is used again."""
    with listening(answer) as listener:
        caller = transport(listener)
        replies = [caller.post_json(f"http://127.0.0.1:{listener.port}/rest/x", {"auth": "secret"}) for _ in range(3)]
        caller.session.close()
    assert [reply == Reply(200, BODY) for reply in replies] == [True] * 3
    assert listener.accepted == 1
    assert b"secret" not in listener.heard.partition(b"\r\n")[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_number_is_not_even_connected_to(host: str):
    """By number or by name: the listener sees nothing, and the answer says what to set."""
    with listening(answer) as listener:
        reply = transport(listener, listed=False).post_json(f"http://{host}:{listener.port}/rest/x", {"auth": "secret"})
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.is_unsent) == ("unsafe_address", True)
    assert f"add {host}:{listener.port} to B24BRIDGE_INSECURE_HOSTS" in reply.text
    assert listener.accepted == 0


def test_a_name_that_turns_private_between_two_look_ups_is_refused(monkeypatch):
    """The number that was judged is the number that is connected to."""
    with listening(answer) as listener:
        found = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))]])
        monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *_, **__: next(found))
        caller = Transport(new_session((), clock.monotonic), 10, [f"rebound.example:{listener.port}"])
        reply = caller.post_json(f"http://rebound.example:{listener.port}/rest/x", {"auth": "secret"})
    assert isinstance(reply, Failure)
    assert reply.reason == "unsafe_address"
    assert listener.accepted == 0


@pytest.mark.parametrize("talk", [drip_head, drip_body])
def test_an_answer_that_drips_ends_with_its_time(talk: Talk):
    """A server that sends a byte now and then holds us no longer than one that sends nothing."""
    with listening(talk) as listener:
        began = time.monotonic()  # noqa: TID251 a real socket takes real time
        caller = transport(listener, timeout_s=0.5)
        reply = caller.post_json(f"http://127.0.0.1:{listener.port}/rest/x", {"auth": "secret"})
        took = time.monotonic() - began  # noqa: TID251
    assert reply == Failure("timeout")
    assert 0.4 < took < 5


def test_a_connection_that_ends_early_leaves_doubt():
    """The request went out and no answer came: that is not the same as never sent."""
    with listening(lambda caller, _: caller.shutdown(socket.SHUT_RDWR)) as listener:
        reply = transport(listener).post_json(f"http://127.0.0.1:{listener.port}/rest/x", {"auth": "secret"})
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.is_unsent) == ("connection_lost", False)


def test_an_answer_that_ends_early_is_no_answer():
    """Fewer bytes than announced are a loss, even when they happen to be JSON."""

    def cut(caller: socket.socket, _: threading.Event) -> None:
        caller.sendall(HEAD.replace(b"12", b"99") + BODY)
        caller.shutdown(socket.SHUT_RDWR)

    with listening(cut) as listener:
        reply = transport(listener).post_json(f"http://127.0.0.1:{listener.port}/rest/x", {"auth": "secret"})
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.is_unsent) == ("connection_lost", False)


def test_nobody_listening_means_nothing_sent():
    """A refused connection carried nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    caller = Transport(new_session(["127.0.0.1"], clock.monotonic), 5, ["127.0.0.1"])
    reply = caller.post_json(f"http://127.0.0.1:{port}/rest/x", {})
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.is_unsent) == ("no_connection", True)
