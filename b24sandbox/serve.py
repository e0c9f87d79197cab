"""Serving a portal over HTTP: in the foreground for the command line, in a thread for tests and for the bridge's demo."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from ssl import SSLContext, SSLSocket

from werkzeug.serving import BaseWSGIServer, make_server

from b24sandbox.app import create_app
from b24sandbox.connection import Connection
from b24sandbox.portal import Portal
from b24sandbox.seeding import read_seed, seed

POLL_SECONDS = 0.02


@dataclass
class Server:
    """A portal that is being served. `address` is what applications see as the portal."""

    portal: Portal
    http: BaseWSGIServer
    thread: threading.Thread | None = field(default=None)

    @property
    def address(self) -> str:
        """`http://HOST:PORT`."""
        return self.portal.address

    def stop(self) -> None:
        """Stop serving and sending."""
        self.http.shutdown()
        self.portal.delivery.close()
        self.http.server_close()
        if self.thread:
            self.thread.join(5)


def bind(portal: Portal, host: str = "127.0.0.1", port: int = 0, tls: SSLContext | None = None) -> Server:
    """Take a port (0 for a free one) and tell the portal its address; nothing is served yet. With `tls` it is https."""
    http = make_server(host, port, create_app(portal), threaded=True, request_handler=Connection, ssl_context=tls)
    http.daemon_threads = True  # type: ignore[attr-defined]
    if isinstance(http.socket, SSLSocket):
        http.socket.do_handshake_on_connect = False  # type: ignore[attr-defined] # a silent caller must not keep the others from being accepted
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    portal.address = f"{'https' if tls else 'http'}://{shown}:{http.server_port}"
    return Server(portal, http)


def start(seed_name: str = "empty", portal: Portal | None = None, port: int = 0) -> Server:
    """Serve a portal in a thread. `seed_name` is demo, services, empty or a file; ignored for a portal that is given."""
    if portal is None:
        portal = Portal()
        seed(portal, read_seed(seed_name))
    server = bind(portal, port=port)
    server.thread = threading.Thread(target=server.http.serve_forever, args=(POLL_SECONDS,), name="sandbox", daemon=True)
    server.thread.start()
    return server
