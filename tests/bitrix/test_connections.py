"""Connections to real sockets: where they may go, and how long they may take."""

import socket
import threading
import time
from pathlib import Path

import pytest

from b24bridge import clock
from b24bridge.bitrix import connections
from b24bridge.bitrix.transport import Failure, Reply, Transport, new_session
from tests.bitrix.certificates import write_certificate
from tests.bitrix.listeners import BODY, HEAD, Listener, Talk, answer, drip_body, drip_head, listening


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


@pytest.mark.parametrize(("host", "is_trusted"), [("localhost", True), ("127.0.0.1", False)])
def test_a_certificate_is_checked_against_the_name(tmp_path: Path, host: str, is_trusted: bool):
    """We connect to the number that was judged, and yet the certificate must bear the name."""
    certificate = write_certificate(tmp_path, "localhost")
    with listening(answer, certificate) as listener:
        hosts = [f"{host}:{listener.port}"]
        caller = Transport(new_session(hosts, clock.monotonic, str(certificate)), 10, hosts)
        replies = [caller.post_json(f"https://{host}:{listener.port}/rest/x", {"auth": "secret"}) for _ in range(2)]
        caller.session.close()
    assert [reply == Reply(200, BODY) for reply in replies] == [is_trusted] * 2
    assert (b"secret" in listener.heard) is is_trusted
    assert listener.accepted == (1 if is_trusted else 2)


def test_a_certificate_of_nobody_is_refused(tmp_path: Path):
    """Being listed as insecure allows a private number, not a forged certificate."""
    with listening(answer, write_certificate(tmp_path, "localhost")) as listener:
        reply = transport(listener).post_json(f"https://localhost:{listener.port}/rest/x", {"auth": "secret"})
    assert isinstance(reply, Failure)
    assert (reply.reason, reply.is_unsent) == ("bad_certificate", True)
    assert listener.heard == b""


@pytest.mark.parametrize("talk", [drip_head, drip_body])
def test_an_answer_over_tls_ends_with_its_time(tmp_path: Path, talk: Talk):
    """Encryption does not change how long an answer may take."""
    certificate = write_certificate(tmp_path, "localhost")
    with listening(talk, certificate) as listener:
        hosts = [f"localhost:{listener.port}"]
        caller = Transport(new_session(hosts, clock.monotonic, str(certificate)), 0.5, hosts)
        reply = caller.post_json(f"https://localhost:{listener.port}/rest/x", {"auth": "secret"})
    assert reply == Failure("timeout")
