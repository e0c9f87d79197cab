"""A small load generator: posts of ready-made bytes over kept connections, bounded in number and time. Loopback only."""

import itertools
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from b24bridge import clock

PATIENCE_S = 10.0
TAKEN = 204


@dataclass(slots=True)
class Heard:
    """What came back: seconds per answer that was 204, what else was answered, and how long all of it took."""

    seconds: list[float] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    wall_s: float = 0.0


def event_post(address: str, member_id: str, application_token: str, number: int) -> bytes:
    """Return the whole request by which a portal tells that a company changed (api-reference/events/index.md)."""
    form = {
        "event": "ONCRMCOMPANYUPDATE",
        "event_handler_id": "11",
        "data[FIELDS][ID]": str(number),
        "ts": "1795338000",
        "auth[access_token]": "a" * 70,
        "auth[expires]": "1795341600",
        "auth[expires_in]": "3600",
        "auth[scope]": "crm,task,user_brief,department",
        "auth[domain]": "bench.example",
        "auth[server_endpoint]": "https://oauth.bitrix.info/rest/",
        "auth[status]": "L",
        "auth[client_endpoint]": "https://bench.example/rest/",
        "auth[member_id]": member_id,
        "auth[user_id]": "1",
        "auth[application_token]": application_token,
    }
    body = urlencode(form).encode()
    head = (
        f"POST /b24/event HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nUser-Agent: Bitrix24 Webhook Engine\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def flood(address: str, posts: Sequence[bytes], connections: int, most_s: float) -> Heard:
    """Send as fast as answers come, over so many connections, until all posts are sent or the time is over."""
    began = clock.monotonic()
    return _send(address, posts, connections, lambda _: clock.monotonic() if clock.monotonic() - began < most_s else None)


def steady(address: str, posts: Sequence[bytes], connections: int, per_second: float) -> Heard:
    """Send at a steady rate; an answer's time counts from when its post was due, so that a stall is not hidden."""
    began = clock.monotonic()
    return _send(address, posts, connections, lambda number: began + number / per_second)


def _send(address: str, posts: Sequence[bytes], connections: int, due: Callable[[int], float | None]) -> Heard:
    heard, numbers, began = Heard(), itertools.count(), clock.monotonic()
    threads = [
        threading.Thread(target=_connection, args=(address, posts, numbers, due, heard), daemon=True)
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heard.wall_s = clock.monotonic() - began
    return heard


def _connection(
    address: str, posts: Sequence[bytes], numbers: "itertools.count[int]", due: Callable[[int], float | None], heard: Heard
) -> None:
    line: socket.socket | None = None
    for number in numbers:
        if number >= len(posts) or (at := due(number)) is None:
            break
        clock.sleep(at - clock.monotonic())
        try:
            line = line or connected(address)
            status, is_kept = exchange(line, posts[number])
        except OSError as error:
            status, is_kept = type(error).__name__, False
        if status == str(TAKEN):
            heard.seconds.append(clock.monotonic() - at)
        else:
            heard.others.append(status)
        if not is_kept and line is not None:
            line.close()
            line = None
    if line is not None:
        line.close()


def connected(address: str) -> socket.socket:
    """Return a connection to an address."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), PATIENCE_S)


def exchange(line: socket.socket, post: bytes) -> tuple[str, bool]:
    """Send a request whose answer has no body; return the answer's status and whether the connection stays open."""
    line.sendall(post)
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = line.recv(65536)
        if not part:
            raise ConnectionResetError("closed in the middle of an answer")
        answer += part
    status = answer.split(b" ", 2)[1].decode()
    return status, status == str(TAKEN) and b"connection: close" not in answer.lower()
