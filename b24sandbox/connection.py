"""One connection of the sandbox's server: HTTP/1.1 that is kept alive, and that a fault can cut.

Werkzeug's own runner closes after every answer and waits 10 ms for leftovers; here the application reads every body.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.serving import WSGIRequestHandler

UNREAD_BODY = 413
BODILESS = {204, 304}


class Connection(WSGIRequestHandler):
    """Runs the application for each request of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request; a ConnectionError out of the application closes the socket with a reset."""
        environ = self.make_environ()
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _problem: Any = None) -> Any:
            started[:] = [status, headers]
            return self.wfile.write

        try:
            body = self.server.app(environ, start_response)
            try:
                self._answer(started, body)
            finally:
                if hasattr(body, "close"):
                    body.close()
        except (ConnectionError, TimeoutError) as error:
            self.connection_dropped(error, environ)

    def _answer(self, started: list[Any], body: Iterable[bytes]) -> None:
        parts = iter(body)
        first = next(parts, b"")
        code, _, reason = started[0].partition(" ")
        names = {name.lower() for name, _ in started[1]}
        has_body = self.command != "HEAD" and int(code) not in BODILESS
        is_chunked = has_body and "content-length" not in names
        self.send_response(int(code), reason)
        for name, value in started[1]:
            self.send_header(name, value)
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if int(code) == UNREAD_BODY or self.request_version == "HTTP/1.0":
            self.send_header("Connection", "close")
        self.end_headers()
        if has_body:
            self._write(first, is_chunked=is_chunked)
            for part in parts:
                self._write(part, is_chunked=is_chunked)
            if is_chunked:
                self.wfile.write(b"0\r\n\r\n")

    def _write(self, part: bytes, *, is_chunked: bool) -> None:
        if part:
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n" if is_chunked else part)

    def connection_dropped(self, error: BaseException, environ: dict[str, object] | None = None) -> None:
        """Close hard; the default would wait for the next request on the same socket."""
        del error, environ
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the call log is the record."""
