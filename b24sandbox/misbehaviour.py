"""What faults look like on the wire: resets, silence, HTML error pages, half a body.

It needs werkzeug's own server: a reset is played on the socket that it shows, and `connection` lets it through.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

from flask import Response, request

from b24sandbox.clock import pause
from b24sandbox.faults import Fault

PAGES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Time-out",
}
LINGER_NOT = struct.pack("ii", 1, 0)


def play(fault: Fault) -> Response:
    """The response of a wire fault that is known before the work is answered."""
    kind = fault.answer if fault.kind == "late" else fault.kind
    if kind == "status" or kind.isdigit():
        return error_page(int(kind) if kind.isdigit() else fault.status)
    if kind == "silence":
        pause(fault.seconds)
    return Response(_cut(request.environ["werkzeug.socket"]))


def error_page(status: int) -> Response:
    """An HTML page of the server before the portal."""
    title = f"{status} {PAGES.get(status, 'Error')}"
    html = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr></body></html>"
    return Response(html, status=status, content_type="text/html")


def halved(body: bytes) -> bytes:
    """A JSON body that ends in the middle."""
    return body[: len(body) // 2]


def _cut(connection: socket.socket) -> Iterator[bytes]:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    raise ConnectionResetError("a fault asked for it")
    yield b""
