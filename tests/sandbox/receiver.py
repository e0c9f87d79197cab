"""An application's server on this machine: it keeps what it gets and answers 200."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from b24sandbox import phpform


@dataclass
class Letter:
    """One request: path, query and body as PHP reads them."""

    path: str
    query: dict[str, Any]
    body: dict[str, Any]
    raw: str
    content_type: str


@dataclass
class Receiver:
    """Serves until stopped; `letters` are in the order of arrival."""

    letters: list[Letter] = field(default_factory=list)
    status: int = 200
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.take(self)

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self, request: BaseHTTPRequestHandler) -> None:
        raw = request.rfile.read(int(request.headers["Content-Length"])).decode()
        parts = urlsplit(request.path)
        letter = Letter(parts.path, phpform.parse(parts.query), phpform.parse(raw), raw, request.headers["Content-Type"])
        with self._arrived:
            self.letters.append(letter)
            self._arrived.notify_all()
        request.send_response(self.status)
        request.send_header("Content-Length", "2")
        request.end_headers()
        request.wfile.write(b"ok")

    def wait(self, count: int, seconds: float = 5) -> list[Letter]:
        """Wait until so many letters came; fails after the bound."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.letters) >= count, seconds), f"only {len(self.letters)} of {count}"
            return list(self.letters)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
